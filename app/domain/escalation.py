"""Who hears of a promise, and when: a reminder before it is broken, then one level higher after the other.

The steps are a table. After the breach, hours are counted as the promise counts them: working hours, or every
hour for emergencies, which climb four times as fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.sla import Basis, WorkingCalendar, due_at, subtract_working_hours, working_hours_between


class Step(StrEnum):
    """Whom a step tells."""

    REMINDER = "reminder"
    DISPATCHER = "dispatcher"
    HEAD = "head"
    MAHALLA = "mahalla"
    DISTRICT = "district"
    REGION = "region"


#: A reminder comes so many working hours before the promise, or in the middle of its time, which is later.
REMINDER_HOURS = 8.0
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
