"""What a council's map is drawn from: the outlines of an area and of those inside it, and its heat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from app.db import db
from app.models import Area
from app.policy import policy
from app.queries import heat as warmth
from app.queries.council import Shown
from app.queries.statistics_scope import Asked
from app.queries.territory import area_index
from geo import density

#: An outline keeps what is larger than this part of the area's longer side: less than a pixel on a projector.
_DETAIL = 1 / 3000


@dataclass(frozen=True)
class Outline:
    """The boundary of one area, simplified for the map, and a point inside it for its label."""

    area_id: int
    boundary: BaseGeometry
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Ground:
    """The area's own boundary, and the outlines of those inside it whose boundary is known."""

    boundary: BaseGeometry
    inside: Sequence[Outline]


def ground(area: Area) -> Ground | None:
    """Return what the map lies on, or None where the area's boundary is not known."""
    index = area_index()
    held = index.area(area.id)
    if held is None or held.boundary is None or not held.has_surface:
        return None
    ids = db.session.scalars(select(Area.id).where(Area.parent_id == area.id).order_by(Area.code))
    found = [child for child in map(index.area, ids) if child is not None and child.boundary is not None]
    west, south, east, north = held.boundary.bounds
    tolerance = max(east - west, north - south) * _DETAIL
    points = shapely.point_on_surface([child.boundary for child in found])
    return Ground(
        boundary=_simplified(held.boundary, tolerance),
        inside=[
            Outline(child.id, _simplified(child.boundary, tolerance), round(point.x, 6), round(point.y, 6))
            for child, point in zip(found, points, strict=True)
            if child.boundary is not None
        ],
    )


def _simplified(boundary: BaseGeometry, tolerance: float) -> BaseGeometry:
    simple = shapely.simplify(boundary, tolerance, preserve_topology=True)
    return shapely.set_precision(simple, 1e-6, mode="pointwise")


def heat(area: Area, shown: Shown, *, now: datetime) -> density.Surface | None:
    """Return the heat of the reports that the filters mean, or None where the boundary is not known.

    The counts are those of the last fold (`app.queries.heat`); the surface is made of them, never of the points.
    """
    held = area_index().area(area.id)
    if held is None or held.boundary is None or not held.has_surface:
        return None
    radius_m = density.radius_for(held.boundary)
    _, south, _, north = held.boundary.bounds
    level = density.level_for(radius_m, (south + north) / 2)
    span = shown.period.current
    groups = () if shown.service_group_id is None else (shown.service_group_id,)
    counted = warmth.counted(
        Asked(area, span.first_on, span.last_on, groups),
        level,
        today=now.astimezone(policy().calendar.zone).date(),
        standing=shown.standing,
    )
    return density.surface(counted.cells, counted.reports, level, within=held.boundary, radius_m=radius_m)
