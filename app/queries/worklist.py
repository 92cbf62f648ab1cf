"""Work to be done: the dispatcher's inbox by lane, the crew's jobs, and one report for whoever may work on it.

Every list of open reports has what is overdue first, then what is due soonest, by the day; on one day, what more
residents have (`domain.queue_order`). It comes so out of partial indexes; a page takes one statement, however many
reports there are. `make bench` measures it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Subquery, and_, func, literal, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.access import Condition, dispatchable_by, workable_by
from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import OPEN, Status
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.domain.queue_order import first_of, last_of
from app.models import Agency, Service, ServiceGroup, ServiceRequest, User
from app.policy import policy
from app.queries.entry import Entry, entries_of, open_now, overdue
from app.queries.page import Page, offset_of, page_of
from app.queries.reports import whole_report
from app.queries.searching import matching

#: A crew's page ends here, and says how many more there are: nobody does more in a day.
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


#: A stretch of one index, and its place among the others: a smaller one comes first as a whole.
_Part = tuple[int, Condition]


@dataclass(frozen=True)
class _Reading:
    """How a lane is read: which statuses, which fact must hold besides, and the columns that order them."""

    statuses: frozenset[Status]
    fact: str = ""
    order: tuple[str, ...] = ("queue_order", "due_at")
    newest_first: bool = False

    def parts(self, now: datetime) -> list[_Part]:
        """The conditions of the lane, each served by one index: what is open, and each status after that."""
        parts = [_is(status) for status in Status if status in self.statuses - OPEN]
        if self.statuses & OPEN:
            narrower = () if self.statuses >= OPEN else (_is(*self.statuses),)
            parts.append(and_(open_now(), *narrower))
        if self.fact:
            parts = [part & _facts(now)[self.fact] for part in parts]
        if "queue_order" not in self.order:
            return [(0, part) for part in parts]
        # On the day of their promise some are late already and some are not: each kind is read by itself.
        return [
            (rank, part & when)
            for rank, when in enumerate(_late_then_not(now))
            for part in parts
            if (self.fact, rank) != ("due_today", 0)
        ]

    def sorted(self, columns: Sequence[Any]) -> list[Any]:
        return [column.desc() if self.newest_first else column.asc() for column in columns]


_LANES: dict[Lane, _Reading] = {
    Lane.OPEN: _Reading(OPEN),
    Lane.NEW: _Reading(frozenset({Status.RECEIVED})),
    Lane.OVERDUE: _Reading(OPEN, "overdue"),
    Lane.DUE_TODAY: _Reading(OPEN, "due_today"),
    Lane.IN_WORK: _Reading(frozenset({Status.IN_PROGRESS})),
    Lane.REOPENED: _Reading(frozenset({Status.REOPENED})),
    Lane.FLAGGED: _Reading(OPEN | {Status.RESOLVED}, "flagged"),
    # The one whose resident has the least time left comes first.
    Lane.WAITING: _Reading(frozenset({Status.RESOLVED}), order=("resolved_at",)),
    Lane.CLOSED: _Reading(
        frozenset({Status.CLOSED, Status.REJECTED, Status.DUPLICATE}),
        order=("submitted_at",),
        newest_first=True,
    ),
}
#: Counted for the inbox. What is closed is not: it only ever grows, and nobody works it off.
_COUNTED = {lane: reading for lane, reading in _LANES.items() if lane is not Lane.CLOSED}


def _is(*statuses: Status) -> Condition:
    return ServiceRequest.status.in_(statuses)


def _late_then_not(now: datetime) -> tuple[Condition, Condition]:
    """What was promised for a moment that has passed, and what was not, each as a stretch of the order."""
    today = policy().calendar.local_day(now)
    return (
        and_(ServiceRequest.due_at < now, ServiceRequest.queue_order <= last_of(today)),
        and_(ServiceRequest.due_at >= now, ServiceRequest.queue_order >= first_of(today)),
    )


def _facts(now: datetime) -> dict[str, Condition]:
    calendar = policy().calendar
    tomorrow = datetime.combine(calendar.local_day(now) + timedelta(days=1), time(0), calendar.zone)
    late = overdue(now)
    return {
        "overdue": late,
        "due_today": and_(~late, ServiceRequest.due_at < tomorrow),
        "flagged": ServiceRequest.is_flagged == true(),
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
    reading = _LANES[Lane(lane)]
    picked = _picked(reading, reading.parts(now), narrowed, offset_of(page, per_page), per_page + 1)
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
    """Return how many reports each lane holds under the same filters, in one statement; `closed` is left out."""
    facts = _facts(now)
    standing = (
        select(ServiceRequest.status.label("status"), *(fact.label(name) for name, fact in facts.items()))
        .where(
            _is(*OPEN, Status.RESOLVED),
            dispatchable_by(by),
            *_filters(agency, service_group, service, crew),
            *matching(text, by),
        )
        .subquery()
    )
    counts = dict.fromkeys(map(str, _COUNTED), 0)
    # Grouped once and added up here: eight counts in one pass over many reports took more than twice the time.
    for row in db.session.execute(
        select(*standing.c, func.count().label("n")).group_by(*standing.c)
    ).mappings():
        for lane, reading in _COUNTED.items():
            if row["status"] in reading.statuses and (not reading.fact or row[reading.fact]):
                counts[str(lane)] += row["n"]
    return counts


def find(public_id: str, by: User) -> ServiceRequest:
    """Return a report that this dispatcher manages, with all that its page shows.

    Raises NotFound where there is none, and the same where it is another agency's.
    """
    return _find(public_id, dispatchable_by(by), joinedload(ServiceRequest.contact))


def crew_jobs(by: User, now: datetime) -> list[Entry]:
    """Return the open jobs of this person's crew: first what is begun, then by the promise, overdue first."""
    reading = _LANES[Lane.OPEN]
    jobs = _entries(_picked(reading, reading.parts(now), [workable_by(by)], 0, MOST_JOBS), reading, now)
    return sorted(jobs, key=lambda job: job.status is not Status.IN_PROGRESS)


