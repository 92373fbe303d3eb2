"""Exact amounts are kept beside the rows, so that rows read again are exact at once."""

from datetime import timedelta

from cointracker_pipeline.domain.exact import ExactAmount
from cointracker_pipeline.domain.transaction import FEE, Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    Connection,
    Lacking,
    Warehouse,
    apply_amounts,
    delete_wallet_rows,
    note_vain,
    read_lacking,
    read_newest,
    read_sent_heights,
    read_totals,
    store_steps,
    write_amounts,
)
from cointracker_pipeline_tests.domain.paper_chain import GENESIS
from cointracker_pipeline_tests.storage.warehouse.storing import NOW, complete_step

WALLET, OTHER = Wallet("ethereum", "0xa"), Wallet("ethereum", "0xb")
EXACT = 10**21 + 1


def sent(name: str = "0x1", height: int = 9) -> list[Transaction]:
    """Return the rows of a sent transaction as a page has them: the value rounded, the fee unknown."""
    call = Transaction(name, height, GENESIS, -(10**21), "0", exact=False)
    return [call, call._replace(part=FEE, balance_change=0)]


def keep(connection: Connection, height: int = 9) -> None:
    """Keep what was paid for."""
    amounts = [ExactAmount("0x1", "0", height, EXACT), ExactAmount("0x1", FEE, height, 77)]
    write_amounts(connection, "ethereum", amounts)


def store(connection: Connection, rows: list[Transaction], wallet: Wallet = WALLET) -> None:
    """Store the whole history of a wallet."""
    store_steps(connection, [(wallet, complete_step(wallet, rows))])


def balance(connection: Connection) -> tuple[int, int, bool]:
    """Return the sum, the number and whether all is exact."""
    totals = read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id]
    return totals.balance, totals.transaction_count, totals.exact


def test_known_amounts_make_rows_exact(warehouse: Warehouse) -> None:
    """Signs stay, a fee is spent, and fees are no transactions to count."""
    with warehouse.transaction() as connection:
        store(connection, sent())
        assert balance(connection) == (-(10**21), 1, False)
        keep(connection)
        assert apply_amounts(connection, WALLET.wallet_id) == 2
        assert apply_amounts(connection, WALLET.wallet_id) == 0
        assert balance(connection) == (-EXACT - 77, 1, True)
        assert [row.exact for row in read_newest(connection, WALLET.wallet_id, 9)] == [True, True]


def test_a_page_that_is_read_again_is_exact_and_no_news(warehouse: Warehouse) -> None:
    """Neither does a row count as added or removed because its page rounds it again."""
    with warehouse.transaction() as connection:
        keep(connection)
        store(connection, sent())
        (change,) = store_steps(connection, [(WALLET, complete_step(WALLET, sent()))])
        assert (change.added, change.removed) == (0, 0)
        assert balance(connection) == (-EXACT - 77, 1, True)


def test_amounts_of_another_block_do_not_count(warehouse: Warehouse) -> None:
    """A transaction that moved may have another fee."""
    with warehouse.transaction() as connection:
        keep(connection, height=8)
        store(connection, sent())
        assert balance(connection)[2] is False


def test_a_reorganisation_makes_amounts_doubtful(warehouse: Warehouse) -> None:
    """Where a row has left the chain, what is known from its block on is forgotten, and what is below it stays."""
    with warehouse.transaction() as connection:
        for name, height in (("0x1", 9), ("0x2", 5)):
            write_amounts(connection, "ethereum", [ExactAmount(name, "0", height, EXACT)])
        gone = Transaction("0x3", 9, GENESIS, 1, "0")
        store(connection, [gone, *sent(), *sent("0x2", 5)])
        store(connection, [*sent(), *sent("0x2", 5)])
        exact = {row.tx_hash for row in read_newest(connection, WALLET.wallet_id, 9) if row.exact}
        assert exact == {"0x2"}


def test_what_is_lacking_is_told_newest_first(warehouse: Warehouse) -> None:
    """Up to a height, with the parts that lack; how many a wallet sent in each block is known as well."""
    with warehouse.transaction() as connection:
        store(connection, [*sent("0x3", 12), *sent("0x2", 9), *sent()])
        lacking = read_lacking(connection, WALLET.wallet_id, 11, NOW)
        assert lacking == [Lacking(name, 9, frozenset(("0", FEE))) for name in ("0x1", "0x2")]
        assert read_sent_heights(connection, WALLET.wallet_id) == {9: 2, 12: 1}


def test_what_was_asked_for_in_vain_rests_for_days(warehouse: Warehouse) -> None:
    """It is not asked for every night."""
    with warehouse.transaction() as connection:
        store(connection, sent())
        (lacking,) = read_lacking(connection, WALLET.wallet_id, 11, NOW)
        note_vain(connection, WALLET.wallet_id, [lacking], NOW)
        assert read_lacking(connection, WALLET.wallet_id, 11, NOW + timedelta(days=6)) == []
        assert read_lacking(connection, WALLET.wallet_id, 11, NOW + timedelta(days=8)) == [lacking]


def test_amounts_leave_with_the_last_wallet_that_has_them(warehouse: Warehouse) -> None:
    """Nothing about a deleted wallet stays, and nothing another wallet needs goes."""
    with warehouse.transaction() as connection:
        keep(connection)
        for wallet in (WALLET, OTHER):
            store(connection, sent(), wallet)
        left = []
        for wallet in (WALLET, OTHER):
            delete_wallet_rows(connection, wallet.wallet_id)
            left.append(len(connection.execute("select * from exact_amounts").fetchall()))
    assert left == [2, 0]
