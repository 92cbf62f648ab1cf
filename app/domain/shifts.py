"""Shifts by the week: on which days, from when to when on the clock on the wall."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta

from app.domain.errors import FieldError
from app.domain.sla import WorkingCalendar

#: So many days can be filled in at once: a quarter of a year.
MOST_DAYS = 92

Times = tuple[datetime, datetime]


def days_between(first_on: date, last_on: date) -> int:
    """Return how many days a span has. Raises FieldError (last_on) where it is turned round or too long."""
    days = (last_on - first_on).days + 1
    if days < 1:
        raise FieldError("last_on", "before_first")
    if days > MOST_DAYS:
        raise FieldError("last_on", "too_far", limit=MOST_DAYS)
    return days


def times_on(day: date, begins: time, ends: time, calendar: WorkingCalendar) -> Times:
    """Return a shift of a local day in UTC. One that ends at or before its beginning ends on the next day."""
    last_day = day + timedelta(days=1) if ends <= begins else day
    return (
        datetime.combine(day, begins, calendar.zone).astimezone(UTC),
        datetime.combine(last_day, ends, calendar.zone).astimezone(UTC),
    )


def wanted_days(
    first_on: date,
    last_on: date,
    weekdays: Collection[int],
    calendar: WorkingCalendar,
    *,
    holidays_too: bool = False,
) -> Iterator[date]:
    """Yield the days of these weekdays (Monday is 0).

    A holiday from Monday to Friday is left out unless `holidays_too`; a Saturday that was chosen is meant.
    """
    for n in range(days_between(first_on, last_on)):
        day = first_on + timedelta(days=n)
        if day.weekday() in weekdays and (holidays_too or day.weekday() > 4 or calendar.is_working_day(day)):
            yield day
