"""The two sides of a movement as tools want them: what came, what went, and the fee."""

from decimal import Decimal
from typing import NamedTuple

from cointracker_pipeline.domain.movement import Movement


class Sides(NamedTuple):
    """Amounts in coins as exact text without sign, empty where there is none, each with its symbol or an empty one."""

    received: str
    received_symbol: str
    sent: str
    sent_symbol: str
    fee: str = ""
    fee_symbol: str = ""


def apart(movement: Movement) -> Sides:
    """Return the sides with the fee apart; a transaction that only cost its fee sent the fee."""
    if movement.kind == "fee":
        return whole(movement)
    fee = (movement.render(movement.fee), movement.symbol) if movement.fee else ("", "")
    return Sides(*_sides(movement, movement.moved), *fee)


def whole(movement: Movement) -> Sides:
    """Return the sides with the fee inside: exactly what the balance changed by."""
    return Sides(*_sides(movement, movement.balance_change))


def worth(movement: Movement, amount: int) -> str:
    """Return what an amount was worth, to the cent; empty without a price."""
    value = movement.value(amount)
    return "" if value is None else f"{value:f}"


def rate(price: Decimal | None) -> str:
    """Return a price with at least two decimal places and no needless zeros behind them; empty without one."""
    if price is None:
        return ""
    units, _, fraction = f"{price:f}".partition(".")
    return f"{units}.{fraction.rstrip('0').ljust(2, '0')}"


def describe(movement: Movement) -> str:
    """Return a word for people: which wallet, and whether coins stayed with the owner."""
    return f"{movement.wallet_name} (own transfer)" if movement.is_own_transfer else movement.wallet_name


def _sides(movement: Movement, amount: int) -> tuple[str, str, str, str]:
    if amount < 0:
        return "", "", movement.render(-amount), movement.symbol
    return movement.render(amount), movement.symbol, "", ""
