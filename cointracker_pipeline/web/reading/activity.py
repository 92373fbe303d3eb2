"""What goes on, waits and went wrong with a person's wallets; an admin is told how many of everybody's besides."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cointracker_pipeline.domain.schedule import find_next
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import RunActivity, SyncProgress, WaitingRequest, WalletActivity
from cointracker_pipeline.web.access.visitor import Visitor

MOST_RUNS = 15
MOST_WALLETS = 25


@dataclass(frozen=True, slots=True)
class Going:
    """A run that goes on; ``whole`` is how far all of it is, told to admins alone."""

    run: RunActivity
    whole: SyncProgress | None
    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class GoingWallet:
    """A wallet that is being read now; ``per_mille`` is how much of its history is, where that is known."""

    wallet: WalletActivity
    per_mille: int | None
    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class Activity:
    """Everything on the page; ``hidden_failed`` and ``hidden_stopped`` count wallets that are not the admin's own."""

    going: tuple[Going, ...]
    wallets: tuple[GoingWallet, ...]
    waiting: tuple[WaitingRequest, ...]
    stopped: tuple[WalletActivity, ...]
    stopped_count: int
    hidden_stopped: int
    failed: tuple[WalletActivity, ...]
    failed_count: int
    hidden_failed: int
    ended: tuple[RunActivity, ...]
    next_night: datetime | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing goes on or waits."""
        return not (self.going or self.wallets or self.waiting)


def read_activity(pipeline: Pipeline, visitor: Visitor) -> Activity:
    """Return what a person may know of what goes on, from the registry alone."""
    registry, person_id, now = pipeline.registry, visitor.person.person_id, pipeline.clock()
    everybody = None if visitor.may("admin") else person_id
    runs = registry.list_runs(everybody, MOST_RUNS)
    stopped, failed = (registry.count_ended_wallets(person_id, outcome) for outcome in ("stopped", "failed"))
    return Activity(
        tuple(_make_going(pipeline, one, now, tells_all=everybody is None) for one in runs if one.running),
        tuple(_make_wallet(one, now) for one in registry.list_running_wallets(person_id, MOST_WALLETS)),
        tuple(registry.list_waiting(everybody)),
        tuple(registry.list_ended_wallets(person_id, "stopped", MOST_WALLETS)),
        stopped,
        registry.count_ended_wallets(None, "stopped") - stopped if everybody is None else 0,
        tuple(registry.list_ended_wallets(person_id, "failed", MOST_WALLETS)),
        failed,
        registry.count_ended_wallets(None, "failed") - failed if everybody is None else 0,
        tuple(one for one in runs if not one.running),
        find_next_night(pipeline, now),
    )


def find_next_night(pipeline: Pipeline, now: datetime) -> datetime | None:
    """Return when the nightly refresh comes next, ``None`` where it is switched off."""
    settings = pipeline.settings
    return find_next(settings.nightly_cron, now.astimezone(UTC)) if settings.nightly_enabled else None


def _make_going(pipeline: Pipeline, run: RunActivity, now: datetime, *, tells_all: bool) -> Going:
    whole = pipeline.registry.read_progress(run.run_id) if tells_all else None
    done, total = (whole.done, whole.expected or 0) if whole else (0, 0)
    return Going(run, whole, _foresee(now - run.started_at, done, total))


def _make_wallet(wallet: WalletActivity, now: datetime) -> GoingWallet:
    done, expected, before = wallet.done or 0, wallet.expected or 0, wallet.done_before or 0
    share = min(1000, done * 1000 // expected) if expected else None
    return GoingWallet(wallet, share, _foresee(now - wallet.started_at, done - before, expected - before))


def _foresee(elapsed: timedelta, done: int, total: int) -> int | None:
    """Return the seconds that the rest takes at the pace so far, ``None`` where nobody can tell."""
    return round(elapsed.total_seconds() / done * (total - done)) if 0 < done <= total else None
