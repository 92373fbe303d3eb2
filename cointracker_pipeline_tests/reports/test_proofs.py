"""The laws: they hold for what a sync leaves, and each names what breaks it."""

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.reports.proofs import LAWS, Breach
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

WALLET, OTHER = Wallet("bitcoin", "a"), Wallet("bitcoin", "b")
ROWS = [make_row("spend", 9, -10), make_row("second", 8, 4), make_row("first", 8, 6)]


def find(warehouse: Warehouse, sql: str = "") -> dict[str, list[Breach]]:
    """Store two wallets, do something to the store, and return what breaks which law."""
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, ROWS)
        store_wallet(connection, OTHER, [])
        write_chains(connection, [SMALL_BITCOIN])
        connection.execute(sql or "select 1")
        return {name: found for name, law in LAWS.items() if (found := law(connection))}


def test_what_a_sync_leaves_breaks_no_law(warehouse: Warehouse) -> None:
    """Within a block the order is unknown: only its end counts."""
    assert find(warehouse) == {}


@pytest.mark.parametrize(
    ("sql", "law", "detail"),
    [
        (
            "update wallet_balances set proven = false where wallet_id = 'bitcoin:a'",
            "balance_matches_chain",
            "stored 0.00000000 BTC in 3 transactions, the chain says 0.00000000 BTC in 3; "
            "the difference is 0.00000000 BTC",
        ),
        (
            "update transactions set balance_change = 5 where tx_hash = 'hash-second'",
            "balance_matches_chain",
            "stored 0.00000001 BTC in 3 transactions, the chain says 0.00000000 BTC in 3; "
            "the difference is 0.00000001 BTC",
        ),
        (
            "delete from transactions; update wallet_balances set chain_balance = 7, chain_transaction_count = null "
            "where wallet_id = 'bitcoin:a'",
            "balance_matches_chain",
            "stored 0.00000000 BTC in 0 transactions, the chain says 0.00000007 BTC in an unknown number; "
            "the difference is -0.00000007 BTC",
        ),
        (
            "update wallet_balances set proven = false, complete = false, chain_transaction_count = 5_000 "
            "where wallet_id = 'bitcoin:a'",
            "balance_matches_chain",
            "its oldest transactions cannot be reached: the API shows the newest 1,000,025; stored 0.00000000 BTC in "
            "3 transactions, the chain says 0.00000000 BTC in 5000; the difference is 0.00000000 BTC",
        ),
        (
            "delete from chains; update wallet_balances set proven = false where wallet_id = 'bitcoin:a'",
            "balance_matches_chain",
            "stored 0 base units in 3 transactions, the chain says 0 base units in 3; the difference is 0 base units",
        ),
        (
            "insert into transactions select * from transactions where tx_hash = 'hash-spend'; "
            "update transactions set balance_change = balance_change / 2 where tx_hash = 'hash-spend'",
            "no_duplicates",
            "hash-spend is stored 2 times at height 9",
        ),
        (
            "update transactions set block_height = 7 where tx_hash = 'hash-spend'",
            "no_negative_balance",
            "-10 after block 7",
        ),
        (
            "delete from daily_balances where wallet_id = 'bitcoin:a'",
            "days_sum_to_balance",
            "the days sum to 0 in 0 transactions and end with 0, the balance is 0 in 3",
        ),
        (
            "update daily_balances set balance = balance + 5 where wallet_id = 'bitcoin:a'",
            "days_sum_to_balance",
            "the days sum to 0 in 3 transactions and end with 5, the balance is 0 in 3",
        ),
    ],
)
def test_a_breach_names_the_wallet_and_says_what_is_wrong(
    warehouse: Warehouse, sql: str, law: str, detail: str
) -> None:
    """One law, one wallet, in words with figures."""
    assert find(warehouse, sql) == {law: [Breach("bitcoin:a", detail)]}


@pytest.mark.parametrize("unfinished", ["complete_height = null", "walk_tip_height = 1", "reachable = false"])
def test_a_history_that_is_not_whole_may_go_below_zero(warehouse: Warehouse, unfinished: str) -> None:
    """Its oldest rows are missing."""
    sql = f"delete from transactions where block_height = 8; update cursors set {unfinished}"
    assert list(find(warehouse, sql)) == ["balance_matches_chain"]
