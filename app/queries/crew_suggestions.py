"""Which crew of its agency should get a report: by skill, area, duty and load (`domain.crew_choice`).

The reasons come as facts; `app.dispatch.crew_words` puts them into words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.access import dispatchable_by
from app.db import db
from app.domain.crew_choice import SOON, Duty, Facts, Fit
from app.models import CrewArea, CrewSkill, ServiceRequest, Shift, User
from app.queries.choices import CrewLoad, crews_of

#: Whoever had a shift within so long has a roster, and is off duty where it says nothing.
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class ForMany:
    """A crew seen from several reports: the numbers of those that it fits, and of the others, each under one reason."""

    crew_id: int
    name: str
    open_jobs: int
    #: With these reports it has so many.
    open_jobs_then: int
    duty: Duty
    on_duty_until: datetime | None
    on_duty_from: datetime | None
    fits: Sequence[str]
    other_work: Sequence[str]
    elsewhere: Sequence[str]
    other_agency: Sequence[str]
    #: Something speaks for it: its work or its area is known to fit at least one of them, or it is on duty.
    is_known: bool
    points: int

    @property
    def fits_all(self) -> bool:
        """Nothing speaks against it at any of the reports."""
        return not (self.other_work or self.elsewhere or self.other_agency)


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
    known = _known([crew.id for crew in crews], at)
    here = {service_request.mahalla_id, service_request.district_id, service_request.region_id}
    found = []
    for crew in crews:
        duty, until, begins = duty_at(known.shifts.get(crew.id, ()), at)
        facts = Facts(
            skill=_fit(known.skills.get(crew.id), {service_request.service_group_id}),
            area=_fit(known.areas.get(crew.id), here),
            duty=duty,
            open_jobs=crew.open_jobs,
        )
        found.append(Suggestion(crew.id, crew.name, facts, until, begins))
    return sorted(found, key=lambda one: (-one.facts.points, one.name))


def suggest_for_many(public_ids: Sequence[str], by: User, at: datetime) -> list[ForMany]:
    """Return every crew at work of the agencies that have these reports, whoever fits the most of them first.

    A crew of which nothing is on record comes after those that something speaks for. Reports that are not this dispatcher's are left out. One statement, and four for each agency.
    """
    rows = db.session.execute(
        select(
            ServiceRequest.public_id,
            ServiceRequest.agency_id,
            ServiceRequest.crew_id,
            ServiceRequest.service_group_id,
            ServiceRequest.mahalla_id,
            ServiceRequest.district_id,
            ServiceRequest.region_id,
        )
        .where(ServiceRequest.public_id.in_(public_ids), dispatchable_by(by))
        .order_by(ServiceRequest.submitted_at, ServiceRequest.id)
    ).all()
    found = []
    for agency_id in sorted({row.agency_id for row in rows}):
        crews = crews_of(agency_id)
        known = _known([crew.id for crew in crews], at)
        found += [_for_many(crew, agency_id, rows, known, at) for crew in crews]
    return sorted(found, key=lambda one: (not one.is_known, -len(one.fits), -one.points, one.name))


def _for_many(crew: CrewLoad, agency_id: int, rows: Sequence[Any], known: _Known, at: datetime) -> ForMany:
    duty, until, begins = duty_at(known.shifts.get(crew.id, ()), at)
    sorts: dict[str, list[str]] = {"fits": [], "other_work": [], "elsewhere": [], "other_agency": []}
    is_known, points = False, 0
    for row in rows:
        if row.agency_id != agency_id:
            sorts["other_agency"].append(row.public_id)
            continue
        facts = Facts(
            skill=_fit(known.skills.get(crew.id), {row.service_group_id}),
            area=_fit(known.areas.get(crew.id), {row.mahalla_id, row.district_id, row.region_id}),
            duty=duty,
            open_jobs=crew.open_jobs,
        )
        against = "other_work" if facts.skill is Fit.NO else "elsewhere"
        sorts["fits" if facts.fits else against].append(row.public_id)
        points += facts.points
        is_known |= facts.fits and (Fit.YES in (facts.skill, facts.area) or duty is Duty.NOW)
    then = crew.open_jobs + sum(row.crew_id != crew.id and row.agency_id == agency_id for row in rows)
    return ForMany(
        crew.id,
        crew.name,
        crew.open_jobs,
        then,
        duty,
        until,
        begins,
        **sorts,
        is_known=is_known,
        points=points,
    )


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


@dataclass(frozen=True)
class _Known:
    """What is on record about crews; a crew that is not in it was never described."""

    skills: Mapping[int, set[int]]
    areas: Mapping[int, set[int]]
    shifts: Mapping[int, Sequence[tuple[datetime, datetime]]]


def _known(crew_ids: Sequence[int], at: datetime) -> _Known:
    return _Known(_skills(crew_ids), _areas(crew_ids), shifts_near(crew_ids, at))


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
