"""Worth beside balances: cells for programs, figures for people, and the sums."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cointracker_pipeline.reports.worth import Worth

FIELDS = ("worth_usd", "worth_second")


def worth_cells(worth: "Worth") -> dict[str, object]:
    """Return a balance's worth as text with every decimal place, ``None`` where it is not known."""
    cells = {name: _text(getattr(worth, name)) for name in ("price_usd", *FIELDS)}
    return {**cells, "price_day": worth.price_day, "second_currency": worth.second_currency}


def shorten_worths(row: Mapping[str, object]) -> dict[str, object]:
    """Return a row with worth as people read it: two decimal places."""
    return {**row, **{name: _round(Decimal(str(row[name]))) for name in FIELDS if row[name] is not None}}


def tell_worth(worths: Iterable["Worth"]) -> str:
    """Return the worth of one coin's balances together in brackets, nothing where it is not known."""
    sums = _sum(list(worths))
    return f" ({', '.join(f'{_round(worth):,} {currency}' for currency, worth in sums.items())})" if sums else ""


def sum_up_worths(worths: Sequence[tuple[str, "Worth"]]) -> list[str]:
    """Return a line a currency with the worth of everything that has a price, and which coins have none."""
    priced: dict[str, list[Worth]] = {}
    for symbol, worth in worths:
        priced.setdefault(symbol, []).append(worth)
    by_coin = {symbol: _sum(each) for symbol, each in priced.items()}
    lines = []
    for currency in dict.fromkeys(currency for sums in by_coin.values() for currency in sums):
        total = sum((sums[currency] for sums in by_coin.values() if currency in sums), Decimal(0))
        without = [symbol for symbol, sums in by_coin.items() if currency not in sums]
        lines.append(f"Worth {_round(total):,} {currency}" + (f", without {', '.join(without)}" if without else ""))
    return lines


def _sum(worths: Sequence["Worth"]) -> dict[str, Decimal]:
    """Return the sum in each currency in which the worth of all of them is known: a part is no sum."""
    pairs = {"USD": [one.worth_usd for one in worths]}
    for currency in {one.second_currency for one in worths if one.second_currency}:
        pairs[currency] = [one.worth_second for one in worths]
    return {
        currency: sum((one for one in each if one is not None), Decimal(0))
        for currency, each in pairs.items()
        if None not in each
    }


def _round(worth: Decimal) -> Decimal:
    return worth.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"
