"""Reading territory: the index of boundaries in this process, and areas by code or id."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import shapely
from sqlalchemy import LargeBinary, func, select

from app.db import db
from app.models import Area, Boundary, Level, TerritoryVersion
from app.policy import policy
from geo.locate import Area as LocatedArea
from geo.locate import AreaIndex

_lock = threading.Lock()
_index: tuple[tuple[str, int, float], AreaIndex] | None = None


def territory_version() -> int:
    """Return the number that every change of a boundary counts up."""
    return db.session.scalar(select(TerritoryVersion.version)) or 0


def area_index() -> AreaIndex:
    """Return the index of the current boundaries; built again in each process when the version changed."""
    global _index
    key = (str(db.engine.engine.url), territory_version(), policy().near_miss_m)
    held = _index
    if held is not None and held[0] == key:
        return held[1]
    with _lock:
        if _index is None or _index[0] != key:
            _index = (key, fresh_index())
        return _index[1]


def forget_index() -> None:
    """Drop this process's index; tests call it where they roll territory back."""
    global _index
    _index = None


def fresh_index() -> AreaIndex:
    """Return an index of what this transaction sees, kept by nobody: for an import that may still fail."""
    return AreaIndex(_current_areas(), near_m=policy().near_miss_m)


def _current_areas() -> Iterable[LocatedArea]:
    # Plain WKB, read all at once: half the bytes of what the column type asks for, and a tenth of the time.
    shape = func.ST_AsBinary(Boundary.boundary, type_=LargeBinary)
    rows = db.session.execute(
        select(Area.id, Area.level, Area.code, Area.parent_id, shape, Boundary.id)
        .outerjoin(Boundary, (Boundary.area_id == Area.id) & Boundary.valid_to.is_(None))
        .order_by(Area.level, Area.code)
    ).all()
    shapes = shapely.from_wkb([row[4] for row in rows])
    return [
        LocatedArea(area_id, str(level), code, parent_id, boundary, boundary_id)
        for (area_id, level, code, parent_id, _, boundary_id), boundary in zip(rows, shapes, strict=True)
    ]


def areas_by_id(ids: Iterable[int]) -> dict[int, Area]:
    """Return these areas by id, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(wanted)))}


def codes_of(*levels: Level) -> set[str]:
    """Return the codes of every area of these levels."""
    return set(db.session.scalars(select(Area.code).where(Area.level.in_(levels))))


def territory_bounds() -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of everything that was imported, or None before that."""
    return area_index().bounds()


def bounds_of(area_id: int) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of one area's current boundary, or None where it has none."""
    area = area_index().area(area_id)
    if area is None or area.boundary is None or area.boundary.is_empty:
        return None
    west, south, east, north = area.boundary.bounds
    return (west, south, east, north)
