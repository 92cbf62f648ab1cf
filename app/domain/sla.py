"""The promise and its moment: working hours, emergencies that count every hour, the legal day.

Moments come in and go out aware, in UTC. Working hours are counted as time that really passes, so
that a change to summer time neither gives nor takes an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import isfinite
from typing import Literal
from zoneinfo import ZoneInfo

from app.domain.errors import DomainError

#: No promise reaches farther; whoever asks for more has a calendar without working days.
MAX_DAYS_AHEAD = 3660

#: The end of a span that lasts until midnight.
MIDNIGHT = time(0, 0)

Basis = Literal["working", "clock"]


class NoWorkingTime(DomainError):
    """The calendar has too few working hours for the promise, within ten years."""


@dataclass(frozen=True)
class WorkingCalendar:
    """When work is done: the time zone, the daily spans, and which days count.

    `spans` are local times in order, e.g. 09:00–13:00 and 14:00–18:00, without overlap; an end of
    00:00 means midnight. Raises ValueError otherwise, and for naive nonsense such as no span at all.
    """

    zone: ZoneInfo
    spans: tuple[tuple[time, time], ...]
    is_working_day: Callable[[date], bool]

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("a working day has at least one span of hours")
        for opens, closes in self.spans:
            if opens.tzinfo or closes.tzinfo:
                raise ValueError("working hours are local times, without a time zone of their own")
            if closes != MIDNIGHT and closes <= opens:
                raise ValueError(f"working hours {opens:%H:%M}-{closes:%H:%M} end before they begin")
        for (_, closes), (opens, _) in pairwise(self.spans):
            if closes == MIDNIGHT or opens < closes:
                raise ValueError("working hours overlap or are out of order")

    def spans_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans of a day in UTC, none if it is a day off."""
        if self.is_working_day(day):
            for opens, closes in self.spans:
                last_day = day + timedelta(days=1) if closes == MIDNIGHT else day
                yield (
                    datetime.combine(day, opens, self.zone).astimezone(UTC),
                    datetime.combine(last_day, closes, self.zone).astimezone(UTC),
                )

    def local_day(self, moment: datetime) -> date:
        """Return the day that the calendar's wall shows at an aware moment."""
        return _aware(moment).astimezone(self.zone).date()


def add_working_hours(start: datetime, hours: float, calendar: WorkingCalendar) -> datetime:
    """Return the earliest moment (UTC) by which so many working hours have passed since `start`.

    Eight hours from 09:00 of an eight-hour day are over at its end, not on the next morning. No hours
    at all are over at `start`. Raises ValueError where `hours` is negative or no number, and
    NoWorkingTime where ten years do not hold that many.
    """
    if not isfinite(hours) or hours < 0:
        raise ValueError(f"{hours} is no number of working hours")
    start = _aware(start).astimezone(UTC)
    if hours > MAX_DAYS_AHEAD * 24:
        raise NoWorkingTime(f"{hours} working hours are more than ten years hold")
    left = timedelta(hours=hours)
    if not left:
        return start
    first_day = calendar.local_day(start)
    for n in range(MAX_DAYS_AHEAD):
        for opens, closes in calendar.spans_on(first_day + timedelta(days=n)):
            begins = max(opens, start)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
    raise NoWorkingTime(f"no {hours} working hours within {MAX_DAYS_AHEAD} days")


def subtract_working_hours(end: datetime, hours: float, calendar: WorkingCalendar) -> datetime:
    """Return the latest moment (UTC) from which so many working hours pass until `end`.

    The mirror of `add_working_hours`, with the same errors: eight hours before 18:00 of an eight-hour day
    are its first moment.
    """
    if not isfinite(hours) or hours < 0:
        raise ValueError(f"{hours} is no number of working hours")
    end = _aware(end).astimezone(UTC)
    left = timedelta(hours=hours)
    if not left:
        return end
    last_day = calendar.local_day(end)
    for n in range(MAX_DAYS_AHEAD):
        for opens, closes in reversed(list(calendar.spans_on(last_day - timedelta(days=n)))):
            ends = min(closes, end)
            if opens < ends:
                if left <= ends - opens:
                    return ends - left
                left -= ends - opens
    raise NoWorkingTime(f"no {hours} working hours within {MAX_DAYS_AHEAD} days")


def working_hours_between(a: datetime, b: datetime, calendar: WorkingCalendar) -> float:
    """Return how many working hours lie between two moments; negative where `b` comes first."""
    a, b = _aware(a), _aware(b)
    if b < a:
        return -working_hours_between(b, a, calendar)
    total = timedelta()
    day, last_day = calendar.local_day(a), calendar.local_day(b)
    while day <= last_day:
        for opens, closes in calendar.spans_on(day):
            total += max(min(closes, b) - max(opens, a), timedelta())
        day += timedelta(days=1)
    return total / timedelta(hours=1)


def due_at(start: datetime, sla_hours: float, basis: Basis | str, calendar: WorkingCalendar) -> datetime:
    """Return the moment (UTC) of the promise: `working` hours, or every hour of the `clock`.

    Emergencies go by the clock: a smell of gas does not wait for Monday.
    """
    if basis == "clock":
        return _aware(start).astimezone(UTC) + timedelta(hours=sla_hours)
    if basis == "working":
        return add_working_hours(start, sla_hours, calendar)
    raise ValueError(f"{basis!r} is no basis of a promise: working or clock")


def registered_on(received_at: datetime, calendar: WorkingCalendar) -> date:
    """Return the local day on which an appeal counts as registered.

    Law O'RQ-445 "On appeals of individuals and legal entities": the day it arrives; after working
    hours, or on a day off, the next working day. The lunch break and the early morning of a working
    day belong to that day. Raises NoWorkingTime where no working day comes.
    """
    received_at = _aware(received_at)
    first_day = calendar.local_day(received_at)
    for n in range(MAX_DAYS_AHEAD):
        day = first_day + timedelta(days=n)
        if any(received_at < closes for _, closes in calendar.spans_on(day)):
            return day
    raise NoWorkingTime(f"no working day within {MAX_DAYS_AHEAD} days")


def is_overdue(due_at: datetime, now: datetime, resolved_at: datetime | None = None) -> bool:
    """Say whether the promise is broken: not kept by `due_at`, or not yet and its moment has passed."""
    return (resolved_at or now) > due_at


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment
