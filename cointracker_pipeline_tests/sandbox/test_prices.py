"""The table of blocks tells a coin's price by day, and the answers' own price is where that path ends."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from cointracker_pipeline.sandbox.facts import CHAINS
from cointracker_pipeline.sandbox.price_path import UNPRICED_DAYS, first_day, price_on, ticker_of
from cointracker_pipeline_tests.sandbox.asking import Asker

PRICED = [name for name, facts in CHAINS.items() if ticker_of(facts)]
WHOLE = {"a": "date,price(btc_usd)", "s": "date(asc)"}


@pytest.mark.parametrize("name", PRICED)
def test_the_whole_history_is_one_answer(ask: Asker, name: str) -> None:
    """Every day since the first block stands in it once; it ends today, at the price that all answers tell."""
    facts = CHAINS[name]
    column = f"price({ticker_of(facts)}_usd)"
    body = ask.json(f"/{facts.path}/blocks", a=f"date,{column}", s="date(asc)")
    days = [date.fromisoformat(row["date"]) for row in body["data"]]
    assert days == [first_day(facts) + timedelta(days=place) for place in range(len(days))]
    assert days[-1] == datetime.now(UTC).date()
    assert body["data"][-1][column] == body["context"]["market_price_usd"]
    assert [row[column] is None for row in body["data"]] == [place < UNPRICED_DAYS for place in range(len(days))]
    assert body["context"]["request_cost"] == 12


def test_prices_move_slowly_and_are_above_zero() -> None:
    """No coin doubles in a day, and the same day has the same price whenever it is asked for."""
    for name in PRICED:
        facts = CHAINS[name]
        days = [first_day(facts) + timedelta(days=UNPRICED_DAYS + place) for place in range(3_000)]
        prices = [price_on(facts, day) or 0.0 for day in days]
        assert min(prices) > 0
        assert max(max(a, b) / min(a, b) for a, b in pairwise(prices)) < 2


def test_a_window_costs_a_point_more(ask: Asker) -> None:
    """Both ends are part of it, and either may be left out; the newest day comes first unless said otherwise."""
    body = ask.json("/bitcoin/blocks", a=WHOLE["a"], q="time(2024-02-28..2024-03-01)")
    assert [row["date"] for row in body["data"]] == ["2024-03-01", "2024-02-29", "2024-02-28"]
    assert body["context"]["request_cost"] == 13
    since = ask.json("/bitcoin/blocks", **WHOLE, q="time(2025-12-31..)", limit=2)["data"]
    assert [row["date"] for row in since] == ["2025-12-31", "2026-01-01"]
    assert ask.json("/bitcoin/blocks", **WHOLE, q="time(2030-01-01..)")["data"] == []


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/zcash/blocks", {"a": "date,price(zec_usd)"}),
        ("/ecash/blocks", {"a": "date,price(xec_usd)"}),
        ("/bitcoin/testnet/blocks", WHOLE),
        ("/bitcoin/blocks", {}),
        ("/bitcoin/blocks", {"a": "date,price(ltc_usd)"}),
        ("/bitcoin/blocks", {"a": "price(btc_usd)"}),
        ("/bitcoin/blocks", {**WHOLE, "q": "id(5)"}),
        ("/bitcoin/blocks", {**WHOLE, "q": "time(2024-02-30..)"}),
        ("/bitcoin/blocks", {**WHOLE, "s": "id(asc)"}),
        ("/bitcoin/blocks", {**WHOLE, "limit": "10001"}),
        ("/bitcoin/blocks", {**WHOLE, "offset": "1"}),
    ],
)
def test_what_the_table_does_not_tell_is_refused(ask: Asker, path: str, params: dict[str, str]) -> None:
    """With 400 and the reason; it costs a point, like any refused parameter."""
    answer = ask.get(path, **params)
    assert answer.status_code == 400
    assert answer.json()["context"]["error"]
    assert answer.json()["context"]["request_cost"] == 1
