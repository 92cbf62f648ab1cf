"""Work to be done: the dispatcher's inbox by lane, the crew's jobs, and one report for whoever may work on it.

Every list of open reports has what is overdue first, then what is due soonest, by the day; on one day, what more
residents have (`domain.queue_order`). It comes so out of partial indexes; a page takes one statement, however many
reports there are. `make bench` measures it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import Select, Subquery, false, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.access import Condition, dispatchable_by, workable_by
from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import OPEN, Status
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.models import Role, ServiceRequest, User
from app.queries.entry import Entry, entries_of, open_now
from app.queries.lanes import COUNTED, NEAREST, READINGS, Lane, Part, Reading, facts_at, is_one_of
from app.queries.narrowing import Filters, Narrowed, narrowed
from app.queries.page import Page, offset_of, page_of
from app.queries.reports import whole_report

#: A crew's page ends here, and says how many more there are: nobody does more in a day.
MOST_JOBS = 200
#: What matches is counted to the last one up to here; an agency with more open reports has other worries.
MOST_READ = 15_000
#: What a search finds is read one by one, so it is counted to here; a word more finds less.
MOST_SEARCHED = 2_000
#: Beyond that each lane is counted so far, and says that there are more.
MOST_COUNTED = 1_000

__all__ = ["Counts", "Lane", "crew_jobs", "find", "find_job", "inbox", "jobs_left_out", "lane_counts"]


class Counts(dict[str, int]):
    """How many reports each lane holds. `most`: no lane was counted farther than this and one more; None: exact."""

    most: int | None = None


def inbox(
    by: User,
    *,
    lane: str = Lane.OPEN,
    page: int = 1,
    per_page: int = 50,
    now: datetime,
    **filters: Unpack[Filters],
) -> Page[Entry]:
    """Return one page of a dispatcher's inbox under filters. Near a place, the nearest come first.

    Raises ValueError for a lane that does not exist.
    """
    reading, parts, narrow = _asked(by, lane, now, filters)
    picked = _picked(reading, parts, narrow.conditions, offset_of(page, per_page), per_page + 1)
    return page_of(_entries(picked, reading, now), max(1, page), per_page)


def all_of(
    by: User, *, lane: str = Lane.OPEN, most: int, now: datetime, **filters: Unpack[Filters]
) -> Select[int]:
    """Return the statement for the ids of all that `inbox` shows page by page, in its order, `most` at most."""
    reading, parts, narrow = _asked(by, lane, now, filters)
    picked = _picked(reading, parts, narrow.conditions, 0, most)
    return select(picked.c.id).order_by(*_order(picked, reading))


def _asked(by: User, lane: str, now: datetime, filters: Filters) -> tuple[Reading, Sequence[Part], Narrowed]:
    """Return how a lane is read under filters: out of its indexes, or, near a place, by how near."""
    reading = READINGS[Lane(lane)]
    narrow = narrowed(by, over=reading.is_over, **filters)
    if narrow.order is None:
        return reading, reading.parts(now), narrow
    return NEAREST, [Part(0, or_(*reading.counted(now)), (narrow.order,))], narrow


def lane_counts(by: User, now: datetime, **filters: Unpack[Filters]) -> Counts:
    """Return how many reports each lane holds under the same filters; `closed` is left out.

    Counting has a bound: where more than MOST_READ match, each lane is counted no farther than MOST_COUNTED and one
    more, which says that there are more. A search that finds more than MOST_SEARCHED is not counted at all: nothing
    is returned.
    """
    narrow = narrowed(by, over=False, **filters)
    everything = by.role is Role.ADMIN and not any(filters.values())
    exact = None if everything else _counted_at_once(narrow.conditions, now, one_stretch=narrow.is_search)
    if exact is not None:
        return Counts(exact)
    bounded = Counts() if narrow.is_search else Counts(_counted_by_lane(narrow.conditions, now))
    bounded.most = MOST_COUNTED
    return bounded


def _counted_at_once(
    narrowed: Sequence[Condition], now: datetime, *, one_stretch: bool
) -> dict[str, int] | None:
    """Count every lane in one pass over what matches, or return None where too many do."""
    most = MOST_SEARCHED if one_stretch else MOST_READ
    facts = facts_at(now)
    status = ServiceRequest.status.label("status")
    if one_stretch:
        stretches = [
            select(status, *(fact.label(name) for name, fact in facts.items()))
            .where(is_one_of(*OPEN, Status.RESOLVED), *narrowed)
            .limit(most + 1)
        ]
    else:
        # What is open and what waits lie in an index each, and what waits is neither late nor asked.
        stretches = [
            select(status, *(fact.label(name) for name, fact in facts.items()))
            .where(open_now(), *narrowed)
            .limit(most + 1),
            select(
                status,
                *((fact if name == "flagged" else false()).label(name) for name, fact in facts.items()),
            )
            .where(is_one_of(Status.RESOLVED), *narrowed)
            .limit(most + 1),
        ]
    standing = union_all(*(select(one.subquery()) for one in stretches)).subquery()
    counts = dict.fromkeys(map(str, COUNTED), 0)
    total = 0
    # Grouped once and added up here: eight counts in one pass over many reports took more than twice the time.
    for row in db.session.execute(
        select(*standing.c, func.count().label("n")).group_by(*standing.c)
    ).mappings():
        total += row["n"]
        for lane, reading in COUNTED.items():
            if reading.holds(row):
                counts[str(lane)] += row["n"]
    return counts if total <= most else None


def _counted_by_lane(narrowed: Sequence[Condition], now: datetime) -> dict[str, int]:
    """Count each lane out of its own stretches of the indexes, no farther than MOST_COUNTED and one more."""
    some = [
        select(literal(str(lane)).label("lane"))
        .where(condition, *narrowed)
        .limit(MOST_COUNTED + 1)
        .subquery()
        .select()
        for lane, reading in COUNTED.items()
        for condition in reading.counted(now)
    ]
    found = union_all(*some).subquery()
    rows = db.session.execute(select(found.c.lane, func.count()).group_by(found.c.lane))
    counted = {lane: int(n) for lane, n in rows}
    return {str(lane): min(counted.get(str(lane), 0), MOST_COUNTED + 1) for lane in COUNTED}


def find(public_id: str, by: User) -> ServiceRequest:
    """Return a report that this dispatcher manages, with all that its page shows.

    Raises NotFound where there is none, and the same where it is another agency's.
    """
    return _find(public_id, dispatchable_by(by), joinedload(ServiceRequest.contact))


def version_of(public_id: str, by: User) -> int:
    """Return the version of a report that this dispatcher manages, in one small read. Raises NotFound."""
    try:
        readable = normalise_public_id(public_id)
    except UnreadablePublicId:
        raise NotFound(public_id) from None
    wanted = select(ServiceRequest.version).where(ServiceRequest.public_id == readable, dispatchable_by(by))
    version = db.session.scalar(wanted)
    if version is None:
        raise NotFound(public_id)
    return version


def crew_jobs(by: User, now: datetime) -> list[Entry]:
    """Return the open jobs of this person's crew: first what is begun, then by the promise, overdue first."""
    reading = READINGS[Lane.OPEN]
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


