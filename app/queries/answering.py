"""Who answers for a place and a service, and by when: the same answer before and after sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.db import db
from app.domain.errors import OutsideTerritory, UnknownService
from app.domain.routing import Rule, choose
from app.domain.sla import due_at
from app.models import INBOX_KIND, Agency, Area, LocatedBy, Responsibility, Service
from app.policy import policy
from app.queries.territory import area_index, areas_by_id, territory_version
from geo.locate import AreaIndex, UnreadablePoint


@dataclass(frozen=True)
class Place:
    """Where a pin lies: the areas, and how they were found."""

    longitude: float
    latitude: float
    region: Area | None
    district: Area | None
    mahalla: Area | None
    boundary_id: int | None
    located_by: LocatedBy
    distance_m: float
    territory_version: int

    @property
    def chain(self) -> tuple[Area, ...]:
        """The areas, the most specific first; never empty."""
        return tuple(area for area in (self.mahalla, self.district, self.region) if area is not None)

    @property
    def area(self) -> Area:
        """The most specific area."""
        return self.chain[0]

    @property
    def inbox_area(self) -> Area:
        """Whose own inbox gets what no responsibility covers: the district, else the nearest thing to it."""
        return self.district or self.region or self.area


@dataclass(frozen=True)
class Answer:
    """The routing of one service at one place. `agency` is None until the area's own inbox exists."""

    place: Place
    service: Service
    agency: Agency | None
    responsibility_id: int | None
    due_at: datetime


def find_place(longitude: float, latitude: float, *, index: AreaIndex | None = None) -> Place:
    """Return where a pin lies (EPSG:4326). Raises OutsideTerritory, which knows whether they look swapped.

    `index` is the process's own, unless an import asks about boundaries that are not committed yet.
    """
    index = index or area_index()
    try:
        located = index.locate(longitude, latitude)
    except UnreadablePoint:
        raise OutsideTerritory(
            longitude, latitude, swapped=_lies_inside(index, latitude, longitude)
        ) from None
    if located.area is None:
        raise OutsideTerritory(longitude, latitude, swapped=_lies_inside(index, latitude, longitude))
    areas = areas_by_id(area.id for area in located.chain)
    return Place(
        longitude=longitude,
        latitude=latitude,
        region=areas.get(located.region.id) if located.region else None,
        district=areas.get(located.district.id) if located.district else None,
        mahalla=areas.get(located.mahalla.id) if located.mahalla else None,
        boundary_id=located.area.boundary_id,
        located_by=LocatedBy(located.located_by),
        distance_m=located.distance_m,
        territory_version=territory_version(),
    )


def _lies_inside(index: AreaIndex, longitude: float, latitude: float) -> bool:
    try:
        return index.locate(longitude, latitude).area is not None
    except UnreadablePoint:
        return False


def find_service(service_code: str) -> Service:
    """Return a service that is on offer. Raises UnknownService."""
    service = db.session.scalar(
        select(Service).where(Service.service_code == service_code, Service.is_active)
    )
    if service is None:
        raise UnknownService(service_code)
    return service


def who_answers(place: Place, service: Service, *, at: datetime) -> Answer:
    """Return which agency answers for a service at a place, and by when, at a moment.

    The most specific area wins, then the service's own rule over its group's, then the newest. No rule:
    the district's own inbox.
    """
    rule = _choose(place, service, at)
    agency = db.session.get(Agency, rule.agency_id) if rule else inbox_of(place.inbox_area)
    calendar = policy().calendar
    return Answer(
        place=place,
        service=service,
        agency=agency,
        responsibility_id=rule.id if rule else None,
        due_at=due_at(at, service.sla_hours, service.sla_basis.value, calendar),
    )


def inbox_of(area: Area) -> Agency | None:
    """Return an area's own inbox, or None where it was not made yet."""
    return db.session.scalar(select(Agency).where(Agency.kind == INBOX_KIND, Agency.area_id == area.id))


def _choose(place: Place, service: Service, at: datetime) -> Rule | None:
    on = at.astimezone(policy().calendar.zone).date()
    chain = [area.id for area in place.chain]
    rows = db.session.scalars(
        select(Responsibility)
        .join(Agency, Agency.id == Responsibility.agency_id)
        .where(
            Agency.is_active,
            or_(Responsibility.area_id.in_(chain), Responsibility.area_id.is_(None)),
            or_(
                Responsibility.service_id == service.id,
                Responsibility.service_group_id == service.service_group_id,
            ),
        )
    )
    rules = [
        Rule(
            id=row.id,
            agency_id=row.agency_id,
            area_id=row.area_id,
            service_id=row.service_id,
            service_group_id=row.service_group_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]
    return choose(rules, chain, service.id, service.service_group_id, on)