def jobs_left_out(by: User) -> int:
    """Return how many open jobs of this person's crew `crew_jobs` leaves out."""
    jobs = select(func.count()).select_from(ServiceRequest).where(open_now(), workable_by(by))
    return max(0, (db.session.scalar(jobs) or 0) - MOST_JOBS)


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


def _picked(
    reading: _Reading, parts: Sequence[_Part], narrowed: Sequence[Condition], first: int, limit: int
) -> Subquery:
    """Return the ids of one page. Each part is read in the order of its own index, no farther than needed."""

    columns = [getattr(ServiceRequest, name) for name in reading.order]
    keys = [column.label(name) for column, name in zip(columns, reading.order, strict=True)]

    def part(rank: int, condition: Condition, limit: int, first: int = 0) -> Subquery:
        return (
            select(ServiceRequest.id.label("id"), literal(rank).label("rank"), *keys)
            .where(condition, *narrowed)
            .order_by(*reading.sorted(columns), ServiceRequest.id)
            .limit(limit)
            .offset(first)
            .subquery()
        )

    if len(parts) == 1:
        return part(*parts[0], limit, first)
    all_parts = union_all(*(select(part(*one, first + limit)) for one in parts)).subquery()
    return select(all_parts).order_by(*_order(all_parts, reading)).limit(limit).offset(first).subquery()


def _order(picked: Subquery, reading: _Reading) -> list[Any]:
    return [picked.c["rank"], *reading.sorted([picked.c[name] for name in reading.order]), picked.c.id]


def _entries(picked: Subquery, reading: _Reading, now: datetime) -> list[Entry]:
    return entries_of(picked, now, *_order(picked, reading))
