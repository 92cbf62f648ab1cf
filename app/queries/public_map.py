"""What the public map shows: counts by cell from afar, reports from near. Counts always add up to the truth.

The design, and what it was measured against, is in docs/decisions/0003-the-map-counts.md: a rollup by Morton
cell, plus the changes that were not folded into it yet, read in one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.db import db
from app.domain.lifecycle import MapGroup
from app.models import ROLL_LEVELS, MapDelta, MapRoll, Service, ServiceGroup, ServiceRequest
from geo import cells

#: No answer holds more cells than this many across and down; the level of detail gives way, never the count.
MAX_CELLS_ACROSS = 48
#: From this zoom on, reports are shown one by one, as long as there are not more than so many.
POINTS_FROM_ZOOM = 17
MAX_POINTS = 400


@dataclass(frozen=True)
class Window:
    """What the visitor looks at: degrees, longitude first, and the map's zoom."""

    west: float
    south: float
    east: float
    north: float
    zoom: int


@dataclass(frozen=True)
class Shown:
    """Which reports the visitor wants to see; None is all."""

    service_group: str | None = None
    map_groups: Collection[MapGroup] = tuple(MapGroup)


def points(window: Window, shown: Shown, *, now: datetime) -> dict[str, Any]:
    """Return clusters or reports as short columns; `total` is how many reports they stand for."""
    group_id = _group_id(shown.service_group)
    if shown.service_group and group_id is None:
        return _clusters([], 8)
    if window.zoom >= POINTS_FROM_ZOOM and _levels_across(window, 18) <= MAX_CELLS_ACROSS:
        found = _single_reports(window, shown, group_id)
        if found is not None:
            return _reports(found, now)
    if window.zoom <= 14:
        level = _fitting(window, cells.roll_level(window.zoom), ROLL_LEVELS)
        return _clusters(_rolled(window, shown, group_id, level), level)
    level = _fitting(window, window.zoom + 2, range(8, cells.MAX_LEVEL))
    if level <= max(ROLL_LEVELS):
        level = _fitting(window, max(ROLL_LEVELS), ROLL_LEVELS)
        return _clusters(_rolled(window, shown, group_id, level), level)
    return _clusters(_counted(window, shown, group_id, level), level)


def _group_id(code: str | None) -> int | None:
    return db.session.scalar(select(ServiceGroup.id).where(ServiceGroup.code == code)) if code else None


def _levels_across(window: Window, level: int) -> float:
    return float(max(window.east - window.west, (window.north - window.south) * 1.3) * 2**level / 360)


def _fitting(window: Window, level: int, levels: Sequence[int]) -> int:
    """Return the finest of `levels`, at most `level`, that keeps the answer small."""
    fitting = [kept for kept in levels if kept <= level and _levels_across(window, kept) <= MAX_CELLS_ACROSS]
    return max(fitting, default=min(levels))


def _ranges(window: Window, level: int) -> list[tuple[int, int]]:
    return cells.ranges(window.west, window.south, window.east, window.north, level)


def _up(cell: SQLColumnExpression[int], level: int) -> ColumnElement[int]:
    return cell.op(">>")(literal(2 * (cells.MAX_LEVEL - level)))


def _rolled(window: Window, shown: Shown, group_id: int | None, level: int) -> list[Any]:
    """Count by cell from the rollup and the changes not folded yet, in one statement."""
    shift = 2 * (cells.MAX_LEVEL - level)
    branches: list[Select[*tuple[Any, ...]]] = []
    # One branch a range: as one list of ranges, the planner would read the whole table.
    for low, high in _ranges(window, level):
        rolled = select(
            MapRoll.cell.label("cell"), MapRoll.map_group.label("map_group"), MapRoll.n.label("n")
        ).where(
            MapRoll.level == level, MapRoll.cell.between(low, high), MapRoll.map_group.in_(shown.map_groups)
        )
        changed = select(_up(MapDelta.cell, level), MapDelta.map_group, MapDelta.n).where(
            MapDelta.cell.between(low << shift, ((high + 1) << shift) - 1),
            MapDelta.map_group.in_(shown.map_groups),
        )
        if group_id is not None:
            rolled = rolled.where(MapRoll.service_group_id == group_id)
            changed = changed.where(MapDelta.service_group_id == group_id)
        branches += [rolled, changed]
    both = union_all(*branches).subquery()
    n = cast(func.sum(both.c.n), BigInteger)
    opened = cast(func.sum(case((both.c.map_group != MapGroup.FIXED, both.c.n), else_=0)), BigInteger)
    return list(
        db.session.execute(
            select(both.c.cell, n, opened, literal(None)).group_by(both.c.cell).having(func.sum(both.c.n) > 0)
        )
    )


