"""The table of blocks, as far as it is asked for: a coin's price by day.

Source: Blockchair API v2.0.80, section "Infinitable endpoints".
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context
from cointracker_pipeline.sandbox.facts import ChainFacts
from cointracker_pipeline.sandbox.price_path import first_day, price_on, ticker_of
from cointracker_pipeline.sandbox.query import RefusedError, check_names
from cointracker_pipeline.sandbox.world import ChainState

ROWS_MOST = 10_000
_TIME = re.compile(r"time\((?P<since>\d{4}-\d\d-\d\d)?\.\.(?P<until>\d{4}-\d\d-\d\d)?\)")
_COST, _FILTER_COST = 12_000, 1_000


def answer_blocks(chain: ChainState, _: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``/blocks?a=date,price({ticker}_usd)``; any other use of the table is refused."""
    check_names(params, {"a", "q", "s", "limit"})
    facts = chain.facts
    ticker = _read_ticker(facts, params.get("a", ""))
    first, last = _read_days(facts, params, now)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if _read_order(params.get("s", "date(desc)")) == "desc":
        days.reverse()
    shown = days[: _read_limit(params.get("limit", str(ROWS_MOST)))]
    rows = [{"date": day.isoformat(), f"price({ticker}_usd)": price_on(facts, day)} for day in shown]
    cost = _COST + (_FILTER_COST if "q" in params else 0)
    context = render_context(facts, cost, now, limit=ROWS_MOST, offset=0, rows=len(rows), total_rows=len(days))
    return render_answer(rows, {**context, "state": chain.height}, cost)


def _read_ticker(facts: ChainFacts, aggregate: str) -> str:
    ticker = ticker_of(facts)
    if ticker is None:
        raise RefusedError(400, f"Wrong a: there are no prices of {facts.name}")
    if aggregate != f"date,price({ticker}_usd)":
        raise RefusedError(400, f"Wrong a: this sandbox tells date,price({ticker}_usd) of this table, nothing else")
    return ticker


def _read_days(facts: ChainFacts, params: Mapping[str, str], now: float) -> tuple[date, date]:
    """Return the first and the last day with blocks in the window, both inclusive."""
    first, today = first_day(facts), datetime.fromtimestamp(now, UTC).date()
    if "q" not in params:
        return first, today
    found = _TIME.fullmatch(params["q"])
    try:
        since, until = (
            (date.fromisoformat(text) if text else None for text in found.groups()) if found else (None, None)
        )
    except ValueError:
        found = None
    if not found:
        raise RefusedError(400, "Wrong q: this sandbox takes time(YYYY-MM-DD..YYYY-MM-DD), either end left out or not")
    return max(first, since or first), min(today, until or today)


def _read_order(sorting: str) -> str:
    if sorting not in ("date(asc)", "date(desc)"):
        raise RefusedError(400, "Wrong s: use date(asc) or date(desc)")
    return sorting[5:-1]


def _read_limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= ROWS_MOST):
        raise RefusedError(400, f"Wrong limit: the maximum is {ROWS_MOST}")
    return int(text)
