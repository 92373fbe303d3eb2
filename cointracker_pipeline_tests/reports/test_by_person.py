"""What each person is told of is theirs, and sums up."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from cointracker_pipeline.reports.largest_by_person import read_largest
from cointracker_pipeline.storage.warehouse import Warehouse, read_held
from cointracker_pipeline_tests.reports.generated import Moved, Story, day_of, told

COIN = 10**8
STORY = Story(
    [
        Moved(0, "bitcoin", 0, 9 * COIN),
        Moved(1, "bitcoin", 0, -4 * COIN),
        Moved(1, "bitcoin", 1, 4 * COIN - 1000),
        Moved(2, "bitcoin", 1, 2 * COIN),
        Moved(4, "dogecoin", 3, 5 * COIN),
    ],
    ["", "", "", "", ""],
    # A price is its number of ten-thousandths.
    [("bitcoin", day, 10_000 * (day + 1)) for day in (0, 1, 2)],
)
"""Person 1 tracks everything, person 2 the wallets with odd numbers."""


def test_each_day_is_the_sum_of_ones_own_wallets() -> None:
    """What passes between two of them stays; who tracks but one of them sees it come."""
    with told(STORY) as connection:
        ours = read_held(connection, 1, day_of(2), "USD")
        hers = read_held(connection, 2, day_of(2), "USD")
    fee = 1000
    assert [one.balance for one in ours["bitcoin"]] == [9 * COIN, 9 * COIN - fee, 11 * COIN - fee]
    assert [(one.day, one.balance) for one in hers["bitcoin"]] == [
        (day_of(1), 4 * COIN - fee),
        (day_of(2), 6 * COIN - fee),
    ]
    assert ours["bitcoin"][0].worth == Decimal(9)
    assert ours["bitcoin"][2].worth == Decimal("32.99997000")


def test_a_worth_lasts_as_long_as_its_price_tells_anything() -> None:
    """Five days; a coin without any price has no worth, and is told all the same."""
    with told(STORY) as connection:
        held = read_held(connection, 1, day_of(9), "USD")
    by_day = {one.day: one.worth for one in held["bitcoin"]}
    assert by_day[day_of(7)] is not None
    assert by_day[day_of(8)] is None
    assert {one.worth for one in held["dogecoin"]} == {None}


def test_points_are_bounded_and_the_last_is_today() -> None:
    """Ten years of days in a hundred points."""
    until = day_of(0) + timedelta(days=3650)
    with told(STORY) as connection:
        points = read_held(connection, 1, until, "USD", 100)["bitcoin"]
    assert len(points) <= 101
    assert points[-1].day == until
    assert len({b.day - a.day for a, b in pairwise(points)}) == 1


def test_what_passes_between_ones_own_wallets_is_no_movement() -> None:
    """It leaves its fee, which is worth least; to who tracks one of the wallets it is one."""
    with told(STORY) as connection:
        ours, hers = read_largest(connection, 1), read_largest(connection, 2)
    assert [(one.tx_hash, one.amount, one.wallets) for one in ours] == [
        ("hash-0", 9 * COIN, 1),
        ("hash-2", 2 * COIN, 1),
        ("hash-1", -1000, 2),
    ]
    assert [(one.tx_hash, one.worth) for one in hers] == [
        ("hash-1", Decimal("7.99998000")),
        ("hash-2", Decimal(6)),
    ]


def test_nothing_is_known_before_the_reports_are_derived(warehouse: Warehouse) -> None:
    """Their tables are not there yet, and nobody is told of an error."""
    with warehouse.transaction() as connection:
        assert read_held(connection, 1, date(2026, 1, 1), "USD") == {}
        assert read_largest(connection, 1) == []
