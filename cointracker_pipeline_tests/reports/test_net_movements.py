"""Own transfers are recognised, and nothing else is."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.balance import ChainFigures
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports import find_report_breaches, load_reports
from cointracker_pipeline.storage.warehouse import Warehouse, prove_balances
from cointracker_pipeline_tests.reports.generated import Moved, Rows, Story, read_all, stories, told
from cointracker_pipeline_tests.storage.warehouse.storing import NOW

NOBODY = ["", "", "", "", ""]
OF_WALLETS = {"place", "wallets", "moved_between_own"}
"""What may differ when a wallet is tracked as several."""


def net_of(*moved: Moved, owners: list[str] | None = None) -> list[tuple[object, ...]]:
    """Return each movement's transaction, owner, amount, and what stayed with the owner."""
    with told(Story(moved, owners or NOBODY, [])) as connection:
        rows = read_all(connection)["net_movements"]
    return [(one["tx_hash"], one["owner"], one["amount"], one["moved_between_own"]) for one in rows]


def test_a_transfer_between_own_wallets_leaves_its_fee() -> None:
    """What one lost and another gained stayed; only the difference went."""
    assert net_of(Moved(1, "bitcoin", 0, -1_000), Moved(1, "bitcoin", 1, 990)) == [
        ("hash-1", "", "-0.00000010", "0.00000990")
    ]


def test_a_payment_with_change_to_an_own_wallet_is_what_was_paid() -> None:
    """Change is no income and not paid."""
    assert net_of(Moved(1, "bitcoin", 0, -1_000), Moved(1, "bitcoin", 1, 400)) == [
        ("hash-1", "", "-0.00000600", "0.00000400")
    ]


def test_a_transfer_between_owners_is_real() -> None:
    """It went from the one and came to the other."""
    moved = [Moved(1, "bitcoin", 0, -1_000), Moved(1, "bitcoin", 1, 990)]
    assert net_of(*moved, owners=["Ann", "Bob", "", "", ""]) == [
        ("hash-1", "Ann", "-0.00001000", "0.00000000"),
        ("hash-1", "Bob", "0.00000990", "0.00000000"),
    ]


def test_the_same_hash_on_two_chains_is_two_transactions() -> None:
    """Nothing is netted over chains."""
    found = net_of(Moved(1, "bitcoin", 0, -1_000), Moved(1, "dogecoin", 1, 990))
    assert [amount for _, _, amount, _ in found] == ["-0.00001000", "0.00000990"]


def split_wallets(story: Story, shares: list[int]) -> Story:
    """Return a story in which each owner's wallets are tracked as several more that share each movement."""
    moved = []
    for one in story.moved:
        part = one.amount * shares[one.transaction] // 100
        moved += [replace(one, amount=part), replace(one, wallet=one.wallet + 5, amount=one.amount - part)]
    return Story([one for one in moved if one.amount], [*story.owners, *story.owners], story.prices)


@settings(max_examples=30, deadline=None)
@given(story=stories, shares=st.lists(st.integers(-300, 300), min_size=9, max_size=9))
def test_tracking_a_wallet_as_several_changes_no_total(story: Story, shares: list[int]) -> None:
    """Whatever passes between them: what came, what went, its worth and every gain stay the same."""
    with told(story) as connection:
        before = read_all(connection)
    with told(split_wallets(story, shares)) as connection:
        after = read_all(connection)
    for name in ("net_movements", "flows_by_month", "realised_gains", "gains_by_year", "largest_movements"):
        assert _without_inner(after[name]) == _without_inner(before[name])


def _without_inner(rows: Rows) -> Rows:
    """Leave out what tells of wallets."""
    return [{key: value for key, value in row.items() if key not in OF_WALLETS} for row in rows]


@settings(max_examples=30, deadline=None)
@given(story=stories)
def test_worth_is_exact_or_unknown(story: Story) -> None:
    """Amount times price of the day, to the eighth place; without a price there is none."""
    prices = {(chain, day): Decimal(price).scaleb(-4) for chain, day, price in story.prices}
    with told(story) as connection:
        rows = read_all(connection)["net_movements"]
    for row in rows:
        price = prices.get((str(row["chain"]), int(str(row["tx_hash"]).partition("-")[2])))
        if price is None:
            assert row["price"] is row["worth"] is None
        else:
            difference = Decimal(str(row["worth"])) - Decimal(str(row["amount"])) * price
            assert abs(difference) <= Decimal("0.000000005")


def test_a_history_that_is_not_proven_is_warned_of(warehouse: Warehouse) -> None:
    """What follows from it is told, with the wallets whose history is not whole."""
    (check,) = [one for one in load_reports()["net_movements"].checks if one.name == "histories_proven"]
    cursors = [Cursor("bitcoin:a", 1_000, reachable=False), Cursor("bitcoin:b", 1_000), Cursor("bitcoin:c", 1_000)]
    figures = [ChainFigures(1_000, 0, 0), ChainFigures(1_000, 5, 1), ChainFigures(1_000, 0, 0)]
    with warehouse.transaction() as connection:
        proofs = [
            (Wallet("bitcoin", cursor.wallet_id[-1]), cursor, one) for cursor, one in zip(cursors, figures, strict=True)
        ]
        prove_balances(connection, proofs, NOW)
        assert find_report_breaches(connection, check) == ["bitcoin:a is incomplete", "bitcoin:b is not proven"]
