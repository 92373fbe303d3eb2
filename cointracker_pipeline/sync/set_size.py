"""How many wallets of unknown length to put into one request: learned from the lengths that are known."""

import random
from collections.abc import Sequence
from itertools import accumulate

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.price_list import PriceList

SHUFFLES = 20
"""How often the known lengths are dealt anew: enough to tell set sizes apart to a few percent."""

MOST_LENGTHS = 1_000
"""More known lengths than this teach nothing more."""


def choose_set_size(lengths: Sequence[int], chain: Blockchain, prices: PriceList) -> int:
    """Return how many wallets of unknown length to ask for together, given lengths of wallets like them.

    A large set is cheap for each wallet, but one giant in it fills the page, and then all the others must be asked
    for again. With nothing known it is as large as it may be.
    """
    if not lengths:
        return chain.set_limit
    dealt = _deal(lengths)
    sizes = sorted({max(2, chain.set_limit * tenths // 20) for tenths in range(1, 21)}, reverse=True)
    return min(sizes, key=lambda size: _expect(dealt, size, chain, prices))


def expect_price(lengths: Sequence[int], chain: Blockchain, prices: PriceList) -> float:
    """Return the least expected price a wallet, in millipoints, of asking for wallets without knowing which is long."""
    dealt = _deal(lengths)
    return min(_expect(dealt, size, chain, prices) for size in range(2, chain.set_limit + 1))


def _deal(lengths: Sequence[int]) -> list[int]:
    """Return the lengths in many random orders, one after the other; the same for the same lengths."""
    dealer = random.Random(0)  # noqa: S311 - reproducible on purpose
    known = list(lengths[:MOST_LENGTHS])
    return [length for _ in range(SHUFFLES) for length in dealer.sample(known, len(known))]


def _expect(dealt: Sequence[int], size: int, chain: Blockchain, prices: PriceList) -> float:
    """Return the expected price a wallet: its share of one request, and of another where the page overflows."""
    sums = [0, *accumulate(dealt)]
    starts = range(0, max(1, len(dealt) - size + 1), size)
    full = sum(sums[min(start + size, len(dealt))] - sums[start] >= chain.page_limit for start in starts)
    again = prices.price_rows(chain.set_limit) / chain.set_limit
    return prices.price_rows(size) / size + full / len(starts) * again
