"""What each kind of request costs, in thousandths of a point (``millipoints``), rounded up.

The formulas are those of Blockchair API v2; what was really charged comes with each answer (``request_cost``) and
wins over these.
"""

from decimal import ROUND_CEILING, Decimal

from cointracker_pipeline.domain.exact import AmountSource
from cointracker_pipeline.domain.price_list import PriceList

MILLIPOINTS = 1000

PRICES = PriceList(first=1_000, each_more=100, details=1_000, balances=1_000, each_balance=1)
"""Sections "Address and extended public key (xpub) info" and "Address balance mass check"."""

ETHEREUM_PRICES = PriceList(first=1_000, each_more=1_000, details=0, balances=0, each_balance=0)
"""Section "Address info" of Ethereum: calls are shown for nothing, and each address is a request of its own."""

ETHEREUM_AMOUNTS = AmountSource(
    first=1_000,
    each_more=100,
    most_transactions=10,
    table=7_000,
    each_row=70,
    free_rows=10,
    most_rows=100,
    delay_blocks=6,
)
"""Sections "Transaction info" of Ethereum, and "Infinitable endpoints": 5 points, 2 filters, 1 % a row after ten."""

# No request of ours costs more; a larger figure is a fault of the answer, not a price.
_MOST_POINTS = 1_000_000


def price_address(*, details: bool) -> int:
    """One address: 1 point, and 1 more with transaction details (section "Address and … (xpub) info")."""
    return price_addresses(1, details=details)


def price_addresses(count: int, *, details: bool) -> int:
    """A set of addresses: 1 point and 0.1 for each after the first, details 1 more (same section)."""
    return PRICES.price_rows(count) if details else PRICES.price_counters(count)


def price_balances(count: int) -> int:
    """Balances of many addresses: 1 point and 0.001 for each (section "Address balance mass check")."""
    return PRICES.price_balances(count)


def price_erc_20(asked: str) -> int:
    """What asking for tokens adds to an account's page: 1 point for all, or 0.75 and 0.01 for each named one.

    Section "Address info" of Ethereum.
    """
    return MILLIPOINTS if asked == "true" else 750 + 10 * len(asked.split(","))


def price_token_page() -> int:
    """Transfers of one token: always 1 point, however many (section "ERC-20 token holder info")."""
    return MILLIPOINTS


def price_stats() -> int:
    """The heights and prices of all chains: 1 point (section "Stats on multiple blockchains at once")."""
    return MILLIPOINTS


def price_usage() -> int:
    """What a key has used: free (section "Premium API usage stats")."""
    return 0


def price_history(filters: int) -> int:
    """Prices by day from the table of blocks: 2 points, 1 a filter, 10 for aggregating ("Infinitable endpoints")."""
    return (2 + filters + 10) * MILLIPOINTS


def to_millipoints(points: Decimal) -> int:
    """Return points as thousandths, rounded up.

    Raises: ValueError when that cannot be a price.
    """
    if not (points.is_finite() and 0 <= points <= _MOST_POINTS):
        raise ValueError("a number of points that cannot be")
    return int((points * MILLIPOINTS).to_integral_value(ROUND_CEILING))
