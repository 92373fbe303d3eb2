"""Months, fees, the largest movements and reused addresses of small stories."""

from cointracker_pipeline_tests.reports.generated import Moved, Rows, Story, read_all, told

ANN = ["Ann"] * 5


def tell(name: str, *moved: Moved, prices: tuple[tuple[str, int, int], ...] = ()) -> Rows:
    """Return a report's rows of a story in which every wallet is Ann's."""
    with told(Story(moved, ANN, prices)) as connection:
        return read_all(connection)[name]


def pick(row: dict[str, object], *names: str) -> list[object]:
    """Return some of a row's values."""
    return [row[name] for name in names]


def test_a_month_tells_what_came_went_and_stayed() -> None:
    """Worth is each movement's on its own day; those without a price are counted."""
    (row,) = tell(
        "flows_by_month",
        Moved(0, "bitcoin", 0, 3 * 10**8),
        Moved(1, "bitcoin", 0, -(10**8)),
        Moved(2, "bitcoin", 0, -(10**8)),
        Moved(2, "bitcoin", 1, 10**8 - 1),
        prices=(("bitcoin", 0, 20_000), ("bitcoin", 1, 50_000)),
    )
    assert pick(row, "transactions", "received", "sent", "net") == [3, "3.00000000", "1.00000001", "1.99999999"]
    assert pick(row, "moved_between_own", "worth_received", "worth_sent", "without_price") == [
        "0.99999999",
        "6.00000000",
        "5.00000000",
        1,
    ]


def test_fees_that_the_chain_tells_are_exact() -> None:
    """A payment's fee is known, and so is that of an own transfer; the worth is that of the day."""
    (row,) = tell(
        "fees_paid",
        Moved(0, "bitcoin", 0, -1_000),
        Moved(0, "bitcoin", 1, -30, "fee"),
        Moved(1, "bitcoin", 2, -50, "fee"),
        Moved(1, "bitcoin", 3, -500),
        Moved(1, "bitcoin", 4, 500),
        prices=(("bitcoin", 0, 10**10), ("bitcoin", 1, 2 * 10**10)),
    )
    assert pick(row, "known_fees", "fees", "fees_worth") == [2, "0.00000080", "1.30000000"]
    assert pick(row, "own_transfers", "unknown_fees", "without_price") == [0, 0, 0]


def test_fees_that_are_not_told_are_not_guessed() -> None:
    """What own transfers lost is told apart, and payments whose fee is unknown are counted."""
    (row,) = tell(
        "fees_paid",
        Moved(0, "bitcoin", 0, 10**6),
        Moved(1, "bitcoin", 0, -1_000),
        Moved(2, "bitcoin", 0, -500),
        Moved(2, "bitcoin", 1, 480),
    )
    assert pick(row, "known_fees", "fees", "own_transfers", "lost_in_own_transfers", "unknown_fees") == [
        0,
        "0.00000000",
        1,
        "0.00000020",
        1,
    ]


def test_the_largest_come_first() -> None:
    """By worth over all chains; a chain without prices has its own order, by amount."""
    rows = tell(
        "largest_movements",
        Moved(0, "bitcoin", 0, 5),
        Moved(1, "bitcoin", 0, -7),
        Moved(2, "dogecoin", 0, 1_000),
        Moved(3, "dogecoin", 0, -2_000),
        prices=(("bitcoin", 0, 10**12), ("bitcoin", 1, 10**12)),
    )
    assert [pick(row, "ranked_by", "rank", "tx_hash") for row in rows] == [
        ["amount", 1, "hash-3"],
        ["amount", 2, "hash-2"],
        ["worth", 1, "hash-1"],
        ["worth", 2, "hash-0"],
    ]


def test_reuse_is_told_with_what_it_means() -> None:
    """Once used is not reused; receiving after spending is the worst and comes first."""
    rows = tell(
        "address_reuse",
        Moved(0, "bitcoin", 0, 5),
        Moved(0, "bitcoin", 1, 5),
        Moved(1, "bitcoin", 1, 5),
        Moved(0, "bitcoin", 2, 5),
        Moved(1, "bitcoin", 2, -5),
        Moved(2, "bitcoin", 2, 5),
    )
    assert [pick(row, "wallet_id", "times_received", "times_spent", "received_after_spending") for row in rows] == [
        ["bitcoin:2", 2, 1, 1],
        ["bitcoin:1", 2, 0, 0],
    ]
    assert "new address" in str(rows[0]["advice"])


def test_accounts_are_not_called_reused() -> None:
    """Where a transaction has several parts, an address is an account: it is meant to be used again."""
    assert not tell("address_reuse", *(Moved(day, "bitcoin", 0, 5, "call") for day in range(3)))
