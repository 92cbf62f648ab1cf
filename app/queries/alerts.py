"""Who wants to be told of new reports where, and which reports those are. Every lookup is served by an index."""

from __future__ import annotations

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, Select, select, tuple_, union_all
from sqlalchemy.orm import joinedload

from app.access import in_area
from app.db import db
from app.domain.circles import LEVELS, level_of
from app.domain.errors import NotFound
from app.domain.lifecycle import MapGroup
from app.models import Area, Level, Service, ServiceGroup, ServiceRequest, Subscription, SubscriptionCell
from geo import cells
from geo.metres import distance_m, metres_per_degree

#: A message, or a feed, holds so many reports at most.
MOST_IN_MAIL = 20
MOST_IN_FEED = 50
#: Of a circle, so many are read at most before the newest are chosen.
MOST_READ = 20_000


@dataclass(frozen=True)
class Circle:
    """A place (EPSG:4326) and so many metres around it."""

    longitude: float
    latitude: float
    radius_m: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what holds the circle, in degrees."""
        east_m, north_m = (float(metres) for metres in metres_per_degree(self.latitude))
        # A little more: distances are measured on a sphere, degrees on the ellipsoid.
        east, north = (1.01 * self.radius_m / metres for metres in (east_m, north_m))
        return self.longitude - east, self.latitude - north, self.longitude + east, self.latitude + north

    def holds(self, cell: int) -> bool:
        """Say whether a pin, as its level-26 cell, lies inside; the edge belongs to it."""
        pin = cells.center(cell, cells.MAX_LEVEL)
        return distance_m((self.longitude, self.latitude), pin) <= self.radius_m

    def cells(self) -> list[tuple[int, int]]:
        """Return the (level, cell) pairs that it is kept by: at most four. Raises FieldError."""
        level = level_of(self.radius_m, math.cos(math.radians(self.latitude)))
        west, south, east, north = self.box
        corners = cells.cells_of([west, west, east, east], [south, north, south, north]).tolist()
        return [(level, cell) for cell in sorted({cells.parent(corner, level) for corner in corners})]


@dataclass(frozen=True)
class Where:
    """What somebody wants to hear of: an area or a circle, and one group of services or all."""

    area: Area | None = None
    circle: Circle | None = None
    group: ServiceGroup | None = None


def matching(service_request: ServiceRequest) -> list[int]:
    """Return the subscriptions, confirmed ones, that a report belongs to."""
    wanted = (
        Subscription.confirmed_at.is_not(None),
        Subscription.service_group_id.is_(None)
        | (Subscription.service_group_id == service_request.service_group_id),
    )
    ids = [service_request.mahalla_id, service_request.district_id, service_request.region_id]
    in_areas = select(Subscription.id).where(Subscription.area_id.in_([i for i in ids if i]), *wanted)
    around = [(level, cells.parent(service_request.cell, level)) for level in LEVELS]
    near = (
        select(Subscription.id, Subscription.longitude, Subscription.latitude, Subscription.radius_m)
        .join(SubscriptionCell, SubscriptionCell.subscription_id == Subscription.id)
        .where(tuple_(SubscriptionCell.level, SubscriptionCell.cell).in_(around), *wanted)
    )
    found = list(db.session.scalars(in_areas))
    for id_, longitude, latitude, radius_m in db.session.execute(near):
        if Circle(*_circle(longitude, latitude, radius_m)).holds(service_request.cell):
            found.append(id_)
    return found


def _circle(
    longitude: float | None, latitude: float | None, radius_m: float | None
) -> tuple[float, float, float]:
    """Return the three columns of a circle; the database holds that they are there together."""
    assert longitude is not None
    assert latitude is not None
    assert radius_m is not None
    return longitude, latitude, radius_m


def where_of(subscription: Subscription) -> Where:
    """Return what a subscription is about."""
    circle = None
    if subscription.area_id is None:
        circle = Circle(*_circle(subscription.longitude, subscription.latitude, subscription.radius_m))
    return Where(subscription.area, circle, subscription.group)


def new_reports(where: Where, since: datetime, until: datetime) -> tuple[list[ServiceRequest], int]:
    """Return the newest reports sent in [since, until) that the map shows, at most MOST_IN_MAIL; and how many there are."""
    sent = [
        ServiceRequest.submitted_at >= since,
        ServiceRequest.submitted_at < until,
        ServiceRequest.map_group.is_not(None),
        *_of_group(where),
    ]
    if where.area is not None:
        sent.append(in_area(where.area))
    rows = db.session.execute(
        select(ServiceRequest.id, ServiceRequest.cell)
        .where(*sent)
        .order_by(ServiceRequest.submitted_at.desc(), ServiceRequest.id.desc())
        .limit(MOST_READ)
    ).all()
    ids = [row.id for row in rows if where.circle is None or where.circle.holds(row.cell)]
    return _loaded(ids[:MOST_IN_MAIL]), len(ids)


def newest(where: Where, most: int = MOST_IN_FEED) -> list[ServiceRequest]:
    """Return the newest reports that the map shows, for a feed."""
    if where.circle is None:
        assert where.area is not None
        found = (
            select(ServiceRequest.id)
            .where(in_area(where.area), ServiceRequest.map_group.is_not(None), *_of_group(where))
            .order_by(ServiceRequest.submitted_at.desc(), ServiceRequest.id.desc())
            .limit(most)
        )
        return _loaded(list(db.session.scalars(found)))
    rows = db.session.execute(_in_cells(where)).all()
    inside = [row for row in rows if where.circle.holds(row.cell)]
    inside.sort(key=lambda row: (row.submitted_at, row.id), reverse=True)
    return _loaded([row.id for row in inside[:most]])


def _in_cells(where: Where) -> Select[tuple[int, int, datetime]]:
    """Return the pins in the cells that a circle reaches into; one stretch of the map's index for each."""
    assert where.circle is not None
    level = min(cells.MAX_LEVEL, level_of(where.circle.radius_m, 1.0) + 3)
    shift = 2 * (cells.MAX_LEVEL - level)
    stretches = union_all(
        *(
            select(
                ServiceRequest.id.label("id"),
                ServiceRequest.cell.label("cell"),
                ServiceRequest.submitted_at.label("submitted_at"),
            ).where(
                ServiceRequest.map_group == group,
                ServiceRequest.cell.between(low << shift, ((high + 1) << shift) - 1),
                *_of_group(where),
            )
            for group in MapGroup
            for low, high in cells.ranges(*where.circle.box, level)
        )
    ).subquery()
    return select(stretches.c.id, stretches.c.cell, stretches.c.submitted_at).limit(MOST_READ)


