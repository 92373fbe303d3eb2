"""What may be asked of Blockchair, and what was spent: our own books, which every process shares."""

from dataclasses import dataclass

from cointracker_pipeline.blockchair.budget import choose_limits, name_account
from cointracker_pipeline.domain.budget import Limits
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import SpentDay
from cointracker_pipeline.storage.registry.ledger import PointsLedger

DAYS = 30


@dataclass(frozen=True, slots=True)
class Budget:
    """Today and the days before, the newest first; points are thousandths."""

    has_key: bool
    limits: Limits
    spent_today: int
    requests_this_minute: int
    days: tuple[SpentDay, ...]

    @property
    def left_today(self) -> int | None:
        """How much may still be spent today; ``None`` where no limit is known here."""
        limit = self.limits.millipoints_per_day
        return None if limit is None else max(0, limit - self.spent_today)

    @property
    def largest_day(self) -> int:
        """The most that a day cost, at least 1: what bars are measured by."""
        return max(1, *(one.millipoints for one in self.days))


def read_budget(pipeline: Pipeline) -> Budget:
    """Return the budget as the books have it; the service is not asked."""
    settings, ledger, now = pipeline.settings, pipeline.registry.ledger, pipeline.clock()
    account = name_account(settings.key)
    return Budget(
        bool(settings.key),
        choose_limits(settings.key, settings.requests_per_minute, settings.points_per_day),
        ledger.spent_today(account, now),
        ledger.requests_this_minute(account, now) if isinstance(ledger, PointsLedger) else 0,
        tuple(pipeline.registry.list_spent_days(account, DAYS, now)),
    )
