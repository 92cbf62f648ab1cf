"""One report as a line of a list: plain columns, read in one statement, nothing personal among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.access import Condition
from app.db import db
from app.domain.lifecycle import OPEN, Status
from app.models import Agency, Area, Crew, Photo, Service, ServiceRequest
from app.queries.checklists import Work
from geo import cells

Names = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """All that a row or a card of a list shows of one report."""

    public_id: str
    status: Status
    is_overdue: bool
    is_flagged: bool
    reopened_count: int
    supporters_count: int
    #: The agency asked its resident something, and waits for the answer.
    is_asked: bool
    submitted_at: datetime
    due_at: datetime
    description: str
    address: str
    #: Names by locale of the mahalla and the district, or of what is known.
    areas: tuple[Names, ...]
    service_group_id: int
    service_code: str
    service_names: Names
    service_icon: str
    agency_id: int
    agency_names: Names
    crew_name: str
    #: The first photo, or an empty text.
    photo_key: str
    longitude: float
    latitude: float
    crew_id: int | None
    #: The day that its crew is to do it, or None.
    planned_on: date | None
    #: What a move that is decided on this line expects.
    version: int
    #: What crews wrote down about it; only a file asks for it.
    work: Work | None = None
    #: The last day that the law sets for an answer; None: a signal.
    answer_due_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Somebody still has to work on it."""
        return self.status in OPEN


def open_now() -> Condition:
    """Somebody still has to work on it.

    Its values are written into the statement: SQLite and PostgreSQL use a partial index only where they can
    see that the condition is the index's own.
    """
    statuses = [status for status in Status if status in OPEN]
    return ServiceRequest.status.in_(
        bindparam("open", statuses, expanding=True, literal_execute=True, unique=True)
    )


def overdue(now: datetime) -> Condition:
    """The same as `ServiceRequest.is_overdue`, for queries over open reports."""
    return or_(ServiceRequest.due_at < now, ServiceRequest.was_overdue)


def entries_of(picked: Subquery, now: datetime, *order: Any) -> list[Entry]:
    """Return the entries of the reports whose ids `picked` holds in its column `id`, in one statement."""
    mahalla, district, region = aliased(Area), aliased(Area), aliased(Area)
    photo_key = (
        select(Photo.key)
        .where(Photo.service_request_id == ServiceRequest.id, Photo.staff_only.is_(False))
        .order_by(Photo.id)
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            ServiceRequest.public_id,
            ServiceRequest.version,
            ServiceRequest.status,
            ServiceRequest.is_flagged,
            ServiceRequest.was_overdue,
            ServiceRequest.reopened_count,
            ServiceRequest.supporters_count,
            ServiceRequest.question_asked_at,
            ServiceRequest.submitted_at,
            ServiceRequest.due_at,
            ServiceRequest.description,
            ServiceRequest.address,
            ServiceRequest.cell,
            ServiceRequest.service_group_id,
            ServiceRequest.agency_id,
            ServiceRequest.crew_id,
            ServiceRequest.planned_on,
            ServiceRequest.answer_due_on,
            mahalla.names.label("mahalla"),
            district.names.label("district"),
            region.names.label("region"),
            Service.service_code,
            Service.names.label("service_names"),
            Service.icon.label("service_icon"),
            Agency.names.label("agency_names"),
            Crew.name.label("crew_name"),
            photo_key.label("photo_key"),
        )
        .join(picked, picked.c.id == ServiceRequest.id)
        .join(Service, Service.id == ServiceRequest.service_id)
        .join(Agency, Agency.id == ServiceRequest.agency_id)
        .outerjoin(Crew, Crew.id == ServiceRequest.crew_id)
        .outerjoin(mahalla, mahalla.id == ServiceRequest.mahalla_id)
        .outerjoin(district, district.id == ServiceRequest.district_id)
        .outerjoin(region, region.id == ServiceRequest.region_id)
        .order_by(*order)
    )
    return [_entry(row, now) for row in rows]


def _entry(row: Any, now: datetime) -> Entry:
    longitude, latitude = cells.center(row.cell, cells.MAX_LEVEL)
    return Entry(
        public_id=row.public_id,
        status=row.status,
        is_overdue=row.status in OPEN and (row.due_at < now or row.was_overdue),
        is_flagged=row.is_flagged,
        reopened_count=row.reopened_count,
        supporters_count=row.supporters_count,
        is_asked=row.question_asked_at is not None,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        description=row.description,
        address=row.address,
        areas=_areas(row),
        service_group_id=row.service_group_id,
        service_code=row.service_code,
        service_names=row.service_names,
        service_icon=row.service_icon,
        agency_id=row.agency_id,
        agency_names=row.agency_names,
        crew_name=row.crew_name or "",
        photo_key=row.photo_key or "",
        longitude=longitude,
        latitude=latitude,
        version=row.version,
        crew_id=row.crew_id,
        planned_on=row.planned_on,
        answer_due_on=row.answer_due_on,
    )


def _areas(row: Any) -> tuple[Names, ...]:
    near: Sequence[Names | None] = (row.mahalla, row.district)
    return tuple(names for names in (near if any(near) else (row.region,)) if names)
