"""Which crew of its agency should get a report: by skill, area, duty and load (`domain.crew_choice`).

The reasons come as facts; `app.dispatch.crew_words` puts them into words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain.crew_choice import SOON, Duty, Facts, Fit
from app.models import CrewArea, CrewSkill, ServiceRequest, Shift
from app.queries.choices import crews_of

#: Whoever had a shift within so long has a roster, and is off duty where it says nothing.
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Suggestion:
    """A crew, what speaks for and against it, and until or from when it is on duty."""

    crew_id: int
    name: str
    facts: Facts
    on_duty_until: datetime | None = None
    on_duty_from: datetime | None = None

    @property
    def fits(self) -> bool:
        """Whether neither its work nor its area speaks against it."""
        return self.facts.fits


def suggest(service_request: ServiceRequest, at: datetime) -> list[Suggestion]:
    """Return every crew at work of the report's agency, the best fitting first, by name where two are equal.

    Four statements, however many crews there are.
    """
    crews = crews_of(service_request.agency_id)
    ids = [crew.id for crew in crews]
    skills, areas, shifts = _skills(ids), _areas(ids), shifts_near(ids, at)
    here = {service_request.mahalla_id, service_request.district_id, service_request.region_id}
    found = []
    for crew in crews:
        duty, until, begins = duty_at(shifts.get(crew.id, ()), at)
        facts = Facts(
            skill=_fit(skills.get(crew.id), {service_request.service_group_id}),
            area=_fit(areas.get(crew.id), here),
            duty=duty,
            open_jobs=crew.open_jobs,
        )
        found.append(Suggestion(crew.id, crew.name, facts, until, begins))
    return sorted(found, key=lambda one: (-one.facts.points, one.name))


def duty_at(
    shifts: Sequence[tuple[datetime, datetime]], at: datetime
) -> tuple[Duty, datetime | None, datetime | None]:
    """Return whether a crew with these shifts, in order, is on duty; until when; or from when it will be."""
    if not shifts:
        return Duty.UNKNOWN, None, None
    for begins, ends in shifts:
        if begins <= at < ends:
            return Duty.NOW, ends, None
        if begins > at:
            return (Duty.SOON if begins <= at + SOON else Duty.OFF), None, begins
    return Duty.OFF, None, None


def shifts_near(crew_ids: Sequence[int], at: datetime) -> Mapping[int, Sequence[tuple[datetime, datetime]]]:
    """Return the shifts of crews from two weeks ago to a week ahead, in order: enough to know who is on duty."""
    rows = db.session.execute(
        select(Shift.crew_id, Shift.begins_at, Shift.ends_at)
        .where(
            Shift.crew_id.in_(crew_ids),
            Shift.begins_at >= at - KEPT_FOR,
            Shift.begins_at < at + timedelta(days=7),
        )
        .order_by(Shift.crew_id, Shift.begins_at)
    )
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for crew_id, begins, ends in rows:
        found[crew_id].append((begins, ends))
    return found


def _fit(known: set[int] | None, wanted: set[int | None] | set[int]) -> Fit:
    if known is None:
        return Fit.UNKNOWN
    return Fit.YES if known & wanted else Fit.NO


def _skills(crew_ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for crew_id, group_id in db.session.execute(
        select(CrewSkill.crew_id, CrewSkill.service_group_id).where(CrewSkill.crew_id.in_(crew_ids))
    ):
        found[crew_id].add(group_id)
    return found


def _areas(crew_ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for crew_id, area_id in db.session.execute(
        select(CrewArea.crew_id, CrewArea.area_id).where(CrewArea.crew_id.in_(crew_ids))
    ):
        found[crew_id].add(area_id)
    return found
