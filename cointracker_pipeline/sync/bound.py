"""What the first sync of many wallets must cost at least, to measure plans against."""

from collections.abc import Sequence

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.sync.set_size import expect_price


def least_points(lengths: Sequence[int], chain: Blockchain) -> int:
    """Return the least expected price in millipoints of reading wallets of these lengths for the first time.

    Nobody can know beforehand which of them is long: the service tells a wallet's length only in an answer that
    names it. So every wallet is named in one request at least, sets are of the best size for these lengths, those
    that overflow are asked for again without the long ones, in full sets, and a long wallet takes the pages that its
    first answer cannot have shown. Overlaps, and sets that are not quite full, are not counted.
    """
    blind = len(lengths) * expect_price(lengths, chain, chain.prices)
    pages = sum(-(-length // chain.page_limit) - 1 for length in lengths if length > chain.page_limit)
    return int(blind) + pages * chain.prices.price_rows(1)


def least_points_known(lengths: Sequence[int], chain: Blockchain) -> int:
    """Return what nobody could undercut who knew every length beforehand: each wallet named once, every page full."""
    requests = max(-(-sum(lengths) // chain.page_limit), -(-len(lengths) // chain.set_limit))
    return len(lengths) * chain.prices.each_more + requests * (chain.prices.price_rows(1) - chain.prices.each_more)


def least_points_of_keys(used: Sequence[int], chain: Blockchain, *, gap_limit: int) -> int:
    """Return what reading keys with so many used addresses must cost at least, for the first time.

    That no address beyond is used only an answer tells that names it: so each used address and a gap of unused ones on
    both branches are named once, in full requests, those of all keys together.
    """
    return least_points_known([0] * sum(number + 2 * gap_limit for number in used), chain)
