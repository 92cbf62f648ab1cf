"""Hot spots as they were found: of an area's last scan, one by one, and the facts that a scan looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import and_, exists, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.access import Condition, hot_spots_read_by, may_oversee_area
from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import Status
from app.domain.rollup import STATUSES, Facts, day_number
from app.models import Agency, Area, HotSpot, HotSpotArea, HotSpotRun, Level, ReportFact, User
from app.queries.statistics_facts import columns_of, kept_of
from app.queries.statistics_scope import Asked
from geo import cells

#: What nobody was to mend is no failure: what was refused, and what was tied to another report.
_NOT_COUNTED = sorted(STATUSES.index(status) for status in (Status.REJECTED, Status.DUPLICATE))


def largest(area: Area) -> Area:
    """Return the largest area that holds this one: what is scanned as a whole."""
    found, steps = area, len(Level)
    while found.parent is not None and steps:
        found, steps = found.parent, steps - 1
    return found


def largest_areas() -> Sequence[int]:
    """Return the numbers of the areas that lie in no other."""
    return db.session.scalars(select(Area.id).where(Area.parent_id.is_(None)).order_by(Area.code)).all()


def reports_of(area: Area, first_on: date, last_on: date) -> Facts:
    """Return the facts of what was sent in an area in these days, without what nobody was to mend."""
    parts = list(
        kept_of(
            and_(
                Asked(area, first_on, last_on).facts(),
                ReportFact.submitted_day.between(day_number(first_on), day_number(last_on)),
                ReportFact.status.not_in(_NOT_COUNTED),
            )
        )
    )
    if not parts:
        return columns_of([])
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def last_run(area: Area, *, until: datetime | None = None) -> HotSpotRun | None:
    """Return the last scan of an area's largest one that came to its end, by a moment if one is given."""
    when = [HotSpotRun.finished_at.is_not(None)] + ([HotSpotRun.finished_at <= until] if until else [])
    return db.session.scalar(
        select(HotSpotRun)
        .where(HotSpotRun.area_id == largest(area).id, *when)
        .order_by(HotSpotRun.finished_at.desc(), HotSpotRun.id.desc())
        .limit(1)
    )


def unfinished(area: Area) -> HotSpotRun | None:
    """Return the scan that is waited for, or None."""
    return db.session.scalar(
        select(HotSpotRun).where(
            HotSpotRun.area_id == largest(area).id,
            HotSpotRun.finished_at.is_(None),
            HotSpotRun.failed_at.is_(None),
        )
    )


def failed_since(area: Area, run: HotSpotRun | None) -> bool:
    """Say whether a scan that was asked for after this one could not be done."""
    condition = [HotSpotRun.area_id == largest(area).id, HotSpotRun.failed_at.is_not(None)]
    if run is not None:
        condition.append(HotSpotRun.id > run.id)
    return bool(db.session.scalar(select(exists().where(*condition))))


def found_in(run: HotSpotRun, area: Area) -> Sequence[Any]:
    """Return all that a scan found where reports of it lie in an area, as rows: the least likely first, then what
    fails most. There may be thousands: `whole` has those that are shown.
    """
    return db.session.execute(
        select(HotSpot.id, HotSpot.kind, HotSpot.is_recent, HotSpot.began_on, HotSpot.first_found_at)
        .join(HotSpotArea, HotSpotArea.hot_spot_id == HotSpot.id)
        .where(HotSpot.run_id == run.id, HotSpotArea.area_id == area.id)
        .order_by(HotSpot.kind, HotSpot.id)
    ).all()


def whole(ids: Sequence[int]) -> list[HotSpot]:
    """Return hot spots with their groups and areas, in the order of their numbers that are handed in."""
    found = {
        spot.id: spot
        for spot in db.session.scalars(
            select(HotSpot).where(HotSpot.id.in_(ids)).options(joinedload(HotSpot.group), _places())
        )
    }
    return [found[number] for number in ids]


def find(hot_spot_id: int, by: User) -> HotSpot:
    """Return a hot spot in which reports of this council's area lie. Raises NotFound for any other."""
    found = db.session.scalar(
        select(HotSpot)
        .where(HotSpot.id == hot_spot_id, hot_spots_read_by(by))
        .options(joinedload(HotSpot.group), joinedload(HotSpot.run), _places())
    )
    if found is None:
        raise NotFound(hot_spot_id)
    return found


def area_for(spot: HotSpot, by: User) -> Area:
    """Return for which area somebody acts on a hot spot: a council for its own, an admin for the largest."""
    if by.area is not None and may_oversee_area(by, by.area):
        return by.area
    return spot.run.area


def agencies_of(spot: HotSpot) -> list[tuple[Agency, int]]:
    """Return the agencies that have reports of a hot spot now, and how many each; the most first."""
    rows = db.session.execute(
        select(ReportFact.cell, ReportFact.agency_id).where(
            Asked(spot.run.area, spot.first_on, spot.last_on, (spot.service_group_id,)).facts(),
            ReportFact.submitted_day.between(day_number(spot.first_on), day_number(spot.last_on)),
            ReportFact.status.not_in(_NOT_COUNTED),
        )
    )
    held = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    longitudes, latitudes = cells.centers_of(held[:, 0], cells.MAX_LEVEL)
    inside = (longitudes >= spot.west) & (longitudes <= spot.east)
    inside &= (latitudes >= spot.south) & (latitudes <= spot.north)
    ids, counts = np.unique(held[inside, 1], return_counts=True)
    n = dict(zip(ids.tolist(), counts.tolist(), strict=True))
    agencies = db.session.scalars(select(Agency).where(Agency.id.in_(n))).all() if n else []
    return sorted(((a, n[a.id]) for a in agencies), key=lambda one: (-one[1], one[0].code))


def same_place(spot: HotSpot) -> Condition:
    """The same as `HotSpot.overlaps`, for queries: every scan finds a hot spot anew, and it is still the same one."""
    return and_(
        *(HotSpot.kind == spot.kind, HotSpot.service_group_id == spot.service_group_id),
        *(HotSpot.west < spot.east, HotSpot.east > spot.west),
        *(HotSpot.south < spot.north, HotSpot.north > spot.south),
    )


def earlier(area_id: int, since: datetime) -> Sequence[Any]:
    """Return what scans of an area that ended since a moment have found, as rows: what, where, and since when."""
    return db.session.execute(
        select(
            *(HotSpot.kind, HotSpot.service_group_id, HotSpot.first_found_at),
            *(HotSpot.west, HotSpot.south, HotSpot.east, HotSpot.north),
        )
        .join(HotSpotRun, HotSpotRun.id == HotSpot.run_id)
        .where(HotSpotRun.area_id == area_id, HotSpotRun.finished_at >= since)
        .order_by(HotSpot.first_found_at)
    ).all()


def _places() -> ExecutableOption:
    return selectinload(HotSpot.areas).joinedload(HotSpotArea.area)