def _picked(
    reading: Reading, parts: Sequence[Part], narrowed: Sequence[Condition], first: int, limit: int
) -> Subquery:
    """Return the ids of one page. Each part is read in the order of its own index, no farther than needed."""

    def part(one: Part, limit: int, first: int = 0) -> Subquery:
        keys = [key.label(f"key{n}") for n, key in enumerate(one.keys)]
        return (
            select(ServiceRequest.id.label("id"), literal(one.rank).label("rank"), *keys)
            .where(one.condition, *narrowed)
            .order_by(*_sorted(reading, one.keys), ServiceRequest.id)
            .limit(limit)
            .offset(first)
            .subquery()
        )

    if len(parts) == 1:
        return part(parts[0], limit, first)
    all_parts = union_all(*(select(part(one, first + limit)) for one in parts)).subquery()
    return select(all_parts).order_by(*_order(all_parts, reading)).limit(limit).offset(first).subquery()


def _order(picked: Subquery, reading: Reading) -> list[Any]:
    keys = [column for column in picked.c if column.key.startswith("key")]
    return [picked.c["rank"], *_sorted(reading, keys), picked.c.id]


def _sorted(reading: Reading, columns: Sequence[Any]) -> list[Any]:
    return [column.desc() if reading.newest_first else column.asc() for column in columns]


def _entries(picked: Subquery, reading: Reading, now: datetime) -> list[Entry]:
    return entries_of(picked, now, *_order(picked, reading))
