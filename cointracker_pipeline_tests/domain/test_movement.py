"""Worth is exact before it is rounded."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline_tests.exports.moving import on_bitcoin

PRICES = st.decimals(0, 10**19, places=18, allow_nan=False)


@settings(deadline=None)
@given(amount=st.integers(-(10**37), 10**37), price=PRICES, decimals=st.integers(0, 18))
def test_worth_is_the_nearest_cent(amount: int, price: Decimal, decimals: int) -> None:
    """However large, it differs from the exact product by half a cent at most, and then it is the farther one."""
    movement = on_bitcoin(price=price, decimals=decimals)
    value = movement.value(amount)
    assert value is not None
    exact = Fraction(amount) * Fraction(price) / 10**decimals
    error = abs(Fraction(value)) - abs(exact)
    assert Fraction(-1, 200) < error <= Fraction(1, 200)


@settings(deadline=None)
@given(amount=st.integers())
def test_without_a_price_nothing_is_said(amount: int) -> None:
    """No price is no worth, not zero."""
    assert on_bitcoin(price=None).value(amount) is None
