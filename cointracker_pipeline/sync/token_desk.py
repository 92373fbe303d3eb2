"""What every reading of tokens works with, and what it leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cointracker_pipeline.domain.token import TokenReader
from cointracker_pipeline.domain.token_rules import TokenRules
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline.sync.progress import Progress


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """The way to the service, the store, what people set; ``most_millipoints`` bounds what transfers cost a run."""

    reader: TokenReader
    warehouse: Warehouse
    rules: TokenRules
    clock: Callable[[], datetime]
    progress: Progress
    most_millipoints: int | None = None


@dataclass(slots=True)
class TokenOutcome:
    """What became of a wallet's tokens in a run.

    ``unproven`` ones have transfers that do not sum to their balance; ``waiting`` ones are read by the next run.
    ``errors`` say what could not be read, and why.
    """

    wallet: Wallet
    followed: int = 0
    spam: int = 0
    blocked: int = 0
    unproven: int = 0
    waiting: int = 0
    rows_added: int = 0
    rows_removed: int = 0
    pages: int = 0
    millipoints: int = 0
    errors: list[str] = field(default_factory=list)
    was_listed: bool = False

    @property
    def changed(self) -> bool:
        """Whether any stored transfer came or went."""
        return bool(self.rows_added or self.rows_removed)


@dataclass(slots=True)
class TokenReport:
    """What became of the tokens of every wallet of a run; ``stopped`` says why it ended early, if it did."""

    outcomes: dict[str, TokenOutcome] = field(default_factory=dict)
    stopped: str = ""

    @property
    def waiting(self) -> int:
        """How many tokens wait for the next run."""
        return sum(one.waiting for one in self.outcomes.values())

    @property
    def errors(self) -> list[str]:
        """What could not be read, and why."""
        return [error for one in self.outcomes.values() for error in one.errors]
