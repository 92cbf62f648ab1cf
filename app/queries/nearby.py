"""Other open reports around a place: whether a problem was reported before, for dispatchers and for residents.

Both read stretches of the map's own index, by Morton cells (`geo.cells`), and never more than is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all

from app.access import Condition
from app.domain.coordinates import Position
from app.domain.lifecycle import MapGroup
from app.domain.same_problem import within_m
from app.models import Service, ServiceRequest
from app.queries.entry import Entry, entries_of
from geo import cells
from geo.metres import distance_m, metres_per_degree

#: Farther than this nobody takes two reports for one problem.
NEAR_M = 300.0
MOST = 40
#: A resident is offered so many earlier reports: more than a few nobody compares.
MOST_OFFERED = 3
#: Read at most so many before the nearest are chosen; so dense is no place of this size.
MOST_READ = 1000
#: Cells of this level are about 30 m wide here: few ranges cover the circle closely.
LEVEL = 20


@dataclass(frozen=True)
class Neighbour:
    """An open report near a place, and how far away its pin is."""

    entry: Entry
    distance_m: float
    #: The same kind of work, so perhaps the same problem.
    same_group: bool


def nearby_open(
    service_request: ServiceRequest, *, radius_m: float = NEAR_M, most: int = MOST, now: datetime
) -> list[Neighbour]:
    """Return the open reports within so many metres of one, of whatever agency, the nearest first."""
    pin = cells.center(service_request.cell, cells.MAX_LEVEL)
    others = (ServiceRequest.id != service_request.id,)
    found = _open_around(pin, radius_m, service_request.service_group_id, others, now)
    return sorted(found, key=lambda neighbour: neighbour.distance_m)[:most]


def same_problem_near(
    longitude: float, latitude: float, service: Service, *, now: datetime, most: int = MOST_OFFERED
) -> list[Neighbour]:
    """Return the open reports that may be the problem that somebody is about to report.

    Of the same service group, and as near as `domain.same_problem` says for it; those of the same
    service come first, then the nearest.
    """
    same_group = (ServiceRequest.service_group_id == service.service_group_id,)
    radius_m = within_m(service.group.code)
    found = _open_around((longitude, latitude), radius_m, service.service_group_id, same_group, now)
    found.sort(key=lambda near: (near.entry.service_code != service.service_code, near.distance_m))
    return found[:most]


def _open_around(
    pin: Position, radius_m: float, group_id: int, narrowed: tuple[Condition, ...], now: datetime
) -> list[Neighbour]:
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
                *narrowed,
            )
            for group in (MapGroup.OPEN, MapGroup.IN_WORK)
            for low, high in ranges
        )
    ).limit(MOST_READ)
    return [
        Neighbour(entry, metres, entry.service_group_id == group_id)
        for entry in entries_of(picked.subquery(), now)
        if (metres := distance_m(pin, (entry.longitude, entry.latitude))) <= radius_m
    ]
