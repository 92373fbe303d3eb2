"""Times: what goes in comes out, in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from cointracker_pipeline.storage.registry.tables import UtcTime

_ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
# A zone may carry the first and last day out of what a datetime in UTC can hold.
_TIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=_ZONES)  # noqa: DTZ001


@given(time=_TIMES)
def test_a_time_comes_back_equal_and_in_utc(time: datetime) -> None:
    """Every microsecond of every zone."""
    column = UtcTime()
    back = column.process_result_value(column.process_bind_param(time, dialect()), dialect())
    assert back == time
    assert back is not None
    assert back.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    """It could mean anything."""
    with pytest.raises(ValueError, match="aware"):
        UtcTime().process_bind_param(datetime(2026, 1, 1), dialect())  # noqa: DTZ001
