"""What a small map on another site needs besides the map's own counts: its newest reports, and what to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry import mapping
from sqlalchemy import select

from app.access import in_area
from app.db import db
from app.domain.lifecycle import OPEN, MapGroup
from app.models import Area, Level, Service, ServiceGroup, ServiceRequest
from app.queries.territory import area_index

#: More than these nobody reads in a small frame; the map has them all.
LISTED = 20


#: An outline keeps what is larger than this part of the area's longer side: a pixel or two of a small frame.
_DETAIL = 1 / 800


@dataclass(frozen=True)
class Newest:
    """One report as the list under the map names it."""

    public_id: str
    map_group: MapGroup
    is_overdue: bool
    service_names: dict[str, str]


def newest(
    area: Area | None, group: ServiceGroup | None, *, now: datetime, most: int = LISTED
) -> Sequence[Newest]:
    """Return the newest reports that the public map shows, at most so many."""
    one = ServiceRequest
    statement = (
        select(
            *(one.public_id, one.map_group, one.status, one.due_at, one.was_overdue),
            Service.names.label("names"),
        )
        .join(Service, Service.id == one.service_id)
        .where(one.map_group.is_not(None))
        .order_by(one.submitted_at.desc(), one.id.desc())
        .limit(most)
    )
    if area is not None:
        statement = statement.where(in_area(area))
    if group is not None:
        statement = statement.where(one.service_group_id == group.id)
    return [
        Newest(
            row.public_id,
            row.map_group,
            row.status in OPEN and (row.due_at < now or row.was_overdue),
            row.names,
        )
        for row in db.session.execute(statement)
    ]


def outside(area: Area) -> Mapping[str, Any] | None:
    """Return all land around an area as a GeoJSON geometry, or None where its boundary is not known."""
    held = area_index().area(area.id)
    if held is None or held.boundary is None or not held.has_surface:
        return None
    west, south, east, north = held.boundary.bounds
    side = max(east - west, north - south)
    simple = shapely.simplify(held.boundary, side * _DETAIL, preserve_topology=True)
    around = shapely.box(west - 9 * side, south - 9 * side, east + 9 * side, north + 9 * side)
    found: Mapping[str, Any] = mapping(shapely.set_precision(around.difference(simple), 1e-5))
    return found


def find_group(code: str) -> ServiceGroup | None:
    """Return a group of services by its code, or None."""
    # PostgreSQL keeps no NUL in a text, and refuses to look for one.
    if not code or "\0" in code or len(code) > 60:
        return None
    return db.session.scalar(select(ServiceGroup).where(ServiceGroup.code == code))


def larger_areas() -> Sequence[Area]:
    """Return every region and, behind each, its districts, by code."""
    found = db.session.scalars(
        select(Area).where(Area.level.in_([Level.REGION, Level.DISTRICT])).order_by(Area.code)
    ).all()
    regions = [area for area in found if area.level is Level.REGION]
    inside = {region.id: [area for area in found if area.parent_id == region.id] for region in regions}
    alone = [area for area in found if area.level is Level.DISTRICT and area.parent_id not in inside]
    return [area for region in regions for area in (region, *inside[region.id])] + alone


def groups() -> Sequence[ServiceGroup]:
    """Return the groups of services, in the catalogue's order."""
    return db.session.scalars(select(ServiceGroup).order_by(ServiceGroup.position, ServiceGroup.code)).all()
