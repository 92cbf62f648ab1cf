"""When the promise's clock stands still, and how long at most.

The clock stands while the agency cannot work for a reason that is not its own making: the resident was asked
something, or material has to come. Whoever could stop a clock for ever would never be late, so:

- all pauses of one report together move its promise by `MOST_HOURS` working hours at most;
- no pause moves it past the day that the law sets for the answer (O'RQ-445 knows no pause, see `appeals`);
- a promise that is broken already is not paused, and neither is one that counts every hour: an emergency
  does not wait for an answer.

Stopping the clock moves the promise at once by all that is left, and letting it go on takes back what was not
used. So the moment of the promise is right at every time, also when nobody ever answers: then the clock has gone
on by itself, without any job.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.sla import Basis, WorkingCalendar, add_working_hours, working_hours_between

#: Five working days of eight hours: for all pauses of one report together.
MOST_HOURS = 40.0


class PauseReason(StrEnum):
    """Why the clock stands."""

    ANSWER = "answer"
    MATERIALS = "materials"


@dataclass(frozen=True)
class Stop:
    """What stopping the clock does to a promise: its new moment, and when the clock goes on by itself."""

    due_at: datetime
    ends_by_at: datetime
    hours: float


def stop(
    due_at: datetime,
    at: datetime,
    used_hours: float,
    basis: Basis | str,
    calendar: WorkingCalendar,
    answer_due_on: date | None = None,
) -> Stop | None:
    """Return what stopping the clock at a moment does, or None where nothing may be stopped any more.

    `used_hours`: working hours that earlier pauses of this report took.
    """
    left = MOST_HOURS - used_hours
    if basis == "clock" or due_at <= at or left <= 0:
        return None
    latest = add_working_hours(due_at, left, calendar)
    if answer_due_on is not None:
        last = end_of_work(answer_due_on, calendar)
        if latest > last:
            latest = max(due_at, last)
            left = working_hours_between(due_at, latest, calendar)
    if left <= 0:
        return None
    return Stop(latest, add_working_hours(at, left, calendar), left)


def go_on(
    due_before: datetime, began_at: datetime, at: datetime, most_hours: float, calendar: WorkingCalendar
) -> tuple[datetime, float]:
    """Return the promise after a pause, and the working hours that it took; never more than `most_hours`."""
    hours = min(max(working_hours_between(began_at, at, calendar), 0.0), most_hours)
    return add_working_hours(due_before, hours, calendar), hours


def end_of_work(day: date, calendar: WorkingCalendar) -> datetime:
    """Return the last working moment of a day; of the last working day before it where it is a day off."""
    for n in range(366):
        spans = list(calendar.spans_on(day - timedelta(days=n)))
        if spans:
            return spans[-1][1]
    raise ValueError("a year without a working day")
