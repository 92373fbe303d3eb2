"""How many wallets of unknown length to put into one request: learned from the lengths that are known."""

import random
from collections.abc import Sequence
from itertools import accumulate

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.price_list import PriceList

DRAWS = 20_000
"""How many lengths are drawn from the known ones: enough to tell set sizes apart to a few percent."""

MOST_LENGTHS = 1_000
"""More known lengths than this teach nothing more."""


def choose_set_size(lengths: Sequence[int], chain: Blockchain, prices: PriceList) -> int:
    """Return how many wallets of unknown length to ask for together, given lengths of wallets like them.

    A large set is cheap for each wallet, but one giant in it fills the page, and then all the others must be asked
    for again. With nothing known it is as large as it may be.
    """
    if not lengths:
        return chain.set_limit
    expected = _Expected(lengths, chain, prices)
    least = min(2, chain.set_limit)
    sizes = {max(least, chain.set_limit * part // 20) for part in range(1, 21)}
    return min(sorted(sizes, reverse=True), key=expected.price)


def expect_price(lengths: Sequence[int], chain: Blockchain, prices: PriceList) -> float:
    """Return the least expected price a wallet, in millipoints, of asking for wallets without knowing which is long."""
    expected = _Expected(lengths, chain, prices)
    return min(expected.price(size) for size in range(min(2, chain.set_limit), chain.set_limit + 1))


class _Expected:
    """What a set of a size costs a wallet of it, on average, when its wallets are drawn from known lengths."""

    def __init__(self, lengths: Sequence[int], chain: Blockchain, prices: PriceList) -> None:
        self._chain = chain
        self._prices = prices
        dealer = random.Random(0)  # noqa: S311 - the same for the same lengths, on purpose
        self._sums = [0, *accumulate(dealer.choices(lengths[:MOST_LENGTHS], k=DRAWS))]
        self._again = self._price_again([length for length in lengths if length < chain.page_limit])

    def price(self, size: int) -> float:
        """Return a wallet's share of one request, and of another one where the page overflows."""
        starts = range(0, DRAWS - size + 1, size)
        full = sum(self._sums[start + size] - self._sums[start] >= self._chain.page_limit for start in starts)
        return self._prices.price_rows(size) / size + full / len(starts) * self._again

    def _price_again(self, lengths: Sequence[int]) -> float:
        """Return what it costs to ask again for a wallet of known length: sets are full by number or by rows."""
        rows = sum(lengths) / max(1, len(lengths))
        share = max(1 / self._chain.set_limit, rows / self._chain.page_limit)
        return self._prices.each_more + share * (self._prices.price_rows(1) - self._prices.each_more)
