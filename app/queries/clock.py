"""Reading the clock of a report: its pauses, and the repair before it that did not last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, union_all
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.coordinates import Position
from app.domain.lifecycle import Status
from app.models import BadRepair, ClockPause, ServiceRequest
from app.queries.lanes import is_one_of
from geo import cells
from geo.metres import distance_m, metres_per_degree

#: A repair has to last so long.
LASTS = timedelta(days=90)
#: Two pins nearer than this are one place: a phone is wrong by as much.
SAME_PLACE_M = 30.0
#: Cells of this level are about 30 m wide here.
LEVEL = 20
MOST_READ = 200


@dataclass(frozen=True)
class Repair:
    """A report of the same service that was repaired at the same place not long ago."""

    id: int
    resolved_at: datetime
    distance_m: float


def pauses_of(service_request: ServiceRequest) -> list[ClockPause]:
    """Return a report's pauses, the first one first."""
    return list(
        db.session.scalars(
            select(ClockPause)
            .where(ClockPause.service_request_id == service_request.id)
            .order_by(ClockPause.id)
        )
    )


def bad_repair_of(service_request: ServiceRequest) -> BadRepair | None:
    """Return what says that this report is about a repair that did not last, or None."""
    return db.session.get(BadRepair, service_request.id, options=[joinedload(BadRepair.earlier)])


def came_back(service_request: ServiceRequest) -> list[BadRepair]:
    """Return the later reports that say that the repair of this one did not last."""
    return list(
        db.session.scalars(
            select(BadRepair)
            .where(BadRepair.earlier_id == service_request.id)
            .order_by(BadRepair.service_request_id)
            .options(joinedload(BadRepair.service_request))
        )
    )


def repaired_lately(pin: Position, service_id: int, at: datetime) -> Repair | None:
    """Return the latest repair of the same service within SAME_PLACE_M of a pin and LASTS before `at`, or None."""
    east_m, north_m = (float(metres) for metres in metres_per_degree(pin[1]))
    east, north = SAME_PLACE_M / east_m, SAME_PLACE_M / north_m
    shift = 2 * (cells.MAX_LEVEL - LEVEL)
    ranges = cells.ranges(pin[0] - east, pin[1] - north, pin[0] + east, pin[1] + north, LEVEL)
    picked = union_all(
        *(
            select(ServiceRequest.id, ServiceRequest.cell, ServiceRequest.resolved_at).where(
                is_one_of(Status.RESOLVED, Status.CLOSED),
                ServiceRequest.service_id == service_id,
                ServiceRequest.cell.between(low << shift, ((high + 1) << shift) - 1),
                ServiceRequest.resolved_at > at - LASTS,
            )
            for low, high in ranges
        )
    ).limit(MOST_READ)
    found = [
        Repair(row.id, row.resolved_at, metres)
        for row in db.session.execute(picked)
        if (metres := distance_m(pin, cells.center(row.cell, cells.MAX_LEVEL))) <= SAME_PLACE_M
    ]
    return max(found, key=lambda repair: (repair.resolved_at, repair.id), default=None)
