"""The roster of Namuna: what its crews can do, where they work, their shifts, and the days their jobs are planned for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.demo.rows import Reports, Row
from app.demo.staff import Staff
from app.domain.lifecycle import OPEN, Status
from app.domain.shifts import times_on
from app.domain.sla import WorkingCalendar
from app.models import Area, Service
from app.models.area import Level

#: Shifts are known from so long ago, and so far ahead.
DAYS_BACK, DAYS_AHEAD = 10, 16
#: When each crew of an agency is on duty: on which days of the week, from when to when. The third works late.
HOURS = (
    (range(6), time(8), time(17)),
    (range(5), time(9), time(18)),
    (range(7), time(17), time(1)),
)
#: A crew does so many jobs a day; what does not fit into the next days has no day yet.
JOBS_A_DAY = 3
DAYS_PLANNED = 4


@dataclass
class Roster:
    """Rows to be written."""

    skills: list[Row] = field(default_factory=list)
    areas: list[Row] = field(default_factory=list)
    shifts: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)


def roster_of(
    staff: Staff,
    known: Mapping[str, Area],
    services: Sequence[Service],
    now: datetime,
    calendar: WorkingCalendar,
) -> Roster:
    """Return the roster of the agencies that have several crews; those with one do everything everywhere."""
    made = Roster()
    group_of = {service.id: service.service_group_id for service in services}
    groups: dict[int, set[int]] = defaultdict(set)
    for rule in staff.responsibilities:
        groups[rule["agency_id"]].add(rule["service_group_id"] or group_of[rule["service_id"]])
    for agency in staff.agencies:
        crews = staff.crews_of[agency["id"]]
        if len(crews) < 2:
            continue
        parts = _parts(agency["area_id"], known.values(), len(crews))
        for number, (crew_id, user_id) in enumerate(crews):
            can_do = sorted(groups[agency["id"]])
            # The last crew is the small one: it does the first kind of work only.
            for group_id in can_do[:1] if number == 2 else can_do:
                made.skills.append({"crew_id": crew_id, "service_group_id": group_id})
            made.areas += [{"crew_id": crew_id, "area_id": area_id} for area_id in parts[number]]
            _shifts(made, crew_id, user_id, number, calendar.local_day(now), calendar)
    return made


def _parts(agency_area_id: int | None, areas: Iterable[Area], count: int) -> list[list[int]]:
    """Divide what lies directly inside an agency's area among its crews."""
    inside = sorted(
        (area.code, area.id)
        for area in areas
        if area.parent_id == agency_area_id and area.level is not Level.REGION
    )
    return [[area_id for _, area_id in inside[number::count]] for number in range(count)]


def _shifts(
    made: Roster, crew_id: int, user_id: int, number: int, today: date, calendar: WorkingCalendar
) -> None:
    weekdays, begins, ends = HOURS[number % len(HOURS)]
    for n in range(-DAYS_BACK, DAYS_AHEAD):
        day = today + timedelta(days=n)
        if day.weekday() not in weekdays:
            continue
        begins_at, ends_at = times_on(day, begins, ends, calendar)
        shift_id = len(made.shifts) + 1
        made.shifts.append({"id": shift_id, "crew_id": crew_id, "begins_at": begins_at, "ends_at": ends_at})
        made.members.append({"shift_id": shift_id, "user_id": user_id})


def plan_days(rows: Reports, roster: Roster, now: datetime, calendar: WorkingCalendar) -> None:
    """Plan what crews have: what is begun for today, the rest for their next days of duty, the most urgent first."""
    today = calendar.local_day(now)
    duty: dict[int, list[date]] = defaultdict(list)
    for shift in roster.shifts:
        day = calendar.local_day(shift["begins_at"])
        if day >= today:
            duty[shift["crew_id"]].append(day)
    jobs: dict[int, list[Row]] = defaultdict(list)
    for row in rows.requests:
        if row["status"] in OPEN and row["crew_id"] in duty:
            jobs[row["crew_id"]].append(row)
    assigned = {row["service_request_id"]: row for row in rows.changes if row["move"] == "assign"}
    for crew_id, of_crew in jobs.items():
        days = [day for day in duty[crew_id][:DAYS_PLANNED] for _ in range(JOBS_A_DAY)]
        for row in sorted(of_crew, key=lambda row: (row["status"] is not Status.IN_PROGRESS, row["due_at"])):
            if not days:
                break
            row["planned_on"] = days.pop(0)
            change = assigned[row["id"]]
            change["detail"] = {**change["detail"], "planned_on": row["planned_on"].isoformat()}
