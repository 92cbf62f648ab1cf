"""Who hears of a promise, and when: a reminder before it is broken, then one level higher after the other.

The steps are a table. After the breach, hours are counted as the promise counts them: working hours, or every
hour for emergencies, which climb four times as fast.

An appeal has a second clock, the law's (`app.domain.appeals`): its last day for the answer may come before the
promise or after it. The agency hears of it beforehand, and with its head when it has passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.domain.pauses import end_of_work
from app.domain.sla import Basis, WorkingCalendar, due_at, subtract_working_hours, working_hours_between


class Step(StrEnum):
    """Whom a step tells."""

    REMINDER = "reminder"
    DISPATCHER = "dispatcher"
    HEAD = "head"
    MAHALLA = "mahalla"
    DISTRICT = "district"
    REGION = "region"
    ANSWER_SOON = "answer_soon"
    ANSWER_LATE = "answer_late"


#: A reminder comes so many working hours before the promise, or in the middle of its time, which is later.
REMINDER_HOURS = 8.0
#: An answer by law is reminded of three working days before the end of its last day.
ANSWER_HOURS = 24.0
#: A resident is told that their report is late while that is news. Whoever switches the clocks on over years of
#: old reports writes to nobody about them.
NEWS = timedelta(days=14)
#: So many letters of one step in a row are letters; more are one letter that lists the oldest.
FEW = 5
#: What is told to the same people within so long is told together.
TOGETHER = timedelta(minutes=5)
#: Hours after the breach, in the order of the chain.
CHAIN: tuple[tuple[Step, float], ...] = (
    (Step.DISPATCHER, 0.0),
    (Step.HEAD, 8.0),
    (Step.MAHALLA, 16.0),
    (Step.DISTRICT, 24.0),
    (Step.REGION, 40.0),
)
#: Emergencies go by the clock, and faster.
CLOCK_FACTOR = 0.25
#: The number of steps that were done is kept with a report: 0 none, 1 reminded, 2 the dispatcher told, ...
REMINDED = 1
DONE = 1 + len(CHAIN)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Look:
    """What a look at a report's clock finds: the steps to make now, and when to look again (None: never)."""

    steps: Sequence[Step]
    made: int
    next_at: datetime | None


def remind_at(start: datetime, promise: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when the agency is reminded of a promise that was made at `start`.

    Of what is promised within a day, in the middle of that time, whatever the hour is.
    """
    if promise - start <= timedelta(days=1):
        return start + max(promise - start, timedelta()) / 2
    half = working_hours_between(start, promise, calendar) / 2
    return subtract_working_hours(promise, min(REMINDER_HOURS, half), calendar)


def step_at(number: int, broken_at: datetime, basis: Basis | str, calendar: WorkingCalendar) -> datetime:
    """Return the moment of the chain's step, counted from 0."""
    hours = CHAIN[number][1] * (CLOCK_FACTOR if basis == "clock" else 1.0)
    return due_at(broken_at, hours, basis, calendar)


def look(
    made: int,
    start: datetime,
    promise: datetime,
    broken_at: datetime,
    now: datetime,
    basis: Basis | str,
    calendar: WorkingCalendar,
) -> Look:
    """Return what has to happen now.

    `broken_at` is the promise, or the later moment since which a broken report is open again. Whoever was away
    for a while catches up: every step whose moment has passed is made, each once, in order; a reminder that
    comes after its promise is left out.
    """
    steps: list[Step] = []
    if made < REMINDED:
        if now < promise:
            reminder = remind_at(start, promise, calendar)
            if now <= reminder:
                return Look((), made, reminder)
            steps.append(Step.REMINDER)
        made = REMINDED
    while made < DONE:
        moment = step_at(made - 1, broken_at, basis, calendar)
        # At the very moment of the promise it is still kept; so nothing is made at its moment, only after it.
        if now <= moment:
            return Look(steps, made, moment)
        steps.append(CHAIN[made - 1][0])
        made += 1
    return Look(steps, made, None)


def answer_moments(answer_by: date, calendar: WorkingCalendar) -> tuple[tuple[Step, datetime], ...]:
    """Return when the agency is told of the last day that the law sets for an answer.

    It is late when that day is over, not before (`appeals.LegalClock.is_late`).
    """
    soon = subtract_working_hours(end_of_work(answer_by, calendar), ANSWER_HOURS, calendar)
    over = datetime.combine(answer_by + timedelta(days=1), time(0), calendar.zone).astimezone(UTC)
    return ((Step.ANSWER_SOON, soon), (Step.ANSWER_LATE, over))


def look_at_answer(
    answer_by: date, now: datetime, calendar: WorkingCalendar
) -> tuple[Step | None, datetime | None]:
    """Return the latest step of the law's clock whose moment has passed, and when to look again (None: never).

    A reminder that would come too late is left out. What was made already stands in the history.
    """
    moments = answer_moments(answer_by, calendar)
    come = [step for step, moment in moments if moment < now]
    return come[-1] if come else None, next((moment for _, moment in moments if moment >= now), None)


def first_look(
    start: datetime, promise: datetime, answer_by: date | None, calendar: WorkingCalendar
) -> datetime:
    """Return when a report whose clock was just set is looked at."""
    reminder = remind_at(start, promise, calendar)
    return reminder if answer_by is None else min(reminder, answer_moments(answer_by, calendar)[0][1])


def together_until(now: datetime) -> datetime:
    """Return when what is collected for the same people is sent: at the end of the TOGETHER that `now` lies in."""
    return _EPOCH + ((now - _EPOCH) // TOGETHER + 1) * TOGETHER
