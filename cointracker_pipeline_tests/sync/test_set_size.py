"""How many wallets of unknown length share a request: as many as past lengths advise."""

import math
import random
from collections.abc import Sequence

import pytest
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


def price_a_size(lengths: Sequence[int], size: int) -> float:
    """Return the price a wallet of asking for these wallets in sets of a size, each again where its set overflows."""
    parts = [lengths[start : start + size] for start in range(0, len(lengths), size)]
    again = PRICES.price_rows(BITCOIN.set_limit) / BITCOIN.set_limit
    full = sum(len(part) for part in parts if sum(part) >= BITCOIN.page_limit)
    return (sum(PRICES.price_rows(len(part)) for part in parts) + full * again) / len(lengths)


@pytest.mark.parametrize(("known", "draws"), [(100, 5), (1_000, 1)])
@pytest.mark.parametrize(("middle", "spread"), [(10, 1.0), (30, 2.0), (100, 1.5), (300, 1.0), (300, 2.0), (1_000, 0.5)])
def test_a_learned_size_is_nearly_the_best(known: int, draws: int, middle: int, spread: float) -> None:
    """Within a tenth of the least price on average, for wallets whose lengths are log-normal, as real ones are."""
    learned = best = 0.0
    for seed in range(draws):
        draw = random.Random(seed)
        lengths = [int(draw.lognormvariate(math.log(middle), spread)) for _ in range(known + 5_000)]
        learned += price_a_size(lengths[known:], choose_set_size(lengths[:known], BITCOIN, PRICES))
        best += min(price_a_size(lengths[known:], size) for size in range(2, BITCOIN.set_limit + 1, 2))
    assert learned <= 1.1 * best


def test_few_lengths_teach_as_much_as_the_same_ones_often() -> None:
    """A single wallet of three hundred rows is enough to know that a hundred like it overflow a page."""
    assert choose_set_size([300], BITCOIN, PRICES) == choose_set_size([300] * 200, BITCOIN, PRICES)
