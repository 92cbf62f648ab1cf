"""What the leader of crews decides: who they are, what they can do, where they work, when they are on duty."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, func, select

from app.access import may_lead_crew, may_lead_crews_of
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, NotPermitted
from app.domain.shifts import times_on, wanted_days
from app.domain.text import clean_line
from app.models import (
    Agency,
    Area,
    Crew,
    CrewArea,
    CrewSkill,
    ServiceGroup,
    ServiceRequest,
    Shift,
    ShiftMember,
    User,
)
from app.policy import policy
from app.queries.entry import open_now
from app.queries.roster import members_of


@dataclass(frozen=True)
class ShiftsAdded:
    """How many shifts were added, and on which days there was one already."""

    added: int
    taken: Sequence[date]


@one_transaction
def save_crew(
    agency: Agency,
    crew: Crew | None,
    *,
    name: str,
    is_active: bool,
    groups: Collection[ServiceGroup],
    areas: Collection[Area],
    by: User,
) -> Crew:
    """Add a crew to an agency or change one.

    Raises NotPermitted; FieldError (name: missing; is_active: has_jobs, while open jobs wait for it).
    """
    if not may_lead_crews_of(by, agency.id) or (crew is not None and crew.agency_id != agency.id):
        raise NotPermitted(by.role)
    name = clean_line(name, max_length=120)
    if not name:
        raise FieldError("name", "missing")
    if crew is None:
        crew = Crew(agency_id=agency.id)
        db.session.add(crew)
    elif crew.is_active and not is_active and _has_jobs(crew):
        raise FieldError("is_active", "has_jobs")
    crew.name, crew.is_active = name, is_active
    db.session.flush()
    db.session.execute(delete(CrewSkill).where(CrewSkill.crew_id == crew.id))
    db.session.execute(delete(CrewArea).where(CrewArea.crew_id == crew.id))
    db.session.add_all(CrewSkill(crew_id=crew.id, service_group_id=group.id) for group in groups)
    db.session.add_all(CrewArea(crew_id=crew.id, area_id=area.id) for area in areas)
    db.session.commit()
    return crew


def _has_jobs(crew: Crew) -> bool:
    waiting = select(ServiceRequest.id).where(ServiceRequest.crew_id == crew.id, open_now()).limit(1)
    return db.session.scalar(waiting) is not None


@one_transaction
def add_shifts(
    crew: Crew,
    *,
    first_on: date,
    last_on: date,
    weekdays: Collection[int],
    begins: time,
    ends: time,
    members: Collection[int] = (),
    holidays_too: bool = False,
    by: User,
    at: datetime,
) -> ShiftsAdded:
    """Put a crew on duty on these weekdays; a day on which it has a shift at that time keeps it.

    `members` are ids of the crew's own people; others are refused. Raises NotPermitted; FieldError (last_on;
    weekdays: missing; first_on: past; members: unknown).
    """
    if not may_lead_crew(by, crew):
        raise NotPermitted(by.role)
    calendar = policy().calendar
    if first_on < calendar.local_day(at):
        raise FieldError("first_on", "past")
    if not weekdays:
        raise FieldError("weekdays", "missing")
    if not set(members) <= {member.id for member in members_of(crew)}:
        raise FieldError("members", "unknown_member")
    added, taken = 0, []
    for day in wanted_days(first_on, last_on, weekdays, calendar, holidays_too=holidays_too):
        begins_at, ends_at = times_on(day, begins, ends, calendar)
        if _overlaps(crew, begins_at, ends_at):
            taken.append(day)
            continue
        shift = Shift(crew_id=crew.id, begins_at=begins_at, ends_at=ends_at)
        db.session.add(shift)
        db.session.flush()
        db.session.add_all(ShiftMember(shift_id=shift.id, user_id=member) for member in members)
        added += 1
    db.session.commit()
    return ShiftsAdded(added, taken)


def _overlaps(crew: Crew, begins_at: datetime, ends_at: datetime) -> bool:
    found = select(func.count()).where(
        Shift.crew_id == crew.id, Shift.begins_at < ends_at, Shift.ends_at > begins_at
    )
    return bool(db.session.scalar(found))


@one_transaction
def remove_shifts(crew: Crew, shift_ids: Collection[int], *, by: User, at: datetime) -> int:
    """Take shifts away that have not begun, and return how many. Who was on duty before stays on record.

    Raises NotPermitted. Ids of other crews, and of what has begun, are passed over.
    """
    if not may_lead_crew(by, crew):
        raise NotPermitted(by.role)
    ids = db.session.scalars(
        select(Shift.id).where(Shift.crew_id == crew.id, Shift.id.in_(shift_ids), Shift.begins_at > at)
    ).all()
    db.session.execute(delete(ShiftMember).where(ShiftMember.shift_id.in_(ids)))
    db.session.execute(delete(Shift).where(Shift.id.in_(ids)))
    db.session.commit()
    return len(ids)
