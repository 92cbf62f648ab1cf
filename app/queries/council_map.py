"""What a council's map is drawn from: the outlines of an area and of those inside it, and its heat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, literal, select

from app.db import db
from app.models import Area, ServiceRequest
from app.queries.council import Shown, meant
from app.queries.territory import area_index
from geo import cells, density

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

    The database counts them by cell; the surface is made of the counts, never of the points.
    """
    held = area_index().area(area.id)
    if held is None or held.boundary is None or not held.has_surface:
        return None
    radius_m = density.radius_for(held.boundary)
    _, south, _, north = held.boundary.bounds
    level = density.level_for(radius_m, (south + north) / 2)
    cell = ServiceRequest.cell.op(">>")(literal(2 * (cells.MAX_LEVEL - level))).label("at_level")
    rows = db.session.execute(
        select(cell, func.count()).where(meant(area, shown, now=now)).group_by("at_level")
    ).all()
    counted = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    return density.surface(counted[:, 0], counted[:, 1], level, within=held.boundary, radius_m=radius_m)
