"""A difference that reading everything did not explain is left alone, but not for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cointracker_pipeline.domain.balance import WalletBalance
from cointracker_pipeline.storage.warehouse import Warehouse, forget_mismatches, is_known_mismatch, note_mismatch
from cointracker_pipeline.storage.warehouse.mismatches import TRIED_AGAIN_AFTER
from cointracker_pipeline_tests.storage.warehouse.storing import NOW

BALANCE = WalletBalance("bitcoin:a", "bitcoin", 10**37, 4, 3, 5, 1_000, NOW)


@pytest.mark.parametrize(
    ("balance", "later", "is_known"),
    [
        (BALANCE, timedelta(0), True),
        (replace(BALANCE, balance=10**37 + 1, chain_balance=4), timedelta(days=6), True),
        (BALANCE, TRIED_AGAIN_AFTER, False),
        (replace(BALANCE, chain_balance=4), timedelta(0), False),
        (replace(BALANCE, transaction_count=5), timedelta(0), False),
        (replace(BALANCE, chain_transaction_count=None), timedelta(0), False),
        (replace(BALANCE, wallet_id="bitcoin:b"), timedelta(0), False),
    ],
)
def test_only_the_same_difference_is_known_and_for_some_days(
    warehouse: Warehouse, balance: WalletBalance, later: timedelta, is_known: bool
) -> None:
    """Of the same wallet; a payment that moves both sides alike changes nothing."""
    with warehouse.transaction() as connection:
        note_mismatch(connection, BALANCE, NOW)
        assert is_known_mismatch(connection, balance, NOW + later) == is_known


def test_the_last_note_counts_and_can_be_forgotten(warehouse: Warehouse) -> None:
    """One of each wallet; another wallet's stays."""
    second, other = replace(BALANCE, balance=7), replace(BALANCE, wallet_id="bitcoin:b")
    with warehouse.transaction() as connection:
        for balance in (BALANCE, second, other):
            note_mismatch(connection, balance, NOW)
        assert [is_known_mismatch(connection, one, NOW) for one in (BALANCE, second, other)] == [False, True, True]
        forget_mismatches(connection, [second.wallet_id])
        assert [is_known_mismatch(connection, one, NOW) for one in (second, other)] == [False, True]
