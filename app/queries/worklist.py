"""Work to be done: the dispatcher's inbox by lane, the crew's jobs, and one report for whoever may work on it.

Every list of open reports is ordered by its promise, so what is overdue comes first by itself, out of partial
indexes; a page takes one statement, however many reports there are. Measured in docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Subquery, and_, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.access import Condition, dispatchable_by, workable_by
from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import OPEN, Status
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.models import Agency, Service, ServiceGroup, ServiceRequest, User
from app.policy import policy
from app.queries.entry import Entry, entries_of, open_now, overdue
from app.queries.page import Page, offset_of, page_of
from app.queries.reports import whole_report
from app.queries.searching import matching

#: A crew's list ends here: nobody does more in a day.
MOST_JOBS = 200


class Lane(StrEnum):
    """A part of the inbox. `open` is all that somebody still has to work on."""

    OPEN = "open"
    NEW = "new"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    IN_WORK = "in_work"
    REOPENED = "reopened"
    FLAGGED = "flagged"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True)
class _Reading:
    """How a lane is read: its parts, each out of one index, and the column that orders them."""

    parts: Sequence[Condition]
    order: InstrumentedAttribute[Any]
    newest_first: bool = False

    def sorted(self, column: Any) -> Any:
        return column.desc() if self.newest_first else column.asc()


def _is(*statuses: Status) -> Condition:
    return ServiceRequest.status.in_(statuses)


def _lanes(now: datetime) -> dict[Lane, _Reading]:
    calendar = policy().calendar
    tomorrow = datetime.combine(calendar.local_day(now) + timedelta(days=1), time(0), calendar.zone)
    today = and_(ServiceRequest.due_at >= now, ServiceRequest.due_at < tomorrow, ~ServiceRequest.was_overdue)
    due_at, sr = ServiceRequest.due_at, ServiceRequest
    return {
        Lane.OPEN: _Reading([open_now()], due_at),
        Lane.NEW: _Reading([open_now() & _is(Status.RECEIVED)], due_at),
        Lane.OVERDUE: _Reading([open_now() & overdue(now)], due_at),
        Lane.DUE_TODAY: _Reading([open_now() & today], due_at),
        Lane.IN_WORK: _Reading([open_now() & _is(Status.IN_PROGRESS)], due_at),
        Lane.REOPENED: _Reading([open_now() & _is(Status.REOPENED)], due_at),
        Lane.FLAGGED: _Reading([open_now() & sr.is_flagged, _is(Status.RESOLVED) & sr.is_flagged], due_at),
        # The one whose resident has the least time left comes first.
        Lane.WAITING: _Reading([_is(Status.RESOLVED)], sr.resolved_at),
        Lane.CLOSED: _Reading(
            [_is(Status.CLOSED), _is(Status.REJECTED), _is(Status.DUPLICATE)],
            sr.submitted_at,
            newest_first=True,
        ),
    }


def inbox(
    by: User,
    *,
    lane: str = Lane.OPEN,
    agency: str | None = None,
    service_group: str | None = None,
    service: str | None = None,
    crew: int | None = None,
    text: str | None = None,
    page: int = 1,
    per_page: int = 50,
    now: datetime,
) -> Page[Entry]:
    """Return one page of a dispatcher's inbox. Filters are codes (a crew: its id); unknown ones match nothing.

    `text` is a phone, or words of the report, its landmark or its mahalla. Raises ValueError for a lane
    that does not exist.
    """
    narrowed = [dispatchable_by(by), *_filters(agency, service_group, service, crew), *matching(text, by)]
    reading = _lanes(now)[Lane(lane)]
    picked = _picked(reading, narrowed, offset_of(page, per_page), per_page + 1)
    return page_of(_entries(picked, reading, now), max(1, page), per_page)


def lane_counts(
    by: User,
    now: datetime,
    *,
    agency: str | None = None,
    service_group: str | None = None,
    service: str | None = None,
    crew: int | None = None,
    text: str | None = None,
) -> dict[str, int]:
    """Return how many reports each lane holds under the same filters, in one statement.

    `closed` is not counted: it only ever grows, and nobody works it off.
    """
    counted = {lane: or_(*reading.parts) for lane, reading in _lanes(now).items() if lane is not Lane.CLOSED}
    row = db.session.execute(
        select(*(func.count().filter(condition).label(lane) for lane, condition in counted.items())).where(
            _is(*OPEN, Status.RESOLVED),
            dispatchable_by(by),
            *_filters(agency, service_group, service, crew),
            *matching(text, by),
        )
    ).one()
    return {str(lane): int(n) for lane, n in zip(counted, row, strict=True)}


def find(public_id: str, by: User) -> ServiceRequest:
    """Return a report that this dispatcher manages, with all that its page shows.

    Raises NotFound where there is none, and the same where it is another agency's.
    """
    return _find(public_id, dispatchable_by(by), joinedload(ServiceRequest.contact))


def crew_jobs(by: User, now: datetime) -> list[Entry]:
    """Return the open jobs of this person's crew: first what is begun, then by the promise, overdue first."""
    reading = _Reading([open_now()], ServiceRequest.due_at)
    jobs = _entries(_picked(reading, [workable_by(by)], 0, MOST_JOBS), reading, now)
    return sorted(jobs, key=lambda job: job.status is not Status.IN_PROGRESS)


