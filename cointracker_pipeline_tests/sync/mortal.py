"""A sync in a process of its own that kills itself at a chosen moment, with no chance to clean up."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.domain.budget import Grant, Ledger, Limits, Refusal
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.warehouse import Connection, Warehouse
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.sync.processes import running

Moment = Literal["answered", "before commit", "after commit"]
"""A request was answered and paid for; a transaction of the warehouse is whole but not committed; it is committed."""


@dataclass(slots=True)
class Life:
    """Ends at the so-manyth time that a moment comes."""

    moment: Moment
    left: int

    def meet(self, moment: Moment) -> None:
        """Die, if this was the last of the moments."""
        self.left -= moment == self.moment
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class MortalLedger:
    """The books of another ledger; settling a request is the moment in which it is answered. It is a ``Ledger``."""

    books: Ledger
    life: Life

    def reserve(self, account: str, endpoint: str, millipoints: int, limits: Limits, now: datetime) -> Grant | Refusal:
        """Reserve as the books do."""
        return self.books.reserve(account, endpoint, millipoints, limits, now)

    def settle(self, grant: Grant, millipoints: int, now: datetime) -> None:
        """Settle as the books do, perhaps as the last thing."""
        self.books.settle(grant, millipoints, now)
        self.life.meet("answered")

    def adjust(self, account: str, spent_today: int, now: datetime) -> None:
        """Adjust as the books do."""
        self.books.adjust(account, spent_today, now)

    def spent_today(self, account: str, now: datetime) -> int:
        """Return what the books say."""
        return self.books.spent_today(account, now)


class MortalWarehouse(Warehouse):
    """A warehouse whose transactions may be the last thing that happens."""

    def __init__(self, path: Path, life: Life) -> None:
        super().__init__(path)
        self._life = life

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the file for one transaction, before or after whose commit all may end."""
        with super().transaction() as connection:
            yield connection
            self._life.meet("before commit")
        self._life.meet("after commit")


def sync_until_killed(
    settings: Settings, wallets: Sequence[Wallet], chains: Sequence[BitcoinLike], life: Life, *, full: bool
) -> bool:
    """Sync wallets in a process of its own, and return whether it was killed before it was done."""
    with running(_sync, settings, wallets, chains, life, full) as process:
        process.join()
        assert process.exitcode in {0, -signal.SIGKILL}
        return process.exitcode != 0


def _sync(settings: Settings, wallets: Sequence[Wallet], chains: Sequence[BitcoinLike], life: Life, full: bool) -> None:
    with open_pipeline(settings) as pipeline:
        pipeline._client = open_client(settings, MortalLedger(pipeline.registry.ledger, life), sleep=lambda _: None)
        pipeline.warehouse = MortalWarehouse(settings.warehouse_path, life)
        pipeline.chains.update({chain.name: chain for chain in chains})
        pipeline.sync(wallets, "killed", lambda _: None, Progress(), full=full)
