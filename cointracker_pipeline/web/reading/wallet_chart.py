"""A wallet's balance and worth over time, in a bounded number of points."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.storage.warehouse import Connection, read_day_balances
from cointracker_pipeline.web.reading.coin_worth import read_prices, value


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """What a wallet held at the end of a UTC day, in base units, and its worth by that day's price, where known."""

    day: date
    balance: int
    worth: Decimal | None


def read_chart(connection: Connection, chain: Blockchain, wallet_id: str, until: date, most: int) -> list[ChartPoint]:
    """Return a wallet's balance by day from its first movement until a UTC day, days without movement included.

    Where these are more than ``most`` days, each point is the last of a few: the last one is always ``until``.
    """
    moved_days = read_day_balances(connection, wallet_id)
    moved = [day for day, _ in moved_days]
    days = _choose_days(moved[0], until, most) if moved else []
    prices = read_prices(connection, [chain.name], days)
    held = ((day, moved_days[bisect_right(moved, day) - 1][1]) for day in days)
    return [
        ChartPoint(day, balance, value(balance, chain.decimals, prices.get((chain.name, day)))) for day, balance in held
    ]


def _choose_days(first: date, last: date, most: int) -> list[date]:
    """Return the days from the first to the last in even steps, none where the last is before the first."""
    span = (last - first).days + 1
    step = max(1, -(-span // most))
    return [last - timedelta(ago) for ago in range(0, span, step)][::-1]
