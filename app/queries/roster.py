"""Reading crews for who leads them: what they can do, where they work, who is on duty when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access import crews_led
from app.db import db
from app.domain.crew_choice import Duty
from app.domain.errors import NotFound
from app.models import Agency, Area, Crew, CrewArea, CrewSkill, Level, Role, ServiceGroup, Shift, User
from app.queries.choices import crews_of
from app.queries.crew_suggestions import duty_at, shifts_near

#: A list of shifts ends here: two a day for two months.
MOST_SHIFTS = 120


@dataclass(frozen=True)
class CrewLine:
    """A crew in the list: its skills and areas as names by locale, its load, and whether it is on duty."""

    id: int
    name: str
    is_active: bool
    open_jobs: int
    skills: Sequence[Mapping[str, str]]
    areas: Sequence[Mapping[str, str]]
    duty: Duty
    on_duty_until: datetime | None
    on_duty_from: datetime | None


def find_crew(crew_id: int, by: User) -> Crew:
    """Return a crew that this person leads. Raises NotFound, the same where it is another agency's."""
    found = db.session.scalar(
        select(Crew).where(Crew.id == crew_id, crews_led(by)).options(joinedload(Crew.agency))
    )
    if found is None:
        raise NotFound(str(crew_id))
    return found


def crew_lines(agency_id: int, at: datetime) -> list[CrewLine]:
    """Return the crews of an agency, those at work first, by name."""
    crews = db.session.scalars(
        select(Crew).where(Crew.agency_id == agency_id).order_by(Crew.is_active.desc(), Crew.name)
    ).all()
    ids = [crew.id for crew in crews]
    loads = {crew.id: crew.open_jobs for crew in crews_of(agency_id)}
    shifts = shifts_near(ids, at)
    skills: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    for crew_id, names in db.session.execute(
        select(CrewSkill.crew_id, ServiceGroup.names)
        .join(ServiceGroup)
        .where(CrewSkill.crew_id.in_(ids))
        .order_by(ServiceGroup.position, ServiceGroup.id)
    ):
        skills[crew_id].append(names)
    areas: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    for crew_id, names in db.session.execute(
        select(CrewArea.crew_id, Area.names).join(Area).where(CrewArea.crew_id.in_(ids)).order_by(Area.code)
    ):
        areas[crew_id].append(names)
    return [
        CrewLine(
            crew.id,
            crew.name,
            crew.is_active,
            loads.get(crew.id, 0),
            skills[crew.id],
            areas[crew.id],
            *duty_at(shifts.get(crew.id, ()), at),
        )
        for crew in crews
    ]


def groups() -> list[ServiceGroup]:
    """Return the service groups, in their order."""
    return list(
        db.session.scalars(select(ServiceGroup).order_by(ServiceGroup.position, ServiceGroup.id)).all()
    )


def areas_for(agency: Agency, chosen: Sequence[int] = ()) -> list[Area]:
    """Return the areas that a crew of an agency can be given, by code: what lies directly inside the agency's.

    An agency of the whole country gives its crews districts. What was chosen before stays on offer.
    """
    if agency.area is None:
        inside = Area.level == Level.DISTRICT
    elif agency.area.level is Level.MAHALLA:
        inside = Area.id == agency.area_id
    else:
        inside = Area.parent_id == agency.area_id
    return list(
        db.session.scalars(
            select(Area).where(inside | Area.id.in_(chosen)).order_by(Area.level, Area.code)
        ).all()
    )


def skills_of(crew: Crew) -> list[int]:
    """Return the ids of the service groups that a crew can do."""
    return list(
        db.session.scalars(
            select(CrewSkill.service_group_id)
            .where(CrewSkill.crew_id == crew.id)
            .order_by(CrewSkill.service_group_id)
        )
    )


def areas_of(crew: Crew) -> list[int]:
    """Return the ids of the areas that a crew works in."""
    return list(
        db.session.scalars(
            select(CrewArea.area_id).where(CrewArea.crew_id == crew.id).order_by(CrewArea.area_id)
        )
    )


def members_of(crew: Crew) -> list[User]:
    """Return who signs in as this crew, by name."""
    return list(
        db.session.scalars(
            select(User)
            .where(User.crew_id == crew.id, User.role == Role.CREW, User.is_active)
            .order_by(User.name)
        )
    )


def coming_shifts(crew: Crew, at: datetime) -> list[Shift]:
    """Return the shifts that are not over yet, the next first, with who is on duty."""
    return list(
        db.session.scalars(
            select(Shift)
            .where(Shift.crew_id == crew.id, Shift.ends_at > at)
            .order_by(Shift.begins_at)
            .limit(MOST_SHIFTS)
            .options(selectinload(Shift.members))
        )
    )


def shifts_between(crew_ids: Sequence[int], begin: datetime, end: datetime) -> dict[int, list[Shift]]:
    """Return the shifts of crews that begin in a stretch of time, in order, with who is on duty."""
    found: dict[int, list[Shift]] = defaultdict(list)
    for shift in db.session.scalars(
        select(Shift)
        .where(Shift.crew_id.in_(crew_ids), Shift.begins_at >= begin, Shift.begins_at < end)
        .order_by(Shift.begins_at)
        .options(selectinload(Shift.members))
    ):
        found[shift.crew_id].append(shift)
    return found


def on_duty(crew_id: int, at: datetime) -> Shift | None:
    """Return the shift that a crew is in at a moment, with who is on duty, or None."""
    return db.session.scalar(
        select(Shift)
        .where(
            Shift.crew_id == crew_id,
            Shift.begins_at <= at,
            Shift.begins_at > at - timedelta(days=2),
            Shift.ends_at > at,
        )
        .options(selectinload(Shift.members))
    )
