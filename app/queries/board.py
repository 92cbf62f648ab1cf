"""The board: what the crews of an agency have to do, by crew and day. Every part of it has a bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select, union_all

from app.access import dispatchable_by
from app.domain.crew_choice import Duty
from app.models import ServiceRequest, Shift, User
from app.policy import policy
from app.queries.choices import crews_of
from app.queries.crew_suggestions import duty_at, shifts_near
from app.queries.entry import Entry, entries_of, open_now
from app.queries.roster import shifts_between

#: So many jobs are shown in one place: of no crew, of a crew without a day, of a crew on one day.
MOST_WAITING = 25
MOST_UNPLANNED = 8
MOST_ON_A_DAY = 20
#: So many crews stand on one page of the board.
CREWS_PER_PAGE = 15


@dataclass(frozen=True)
class Line:
    """A crew with what it has to do: what is planned by day, and what has no day or whose day has passed."""

    crew_id: int
    name: str
    open_jobs: int
    duty: Duty
    unplanned: list[Entry] = field(default_factory=list)
    more_unplanned: bool = False
    days: dict[date, list[Entry]] = field(default_factory=dict)
    shifts: dict[date, list[Shift]] = field(default_factory=dict)


@dataclass(frozen=True)
class Board:
    """The days of a week, a line for each crew, and the open reports that no crew has."""

    days: Sequence[date]
    lines: Sequence[Line]
    waiting: Sequence[Entry]
    more_waiting: bool
    has_next: bool


def board(by: User, agency_id: int, days: Sequence[date], at: datetime, *, page: int = 1) -> Board:
    """Return the board of an agency for a week. For an agency that is not this person's it is empty.

    A fixed number of statements, however many crews and reports there are.
    """
    first = (max(page, 1) - 1) * CREWS_PER_PAGE
    every = crews_of(agency_id)
    crews = every[first : first + CREWS_PER_PAGE]
    ids = [crew.id for crew in crews]
    calendar = policy().calendar
    begin = datetime.combine(days[0], time(0), calendar.zone)
    end = datetime.combine(days[-1] + timedelta(days=1), time(0), calendar.zone)
    shifts, near = shifts_between(ids, begin, end), shifts_near(ids, at)
    lines = {
        crew.id: Line(crew.id, crew.name, crew.open_jobs, duty_at(near.get(crew.id, ()), at)[0])
        for crew in crews
    }
    for line in lines.values():
        for shift in shifts.get(line.crew_id, ()):
            line.shifts.setdefault(calendar.local_day(shift.begins_at), []).append(shift)
    mine = [ServiceRequest.agency_id == agency_id, dispatchable_by(by)]
    _place(_jobs(ids, mine, days, calendar.local_day(at), at), lines, set(days))
    waiting = _read([_most_urgent(MOST_WAITING + 1, ServiceRequest.crew_id.is_(None), *mine)], at)
    return Board(
        days,
        list(lines.values()),
        waiting[:MOST_WAITING],
        len(waiting) > MOST_WAITING,
        len(every) > first + CREWS_PER_PAGE,
    )


def _jobs(
    crew_ids: Sequence[int], mine: Sequence[Any], days: Sequence[date], today: date, at: datetime
) -> list[Entry]:
    """Read each crew's jobs out of its own stretch of the index, no farther than shown."""
    parts = []
    for crew_id in crew_ids:
        of_crew = ServiceRequest.crew_id == crew_id
        parts.append(_most_urgent(MOST_UNPLANNED + 1, of_crew, ServiceRequest.planned_on.is_(None), *mine))
        parts.append(_most_urgent(MOST_UNPLANNED + 1, of_crew, ServiceRequest.planned_on < today, *mine))
        planned = ServiceRequest.planned_on.between(days[0], days[-1])
        parts.append(_most_urgent(MOST_ON_A_DAY * len(days), of_crew, planned, *mine))
    return _read(parts, at)


def _most_urgent(limit: int, *conditions: Any) -> Select[Any]:
    return (
        select(ServiceRequest.id.label("id"))
        .where(open_now(), *conditions)
        .order_by(ServiceRequest.queue_order, ServiceRequest.due_at, ServiceRequest.id)
        .limit(limit)
    )


def _read(parts: Sequence[Select[Any]], at: datetime) -> list[Entry]:
    if not parts:
        return []
    # A stretch that is read twice, such as a day of this week that has passed, is shown once.
    found = union_all(*(select(part.subquery()) for part in parts)).subquery()
    picked = select(found.c.id).distinct().subquery()
    return entries_of(picked, at, ServiceRequest.queue_order, ServiceRequest.due_at, ServiceRequest.id)


def _place(jobs: Sequence[Entry], lines: dict[int, Line], days: set[date]) -> None:
    """Put each job into the cell where it stands; a day of this board that has passed keeps its jobs."""
    for job in jobs:
        line = lines[job.crew_id or 0]
        if job.planned_on in days and job.planned_on is not None:
            line.days.setdefault(job.planned_on, []).append(job)
        elif len(line.unplanned) < MOST_UNPLANNED:
            line.unplanned.append(job)
    for crew_id, line in lines.items():
        if len(line.unplanned) == MOST_UNPLANNED:
            counted = sum(job.crew_id == crew_id and job.planned_on not in days for job in jobs)
            lines[crew_id] = Line(**{**line.__dict__, "more_unplanned": counted > MOST_UNPLANNED})
