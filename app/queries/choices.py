"""What a dispatcher may choose from: crews with what they have to do, agencies that could answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.models import INBOX_KIND, Agency, Crew, Responsibility, Service, ServiceRequest
from app.queries.entry import open_now


@dataclass(frozen=True)
class CrewLoad:
    """A crew, and how many open jobs it has."""

    id: int
    name: str
    open_jobs: int


@dataclass(frozen=True)
class Candidate:
    """An agency that could get a report. `here` is what it answers for at the place, as names by locale."""

    agency: Agency
    here: Sequence[Mapping[str, str]]


def crews_of(agency_id: int | None) -> list[CrewLoad]:
    """Return the crews at work of an agency, with their open jobs, by name; of all agencies for None."""
    jobs = (
        select(ServiceRequest.crew_id, func.count().label("n"))
        .where(open_now(), ServiceRequest.crew_id.is_not(None))
        .group_by(ServiceRequest.crew_id)
    )
    crews = select(Crew).where(Crew.is_active)
    if agency_id is not None:
        jobs = jobs.where(ServiceRequest.agency_id == agency_id)
        crews = crews.where(Crew.agency_id == agency_id)
    counted = jobs.subquery()
    rows = db.session.execute(
        crews.with_only_columns(Crew.id, Crew.name, func.coalesce(counted.c.n, 0))
        .outerjoin(counted, counted.c.crew_id == Crew.id)
        .order_by(Crew.name)
    )
    return [CrewLoad(crew_id, name, int(n)) for crew_id, name, n in rows]


def agencies_for(service_request: ServiceRequest, on: date) -> list[Candidate]:
    """Return the agencies that could get a report, those that answer for something at its place first.

    What they answer for is told by group, also where it is one service of the group only.
    """
    chain = [service_request.mahalla_id, service_request.district_id, service_request.region_id]
    areas = [area_id for area_id in chain if area_id is not None]
    here: dict[int, dict[int, Mapping[str, str]]] = {}
    for row in db.session.scalars(
        select(Responsibility)
        .options(
            joinedload(Responsibility.service).joinedload(Service.group),
            joinedload(Responsibility.service_group),
        )
        .where(
            or_(Responsibility.area_id.in_(areas), Responsibility.area_id.is_(None)),
            Responsibility.valid_from <= on,
            or_(Responsibility.valid_to.is_(None), Responsibility.valid_to > on),
        )
        .order_by(Responsibility.id)
    ):
        group = row.service_group or (row.service.group if row.service else None)
        if group is not None:
            here.setdefault(row.agency_id, {})[group.id] = group.names
    agencies = db.session.scalars(
        select(Agency).where(Agency.is_active, Agency.id != service_request.agency_id).order_by(Agency.code)
    )
    candidates = [Candidate(agency, list(here.get(agency.id, {}).values())) for agency in agencies]
    return sorted(candidates, key=lambda candidate: (not candidate.here, not _is_own_inbox(candidate, areas)))


def _is_own_inbox(candidate: Candidate, areas: Sequence[int]) -> bool:
    return candidate.agency.kind == INBOX_KIND and candidate.agency.area_id in areas


def agencies() -> list[Agency]:
    """Return the agencies at work, by code: an admin looks at one inbox at a time."""
    return list(db.session.scalars(select(Agency).where(Agency.is_active).order_by(Agency.code)))


def crew(crew_id: int | None) -> Crew | None:
    """Return a crew by its id, or None."""
    return db.session.get(Crew, crew_id) if crew_id is not None else None


def agency(agency_id: int | None) -> Agency | None:
    """Return an agency by its id, or None."""
    return db.session.get(Agency, agency_id) if agency_id is not None else None
