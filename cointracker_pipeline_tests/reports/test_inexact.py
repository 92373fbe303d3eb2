"""Amounts that are rounded still, and balances that rows do not explain, are marked wherever they are told."""

from collections import Counter

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.balance import ChainFigures
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports import derive_report, find_report_breaches, load_reports
from cointracker_pipeline.reports.portfolio import derive_portfolio, read_portfolio
from cointracker_pipeline.storage.warehouse import Connection, prove_balances
from cointracker_pipeline_tests.reports.generated import Moved, Rows, Story, read_all, told
from cointracker_pipeline_tests.storage.warehouse.storing import NOW

ROUNDED = Story(
    (
        Moved(0, "ethereum", 0, 500),
        Moved(1, "ethereum", 0, -10),
        Moved(1, "ethereum", 0, -2, "fee"),
        Moved(2, "ethereum", 0, -100, exact=False),
        Moved(2, "ethereum", 0, 0, "fee", exact=False),
        Moved(3, "ethereum", 0, -20),
        Moved(3, "ethereum", 0, -3, "fee"),
        Moved(4, "ethereum", 0, -50),
        Moved(4, "ethereum", 1, 50),
        Moved(4, "ethereum", 0, 0, "fee", exact=False),
    ),
    ["Ann"] * 5,
    (),
)


def tell(name: str) -> Rows:
    """Return a report's rows of the story."""
    with told(ROUNDED) as connection:
        return read_all(connection)[name]


def test_a_movement_tells_whether_it_is_exact() -> None:
    """A fee that is not known yet is none, not zero."""
    assert [(row["tx_hash"], row["exact"], row["fee"]) for row in tell("net_movements")] == [
        ("hash-0", True, None),
        ("hash-1", True, "0.000000000000000002"),
        ("hash-2", False, None),
        ("hash-3", True, "0.000000000000000003"),
        ("hash-4", False, None),
    ]


def test_a_fee_that_is_not_known_yet_is_counted_as_unknown() -> None:
    """It is not among the known ones, where it would be a fee of zero; nor is it an own transfer that lost nothing."""
    (row,) = tell("fees_paid")
    assert (row["known_fees"], row["fees"], row["unknown_fees"], row["own_transfers"]) == (
        2,
        "0.000000000000000005",
        2,
        0,
    )


def test_sums_count_what_is_rounded_in_them() -> None:
    """A month, and a year by each method."""
    assert [row["inexact"] for row in tell("flows_by_month")] == [2]
    assert [row["inexact_rows"] for row in tell("gains_by_year")] == [2, 2, 2, 2]


def test_a_gain_is_exact_until_something_rounded_came_or_went() -> None:
    """What goes afterwards may come from another lot than it seems."""
    rows = tell("realised_gains")
    assert Counter((row["disposed_in"], row["exact"]) for row in rows) == Counter(
        {("hash-1", True): 4, ("hash-2", False): 4, ("hash-3", False): 4}
    )


def test_rounded_amounts_are_warned_of() -> None:
    """By chain."""
    with told(ROUNDED) as connection:
        (check,) = (one for one in load_reports()["net_movements"].checks if one.name == "amounts_exact")
        assert find_report_breaches(connection, check) == ["ethereum: 2 of 5 movements are rounded still"]


def test_holdings_are_what_the_portfolio_says() -> None:
    """Where rows do not explain a balance, what the chain says is held, and the part without rows is named."""
    with told(ROUNDED) as connection:
        _leave_unexplained(connection, 7)
        derive_portfolio(connection, load_chains().values(), NOW)
        (holding,) = read_portfolio(connection)
        held = {name: rows for name, rows in read_all(connection).items() if name.startswith("portfolio_by_")}
        assert sum(_wei(row["balance"]) for row in held["portfolio_by_owner"]) == holding.balance
        assert sum(_wei(row["unexplained"]) for row in held["portfolio_by_owner"]) == 7
        for name in held:
            breaches = [find_report_breaches(connection, check) for check in load_reports()[name].checks]
            assert breaches == [[]]


def _leave_unexplained(connection: Connection, wei: int) -> None:
    wallet = Wallet("ethereum", "0")
    (balance,) = connection.execute(
        "select balance from wallet_balances where wallet_id = ?", [wallet.wallet_id]
    ).fetchone() or (0,)
    figures = ChainFigures(1_000, int(balance) + wei, None, rows_sum_up=False)
    prove_balances(connection, [(wallet, Cursor(wallet.wallet_id, 1_000), figures)], NOW)
    for report in load_reports().values():
        derive_report(connection, report)


def _wei(coins: object) -> int:
    return int(str(coins).replace(".", ""))
