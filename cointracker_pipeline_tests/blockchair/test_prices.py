"""The prices are the documented formulas, in thousandths of a point."""

from decimal import Decimal

import pytest

from cointracker_pipeline.blockchair import prices


def test_prices_match_the_documented_examples() -> None:
    """One address, 100 addresses, 3 and 25,000 balances cost what the documentation computes."""
    assert prices.price_address(details=False) == 1_000
    assert prices.price_address(details=True) == 2_000
    assert prices.price_addresses(100, details=False) == 10_900
    assert prices.price_addresses(100, details=True) == 11_900
    assert prices.price_balances(3) == 1_003
    assert prices.price_balances(25_000) == 26_000
    assert (prices.price_stats(), prices.price_usage()) == (1_000, 0)


@pytest.mark.parametrize(("points", "millipoints"), [("1", 1000), ("1.003", 1003), ("2.5", 2500), ("0.0001", 1)])
def test_a_price_is_rounded_up(points: str, millipoints: int) -> None:
    """A fraction of a thousandth counts whole."""
    assert prices.to_millipoints(Decimal(points)) == millipoints


@pytest.mark.parametrize("points", ["-1", "NaN", "Infinity", "1e999999999"])
def test_what_cannot_be_a_price_is_refused(points: str) -> None:
    """Negative, endless and absurd prices raise before anything is computed with them."""
    with pytest.raises(ValueError, match="points"):
        prices.to_millipoints(Decimal(points))
