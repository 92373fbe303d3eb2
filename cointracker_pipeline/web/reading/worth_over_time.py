"""The figures that the chart of a portfolio is drawn from."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.warehouse import HeldPoint, SharedReading, read_held


def read_worth_over_time(pipeline: Pipeline, shelf: SharedReading, person_id: int, currency: str) -> dict[str, object]:
    """Return days as seconds since 1970 and worths as text: of all a person's wallets together, and of each chain.

    A day on which something was held whose price is not known has no sum: it would tell too little. A chain of which no
    price is known at all is left out, and named.
    """
    with shelf.connection() as connection:
        held = read_held(connection, person_id, pipeline.clock().date(), currency)
    priced = {chain: points for chain, points in held.items() if any(one.worth is not None for one in points)}
    days = sorted({one.day for points in priced.values() for one in points})
    lines = {chain: _align(points, days) for chain, points in priced.items()}
    return {
        "currency": currency,
        "days": [int(datetime.combine(day, time(), UTC).timestamp()) for day in days],
        "total": [_show(_sum(lines, place)) for place in range(len(days))],
        "chains": [
            {"name": pipeline.chains[chain].coin, "worth": [_show(one) for one in line]}
            for chain, line in lines.items()
            if chain in pipeline.chains
        ],
        "left_out": [pipeline.chains[chain].coin for chain in held if chain not in priced and chain in pipeline.chains],
    }


def _align(points: Sequence[HeldPoint], days: Sequence[date]) -> list[Decimal | None]:
    """Return a worth for each day: nothing before the first movement, empty where it is not known."""
    by_day = {one.day: Decimal(0) if one.balance == 0 else one.worth for one in points}
    first = points[0].day
    return [Decimal(0) if day < first else by_day.get(day) for day in days]


def _sum(lines: Mapping[str, Sequence[Decimal | None]], place: int) -> Decimal | None:
    values = [line[place] for line in lines.values()]
    return None if None in values else sum((one for one in values if one is not None), Decimal(0))


def _show(worth: Decimal | None) -> str | None:
    return None if worth is None else f"{worth:.2f}"
