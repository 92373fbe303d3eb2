"""What a coin of the sandbox was worth on each day: a path that follows from the chain's facts alone."""

from datetime import UTC, date, datetime, timedelta

from cointracker_pipeline.sandbox.draws import make_key
from cointracker_pipeline.sandbox.facts import TIP_TIME, ChainFacts

PRICED = frozenset({"btc", "bch", "eth", "ltc", "bsv", "doge", "dash", "grs"})
"""The coins whose price ``price({ticker}_usd)`` tells (Blockchair API v2.0.80, Infinitable endpoints)."""

UNPRICED_DAYS = 500
"""How long a new coin had no price yet."""

_ANCHOR = datetime.fromtimestamp(TIP_TIME, UTC).date()
_HALVING_DAYS = 700
_WAVE_DAYS = 400


def ticker_of(facts: ChainFacts) -> str | None:
    """Return what the table of blocks calls the chain's coin, ``None`` where it has no prices of it."""
    ticker = facts.symbol.lower()
    return ticker if ticker in PRICED and not facts.testnet else None


def first_day(facts: ChainFacts) -> date:
    """Return about when the chain's first block was found."""
    return _ANCHOR - timedelta(seconds=facts.tip_height * facts.block_seconds)


def price_on(facts: ChainFacts, day: date) -> float | None:
    """Return the price in USD on a day, ``None`` while the coin had none.

    From 2026-01-01 on it is the price that every answer tells as the market's: the path has arrived there.
    """
    if day < first_day(facts) + timedelta(days=UNPRICED_DAYS):
        return None
    age = (_ANCHOR - day).days
    if age <= 0:
        return facts.price_usd
    wave = 1 - abs((age + _WAVE_DAYS) % (2 * _WAVE_DAYS) - _WAVE_DAYS) / _WAVE_DAYS
    noise = 1 + (make_key("price", facts.name, age) % 2_001 - 1_000) / 25_000
    return float(f"{facts.price_usd * 0.5 ** (age / _HALVING_DAYS) * (1 + 0.4 * wave) / 1.4 * noise:.6g}")
