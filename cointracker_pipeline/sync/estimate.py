"""What a sync will cost, told before anything is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cointracker_pipeline.domain.budget import Limits
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sync.backlog import Backlog
from cointracker_pipeline.sync.check import Assessed, assess, group_swept
from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.estimate_amounts import estimate_amounts
from cointracker_pipeline.sync.plan import PlannedRequest, plan_checks, plan_requests
from cointracker_pipeline.sync.set_size import expect_price
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import Subject


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sync: how many wallets it is about, and the requests it is planned to take.

    ``surcharge`` is what wallets of unknown length are expected to cost beyond these requests, in millipoints.
    """

    name: str
    wallets: int
    requests: tuple[PlannedRequest, ...]
    surcharge: int = 0

    @property
    def millipoints(self) -> int:
        """What it is expected to cost."""
        return sum(one.millipoints for one in self.requests) + self.surcharge


@dataclass(frozen=True, slots=True)
class Estimate:
    """The parts of a sync, the limits it meets, and what is spent today, in millipoints."""

    parts: tuple[Part, ...]
    limits: Limits
    spent_today: int = 0

    @property
    def millipoints(self) -> int:
        """What all of it is expected to cost."""
        return sum(part.millipoints for part in self.parts)

    @property
    def requests(self) -> int:
        """How many requests are planned."""
        return sum(len(part.requests) for part in self.parts)

    @property
    def minutes(self) -> float | None:
        """How long the requests take at least by the limit a minute, ``None`` without such a limit."""
        limit = self.limits.requests_per_minute
        return None if limit is None else max(0, self.requests - limit) / limit

    @property
    def days(self) -> float | None:
        """How many days' points it takes, ``None`` without a limit a day."""
        limit = self.limits.millipoints_per_day
        return None if limit is None else self.millipoints / limit

    @property
    def left_today(self) -> int | None:
        """The millipoints that are left today, ``None`` without a limit a day."""
        limit = self.limits.millipoints_per_day
        return None if limit is None else max(0, limit - self.spent_today)


def estimate_refresh(
    desk: Desk, subjects: Sequence[Subject], chains: Mapping[str, Blockchain], sharing: Sharing, *, full: bool
) -> list[Part]:
    """Return what bringing exactly these wallets up to date takes, by what is stored of them."""
    parts = []
    for chain, mine in _by_chain(subjects, chains):
        backlog = Backlog.open(desk.warehouse, mine, chain, sharing, full)
        known = plan_requests(backlog.known, chain, chain.prices, sharing, backlog.lengths)
        unknown = plan_requests(backlog.unknown, chain, chain.prices, sharing, backlog.lengths)
        parts.append(Part(f"refresh {chain.name}", len(backlog.known), tuple(r for one in known for r in one.requests)))
        planned = sum(task.millipoints for task in unknown)
        expected = _expect_unknown(backlog) if sharing == "always" else 0
        requests = tuple(request for task in unknown for request in task.requests)
        parts.append(Part(f"first sync {chain.name}", len(backlog.unknown), requests, max(0, expected - planned)))
        inexact, amounts = estimate_amounts(desk, [one.wallet for one in mine], chain)
        parts.append(Part(f"exact amounts {chain.name}", inexact, tuple(amounts)))
    return [part for part in parts if part.wallets]


def estimate_due(
    desk: Desk,
    subjects: Sequence[Subject],
    chains: Mapping[str, Blockchain],
    sharing: Sharing,
    *,
    sweep_fraction: float,
) -> list[Part]:
    """Return what finding out who is due takes, and bringing those up to date of whom that is known already."""
    checks, due = [], list[Subject]()
    for chain, mine in _by_chain(subjects, chains):
        assessed = assess(desk, mine, chain, sweep_fraction)
        due += assessed.due
        groups = assessed.share(assessed.settled, sharing)
        balances = [r for group in groups for r in plan_checks(group, chain, chain.prices, chain.mass_check_limit)]
        checks.append(Part(f"check {chain.name}", len(assessed.settled), tuple(balances)))
        checks.append(Part(f"sweep {chain.name}", len(assessed.swept), tuple(_plan_sweep(assessed, sharing))))
    return [part for part in checks if part.wallets] + estimate_refresh(desk, due, chains, sharing, full=False)


def _by_chain(subjects: Sequence[Subject], chains: Mapping[str, Blockchain]) -> list[tuple[Blockchain, list[Subject]]]:
    names = dict.fromkeys(one.wallet.chain for one in subjects)
    return [(chains[name], [one for one in subjects if one.wallet.chain == name]) for name in names if name in chains]


def _plan_sweep(assessed: Assessed, sharing: Sharing) -> list[PlannedRequest]:
    return [_look_at(group, assessed.chain) for group in group_swept(assessed, sharing)]


def _look_at(wallets: Sequence[Wallet], chain: Blockchain) -> PlannedRequest:
    addresses = tuple(wallet.address for wallet in wallets)
    return PlannedRequest("counters", chain.name, addresses, 0, 0, chain.prices.price_counters(len(addresses)), 0)


def _expect_unknown(backlog: Backlog) -> int:
    """Return what wallets of unknown length cost if they are as long as those that are known."""
    if not backlog.lengths:
        return 0
    return int(len(backlog.unknown) * expect_price(backlog.lengths, backlog.chain, backlog.chain.prices))
