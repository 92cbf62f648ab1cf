"""Spans of days that statistics are told for, each with an equal one before it to compare with.

Days are local and both ends belong to the span. What is counted stands as it stood at `as_of`; the span before
is looked at from the same distance, so that its reports had as much time to be mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

#: Nothing was reported before; spans that begin earlier begin here.
EARLIEST = date(2000, 1, 1)


class PeriodKind(StrEnum):
    """The spans on offer."""

    DAYS_30 = "30d"
    DAYS_90 = "90d"
    MONTHS_12 = "12m"
    THIS_YEAR = "year"
    CUSTOM = "custom"


class PeriodTurnedRound(ValueError):
    """The first day comes after the last one, or lies in the future."""


@dataclass(frozen=True)
class Span:
    """Days from `first_on` to `last_on`; the moments `start` ≤ t < `end` in UTC; seen from `as_of`."""

    first_on: date
    last_on: date
    start: datetime
    end: datetime
    as_of: datetime

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_on - self.first_on).days + 1


@dataclass(frozen=True)
class Period:
    """The span that is asked about, and the equal one before it."""

    kind: PeriodKind
    current: Span
    previous: Span


def period(
    kind: PeriodKind,
    *,
    now: datetime,
    zone: tzinfo,
    first_on: date | None = None,
    last_on: date | None = None,
) -> Period:
    """Return the span of this kind that ends today, with the one before it.

    A year is compared with the same days one year before, other spans with as many days just before them.
    A custom span that runs into the future ends today; without a first day it has the 30 days up to the
    last one. Raises PeriodTurnedRound for a custom span that has no day at all.
    """
    today = now.astimezone(zone).date()
    last = today
    if kind is PeriodKind.CUSTOM:
        last = min(last_on or today, today)
        first = max(first_on or last - timedelta(days=29), EARLIEST)
        if first > last:
            raise PeriodTurnedRound(first, last)
    else:
        first = {
            PeriodKind.DAYS_30: today - timedelta(days=29),
            PeriodKind.DAYS_90: today - timedelta(days=89),
            PeriodKind.MONTHS_12: _year_before(today) + timedelta(days=1),
            PeriodKind.THIS_YEAR: date(today.year, 1, 1),
        }[kind]
    current = _span(first, last, now, zone)
    if kind in (PeriodKind.MONTHS_12, PeriodKind.THIS_YEAR):
        seen_from = datetime.combine(_year_before(today), now.astimezone(zone).timetz()).astimezone(UTC)
        return Period(kind, current, _span(_year_before(first), _year_before(last), seen_from, zone))
    back = timedelta(days=current.days)
    return Period(kind, current, _span(first - back, last - back, now - back, zone))


def _span(first: date, last: date, as_of: datetime, zone: tzinfo) -> Span:
    end = datetime.combine(last + timedelta(days=1), time(0), zone).astimezone(UTC)
    return Span(
        first_on=first,
        last_on=last,
        start=datetime.combine(first, time(0), zone).astimezone(UTC),
        # Today is not over yet: then the day that it is compared with must not be either.
        end=min(end, as_of.astimezone(UTC)),
        as_of=as_of.astimezone(UTC),
    )


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
