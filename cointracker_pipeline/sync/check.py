"""Which wallets are due: the cheapest question first."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from cointracker_pipeline.domain.chain import Blockchain, ChainReader
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Warehouse, confirm_unchanged, read_standings
from cointracker_pipeline.sync.progress import Progress


def find_due(
    wallets: Sequence[Wallet],
    chains: Mapping[str, Blockchain],
    reader: ChainReader,
    warehouse: Warehouse,
    clock: Callable[[], datetime],
    progress: Progress,
) -> list[Wallet]:
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
            due.update(_due_of_chain(of_chain, chain, reader, warehouse, clock, progress))
    return [wallet for wallet in wallets if wallet in due]


def _due_of_chain(
    wallets: Sequence[Wallet],
    chain: Blockchain,
    reader: ChainReader,
    warehouse: Warehouse,
    clock: Callable[[], datetime],
    progress: Progress,
) -> set[Wallet]:
    with warehouse.transaction() as connection:
        standings = read_standings(connection, [wallet.wallet_id for wallet in wallets], chain.reorg_limit)
    settled = {
        wallet: standing.balance
        for wallet in wallets
        if (standing := standings.get(wallet.wallet_id)) and standing.proven and not standing.unsettled
    }
    due = set(wallets) - set(settled)
    asked = list(settled)
    for start in range(0, len(asked), chain.mass_check_limit):
        batch = asked[start : start + chain.mass_check_limit]
        answer = reader.fetch_balances(chain, [wallet.address for wallet in batch])
        progress.add_check(answer.millipoints)
        moved = {wallet for wallet in batch if answer.by_address[wallet.address] != settled[wallet]}
        due |= moved
        with warehouse.transaction() as connection:
            same = [wallet.wallet_id for wallet in batch if wallet not in moved]
            confirm_unchanged(connection, same, answer.tip_height, clock())
    return due
