"""Amounts, confirmations, pages and wallet ids."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.domain.amount import render_amount, render_points
from cointracker_pipeline.domain.history import HistoryPage, Summary
from cointracker_pipeline.domain.transaction import Transaction, count_confirmations
from cointracker_pipeline.domain.wallet import Wallet, parse_wallet_id
from cointracker_pipeline.errors import UnknownWalletError
from cointracker_pipeline_tests.domain.paper_chain import make_rows


@given(amount=st.integers(-(10**38), 10**38), decimals=st.integers(0, 30))
def test_an_amount_in_coins_is_exact(amount: int, decimals: int) -> None:
    """All digits are there, none is made up."""
    with localcontext(prec=80):
        text = render_amount(amount, decimals)
        assert Decimal(text).scaleb(decimals) == amount
    assert len(text.partition(".")[2]) == decimals
    assert "E" not in text.upper()


@pytest.mark.parametrize(("millipoints", "text"), [(1_003, "1.003"), (2_000, "2"), (0, "0"), (10_900, "10.9")])
def test_points_have_no_needless_zeros(millipoints: int, text: str) -> None:
    """As people write them."""
    assert render_points(millipoints) == text


@pytest.mark.parametrize(
    ("tip", "height", "confirmations"),
    [(100, 100, 1), (100, 95, 6), (100, None, 0), (None, 95, None), (0, 95, None), (90, 95, 0)],
)
def test_confirmations_count_the_block_itself(tip: int | None, height: int | None, confirmations: int | None) -> None:
    """None while unconfirmed, unknown while the tip is unknown, never below zero."""
    assert count_confirmations(tip, height) == confirmations


@pytest.mark.parametrize(
    ("offset", "rows", "count", "is_last"),
    [(0, 10, 10, True), (0, 10, 11, False), (0, 10, None, False), (0, 9, None, True), (90, 10, 100, True)],
)
def test_the_last_page_is_known(offset: int, rows: int, count: int | None, is_last: bool) -> None:
    """It is short, or the chain's own count is reached."""
    summary = Summary(0, 0, 0, 0, 0, count, confirmed_only=True)
    transactions: tuple[Transaction, ...] = tuple(make_rows(range(rows)))
    assert HistoryPage(1, summary, transactions, offset, 10, 0).is_last is is_last


def test_a_wallet_id_is_chain_and_address() -> None:
    """Also where the address has a colon of its own."""
    assert parse_wallet_id(" bitcoin-cash:bitcoincash:qq ") == Wallet("bitcoin-cash", "bitcoincash:qq")
    assert Wallet("bitcoin", "1A").wallet_id == "bitcoin:1A"


@pytest.mark.parametrize("text", ["", "bitcoin", "bitcoin:", ":1A"])
def test_half_a_wallet_id_is_refused(text: str) -> None:
    """The message shows how one looks."""
    with pytest.raises(UnknownWalletError, match="bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"):
        parse_wallet_id(text)