def find_job(public_id: str, by: User) -> ServiceRequest:
    """Return a job of this person's crew, whatever became of it. Raises NotFound for another crew's."""
    return _find(public_id, workable_by(by))


def _find(public_id: str, condition: Condition, *options: Any) -> ServiceRequest:
    try:
        readable = normalise_public_id(public_id)
    except UnreadablePublicId:
        raise NotFound(public_id) from None
    found = db.session.scalar(
        select(ServiceRequest)
        .where(ServiceRequest.public_id == readable, condition)
        .options(*whole_report(), *options)
        # Asked again after a refusal: what is shown then is what stands in the database now.
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(public_id)
    return found


def _filters(
    agency: str | None, service_group: str | None, service: str | None, crew: int | None
) -> list[Condition]:
    found: list[Condition] = []
    if agency:
        found.append(ServiceRequest.agency_id == _id_of(Agency.id, Agency.code == agency))
    if service_group:
        group_id = _id_of(ServiceGroup.id, ServiceGroup.code == service_group)
        found.append(ServiceRequest.service_group_id == group_id)
    if service:
        found.append(ServiceRequest.service_id == _id_of(Service.id, Service.service_code == service))
    if crew is not None:
        found.append(ServiceRequest.crew_id == crew)
    return found


def _id_of(column: InstrumentedAttribute[int], condition: Condition) -> Any:
    return select(column).where(condition).scalar_subquery()


def _picked(reading: _Reading, narrowed: Sequence[Condition], first: int, limit: int) -> Subquery:
    """Return the ids of one page. Each part is read in the order of its own index, no farther than needed."""

    def part(condition: Condition, limit: int, first: int = 0) -> Subquery:
        return (
            select(ServiceRequest.id.label("id"), reading.order.label("key"))
            .where(condition, *narrowed)
            .order_by(reading.sorted(reading.order), ServiceRequest.id)
            .limit(limit)
            .offset(first)
            .subquery()
        )

    if len(reading.parts) == 1:
        return part(reading.parts[0], limit, first)
    all_parts = union_all(*(select(part(condition, first + limit)) for condition in reading.parts)).subquery()
    return (
        select(all_parts)
        .order_by(reading.sorted(all_parts.c.key), all_parts.c.id)
        .limit(limit)
        .offset(first)
        .subquery()
    )


def _entries(picked: Subquery, reading: _Reading, now: datetime) -> list[Entry]:
    return entries_of(picked, now, reading.sorted(picked.c.key), picked.c.id)
