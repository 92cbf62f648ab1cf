"""Other open reports around one: the dispatcher sees whether a problem was reported before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all

from app.domain.lifecycle import MapGroup
from app.models import ServiceRequest
from app.queries.entry import Entry, entries_of
from geo import cells
from geo.metres import distance_m, metres_per_degree

#: Farther than this nobody takes two reports for one problem.
NEAR_M = 300.0
MOST = 40
#: Read at most so many before the nearest are chosen; so dense is no place of this size.
MOST_READ = 1000
#: Cells of this level are about 30 m wide here: few ranges cover the circle closely.
LEVEL = 20


@dataclass(frozen=True)
class Neighbour:
    """An open report near another one, and how far away its pin is."""

    entry: Entry
    distance_m: float
    #: The same kind of work, so perhaps the same problem.
    same_group: bool


def nearby_open(
    service_request: ServiceRequest, *, radius_m: float = NEAR_M, most: int = MOST, now: datetime
) -> list[Neighbour]:
    """Return the open reports within so many metres of one, of whatever agency, the nearest first."""
    pin = cells.center(service_request.cell, cells.MAX_LEVEL)
    east_m, north_m = (float(metres) for metres in metres_per_degree(pin[1]))
    east, north = radius_m / east_m, radius_m / north_m
    ranges = cells.ranges(pin[0] - east, pin[1] - north, pin[0] + east, pin[1] + north, LEVEL)
    shift = 2 * (cells.MAX_LEVEL - LEVEL)
    # One branch for each stretch of the index: given all at once, the planner reads the whole table.
    picked = union_all(
        *(
            select(ServiceRequest.id.label("id")).where(
                ServiceRequest.map_group == group,
                ServiceRequest.cell.between(low << shift, ((high + 1) << shift) - 1),
                ServiceRequest.id != service_request.id,
            )
            for group in (MapGroup.OPEN, MapGroup.IN_WORK)
            for low, high in ranges
        )
    ).limit(MOST_READ)
    found = [
        Neighbour(entry, metres, entry.service_group_id == service_request.service_group_id)
        for entry in entries_of(picked.subquery(), now)
        if (metres := distance_m(pin, (entry.longitude, entry.latitude))) <= radius_m
    ]
    return sorted(found, key=lambda neighbour: neighbour.distance_m)[:most]
