"""How many wallets of unknown length share a request: as many as past lengths advise."""

from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.blockchair.prices import PRICES
from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.sync.set_size import choose_set_size, expect_price


def test_with_nothing_known_a_set_is_as_large_as_it_may_be() -> None:
    """One request for all of them."""
    assert choose_set_size([], BITCOIN, PRICES) == 100


def test_short_wallets_fill_whole_sets() -> None:
    """A hundred of them never fill a page."""
    assert choose_set_size([1, 30] * 200, BITCOIN, PRICES) == 100


def test_long_wallets_make_sets_small() -> None:
    """Thirty-three of them fill a page: one set of a hundred would be asked for in vain."""
    assert choose_set_size([300] * 200, BITCOIN, PRICES) == 30


@given(st.lists(st.integers(0, 60_000), min_size=1, max_size=50))
def test_a_size_is_always_possible(lengths: list[int]) -> None:
    """Whatever the lengths, and nobody can be cheaper than a full set without giants."""
    assert 2 <= choose_set_size(lengths, BITCOIN, PRICES) <= BITCOIN.set_limit
    assert expect_price(lengths, BITCOIN, PRICES) >= PRICES.price_rows(100) / 100
