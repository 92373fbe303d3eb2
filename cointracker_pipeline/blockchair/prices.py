"""What each kind of request costs, in thousandths of a point (``millipoints``), rounded up.

The formulas are those of Blockchair API v2; what was really charged comes with each answer (``request_cost``) and
wins over these.
"""

from decimal import ROUND_CEILING, Decimal

MILLIPOINTS = 1000
# No request of ours costs more; a larger figure is a fault of the answer, not a price.
_MOST_POINTS = 1_000_000


def price_address(*, details: bool) -> int:
    """One address: 1 point, and 1 more with transaction details (section "Address and … (xpub) info")."""
    return (2 if details else 1) * MILLIPOINTS


def price_addresses(count: int, *, details: bool) -> int:
    """A set of addresses: 1 point and 0.1 for each after the first, details 1 more (same section)."""
    return price_address(details=details) + 100 * (count - 1)


def price_balances(count: int) -> int:
    """Balances of many addresses: 1 point and 0.001 for each (section "Address balance mass check")."""
    return MILLIPOINTS + count


def price_stats() -> int:
    """The heights and prices of all chains: 1 point (section "Stats on multiple blockchains at once")."""
    return MILLIPOINTS


def price_usage() -> int:
    """What a key has used: free (section "Premium API usage stats")."""
    return 0


def to_millipoints(points: Decimal) -> int:
    """Return points as thousandths, rounded up.

    Raises: ValueError when that cannot be a price.
    """
    if not (points.is_finite() and 0 <= points <= _MOST_POINTS):
        raise ValueError("a number of points that cannot be")
    return int((points * MILLIPOINTS).to_integral_value(ROUND_CEILING))
