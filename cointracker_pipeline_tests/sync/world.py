"""A sandbox and a home before it: the whole way from a wallet to its stored rows, over real HTTP."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Report

StoredRow = tuple[str, int | None, datetime, int]
"""Hash, height, time and change."""

SMALL_BITCOIN = replace(BITCOIN, page_limit=25, reorg_limit=6)
"""Bitcoin in small: walks of a few dozen rows take several pages."""


def make_settings(home: Path, base_url: str, **overrides: object) -> Settings:
    """Return the settings of a home without limits and without a key."""
    given: dict[str, object] = {"requests_per_minute": 0, "points_per_day": 0, "api_key": None}
    return load_settings(home=home, base_url=base_url, **(given | overrides))


@dataclass(slots=True)
class Stand:
    """A sandbox and the pipeline that reads it."""

    sandbox: RunningSandbox
    pipeline: Pipeline

    def track(self, *wallets: Wallet) -> None:
        """Register wallets."""
        self.pipeline.add_wallets([TrackedWallet(one) for one in wallets], "test")

    def sync(self, wallets: Sequence[Wallet], *, full: bool = False) -> Report:
        """Bring wallets up to date."""
        return self.pipeline.sync(wallets, "run", lambda _: None, Progress(), full=full)

    def sync_due(self, *, sweep: bool = True) -> tuple[list[Wallet], Report]:
        """Bring up to date what is due, as every night."""
        due = self.pipeline.find_due(Progress(), sweep=sweep).due
        return due, self.sync(due)

    def truth(self, wallet: Wallet) -> Any:
        """Return what the sandbox says there is."""
        return self.sandbox.control.truth(wallet.chain, wallet.address)

    def true_rows(self, wallet: Wallet, kind: str = "transactions") -> list[StoredRow]:
        """Return the rows there are, in order."""
        return in_order(
            (
                row["hash"],
                None if row["block_id"] < 0 else row["block_id"],
                datetime.fromisoformat(row["time"]),
                row["balance_change"],
            )
            for row in self.truth(wallet)[kind]
        )

    def stored_rows(self, wallet: Wallet) -> list[StoredRow]:
        """Return the confirmed rows that are stored, in order."""
        return self._read("select tx_hash, block_height, block_time, balance_change from transactions", wallet)

    def stored_pending(self, wallet: Wallet) -> list[StoredRow]:
        """Return the unconfirmed rows that are stored, in order."""
        return self._read("select tx_hash, null, first_seen, balance_change from pending_transactions", wallet)

    def breaches(self) -> dict[str, list[str]]:
        """Return what breaks any law."""
        return {law: [str(one) for one in found] for law, found in self.pipeline.find_breaches().items() if found}

    def pages(self) -> list[tuple[int, int]]:
        """Return offset and limit of every page that was answered, in order."""
        asked = self.sandbox.control.requests()["requests"]
        return [
            (int(one["params"]["offset"].split(",")[0]), int(one["params"]["limit"].split(",")[0]))
            for one in asked
            if "/dashboards/address/" in one["path"] and one["status"] == 200
        ]

    def _read(self, sql: str, wallet: Wallet) -> list[StoredRow]:
        with self.pipeline.warehouse.transaction() as connection:
            rows = connection.execute(f"{sql} where wallet_id = ?", [wallet.wallet_id]).fetchall()
        return in_order((hash_, height, time, int(change)) for hash_, height, time, change in rows)


def in_order(rows: Any) -> list[StoredRow]:
    """Return rows in an order of their own, so that lists of them can be compared."""
    return sorted(rows, key=lambda row: (row[1] or 0, row[0], row[2], row[3]))


@contextmanager
def standing(sandbox: RunningSandbox, home: Path, *chains: BitcoinLike, **overrides: object) -> Iterator[Stand]:
    """Open a home before a sandbox, in which waits take no time; ``chains`` replace those of their names."""
    settings = make_settings(home, sandbox.base_url, **overrides)
    with open_pipeline(settings) as pipeline:
        pipeline._client = open_client(settings, pipeline.registry.ledger, sleep=lambda _: None)
        pipeline.chains.update({chain.name: chain for chain in chains})
        yield Stand(sandbox, pipeline)
