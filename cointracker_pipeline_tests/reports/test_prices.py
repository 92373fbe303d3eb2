"""What is known of prices is summed up, and what breaks their laws is named."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cointracker_pipeline.domain.price import Price
from cointracker_pipeline.reports.price_chart import read_price_charts
from cointracker_pipeline.reports.price_laws import find_implausible_prices, find_missing_prices
from cointracker_pipeline.reports.prices import KnownPrices, read_known_prices, read_path, render_price
from cointracker_pipeline.storage.warehouse import Connection, Warehouse, store_prices

FIRST = date(2020, 1, 1)


def store(connection: Connection, chain: str, *prices: str, currency: str = "USD") -> None:
    """Store one price a day; an empty text is a day without."""
    days = [FIRST + timedelta(days=place) for place in range(len(prices))]
    known = [
        Price(chain, day, currency, Decimal(price), "file") for day, price in zip(days, prices, strict=True) if price
    ]
    store_prices(connection, known, date(2026, 1, 1))


def move(connection: Connection, chain: str, *days: int) -> None:
    """Let a wallet of a chain move on some days after the first."""
    for place in days:
        day = FIRST + timedelta(days=place)
        connection.execute("insert into daily_balances values (?, ?, ?, 1, 1, 1, 1)", [f"{chain}:x", chain, day])


def test_known_prices_are_summed_up(warehouse: Warehouse) -> None:
    """By chain, USD first; of all coins or of some."""
    with warehouse.transaction() as connection:
        store(connection, "zcash", "20", "", "21.50")
        store(connection, "zcash", "18", currency="EUR")
        store(connection, "bitcoin", "0.000011")
        known = read_known_prices(connection)
        assert read_known_prices(connection, ["zcash"]) == known[1:]
        assert read_known_prices(connection, ["dash"]) == []
    assert known[1] == KnownPrices("zcash", "USD", 2, FIRST, FIRST + timedelta(days=2), Decimal("21.5"), "file")
    assert [(one.chain, one.currency, one.price_text) for one in known] == [
        ("bitcoin", "USD", "0.000011"),
        ("zcash", "USD", "21.50"),
        ("zcash", "EUR", "18.00"),
    ]


@pytest.mark.parametrize(
    ("price", "text"), [("1e2", "100.00"), ("0.1", "0.10"), ("0.000000000000000001", "0.000000000000000001")]
)
def test_a_price_is_never_scientific(price: str, text: str) -> None:
    """At least two places, no needless ones."""
    assert render_price(Decimal(price).quantize(Decimal("1e-18"))) == text


def test_days_without_price_are_named(warehouse: Warehouse) -> None:
    """Since the first price of a coin; a coin that has none is none of this law's."""
    with warehouse.transaction() as connection:
        store(connection, "bitcoin", "", "", "1", "", "1", "")
        move(connection, "bitcoin", 0, 2, 3, 3, 4, 5)
        move(connection, "zcash", 0)
        store(connection, "litecoin", "1")
        move(connection, "litecoin", 0)
        (breach,) = find_missing_prices(connection)
    assert breach.chain == "bitcoin"
    assert breach.detail == "2 days with movements have no price, first 2020-01-04"


def test_jumps_are_named(warehouse: Warehouse) -> None:
    """Twenty times as much, or a twentieth, from one day to the next; over a gap anything may have happened."""
    with warehouse.transaction() as connection:
        store(connection, "bitcoin", "1", "20", "1", "", "900000000000", "100")
        store(connection, "dash", "1", "20.01")
        store(connection, "litecoin", "1", "", "21")
        found = find_implausible_prices(connection)
        connection.execute("insert into prices values ('zcash', ?, 'USD', 0, 'file')", [FIRST])
        assert find_implausible_prices(connection)[-1].chain == "zcash"
    assert [one.chain for one in found] == ["bitcoin", "dash"]
    assert "2020-01-06" in found[0].detail
    assert "900000000000" in found[0].detail


def test_a_path_is_thinned_and_drawn(warehouse: Warehouse) -> None:
    """It keeps the newest day; each coin with prices in USD has a picture."""
    with warehouse.transaction() as connection:
        store(connection, "bitcoin", *(str(number + 1) for number in range(1_000)))
        store(connection, "ecash", "0.00001125")
        store(connection, "zcash", "1", currency="EUR")
        path = read_path(connection, "bitcoin", 300)
        charts = read_price_charts(connection)
    assert len(path) <= 300
    assert path[-1] == (FIRST + timedelta(days=999), Decimal(1_000))
    assert list(charts) == ["bitcoin", "ecash"]
    assert "1000.00 USD" in charts["bitcoin"]
    assert "0.00001125 USD" in charts["ecash"]
