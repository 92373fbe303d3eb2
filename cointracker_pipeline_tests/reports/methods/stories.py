"""What came and went, told in coins and whole money."""

from datetime import date, datetime, time
from decimal import Decimal

from cointracker_pipeline.domain.worth import from_steps, to_steps
from cointracker_pipeline.reports.methods import Entry, Lot, Match, load_methods, match_entries

METHODS = {one.name: one for one in load_methods()}
COIN = 10**8


def enter(day: str, coins: str, money: str | None) -> Entry:
    """Return what came or, negative, went on a day, for this much money in all; ``None`` where nobody knows."""
    amount = int(Decimal(coins) * COIN)
    worth = to_steps(Decimal(money)) if money is not None else None
    price = None if money is None else abs(Decimal(money) / Decimal(coins))
    return Entry(datetime.combine(date.fromisoformat(day), time()), f"{day} {coins}", amount, worth, price)


def match(method: str, *entries: Entry) -> list[Match]:
    """Return what a method makes of entries."""
    return list(match_entries(entries, METHODS[method].open_lots()))


def sum_costs(matches: list[Match]) -> Decimal:
    """Return what all that went had cost."""
    return sum((from_steps(one.cost) or Decimal(0) for one in matches), Decimal(0))


def sum_gains(matches: list[Match]) -> Decimal:
    """Return what was gained in all."""
    return sum((from_steps(one.proceeds) or Decimal(0) for one in matches), Decimal(0)) - sum_costs(matches)


def left_after(method: str, *entries: Entry) -> list[Lot]:
    """Return the lots that are left after entries, in the method's order."""
    lots = METHODS[method].open_lots()
    list(match_entries(entries, lots))
    left = []
    while lot := lots.next():
        left.append(lot)
        lots.drop()
    return left
