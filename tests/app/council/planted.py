"""A year of reports with a cluster and a place of repeated failures in it, written as facts: no scan needs more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import insert

from app.actions import hot_spots
from app.db import db
from app.domain.lifecycle import Status
from app.domain.rollup import STATUSES, day_number
from app.models import HotSpotRun, ReportFact
from app.policy import policy
from geo import cells
from tests.factories import NOW, World

#: In the middle of the first mahalla.
CLUSTER = (69.05, 41.05)
#: In the second one.
PIPE = (69.15, 41.05)


def plant(world: World, *, cluster: int = 20, failures: int = 4, noise: int = 300, seed: int = 5) -> int:
    """Write `noise` reports of a year in the district, a cluster of the last fortnight, and a pipe that fails."""
    seeded = np.random.default_rng(seed)
    today = day_number(policy().calendar.local_day(NOW))
    lons = [*seeded.uniform(69.01, 69.19, noise), *(CLUSTER[0] + seeded.normal(0, 0.0005, cluster))]
    lats = [*seeded.uniform(41.01, 41.09, noise), *(CLUSTER[1] + seeded.normal(0, 0.0004, cluster))]
    days = [*seeded.integers(today - 360, today + 1, noise), *seeded.integers(today - 13, today + 1, cluster)]
    lons += [PIPE[0]] * failures
    lats += [PIPE[1]] * failures
    days += [today - 300 + 60 * n for n in range(failures)]
    rows = [
        fact(world, 900_000 + n, lon, lat, int(day))
        for n, (lon, lat, day) in enumerate(zip(lons, lats, days, strict=True))
    ]
    if rows:
        db.session.execute(insert(ReportFact), rows)
        db.session.commit()
    return today


def fact(world: World, number: int, lon: float, lat: float, day: int, **values: Any) -> dict[str, Any]:
    """A report that was sent on a day and is open."""
    return {
        "report_id": number,
        "region_id": world.region.id,
        "district_id": world.district.id,
        "mahalla_id": world.mahalla.id if lon < 69.1 else world.other_mahalla.id,
        "agency_id": world.agency.id,
        "service_id": world.service.id,
        "service_group_id": world.group.id,
        "cell": cells.cell_of(float(lon), float(lat)),
        "status": STATUSES.index(Status.RECEIVED),
        "reason": -1,
        "people": 1,
        "rating": 0,
        "submitted_day": day,
        "ended_day": -1,
        "late_day": -1,
        "sent_back_day": -1,
        "rated_day": -1,
        "is_confirmed": 0,
        "due_second": None,
        **values,
    }


def look(world: World, at: datetime = NOW) -> HotSpotRun:
    """Ask for a scan and do it."""
    asked = hot_spots.ask(world.district, by=None, at=at)
    run = hot_spots.look(lambda: at, asked.id)
    assert run is not None
    return run
