"""Prices are exact decimals within bounds, and a rate is carried only over days that had none of their own."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.domain.price import check_price, convert_price
from cointracker_pipeline.domain.rates import MOST_DAYS_CARRIED, Rates

FRIDAY = date(2026, 1, 2)
PUBLISHED = st.dictionaries(st.integers(0, 40), st.integers(1, 9), min_size=1, max_size=12)


def on(days: int) -> date:
    """Return a day after that Friday."""
    return FRIDAY + timedelta(days=days)


def test_a_price_keeps_eighteen_places() -> None:
    """Nothing that a float would add or lose; further places are rounded half up."""
    assert check_price(Decimal("0.1")) + check_price(Decimal("0.2")) == Decimal("0.3")
    assert check_price(Decimal("1.0000000000000000005")) == Decimal("1.000000000000000001")
    assert check_price(Decimal("999999999999.999999999999999999")) == Decimal("999999999999.999999999999999999")


@pytest.mark.parametrize("number", ["0", "-1", "NaN", "sNaN", "Infinity", "1e12", "1e999999", "1e-19", "1e-999999"])
def test_what_cannot_be_a_price_is_refused(number: str) -> None:
    """Zero and below, endless, absurdly large, and what vanishes in eighteen places."""
    with pytest.raises(ValueError, match="cannot be a price"):
        check_price(Decimal(number))


def test_a_converted_price_is_exact_or_none() -> None:
    """With eighteen places; a rate that makes no price of it gives none."""
    assert convert_price(Decimal("87500.1"), Decimal("0.9228")) == Decimal("80745.09228")
    assert convert_price(Decimal("1e-18"), Decimal("0.1")) is None
    assert convert_price(Decimal("1e11"), Decimal("25000")) is None


def test_a_weekend_takes_fridays_rate_once_monday_is_known() -> None:
    """Before that nobody knows whether it has one of its own; today alone holds the last one for the time being."""
    friday, monday = Rates({FRIDAY: Decimal(2)}), Rates({FRIDAY: Decimal(2), on(3): Decimal(3)})
    assert friday.rate_on(FRIDAY, on(9)) == (Decimal(2), "rate")
    assert friday.rate_on(on(1), on(2)) is None
    assert friday.rate_on(on(1), on(1)) == (Decimal(2), "carried")
    assert monday.rate_on(on(1), on(9)) == monday.rate_on(on(2), on(9)) == (Decimal(2), "rate")
    assert monday.rate_on(on(3), on(3)) == (Decimal(3), "rate")
    assert monday.rate_on(on(-1), on(9)) is None
    assert friday.rate_on(on(6), on(6)) is None
    assert Rates({}).rate_on(FRIDAY, FRIDAY) is None


@given(published=PUBLISHED, day=st.integers(-3, 50), later=st.dictionaries(st.integers(1, 10), st.integers(1, 9)))
def test_a_final_rate_stays_whatever_is_published_later(
    published: dict[int, int], day: int, later: dict[int, int]
) -> None:
    """Later rates are of later days; a rate is never older than five days."""
    rates = Rates({on(place): Decimal(rate) for place, rate in published.items()})
    newest = max(published)
    more = published | {newest + place: rate for place, rate in later.items()}
    found = rates.rate_on(on(day), on(60))
    if found:
        assert found[1] == "rate"
        assert Rates({on(place): Decimal(rate) for place, rate in more.items()}).rate_on(on(day), on(60)) == found
        assert any(rate == found[0] and 0 <= day - place <= MOST_DAYS_CARRIED for place, rate in published.items())
