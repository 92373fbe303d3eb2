"""Which wallets are due: the cheapest question first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cointracker_pipeline.domain.chain import Blockchain, ChainReader
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Warehouse, confirm_unchanged, read_standings
from cointracker_pipeline.sync.progress import Progress


@dataclass(frozen=True, slots=True)
class Check:
    """Finds out which wallets changed; with ``share_requests`` false no request names more than one address."""

    reader: ChainReader
    warehouse: Warehouse
    clock: Callable[[], datetime]
    progress: Progress
    share_requests: bool = True

    def find_due(self, wallets: Sequence[Wallet], chains: Mapping[str, Blockchain]) -> list[Wallet]:
        """Return the wallets that need a refresh, in the given order.

        A wallet is due without asking when its history is incomplete, unproven, or has rows that may still change.
        One balance request for each chain (up to 25,000 addresses for 26 points; Blockchair API v2, Address balance
        mass check) finds those of the others whose balance moved. Equal balances are noted as checked.

        Raises: ProviderError when the API fails.
        """
        due: set[Wallet] = set()
        for name, chain in chains.items():
            of_chain = [wallet for wallet in wallets if wallet.chain == name]
            if of_chain:
                due.update(self._due_of_chain(of_chain, chain))
        return [wallet for wallet in wallets if wallet in due]

    def _due_of_chain(self, wallets: Sequence[Wallet], chain: Blockchain) -> set[Wallet]:
        with self.warehouse.transaction() as connection:
            standings = read_standings(connection, [wallet.wallet_id for wallet in wallets], chain.reorg_limit)
        settled = {
            wallet: standing.balance
            for wallet in wallets
            if (standing := standings.get(wallet.wallet_id)) and standing.proven and not standing.unsettled
        }
        due = set(wallets) - set(settled)
        asked, size = list(settled), chain.mass_check_limit if self.share_requests else 1
        for start in range(0, len(asked), size):
            due |= self._moved(asked[start : start + size], settled, chain)
        return due

    def _moved(self, batch: Sequence[Wallet], settled: Mapping[Wallet, int], chain: Blockchain) -> set[Wallet]:
        answer = self.reader.fetch_balances(chain, [wallet.address for wallet in batch])
        self.progress.add_check(answer.millipoints)
        moved = {wallet for wallet in batch if answer.by_address[wallet.address] != settled[wallet]}
        with self.warehouse.transaction() as connection:
            same = [wallet.wallet_id for wallet in batch if wallet not in moved]
            confirm_unchanged(connection, same, answer.tip_height, self.clock())
        return moved
