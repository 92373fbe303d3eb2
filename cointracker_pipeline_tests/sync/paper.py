"""Syncs from a chain on paper into a real warehouse: for page sequences that must be exact."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.domain.chain import ChainReader
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.storage.warehouse import Warehouse, read_cursor
from cointracker_pipeline.sync.desk import Desk as SyncDesk
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Failure
from cointracker_pipeline.sync.run import sync_wallets
from cointracker_pipeline.sync.subject import Subject
from cointracker_pipeline_tests.domain.paper_chain import PaperChain
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WALLET = Wallet("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")


def read_clock() -> datetime:
    """Return the time of these tests."""
    return NOW


class Unwatched:
    """Is told what happens to wallets and keeps nothing; a ``Watcher``."""

    def begin(self, wallets: Sequence[Wallet]) -> None:
        """Keep nothing."""

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Keep nothing."""


@dataclass(slots=True)
class Desk:
    """One wallet on paper and the warehouse it is synced into."""

    warehouse: Warehouse
    paper: PaperChain = field(default_factory=PaperChain)

    def refresh(
        self, *, full: bool = False, reader: ChainReader | None = None, chain: BitcoinLike = SMALL_BITCOIN
    ) -> Outcome:
        """Refresh the wallet from the paper, or from another reader; what it fails with is raised."""
        desk = SyncDesk(reader or self.paper, self.warehouse, (derive_wallets,), read_clock, Progress())
        report = sync_wallets([Subject(WALLET)], {chain.name: chain}, desk, Unwatched(), full=full)
        for one in report.failures:
            raise one.error
        return report.outcomes[0]

    def asked(self) -> list[tuple[int, bool]]:
        """Return offset and whether only confirmed rows were asked for, of each page, and forget them."""
        pages = [(one.offset, one.confirmed_only) for one in self.paper.asked]
        self.paper.asked.clear()
        return pages

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement in a transaction of its own and return its rows."""
        with self.warehouse.transaction() as connection:
            return connection.execute(sql).fetchall()

    def hashes(self, table: str = "transactions") -> set[str]:
        """Return the hashes that are stored."""
        return {hash_ for (hash_,) in self.run(f"select tx_hash from {table}")}

    def cursor(self) -> Cursor:
        """Return the wallet's cursor."""
        with self.warehouse.transaction() as connection:
            return read_cursor(connection, WALLET.wallet_id)

    def is_right(self) -> bool:
        """Return whether exactly the paper's rows are stored."""
        rows = self.run("select tx_hash, block_height, block_time, balance_change from transactions")
        stored = sorted((hash_, height, time, int(change)) for hash_, height, time, change in rows)
        return stored == sorted(
            (row.tx_hash, row.block_height, row.block_time, row.balance_change) for row in self.paper.rows
        )
