"""Prices are written once, gaps are asked for once, and worth is exact whatever the figures."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.balance import Moved
from cointracker_pipeline.domain.price import Price, Source
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.reports.portfolio import derive_portfolio, write_chains
from cointracker_pipeline.storage.warehouse import (
    Connection,
    Stored,
    Warehouse,
    find_gaps,
    note_request,
    store_prices,
    store_steps,
    write_second_currency,
)
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import NOW, complete_step, store_wallet
from cointracker_pipeline_tests.storage.warehouse.test_views import chain_of

FIRST = date(2026, 1, 1)
SOURCES: tuple[Source, ...] = ("market", "history", "file", "rate", "carried")
Known = dict[tuple[str, date, str], tuple[Decimal, str]]
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 3),  # days that pass first
        st.lists(
            st.tuples(st.integers(0, 6), st.sampled_from(SOURCES), st.integers(1, 9), st.sampled_from(("a", "b"))),
            max_size=6,
        ),
    ),
    max_size=8,
)
"""Times at which prices come in, each of some days ago, from anywhere, in any order."""


def price_of(day: date, price: str, source: Source = "file", chain: str = "coin", currency: str = "USD") -> Price:
    """Return a price."""
    return Price(chain, day, currency, Decimal(price), source)


def read_all(connection: Connection) -> Known:
    """Return what is stored."""
    rows = connection.execute("select chain, day, currency, price, source from prices").fetchall()
    found = {(chain, day, currency): (price, source) for chain, day, currency, price, source in rows}
    assert len(found) == len(rows)
    return found


def test_what_is_known_of_a_day_that_is_over_never_changes(warehouse: Warehouse) -> None:
    """Whatever comes in whatever order; a day has one price, and what only held for the time being is no such price."""
    with warehouse.transaction() as connection:

        @settings(max_examples=100, deadline=None)
        @given(events=EVENTS)
        def law(events: list[tuple[int, list[tuple[int, Source, int, str]]]]) -> None:
            connection.execute("delete from prices")
            today = FIRST
            for passed, told in events:
                today += timedelta(days=passed)
                prices = [price_of(today - timedelta(ago), str(number), kind, name) for ago, kind, number, name in told]
                before = read_all(connection)
                store_prices(connection, prices, today)
                check_step(before, read_all(connection), {(one.chain, one.day, one.currency) for one in prices}, today)

        law()


def check_step(before: Known, after: Known, told: set[tuple[str, date, str]], today: date) -> None:
    """Hold one step against the law: nothing that is final changes, what was told is known, nothing else is new."""
    for key, (price, source) in before.items():
        over = key[1] < today and source != "carried"
        if over or source in ("file", "history"):
            assert after[key] == (price, source)
    assert told <= after.keys()
    assert after.keys() - before.keys() <= told


def test_only_todays_market_price_is_replaced(warehouse: Warehouse) -> None:
    """The newest of the day holds, and once the day is over it stays."""
    tomorrow = FIRST + timedelta(days=1)
    with warehouse.transaction() as connection:
        assert store_prices(connection, [price_of(FIRST, "1", "market")], FIRST) == Stored(1, 0)
        assert store_prices(connection, [price_of(FIRST, "2", "market")], FIRST) == Stored(1, 0)
        assert store_prices(connection, [price_of(FIRST, "3", "market")], tomorrow) == Stored(0, 1)
        assert store_prices(connection, [price_of(FIRST, "3", "history")], tomorrow) == Stored(0, 1)
        assert store_prices(connection, [], tomorrow) == Stored()
        assert read_all(connection) == {("coin", FIRST, "USD"): (Decimal(2), "market")}


def test_the_first_of_two_counts_and_the_future_is_refused(warehouse: Warehouse) -> None:
    """Within one call as between calls."""
    with warehouse.transaction() as connection:
        store_prices(connection, [price_of(FIRST, "1"), price_of(FIRST, "2")], FIRST)
        assert read_all(connection) == {("coin", FIRST, "USD"): (Decimal(1), "file")}
        with pytest.raises(ValueError, match="future"):
            store_prices(connection, [price_of(FIRST, "1")], FIRST - timedelta(days=1))


def test_a_price_that_held_for_the_time_being_gives_way(warehouse: Warehouse) -> None:
    """A rate that was carried into today is gone tomorrow, whether its own came or not."""
    with warehouse.transaction() as connection:
        store_prices(connection, [price_of(FIRST, "1", "carried", currency="EUR")], FIRST)
        assert read_all(connection)
        store_prices(connection, [], FIRST + timedelta(days=1))
        assert read_all(connection) == {}


def test_gaps_are_asked_for_once(warehouse: Warehouse) -> None:
    """All of the history first, then from the first gap on, once a day, and never what did not come."""
    wallet = Wallet("coin", "a")
    with warehouse.transaction() as connection:
        rows = [make_row(str(number), number, 1) for number in range(0, 2_000, 200)]
        store_wallet(connection, wallet, rows)
        days = [row.block_time.date() for row in rows]
        today = days[-1] + timedelta(days=3)
        now = datetime(today.year, today.month, today.day, tzinfo=UTC)
        assert find_gaps(connection, ["other"], today) == {}
        assert find_gaps(connection, ["coin"], today) == {"coin": None}
        note_request(connection, "coin", None, now, answered=False)
        assert find_gaps(connection, ["coin"], today) == {}, "asked for today already"
        today, now = today + timedelta(days=1), now + timedelta(days=1)
        assert find_gaps(connection, ["coin"], today) == {"coin": None}, "nothing was answered yet"
        note_request(connection, "coin", None, now, answered=True)
        today, now = today + timedelta(days=1), now + timedelta(days=1)
        assert find_gaps(connection, ["coin"], today) == {}, "what did not come will not come"
        late = today + timedelta(days=5)
        connection.execute("insert into daily_balances values ('coin:a', 'coin', ?, 0, 0, 1, 1)", [late])
        assert find_gaps(connection, ["coin"], late) == {}, "today is not over"
        assert find_gaps(connection, ["coin"], late + timedelta(days=1)) == {"coin": late}
        store_prices(connection, [price_of(late, "1")], late)
        assert find_gaps(connection, ["coin"], late + timedelta(days=1)) == {}


AMOUNTS = st.integers(-(10**38) + 1, 10**38 - 1) | st.integers(-(10**27), 10**27) | st.integers(-(10**9), 10**9)
PRICES = (
    st.integers(1, 10**30 - 1).map(lambda units: Decimal(units).scaleb(-18))
    | st.integers(1, 10**27).map(lambda units: Decimal(units).scaleb(-18))
    | st.integers(1, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
)


def test_worth_is_the_exact_product(warehouse: Warehouse) -> None:
    """Rounded half away from zero to eight places: any amount that can be shown in coins, any price, any currency."""
    with warehouse.transaction() as connection:
        write_second_currency(connection, "EUR")

        @settings(max_examples=150, deadline=None)
        @given(decimals=st.integers(0, 18), pairs=st.lists(st.tuples(AMOUNTS, PRICES), min_size=1, max_size=20))
        def law(decimals: int, pairs: list[tuple[int, Decimal]]) -> None:
            held = [(amount, price) for amount, price in pairs if abs(amount) < 10 ** (20 + decimals)]
            for (amount, price), found in zip(held, worths_of(connection, decimals, held), strict=True):
                with localcontext(prec=120):
                    expected = (amount * price).scaleb(-decimals).quantize(Decimal("1e-8"), ROUND_HALF_UP)
                allowed = (expected,) if abs(expected) < 10**21 else (expected, None)
                assert found[0] == price
                assert found[1] in allowed
                assert found[2] == found[1]

        law()


def worths_of(connection: Connection, decimals: int, held: list[tuple[int, Decimal]]) -> list[tuple[Decimal, ...]]:
    """Store a row for each amount, its day priced in both currencies, and return its price and its worth in each."""
    wallet = Wallet("coin", "a")
    rows = [make_row(number, 200 * number, amount) for number, (amount, _) in enumerate(held)]
    connection.execute("delete from transactions; delete from prices")
    store_steps(connection, [(wallet, complete_step(wallet, rows))])
    write_chains(connection, [chain_of("coin", decimals)])
    prices = [
        price_of(row.block_time.date(), str(price), currency=currency)
        for row, (_, price) in zip(rows, held, strict=True)
        for currency in ("USD", "EUR")
    ]
    store_prices(connection, prices, FIRST)
    return connection.execute(
        "select price_usd, worth_usd, worth_second from transactions_display order by block_height"
    ).fetchall()


@pytest.mark.parametrize(
    ("decimals", "amount", "price", "worth"),
    [
        (8, 10**8, "0.1", "0.1"),
        (8, 3 * 10**8, "0.1", "0.3"),
        (0, 3, "0.000000005", "0.00000002"),
        (0, -3, "0.000000005", "-0.00000002"),
        (0, 1, "0.000000004999999999", "0"),
        (18, 10**27, "1000000000", "1000000000000000000"),
        (18, 10**27 - 1, "999999999.999999999999999999", "1000000000000000000"),
        (8, 2_100_000_000_000_000, "87500.123456789012345678", "1837502592592.56925926"),
        (18, 1, "4999999999.999999999999999999", "0"),
        (18, 1, "5000000000", "0.00000001"),
    ],
)
def test_worth_of_known_figures(warehouse: Warehouse, decimals: int, amount: int, price: str, worth: str) -> None:
    """Where floats, or a rounding of each part, would be wrong; every view says the same."""
    wallet, row = Wallet("coin", "a"), make_row("only", 1, amount)
    with warehouse.transaction() as connection:
        store_wallet(connection, wallet, [row])
        day = row.block_time.date()
        derive_portfolio(connection, [chain_of("coin", decimals)], NOW)
        connection.execute("update wallet_balances set checked_at = ?", [row.block_time])
        connection.execute("update portfolio set updated_at = ?", [row.block_time])
        store_prices(connection, [price_of(day, price)], day)
        for view in ("transactions", "daily_balances", "wallet_balances", "portfolio"):
            found = connection.execute(f"select worth_usd, worth_second from {view}_display").fetchall()
            assert found == [(Decimal(worth), None)]
            assert connection.execute(f"select distinct typeof(worth_usd) from {view}_display").fetchall() == [
                ("DECIMAL(38,8)",)
            ]


def test_without_a_price_there_is_no_worth(warehouse: Warehouse) -> None:
    """Not another day's, not another coin's; a balance takes the newest one that is not older than five days."""
    wallet, row = Wallet("coin", "a"), make_row("only", 1, 10**8)
    day, checked = row.block_time.date(), NOW.date()
    with warehouse.transaction() as connection:
        store_wallet(connection, wallet, [row])
        derive_wallets(connection, [Moved(wallet.wallet_id)])
        derive_portfolio(connection, [chain_of("coin", 8), chain_of("else", 8)], NOW)
        store_prices(connection, [price_of(day + timedelta(days=1), "1"), price_of(day, "1", chain="else")], checked)
        for view in ("transactions", "daily_balances", "wallet_balances", "portfolio"):
            assert connection.execute(f"select price_usd, worth_usd from {view}_display").fetchall() == [(None, None)]
        store_prices(connection, [price_of(checked - timedelta(days=6), "2")], checked)
        read = "select price_day, worth_usd from wallet_balances_display"
        assert connection.execute(read).fetchall() == [(None, None)]
        store_prices(connection, [price_of(checked - timedelta(days=5), "3")], checked)
        assert connection.execute(read).fetchall() == [(checked - timedelta(days=5), Decimal(3))]
