"""What became of the wallets of a run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import CointrackerError, SyncError
from cointracker_pipeline.sync.desk import Outcome


@dataclass(frozen=True, slots=True)
class Failure:
    """A wallet that was not brought up to date; ``reached`` is false when it only waits for its turn."""

    wallet: Wallet
    error: CointrackerError
    reached: bool = True

    @property
    def reason(self) -> str:
        """Why, in a sentence."""
        return str(self.error)

    @classmethod
    def waiting(cls, wallet: Wallet, why: str) -> "Failure":
        """Return the failure of a wallet whose turn did not come."""
        return cls(wallet, SyncError(f"Not reached: {why}"), reached=False)


@dataclass(slots=True)
class Report:
    """What became of every wallet of a run.

    ``stopped`` says why the run ended early, if it did; ``resume_at`` is when the rest can go on, and given when
    nothing is wrong but that the points are spent.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    stopped: str = ""
    resume_at: datetime | None = None

    @property
    def failed(self) -> list[Failure]:
        """The wallets that went wrong."""
        return [one for one in self.failures if one.reached]

    @property
    def waiting(self) -> list[Failure]:
        """The wallets whose turn did not come."""
        return [one for one in self.failures if not one.reached]


class Watcher(Protocol):
    """Is told what happens to wallets, some at a time."""

    def begin(self, wallets: Sequence[Wallet]) -> None:
        """Take note that the first request of these wallets is about to be sent."""

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Take note of what became of wallets; what is stored of them is committed."""
