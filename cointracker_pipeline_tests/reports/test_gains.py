"""Gains from stored transactions to yearly sums."""

from datetime import date
from decimal import Decimal

import pytest

from cointracker_pipeline.reports import derive_report, find_report_breaches, load_reports
from cointracker_pipeline.reports.realised_gains import is_long_term
from cointracker_pipeline_tests.reports.generated import Moved, Story, read_all, told

BITCOIN = "bitcoin"
COIN = 10**8


def price(day: int, dollars: int) -> tuple[str, int, int]:
    """Return the price of a bitcoin on a day."""
    return BITCOIN, day, dollars * 10_000


FIVE_PURCHASES = Story(
    [*(Moved(day, BITCOIN, 0, COIN) for day in range(5)), Moved(5, BITCOIN, 0, -3 * COIN)],
    ["Ann"] * 5,
    [price(day, dollars) for day, dollars in enumerate((10_000, 12_000, 9_000, 15_000, 18_000, 20_000))],
)
"""The story of Accointing's guide (see methods/test_published_examples.py) as transactions of a wallet."""


def test_a_published_example_comes_out_of_the_warehouse() -> None:
    """As stored transactions and daily prices it gives the gains that are published, by every method and in sum."""
    with told(FIVE_PURCHASES) as connection:
        rows = read_all(connection)["gains_by_year"]
    assert {str(row["method"]): Decimal(str(row["gain"])) for row in rows} == {
        "FIFO": 29_000,
        "LIFO": 18_000,
        "HIFO": 15_000,
        "average": 60_000 - 3 * Decimal(64_000) / 5,
    }
    assert {row["proceeds"] for row in rows} == {"60000.00000000"}


def test_an_own_transfer_is_no_disposal_but_its_fee_is() -> None:
    """Coins keep their age and cost in another wallet of the owner."""
    story = Story(
        [
            Moved(0, BITCOIN, 0, 2 * COIN),
            Moved(1, BITCOIN, 0, -2 * COIN),
            Moved(1, BITCOIN, 1, 2 * COIN - 100),
            Moved(2, BITCOIN, 1, -COIN),
        ],
        ["Ann"] * 5,
        [price(0, 100), price(1, 500), price(2, 300)],
    )
    with told(story) as connection:
        rows = [one for one in read_all(connection)["realised_gains"] if one["method"] == "FIFO"]
    assert [(one["amount"], one["proceeds"], one["cost"], one["holding_days"]) for one in rows] == [
        ("0.00000100", "0.00050000", "0.00010000", 1),
        ("1.00000000", "300.00000000", "100.00000000", 2),
    ]


def test_what_is_not_known_is_named_and_in_no_sum() -> None:
    """A missing acquisition and missing prices give no gain, the reason why, and a warning each."""
    story = Story(
        [Moved(0, BITCOIN, 0, 5), Moved(1, BITCOIN, 0, 5), Moved(2, BITCOIN, 0, -10), Moved(3, BITCOIN, 0, -7)],
        ["Ann"] * 5,
        [price(0, 100), price(2, 100), price(3, 100)],
    )
    with told(story) as connection:
        rows = [one for one in read_all(connection)["realised_gains"] if one["method"] == "LIFO"]
        (year,) = [one for one in read_all(connection)["gains_by_year"] if one["method"] == "LIFO"]
        warned = {
            check.name for check in load_reports()["realised_gains"].checks if find_report_breaches(connection, check)
        }
    assert [(one["gap"], one["cost"] is None, one["gain"] is None) for one in rows] == [
        (None, False, False),
        ("no price of the acquisition", True, True),
        ("missing acquisition", True, True),
    ]
    assert (year["unknown_rows"], year["unknown_amount"], year["gain"]) == (2, "0.00000012", "0.00000000")
    assert warned == {"acquisitions_known", "gains_known"}


def test_owners_have_their_own_lots() -> None:
    """What one bought, another cannot sell."""
    story = Story(
        [Moved(0, BITCOIN, 0, COIN), Moved(1, BITCOIN, 1, -COIN)],
        ["Ann", "Bob", "", "", ""],
        [price(0, 100), price(1, 100)],
    )
    with told(story) as connection:
        rows = read_all(connection)["realised_gains"]
    assert {(one["owner"], one["gap"]) for one in rows} == {("Bob", "missing acquisition")}


def test_what_came_in_the_same_block_can_be_sold_in_it() -> None:
    """The order within a block is not known: what came counts before what went."""
    story = Story([Moved(0, BITCOIN, 0, 5), Moved(1, BITCOIN, 0, -5)], ["Ann"] * 5, [price(0, 1), price(1, 1)])
    with told(story) as connection:
        connection.execute("update transactions set block_height = 7, tx_hash = 'a' where balance_change < 0")
        connection.execute("update transactions set block_height = 7, tx_hash = 'b' where balance_change > 0")
        for name in ("net_movements", "realised_gains"):
            derive_report(connection, load_reports()[name])
        assert {one["gap"] for one in read_all(connection)["realised_gains"]} == {None}


@pytest.mark.parametrize(
    ("acquired", "disposed", "expected"),
    [
        ("2022-02-05", "2023-02-05", False),
        ("2022-02-05", "2023-02-06", True),
        ("2020-02-29", "2021-02-28", False),
        ("2020-02-29", "2021-03-01", True),
        ("2019-02-28", "2020-02-29", True),
    ],
)
def test_long_term_begins_the_day_after_the_anniversary(acquired: str, disposed: str, expected: bool) -> None:
    """Counting begins the day after the acquisition, and more than a year is long."""
    assert is_long_term(date.fromisoformat(acquired), date.fromisoformat(disposed)) is expected
