"""When a balance is proven."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cointracker_pipeline.domain.balance import ChainFigures, Counters, WalletBalance, confirmed_figures
from cointracker_pipeline.domain.history import Summary
from cointracker_pipeline_tests.domain.paper_chain import make_row

AGREED = WalletBalance("w", "bitcoin", 5, 2, 5, 2, 100, datetime(2026, 1, 1, tzinfo=UTC))
MIXED = Summary(105, 110, 5, 3, 2, 12, confirmed_only=False)
MIXED_COUNTERS = Counters(110, 5, 3, 2)


def test_a_balance_is_proven_when_sum_and_number_agree() -> None:
    """The number of transactions may be unknown; then the sum decides."""
    assert AGREED.proven
    assert replace(AGREED, chain_transaction_count=None).proven


@pytest.mark.parametrize("change", [{"balance": 6}, {"transaction_count": 1}, {"reachable": False}])
def test_a_balance_is_not_proven_otherwise(change: dict[str, int]) -> None:
    """Another sum, another number, or rows that cannot be seen."""
    assert not replace(AGREED, **change).proven  # type: ignore[arg-type]


def test_waiting_rows_are_taken_out_of_the_chains_figures() -> None:
    """Its totals speak of them too, unless only confirmed rows were asked for."""
    waiting = (make_row("a", None, 10), make_row("b", None, -5))
    assert confirmed_figures(9, MIXED, waiting) == ChainFigures(9, 100, 10)
    assert confirmed_figures(9, replace(MIXED, transaction_count=None), waiting) == ChainFigures(9, 100, None)
    assert confirmed_figures(9, replace(MIXED, confirmed_only=True), ()) == ChainFigures(9, 105, 12, MIXED_COUNTERS)
    assert confirmed_figures(9, MIXED, ()).counters == MIXED_COUNTERS
