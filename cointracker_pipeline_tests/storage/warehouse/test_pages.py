"""Pages of transactions: every row once, in one order, whatever the size of the page."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    PageRow,
    RowKey,
    Sought,
    Warehouse,
    read_page,
    read_rows,
)
from cointracker_pipeline_tests.domain.paper_chain import make_row, make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet

WALLET, OTHER = Wallet("coin", "a"), Wallet("coin", "b")
ROWS = [make_row(f"{number:02x}", 1 + number // 3, (-1) ** number * number) for number in range(23)]
PENDING = [make_row("ff", None, -5), make_row("fe", None, 7)]


@pytest.fixture
def stored(warehouse: Warehouse) -> Warehouse:
    """A warehouse with two wallets of the same transactions, of which one has more."""
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, ROWS[::-1], PENDING)
        store_wallet(connection, OTHER, make_rows(range(4)))
    return warehouse


def walk(warehouse: Warehouse, limit: int, sought: Sought = Sought()) -> list[PageRow]:  # noqa: B008 - a frozen value
    """Return all rows of the wallet, read page by page."""
    rows: list[PageRow] = []
    after: RowKey | None = None
    with warehouse.transaction() as connection:
        while page := read_page(connection, WALLET.wallet_id, limit, after, sought):
            rows, after = rows + page, page[-1].key
    return rows


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 24, 25, 100])
def test_pages_of_any_size_show_every_row_once(stored: Warehouse, limit: int) -> None:
    """Unconfirmed ones first, then downwards; within a block by hash."""
    rows = walk(stored, limit)
    expected = sorted(ROWS, key=lambda row: (-(row.block_height or 0), row.tx_hash))
    assert [row.key.tx_hash for row in rows] == ["hash-fe", "hash-ff", *(row.tx_hash for row in expected)]


@pytest.mark.parametrize("limit", [1, 4, 100])
def test_a_balance_after_a_row_is_the_sum_up_to_it(stored: Warehouse, limit: int) -> None:
    """Of confirmed rows; those that wait have none."""
    rows = walk(stored, limit)
    balances = [sum(one.balance_change for one in rows[place:]) for place in range(2, len(rows))]
    assert [row.balance_after for row in rows] == [None, None, *balances]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    direction=st.sampled_from(["in", "out", None]),
    least=st.none() | st.integers(0, 25) | st.just(10**37),
    prefix=st.sampled_from(["", "hash-0", "HASH-0A", "hash-f", "h%"]),
    days=st.tuples(st.none() | st.integers(0, 3), st.none() | st.integers(0, 3)),
    limit=st.integers(2, 30),
)
def test_filters_show_what_they_say(
    stored: Warehouse, direction: str, least: int, prefix: str, days: tuple[int, int], limit: int
) -> None:
    """Together and apart, on pages of any size."""
    first, last = (None if day is None else ROWS[0].block_time.date() + timedelta(day) for day in days)

    def fits(row: Transaction) -> bool:
        return (
            (direction is None or (row.balance_change > 0 if direction == "in" else row.balance_change < 0))
            and (least is None or abs(row.balance_change) >= least)
            and row.tx_hash.startswith(prefix.lower())
            and (first is None or row.block_time.date() >= first)
            and (last is None or row.block_time.date() <= last)
        )

    found = walk(stored, limit, Sought(direction, first, last, least, prefix))  # type: ignore[arg-type]
    assert sorted(row.key.tx_hash for row in found) == sorted(row.tx_hash for row in [*ROWS, *PENDING] if fits(row))


@pytest.mark.parametrize("limit", [1, 2, 5, 22, 23, 24, 100])
def test_rows_of_many_wallets_are_shown_once_in_their_order(stored: Warehouse, limit: int) -> None:
    """Wallets that are not asked for are not there; a page is short only at the end."""
    ids = ["coin:none", OTHER.wallet_id, WALLET.wallet_id]
    found, sizes = [], []
    after = ("", -1, "", "")
    with stored.transaction() as connection:
        while page := read_rows(connection, ids, limit, after):
            found += page
            sizes.append(len(page))
            after = page[-1].key
        assert [row.wallet_id for row in read_rows(connection, [OTHER.wallet_id], 99)] == [OTHER.wallet_id] * 4
    assert [row.key for row in found] == sorted(row.key for row in found)
    assert len({row.key for row in found}) == len(ROWS) + 4 == len(found)
    assert set(sizes[:-1]) <= {limit}