def _near(window: Window, shown: Shown, group_id: int | None, level: int) -> ColumnElement[bool]:
    shift = 2 * (cells.MAX_LEVEL - level)
    condition = ServiceRequest.map_group.in_(shown.map_groups) & or_(
        *(
            ServiceRequest.cell.between(low << shift, ((high + 1) << shift) - 1)
            for low, high in _ranges(window, level)
        )
    )
    if group_id is not None:
        condition &= ServiceRequest.service_group_id == group_id
    return condition


def _counted(window: Window, shown: Shown, group_id: int | None, level: int) -> list[Any]:
    """Count by cell from the reports themselves: near the ground, where a view holds few."""
    cell = _up(ServiceRequest.cell, level).label("cell")
    opened = func.sum(case((ServiceRequest.map_group != MapGroup.FIXED, 1), else_=0))
    return list(
        db.session.execute(
            select(cell, func.count(), opened, func.min(ServiceRequest.public_id))
            .where(_near(window, shown, group_id, min(level, 18)))
            .group_by(cell)
        )
    )


def _single_reports(window: Window, shown: Shown, group_id: int | None) -> list[Any] | None:
    """Return the reports of a view, or None where they are too many to show one by one."""
    rows = db.session.execute(
        select(
            ServiceRequest.public_id,
            ServiceRequest.cell,
            ServiceRequest.map_group,
            ServiceRequest.due_at,
            Service.service_code,
        )
        .join(Service, Service.id == ServiceRequest.service_id)
        .where(_near(window, shown, group_id, 18))
        .limit(MAX_POINTS + 1)
    ).all()
    return None if len(rows) > MAX_POINTS else list(rows)


def _clusters(rows: list[Any], level: int) -> dict[str, Any]:
    """Put four neighbouring cells together, at the centre of what they hold, so that no grid shows."""
    merged: dict[int, list[Any]] = {}
    for cell, n, opened, public_id in sorted(rows, key=lambda row: row[0]):
        longitude, latitude = cells.center(cell, level)
        held = merged.setdefault(cell >> 2, [0.0, 0.0, 0, 0, None])
        held[0] += longitude * n
        held[1] += latitude * n
        held[2] += int(n)
        held[3] += int(opened)
        held[4] = public_id
    found = merged.values()
    digits = 4 if level <= 16 else 6
    answer: dict[str, Any] = {
        "kind": "clusters",
        "lon": [round(lon / n, digits) for lon, _, n, _, _ in found],
        "lat": [round(lat / n, digits) for _, lat, n, _, _ in found],
        "n": [n for _, _, n, _, _ in found],
        "open": [opened for _, _, _, opened, _ in found],
        "total": sum(n for _, _, n, _, _ in found),
    }
    if any(n == 1 and public_id for _, _, n, _, public_id in found):
        answer["id"] = [public_id if n == 1 else None for _, _, n, _, public_id in found]
    return answer


def _reports(rows: list[Any], now: datetime) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "kind": "points", "id": [], "lon": [], "lat": [], "status": [], "overdue": [], "service": [], "total": len(rows),
    }  # fmt: skip
    for public_id, cell, map_group, due_at, service_code in rows:
        longitude, latitude = cells.center(cell, cells.MAX_LEVEL)
        answer["id"].append(public_id)
        answer["lon"].append(round(longitude, 6))
        answer["lat"].append(round(latitude, 6))
        answer["status"].append(map_group.value)
        answer["overdue"].append(int(map_group is not MapGroup.FIXED and due_at < now))
        answer["service"].append(service_code)
    return answer
