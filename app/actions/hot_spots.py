"""Looking for hot spots: asked for, taken by one process, kept with the method and its parameters.

A scan takes up to a minute, so nothing is locked while it lasts: it is taken in one transaction, read in another,
told of in small ones, and kept in the last. Whoever is killed in between leaves it taken until the lease is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.actions import projects
from app.actions.transaction import one_transaction
from app.db import db, reading
from app.domain.rollup import Facts, day_number, day_of
from app.models import Area, HotSpot, HotSpotArea, HotSpotRun, SpotKind, User
from app.policy import policy
from app.queries import hot_spots as found_spots
from geo import hot_spots as scan
from geo import repeated_failures as repeated
from geo.metres import metres_per_degree

#: Which method found what is kept; the page names it.
METHOD = "space_time_permutation"
DAYS_BACK = 364
#: Whoever took a scan has so long from the last time they were heard of.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
#: What was found so long ago is not the same hot spot any more.
SAME_WITHIN = timedelta(days=91)

#: Places of repeated failures that are kept, those that failed most often: nobody follows up more.
MOST_PLACES = 2000

Progress = Callable[[int, int], None]


@one_transaction
def ask(area: Area, *, by: User | None, at: datetime) -> HotSpotRun:
    """Ask for a scan of the largest area around this one; where one is waited for already, for that one."""
    scanned = found_spots.largest(area)
    _insert([{"area_id": scanned.id, "asked_at": at, "by_user_id": by.id if by else None}])
    run = found_spots.unfinished(scanned)
    assert run is not None
    db.session.commit()
    return run


@one_transaction
def ask_for_the_week(now: datetime) -> int:
    """Ask for the scans of this week that nobody asked for yet; return how many there are."""
    today = policy().calendar.local_day(now)
    monday = today - timedelta(days=today.weekday())
    areas = set(found_spots.largest_areas())
    areas -= set(db.session.scalars(select(HotSpotRun.area_id).where(HotSpotRun.week_on == monday)))
    _insert([{"area_id": area_id, "asked_at": now, "week_on": monday} for area_id in sorted(areas)])
    db.session.commit()
    return len(areas)


def look(
    clock: Callable[[], datetime], run_id: int | None = None, on_progress: Progress | None = None
) -> HotSpotRun | None:
    """Take the next scan that is waited for (or the one that is named), do it and keep what it finds.

    None where there is none, or somebody else is at it. An error leaves it to be taken again.
    """
    run = _take(clock(), run_id)
    if run is None:
        return None
    number, area_id, now = run.id, run.area_id, clock()
    token = reading.set(True)
    try:
        today = policy().calendar.local_day(now)
        area = db.session.get_one(Area, area_id)
        facts = found_spots.reports_of(area, today - timedelta(days=DAYS_BACK - 1), today)
    finally:
        # Nobody waits for the minute that follows.
        db.session.rollback()
        reading.reset(token)
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if on_progress is not None:
            on_progress(done, total)
        if done * 10 // total > told:
            told = done * 10 // total
            _tell(number, told * 10, clock())

    where, when, what = facts["cell"], facts["submitted_day"], facts["service_group_id"]
    clusters = scan.hot_spots(where, when, what, today=day_number(today), days_back=DAYS_BACK, progress=tell)
    places = repeated.repeated_failures(where, when, what, today=day_number(today))
    return _keep(number, facts, clusters, places, clock(), day_number(today))


def _insert(rows: list[dict[str, Any]]) -> None:
    """Ask for scans, but for those that were asked for already; another process may be doing the same."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    for row in rows:
        values = {"attempts": 0, "percent": 0, "method": "", "parameters": {}, "reports": 0, **row}
        db.session.execute(insert(HotSpotRun).values(**values).on_conflict_do_nothing())


