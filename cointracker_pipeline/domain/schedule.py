"""When a schedule of five fields, as cron has them, comes next."""

from datetime import datetime, timedelta

_NAMES = {
    "month": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    "weekday": ("sun", "mon", "tue", "wed", "thu", "fri", "sat"),
}
_DAYS_AHEAD = 4 * 366 + 1
"""A 29th of February is never further away; a schedule that names none of these days never comes."""


def find_next(schedule: str, after: datetime) -> datetime | None:
    """Return the first minute after a time that a schedule names, in that time's zone; ``None`` if it never comes.

    Where both a day of the month and a weekday are given, either suffices. Raises: ValueError for anything else than
    five fields.
    """
    minutes, hours, days, months, weekdays = schedule.split()
    is_minute, is_hour = _parse(minutes, 0, 59), _parse(hours, 0, 23)
    is_day, is_month = _parse(days, 1, 31), _parse(months, 1, 12, "month")
    is_weekday = {number % 7 for number in _parse(weekdays, 0, 7, "weekday")}
    times = [(hour, minute) for hour in sorted(is_hour) for minute in sorted(is_minute)]
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(_DAYS_AHEAD):
        day = midnight + timedelta(days=number)
        fits = (day.day in is_day, day.isoweekday() % 7 in is_weekday)
        chosen = all(fits) if "*" in (days[0], weekdays[0]) else any(fits)
        if day.month in is_month and chosen:
            for hour, minute in times:
                if (moment := day.replace(hour=hour, minute=minute)) > after:
                    return moment
    return None


def _parse(field: str, least: int, most: int, names: str = "") -> set[int]:
    """Return the numbers that a field names: ``*``, ``5``, ``1-5``, ``*/10``, ``mon,fri``."""
    chosen: set[int] = set()
    for part in field.lower().split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            start, end = least, most
        else:
            start = _number(first, names, least)
            end = _number(last, names, least) if dash else most if step else start
        chosen.update(range(start, end + 1, int(step or 1)))
    return chosen


def _number(text: str, names: str, least: int) -> int:
    known = _NAMES.get(names, ())
    return known.index(text) + least if text in known else int(text)
