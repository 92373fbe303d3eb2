"""Who is settled: nothing stored may change any more, and no reading again would help."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cointracker_pipeline.domain.balance import ChainFigures
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    Connection,
    Standing,
    Warehouse,
    confirm_unchanged,
    note_mismatch,
    prove_balances,
    read_current,
    read_lengths,
    read_standings,
)
from cointracker_pipeline.storage.warehouse.mismatches import TRIED_AGAIN_AFTER
from cointracker_pipeline_tests.domain.paper_chain import make_row, make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import NOW, complete_step, store_wallet

WALLET, OTHER = Wallet("bitcoin", "a"), Wallet("bitcoin", "b")
LIMIT = 6
LATER = NOW + timedelta(days=2)


def settled(connection: Connection, days: float = 0) -> bool:
    """Return whether the wallet is settled some days later."""
    return read_standings(connection, [WALLET.wallet_id], LIMIT, NOW + timedelta(days=days))[WALLET.wallet_id].settled


def misprove(connection: Connection, difference: int, *, note: bool) -> None:
    """Let a wallet's balance differ from the chain's, and be read from scratch in vain if that is noted."""
    cursor = complete_step(WALLET, ()).cursor
    (balance,) = prove_balances(connection, [(WALLET, cursor, ChainFigures(1_000, 6 - difference, 3))], NOW)
    if note:
        note_mismatch(connection, balance, NOW)


@pytest.mark.parametrize(("height", "expected"), [(994, True), (995, False), (1_000, False)])
def test_rows_that_may_change_unsettle_a_wallet(warehouse: Warehouse, height: int, expected: bool) -> None:
    """Those within so many blocks of the height it was complete at; and no other wallet."""
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, [make_row("new", height), *make_rows(range(3))])
        store_wallet(connection, OTHER, [make_row("new", 1_000)])
        assert settled(connection) == expected


def test_rows_that_wait_unsettle_a_wallet(warehouse: Warehouse) -> None:
    """They vanish without moving the confirmed balance."""
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, make_rows(range(3)), [make_row("waits", None)])
        assert not settled(connection)


def test_what_was_read_in_vain_is_settled_for_some_days(warehouse: Warehouse) -> None:
    """Only as long as the same differs: another difference was never looked into."""
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, make_rows(range(3)))
        misprove(connection, 2, note=False)
        assert not settled(connection)
        misprove(connection, 2, note=True)
        assert settled(connection)
        assert settled(connection, TRIED_AGAIN_AFTER.days - 1)
        assert not settled(connection, TRIED_AGAIN_AFTER.days)
        misprove(connection, 1, note=False)
        assert not settled(connection)


def test_a_history_whose_end_cannot_be_reached_is_settled(warehouse: Warehouse) -> None:
    """Reading it again would not prove it."""
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, make_rows(range(3)))
        cursor = replace(complete_step(WALLET, ()).cursor, reachable=False)
        prove_balances(connection, [(WALLET, cursor, ChainFigures(1_000, 99, 9))], NOW)
        assert settled(connection)


def test_a_standing_says_what_a_check_compares(warehouse: Warehouse) -> None:
    """For every wallet asked about that has a complete history, and for no other."""
    with warehouse.transaction() as connection:
        for wallet in (WALLET, OTHER):
            store_wallet(connection, wallet, make_rows(range(3)))
        found = read_standings(connection, [WALLET.wallet_id, WALLET.wallet_id, "bitcoin:c"], LIMIT, NOW)
        assert found == {WALLET.wallet_id: Standing(WALLET.wallet_id, 6, True)}
        assert read_current(connection, [WALLET.wallet_id, "bitcoin:c"]) == {WALLET.wallet_id: NOW}
        assert read_lengths(connection, "bitcoin", 9) == [3, 3]
        assert read_lengths(connection, "bitcoin", 1) == [3]
        assert read_lengths(connection, "litecoin", 9) == []


def test_a_balance_is_never_confirmed_at_a_lower_height(warehouse: Warehouse) -> None:
    """Nor does confirming it prove it."""
    with warehouse.transaction() as connection:
        for wallet in (WALLET, OTHER):
            store_wallet(connection, wallet, make_rows(range(3)))
        misprove(connection, 2, note=True)
        confirm_unchanged(connection, [WALLET.wallet_id], 999, LATER)
        assert read_current(connection, [WALLET.wallet_id]) == {WALLET.wallet_id: NOW}
        confirm_unchanged(connection, [WALLET.wallet_id, WALLET.wallet_id], 1_005, LATER)
        rows = connection.execute("select wallet_id, tip_height, proven from wallet_balances order by all").fetchall()
    assert rows == [(WALLET.wallet_id, 1_005, False), (OTHER.wallet_id, 1_000, True)]
