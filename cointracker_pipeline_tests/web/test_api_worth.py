"""What coins were worth, told as text, by the price of the day."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from cointracker_pipeline_tests.web.api_client import Program, make_program
from cointracker_pipeline_tests.web.site import Site

PRICE = Decimal("61234.567")


@pytest.fixture
def program(synced: Site) -> Program:
    """A program in a home that knows the price of bitcoin on every day, in dollars and euros, and of nothing else."""
    with synced.pipeline.warehouse.transaction() as connection:
        connection.execute("delete from prices")
        connection.execute(
            """
            insert into prices select 'bitcoin', d::date, code, $price, 'here'
            from range(date '2009-01-01', date '2027-01-01', interval 1 day) r(d), (values ('USD'), ('EUR')) c(code)
            """,
            {"price": PRICE},
        )
    return make_program(synced, ["read"])


def worth_of(amount: str) -> Decimal:
    """Return what satoshis were worth, to the eighth decimal place."""
    return (Decimal(amount) * PRICE / 10**8).quantize(Decimal("1e-8"), ROUND_HALF_UP)


@pytest.mark.parametrize(("rest", "amount"), [("transactions", "balance_change"), ("balances", "balance")])
def test_a_row_has_its_worth(program: Program, rest: str, amount: str) -> None:
    """By the price of its day; without a price it is null, never zero."""
    for chain, is_priced in (("bitcoin", True), ("dogecoin", False)):
        wallet = program.get(f"/api/wallets?chain={chain}&limit=1").json()["items"][0]["wallet_id"]
        for one in program.get(f"/api/wallets/{wallet}/{rest}?limit=30").json()["items"]:
            told = (one["price"], None if one["worth"] is None else Decimal(one["worth"]))
            assert told == (("61234.567", worth_of(one[amount])) if is_priced else (None, None))


def test_prices_are_read_page_by_page(program: Program) -> None:
    """Of one currency and some days; the newest first, each once."""
    path = "/api/prices?currency=usd&since=2025-01-01&until=2025-01-07&limit=3"
    pages = [page.json()["items"] for page in program.read_pages(path)]
    assert [len(one) for one in pages] == [3, 3, 1]
    days = [date.fromisoformat(one["day"]) for page in pages for one in page]
    assert days == [date(2025, 1, number) for number in range(7, 0, -1)]
    both = program.get("/api/prices?limit=4").json()["items"]
    assert [one["currency"] for one in both] == ["EUR", "USD"] * 2
