"""A coin's prices by day, as the table of blocks tells them: one request gives the whole history.

Source: Blockchair API v2.0.80, section "Infinitable endpoints": ``price({ticker1}_{ticker2})`` of blocks grouped by
date; aggregating raises the default limit to 10,000 rows, which are 27 years of days.
"""

from datetime import date
from decimal import Decimal

import msgspec

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.shapes import decode
from cointracker_pipeline.domain.price import PriceHistory, check_price

TICKERS = frozenset({"btc", "bch", "eth", "ltc", "bsv", "doge", "dash", "grs"})
"""The coins whose prices it knows (same section); Zcash and eCash are not among them."""


def ticker_of(symbol: str) -> str | None:
    """Return what the history calls the coin with this symbol, ``None`` where it has no prices of it."""
    ticker = symbol.lower()
    return ticker if ticker in TICKERS else None


def history_params(ticker: str, since: date | None) -> dict[str, str]:
    """Ask for the prices of every day, or of those from ``since`` on, oldest first."""
    window = {} if since is None else {"q": f"time({since.isoformat()}..)"}
    return {"a": f"date,{_column(ticker)}", **window, "s": "date(asc)"}


def decode_prices(envelope: Envelope, ticker: str, *, millipoints: int) -> PriceHistory:
    """Return the price of each day that has one; null and 0 stand for a day without.

    Raises: ValueError when a day comes twice, has another form, or a price cannot be one.
    """
    prices: dict[date, Decimal | None] = {}
    for row in decode(envelope.data or b"[]", list[dict[str, msgspec.Raw]]):
        day = decode(row.get("date", msgspec.Raw(b"null")), date)
        if day in prices:
            raise ValueError(f"it has two prices of {day}")
        prices[day] = decode(row.get(_column(ticker), msgspec.Raw(b"null")), Decimal | None)  # type: ignore[arg-type]
    return PriceHistory({day: check_price(price) for day, price in prices.items() if price}, millipoints)


def _column(ticker: str) -> str:
    return f"price({ticker}_usd)"