@one_transaction
def _take(now: datetime, run_id: int | None) -> HotSpotRun | None:
    free = [
        HotSpotRun.finished_at.is_(None),
        HotSpotRun.failed_at.is_(None),
        or_(HotSpotRun.taken_until.is_(None), HotSpotRun.taken_until <= now),
    ]
    db.session.execute(
        update(HotSpotRun)
        .where(*free, HotSpotRun.attempts >= MOST_ATTEMPTS)
        .values(failed_at=now)
        .execution_options(synchronize_session=False)
    )
    wanted = select(HotSpotRun.id).where(*free).order_by(HotSpotRun.asked_at, HotSpotRun.id).limit(1)
    if run_id is not None:
        wanted = wanted.where(HotSpotRun.id == run_id)
    number = db.session.scalar(
        update(HotSpotRun)
        # Asked again, because another process may take the same one while this one waits for it.
        .where(HotSpotRun.id == wanted.scalar_subquery(), *free)
        .values(taken_until=now + LEASE, attempts=HotSpotRun.attempts + 1, percent=0)
        .returning(HotSpotRun.id)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return None if number is None else db.session.get_one(HotSpotRun, number, populate_existing=True)


@one_transaction
def _tell(run_id: int, percent: int, now: datetime) -> None:
    db.session.execute(
        update(HotSpotRun)
        .where(HotSpotRun.id == run_id, HotSpotRun.finished_at.is_(None))
        .values(percent=percent, taken_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


@one_transaction
def _keep(
    run_id: int,
    facts: Facts,
    clusters: list[scan.HotSpot],
    places: list[repeated.RepeatedFailure],
    now: datetime,
    today: int,
) -> HotSpotRun:
    run = db.session.get_one(HotSpotRun, run_id, with_for_update=True, populate_existing=True)
    if run.finished_at is not None:
        # Somebody took it for dead and was quicker.
        db.session.rollback()
        return db.session.get_one(HotSpotRun, run_id)
    before = _FoundBefore(found_spots.earlier(run.area_id, now - SAME_WITHIN))
    spots = []
    for spot, members in [
        *((_cluster(one), one.members) for one in clusters),
        *((_repeated(one, facts), one.members) for one in places[:MOST_PLACES]),
    ]:
        spot.run_id = run.id
        spot.first_found_at = before.when(spot) or now
        spot.areas = _areas(facts, np.array(members, dtype=np.int64))
        db.session.add(spot)
        spots.append(spot)
    run.method, run.parameters = METHOD, _parameters()
    run.first_on, run.last_on = day_of(today - DAYS_BACK + 1), day_of(today)
    run.reports, run.percent, run.finished_at, run.taken_until = len(facts["cell"]), 100, now, None
    projects.compare(run.area_id, spots, at=now)
    db.session.commit()
    return run


class _FoundBefore:
    """What earlier scans found, by kind and group: a table each, so that thousands are compared in a second."""

    def __init__(self, rows: Sequence[Any]) -> None:
        held: dict[tuple[SpotKind, int], list[Any]] = {}
        for row in rows:
            held.setdefault((row.kind, row.service_group_id), []).append(row)
        self._tables = {
            key: (np.array([tuple(row)[3:] for row in group]), [row.first_found_at for row in group])
            for key, group in held.items()
        }

    def when(self, spot: HotSpot) -> datetime | None:
        """Return when a hot spot that shares ground with this one was found first, or None."""
        table, moments = self._tables.get((spot.kind, spot.service_group_id), (np.zeros((0, 4)), []))
        west, south, east, north = table.T
        same = (west < spot.east) & (east > spot.west) & (south < spot.north) & (north > spot.south)
        # The rows come in the order in which they were found.
        return moments[int(np.argmax(same))] if same.any() else None


def _parameters() -> dict[str, Any]:
    return {
        "days_back": DAYS_BACK,
        "spans": list(scan.SPANS),
        "levels": list(scan.LEVELS),
        "alpha": scan.ALPHA,
        "shuffles": scan.SHUFFLES,
        "seed": 2005,
        "radius_m": repeated.RADIUS_M,
        "times": repeated.TIMES,
        "quiet_days": repeated.QUIET_DAYS,
    }


def _cluster(one: scan.HotSpot) -> HotSpot:
    return HotSpot(
        kind=SpotKind.CLUSTER,
        service_group_id=one.group,
        west=one.west,
        south=one.south,
        east=one.east,
        north=one.north,
        side_m=one.side_m,
        first_on=day_of(one.first_day),
        last_on=day_of(one.last_day),
        observed=one.observed,
        expected=one.expected,
        p_value=one.p_value,
        began_on=[],
        is_recent=one.is_new,
    )


def _repeated(one: repeated.RepeatedFailure, facts: Facts) -> HotSpot:
    lon_m, lat_m = (repeated.RADIUS_M / float(m) for m in metres_per_degree(one.latitude))
    last = day_of(one.last_day)
    return HotSpot(
        kind=SpotKind.REPEATED,
        service_group_id=one.group,
        west=one.longitude - lon_m,
        east=one.longitude + lon_m,
        south=one.latitude - lat_m,
        north=one.latitude + lat_m,
        side_m=2 * repeated.RADIUS_M,
        first_on=day_of(one.began_on[0]),
        last_on=last,
        observed=len(one.members),
        expected=None,
        p_value=None,
        began_on=[day_of(day).isoformat() for day in one.began_on],
        is_recent=False,
    )


def _areas(facts: Facts, members: np.ndarray[Any, np.dtype[np.int64]]) -> list[HotSpotArea]:
    """Return in which areas the reports of a hot spot lie, of every level."""
    n: dict[int, int] = {}
    for level in ("region_id", "district_id", "mahalla_id"):
        ids, counts = np.unique(facts[level][members], return_counts=True)
        n |= {int(i): int(k) for i, k in zip(ids, counts, strict=True) if i}
    return [HotSpotArea(area_id=area_id, reports=reports) for area_id, reports in sorted(n.items())]
