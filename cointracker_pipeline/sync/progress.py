"""What a sync tells whoever watches it."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Walked:
    """How far the history of one wallet is read that takes several pages.

    ``rows`` of ``rows_expected`` are read, the latter ``None`` where nobody knows how far the walk goes. A run that
    stopped had read ``rows_before`` of them.
    """

    rows: int
    rows_expected: int | None
    rows_before: int
    pages: int
    millipoints: int


@dataclass(slots=True)
class Progress:
    """Counts of one run so far; ``millipoints`` are thousandths of a point.

    ``walks`` are those that go on, by wallet.
    """

    wallets_total: int = 0
    wallets_done: int = 0
    pages: int = 0
    rows: int = 0
    millipoints: int = 0
    failed: int = 0
    walks: dict[str, Walked] = field(default_factory=dict, repr=False)
    listener: Callable[["Progress"], None] | None = field(default=None, repr=False)

    def add_page(self, rows: int, millipoints: int) -> None:
        """Count one stored page."""
        self.pages += 1
        self.rows += rows
        self.millipoints += millipoints
        self._tell()

    def add_check(self, millipoints: int) -> None:
        """Count one request that only asked who changed."""
        self.millipoints += millipoints
        self._tell()

    def add_wallet(self, *, failed: bool, wallet_id: str = "") -> None:
        """Count one finished wallet."""
        self.walks.pop(wallet_id, None)
        self.wallets_done += 1
        self.failed += failed
        self._tell()

    def _tell(self) -> None:
        if self.listener:
            self.listener(self)


@dataclass(slots=True)
class PartProgress(Progress):
    """Counts a part of a run: its pages and points are also the run's, its rows and wallets are not."""

    whole: Progress = field(default_factory=Progress)

    def add_page(self, rows: int, millipoints: int) -> None:
        """Count one stored page."""
        Progress.add_page(self, rows, millipoints)
        self.whole.add_page(0, millipoints)

    def add_check(self, millipoints: int) -> None:
        """Count one request that only asked who changed."""
        Progress.add_check(self, millipoints)
        self.whole.add_check(millipoints)
