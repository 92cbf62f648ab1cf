"""A city for the benchmarks: the demo town's territory and catalogue, filled with many reports at once."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from geoalchemy2.shape import to_shape
from sqlalchemy import func, insert, select

from app.actions import upkeep
from app.db import db
from app.demo import texts
from app.demo.subjects import SUBJECTS
from app.domain.lifecycle import OPEN, Status, map_group
from app.models import Agency, Area, Boundary, Crew, Level, Service, ServiceRequest
from geo.cells import cells_of

ALPHABET = "34679ACDEFHJKMNPQRTWXY"
#: How a year of reports stands: most are closed, some wait, few are new.
MIX = {
    Status.RECEIVED: 8,
    Status.ACCEPTED: 8,
    Status.IN_PROGRESS: 6,
    Status.RESOLVED: 6,
    Status.CLOSED: 66,
    Status.REJECTED: 4,
    Status.REOPENED: 2,
}


def fill(n: int, *, seed: int = 7) -> int:
    """Add reports until there are `n`; return how many there are. Bulk inserts, then one rebuild of the map."""
    there = db.session.scalar(select(func.count()).select_from(ServiceRequest)) or 0
    missing = n - there
    if missing <= 0:
        return there
    # Whoever adds to what was added before must not draw the same secrets again.
    rng = np.random.default_rng([seed, there])
    choose = random.Random(seed + there)
    mahallas = _mahallas()
    services = list(db.session.scalars(select(Service)))
    crews: dict[int, list[int]] = {}
    for crew in db.session.scalars(select(Crew)):
        crews.setdefault(crew.agency_id, []).append(crew.id)
    agencies = sorted(crews) or [db.session.scalar(select(Agency.id))]
    # As in life: one agency of a city gets a good part of its reports.
    agency_of = choose.choices(agencies, [1 / (place + 1) for place in range(len(agencies))], k=10_007)
    said = {service.id: _texts(choose, service.service_code) for service in services}
    now = datetime.now(UTC)
    for start in range(0, missing, 5_000):
        size = min(5_000, missing - start)
        picks = rng.integers(0, len(mahallas), size)
        rows = []
        lons, lats = rng.uniform(size=size), rng.uniform(size=size)
        points = []
        for i in range(size):
            west, south, east, north = mahallas[picks[i]][3]
            points.append((float(west + (east - west) * lons[i]), float(south + (north - south) * lats[i])))
        cells = cells_of([p[0] for p in points], [p[1] for p in points])
        for i, (longitude, latitude) in enumerate(points):
            mahalla_id, district_id, region_id, _ = mahallas[picks[i]]
            rows.append(
                _row(
                    choose,
                    now,
                    longitude,
                    latitude,
                    int(cells[i]),
                    mahalla_id,
                    district_id,
                    region_id,
                    services,
                    choose.choice(agency_of),
                    crews,
                    said,
                )
            )
        db.session.execute(insert(ServiceRequest), rows)
        db.session.commit()
    upkeep.rebuild_map()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE service_request")
            connection.exec_driver_sql("VACUUM ANALYZE map_roll")
    else:
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return n


def _mahallas() -> list[tuple[int, int | None, int | None, tuple[float, float, float, float]]]:
    parents = {
        area_id: parent_id for area_id, parent_id in db.session.execute(select(Area.id, Area.parent_id))
    }
    rows = db.session.execute(
        select(Area.id, Boundary.boundary)
        .join(Boundary)
        .where(Area.level == Level.MAHALLA, Boundary.valid_to.is_(None))
    )
    return [
        (area_id, parents[area_id], parents.get(parents[area_id] or 0), to_shape(shape).bounds)
        for area_id, shape in rows
    ]


def _texts(choose: random.Random, service_code: str) -> list[str]:
    """Return what residents write about a service."""
    subject = SUBJECTS.get(service_code)
    return [texts.description(choose, subject)[1] for _ in range(200)] if subject else ["Benchmark"]


def _row(
    choose: random.Random,
    now: datetime,
    longitude: float,
    latitude: float,
    cell: int,
    mahalla_id: int,
    district_id: int | None,
    region_id: int | None,
    services: list[Service],
    agency_id: int,
    crews: dict[int, list[int]],
    said: dict[int, list[str]],
) -> dict[str, Any]:
    status = choose.choices(list(MIX), list(MIX.values()))[0]
    service = choose.choice(services)
    submitted_at = now - timedelta(minutes=choose.randrange(365 * 24 * 60))
    ended = submitted_at + timedelta(hours=choose.randrange(1, 400))
    group = map_group(status)
    if status is Status.CLOSED and now - ended > timedelta(days=30):
        group = None
    identity = uuid.UUID(int=choose.getrandbits(128))
    return {
        "public_id": "".join(choose.choices(ALPHABET, k=10)),
        "client_uuid": str(identity),
        "secret_hash": identity.hex * 2,
        "secret": "benchmark",
        "channel": "web",
        "locale": "uz",
        "service_id": service.id,
        "service_group_id": service.service_group_id,
        "description": choose.choice(said[service.id]),
        "location": f"SRID=4326;POINT({longitude!r} {latitude!r})",
        "cell": cell,
        "address": texts.address(choose),
        "region_id": region_id,
        "district_id": district_id,
        "mahalla_id": mahalla_id,
        "agency_id": agency_id,
        "crew_id": choose.choice(crews[agency_id])
        if agency_id in crews and status is not Status.RECEIVED
        else None,
        "status": status,
        "map_group": group,
        "submitted_at": submitted_at,
        "registered_on": submitted_at.date(),
        "due_at": submitted_at + timedelta(hours=choose.choice([24, 72, 120, 240])),
        "resolved_at": ended if status in (Status.RESOLVED, Status.CLOSED) else None,
        "closed_at": ended if status in (Status.CLOSED, Status.REJECTED) else None,
        "reopened_count": 0,
        "was_overdue": choose.random() < 0.03,
        "is_flagged": choose.random() < 0.01,
        "question_asked_at": now - timedelta(hours=choose.randrange(1, 200))
        if status in OPEN and choose.random() < 0.02
        else None,
        "supporters_count": choose.choice((0, 0, 0, 0, 0, 0, 1, 2, 5, 14)),
        "version": 1,
    }
