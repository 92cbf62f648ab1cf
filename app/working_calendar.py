"""The working calendar of a country, out of settings: time zone, holidays, moved days off, hours."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from app.domain.sla import WorkingCalendar

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class CalendarSettingsError(ValueError):
    """A setting of the calendar cannot be used; the text names it and says what to write."""


@lru_cache
def working_calendar(country: str, time_zone: str, hours: str) -> WorkingCalendar:
    """Return a calendar: HOLIDAYS_COUNTRY (empty: Monday to Friday, no holidays), TIME_ZONE, WORKING_HOURS.

    Raises CalendarSettingsError where one of the three is unknown or unreadable.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (LookupError, ValueError, OSError):
        raise CalendarSettingsError(
            f"TIME_ZONE={time_zone!r} is unknown. Write for example Asia/Tashkent."
        ) from None
    if country and country not in holidays.list_supported_countries(include_aliases=False):
        raise CalendarSettingsError(
            f"HOLIDAYS_COUNTRY={country!r} is unknown. Write a code such as UZ, or leave it empty."
        )

    def is_working_day(day: date) -> bool:
        return day in _working_days(country, day.year) if country else day.weekday() < 5

    try:
        return WorkingCalendar(zone, parse_hours(hours), is_working_day)
    except ValueError as error:
        raise CalendarSettingsError(
            f"WORKING_HOURS={hours!r}: {error}. Write for example 09:00-13:00,14:00-18:00."
        ) from None


def parse_hours(text: str) -> tuple[tuple[time, time], ...]:
    """Return the spans of "09:00-13:00,14:00-18:00"; 24:00 is midnight. Raises ValueError."""
    spans = []
    for part in text.split(","):
        match = _HOURS.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()!r} is no span of hours")
        first_hour, first_minute, last_hour, last_minute = map(int, match.groups())
        if (last_hour, last_minute) == (24, 0):
            last_hour = 0
        spans.append((time(first_hour, first_minute), time(last_hour, last_minute)))
    return tuple(spans)


@lru_cache(maxsize=64)
def _working_days(country: str, year: int) -> frozenset[date]:
    """Return the working days of a year, with days off that were moved into and out of it.

    The `holidays` package fills its years in lazily, which another thread could see half done, so a
    finished set is kept. The neighbouring years are asked for because a day off may move out of them.
    """
    known = holidays.country_holidays(country, years=[year - 1, year, year + 1])
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = map(date.fromordinal, range(first, last + 1))
    return frozenset(day for day in days if known.is_working_day(day))
