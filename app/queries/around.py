"""The reports around a place, for the inbox: their ids, and how near they are.

Read out of the map's own index by Morton cells, as `queries.nearby` does, but with what waits and what is over too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, union_all

from app.access import Condition
from app.db import db
from app.domain.coordinates import Position
from app.domain.lifecycle import MapGroup
from app.models import ServiceRequest
from geo import cells
from geo.metres import distance_m, metres_per_degree

#: Whoever names a point means what lies so near it.
NEAR_M = 300
#: A village or a square is larger than a point.
WIDER_M = 1000
#: The nearest so many are shown; where more lie, the circle says how far it reaches.
MOST = 1000
#: Read so many at most; where more lie, the circle is halved until they are few enough.
MOST_READ = 3000
SMALLEST_M = 20
#: Cells of this level are about 30 m wide here: few ranges cover the circle closely.
LEVEL = 20

#: What somebody still has to do with, and what is over; what is closed stays on the map for a while.
_ACTIVE: Sequence[MapGroup | None] = (MapGroup.OPEN, MapGroup.IN_WORK, MapGroup.FIXED)
_OVER: Sequence[MapGroup | None] = (MapGroup.FIXED, None)


@dataclass(frozen=True)
class Near:
    """A circle around a place, its middle as longitude and latitude."""

    longitude: float
    latitude: float
    radius_m: int = NEAR_M

    @property
    def position(self) -> Position:
        """Its middle."""
        return self.longitude, self.latitude


@dataclass(frozen=True)
class Around:
    """The ids of the reports in a circle; `radius_m` is how far it really reaches, where it was too full."""

    ids: Sequence[int]
    radius_m: int


def around(near: Near, *conditions: Condition, over: bool = False) -> Around:
    """Return the reports under the conditions in a circle, the nearest MOST of them; `over`: those that have ended.

    One statement where the circle is not too full for one.
    """
    radius_m = near.radius_m
    rows = _within(near.position, radius_m, conditions, over)
    while len(rows) > MOST_READ and radius_m > SMALLEST_M:
        radius_m = max(SMALLEST_M, radius_m // 2)
        rows = _within(near.position, radius_m, conditions, over)
    measured = sorted(
        (metres, row_id)
        for row_id, cell in rows
        if (metres := distance_m(near.position, cells.center(cell, cells.MAX_LEVEL))) <= radius_m
    )
    if len(measured) > MOST:
        measured = measured[:MOST]
        radius_m = int(measured[-1][0])
    return Around([row_id for _, row_id in measured], radius_m)


def nearness(near: Near) -> Any:
    """Return what orders reports by how far they are from the middle: the square of the metres, in the plane."""
    east_m, north_m = (float(metres) for metres in metres_per_degree(near.latitude))
    east = (func.ST_X(ServiceRequest.location) - near.longitude) * east_m
    north = (func.ST_Y(ServiceRequest.location) - near.latitude) * north_m
    return east * east + north * north


def _within(pin: Position, radius_m: float, conditions: Sequence[Condition], over: bool) -> Sequence[Any]:
    east_m, north_m = (float(metres) for metres in metres_per_degree(pin[1]))
    east, north = radius_m / east_m, radius_m / north_m
    ranges = cells.ranges(pin[0] - east, pin[1] - north, pin[0] + east, pin[1] + north, LEVEL)
    shift = 2 * (cells.MAX_LEVEL - LEVEL)
    # One branch for each stretch of the index: given all at once, the planner reads the whole table.
    picked = union_all(
        *(
            select(ServiceRequest.id, ServiceRequest.cell).where(
                ServiceRequest.map_group == group if group else ServiceRequest.map_group.is_(None),
                ServiceRequest.cell.between(low << shift, ((high + 1) << shift) - 1),
                *conditions,
            )
            for group in (_OVER if over else _ACTIVE)
            for low, high in ranges
        )
    ).limit(MOST_READ + 1)
    return db.session.execute(picked).all()