def _of_group(where: Where) -> list[ColumnElement[bool]]:
    return [] if where.group is None else [ServiceRequest.service_group_id == where.group.id]


def _loaded(ids: Sequence[int]) -> list[ServiceRequest]:
    rows = db.session.scalars(
        select(ServiceRequest)
        .where(ServiceRequest.id.in_(ids))
        .options(
            joinedload(ServiceRequest.service).joinedload(Service.group),
            joinedload(ServiceRequest.mahalla),
            joinedload(ServiceRequest.district),
            joinedload(ServiceRequest.region),
            joinedload(ServiceRequest.agency),
        )
    )
    return sorted(rows, key=lambda report: ids.index(report.id))


def find(secret: str) -> Subscription:
    """Return a subscription for whoever holds the link in its messages. Raises NotFound."""
    digest = sha256(secret.encode()).hexdigest()
    found: Subscription | None = db.session.scalar(
        select(Subscription)
        .where(Subscription.secret_hash == digest)
        .options(joinedload(Subscription.area), joinedload(Subscription.group))
    )
    if found is None or not hmac.compare_digest(found.secret_hash, digest):
        raise NotFound("subscription")
    return found


def by_id(subscription_id: int) -> Subscription | None:
    """Return a subscription with what its messages say, or None where it was stopped."""
    return db.session.get(
        Subscription,
        subscription_id,
        options=[
            joinedload(Subscription.area),
            joinedload(Subscription.group),
            joinedload(Subscription.device),
        ],
    )


def find_area(level: str, code: str) -> Area:
    """Return an area by its level and code. Raises NotFound."""
    found = None
    if level in set(Level):
        found = db.session.scalar(select(Area).where(Area.level == Level(level), Area.code == code))
    if found is None:
        raise NotFound(f"{level} {code}"[:100])
    return found


def find_group(code: str) -> ServiceGroup | None:
    """Return a group of services by its code, or None."""
    return db.session.scalar(select(ServiceGroup).where(ServiceGroup.code == code)) if code else None


def districts() -> list[Area]:
    """Return the districts with their regions, for a list to pick from."""
    return list(
        db.session.scalars(
            select(Area)
            .where(Area.level == Level.DISTRICT)
            .options(joinedload(Area.parent))
            .order_by(Area.parent_id, Area.code)
        )
    )


def mahallas_of(district: Area) -> list[Area]:
    """Return the mahallas of a district, for a list to pick from."""
    return list(
        db.session.scalars(
            select(Area).where(Area.parent_id == district.id, Area.level == Level.MAHALLA).order_by(Area.code)
        )
    )
