"""One maker for each noun. Each adds to the session and flushes; what is not named gets a plain value."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from geoalchemy2.shape import to_shape
from shapely import MultiPolygon, box

from app.actions import fieldwork, oversight, photographs, reporting
from app.db import db
from app.domain.lifecycle import ReasonCode
from app.models import (
    Agency,
    Area,
    Boundary,
    Crew,
    Level,
    OutboxMessage,
    PhotoKind,
    Responsibility,
    Role,
    Service,
    ServiceGroup,
    ServiceRequest,
    SlaBasis,
    Subscription,
    TerritoryVersion,
    User,
)
from tests.app.pictures import encoded, quarters

_numbers = itertools.count(1)
NOW = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)


def _added(thing: Any) -> Any:
    db.session.add(thing)
    db.session.flush()
    return thing


def make_area(
    level: Level | str = Level.MAHALLA,
    bounds: tuple[float, float, float, float] = (69.0, 41.0, 69.1, 41.1),
    *,
    code: str | None = None,
    parent: Area | None = None,
    boundary: Any = None,
    **values: Any,
) -> Area:
    """An area with a square boundary (west, south, east, north), or the shape that is given."""
    number = next(_numbers)
    level = Level(level)
    area = _added(
        Area(
            level=level,
            code=code or f"{number:06d}",
            parent_id=parent.id if parent else None,
            names=values.pop("names", {"uz": f"{level.value} {number}"}),
            **values,
        )
    )
    shape = boundary if boundary is not None else MultiPolygon([box(*bounds)])
    _added(
        Boundary(
            area_id=area.id,
            version=1,
            boundary=f"SRID=4326;{shape.wkt}",
            area_km2=1.0,
            checksum=str(number),
            valid_from=date(2020, 1, 1),
            imported_at=NOW,
        )
    )
    territory = db.session.get(TerritoryVersion, 1)
    territory.version += 1
    db.session.flush()
    return area


def make_group(code: str | None = None, **values: Any) -> ServiceGroup:
    """A service group."""
    code = code or f"group{next(_numbers)}"
    values.setdefault("names", {"uz": code})
    return _added(ServiceGroup(code=code, icon="construction", **values))


def make_service(group: ServiceGroup | None = None, code: str | None = None, **values: Any) -> Service:
    """A service that promises three working days and demands an after-photo."""
    code = code or f"service{next(_numbers)}"
    values.setdefault("names", {"uz": code})
    values.setdefault("sla_hours", 24)
    values.setdefault("sla_basis", SlaBasis.WORKING)
    group = group or make_group()
    return _added(
        Service(service_code=code, service_group_id=group.id, descriptions={}, icon="construction", **values)
    )


def make_agency(code: str | None = None, **values: Any) -> Agency:
    """An agency that mends roads."""
    code = code or f"agency{next(_numbers)}"
    values.setdefault("kind", "roads")
    values.setdefault("names", {"uz": code})
    values.setdefault("posts", {"uz": "Bosh dispetcher"})
    return _added(Agency(code=code, **values))


def make_responsibility(
    agency: Agency,
    *,
    service: Service | None = None,
    group: ServiceGroup | None = None,
    area: Area | None = None,
    **values: Any,
) -> Responsibility:
    """A responsibility since 2020, for a service or a group, in an area or everywhere."""
    values.setdefault("valid_from", date(2020, 1, 1))
    return _added(
        Responsibility(
            agency_id=agency.id,
            service_id=service.id if service else None,
            service_group_id=group.id if group else None,
            area_id=area.id if area else None,
            **values,
        )
    )


def make_crew(agency: Agency, **values: Any) -> Crew:
    """A crew of an agency."""
    values.setdefault("name", f"Crew {next(_numbers)}")
    return _added(Crew(agency_id=agency.id, **values))


def make_user(role: Role | str, **scope: Any) -> User:
    """Somebody who signs in; `agency`, `crew` or `area` is how far the role reaches."""
    number = next(_numbers)
    ids = {
        f"{name}_id": thing.id
        for name, thing in scope.items()
        if name in ("agency", "crew", "area") and thing
    }
    values = {name: value for name, value in scope.items() if name not in ("agency", "crew", "area")}
    values.setdefault("login", f"user{number}@example.uz")
    values.setdefault("name", f"User {number}")
    values.setdefault("password_hash", "!")
    return _added(User(role=Role(role), created_at=NOW, **ids, **values))


class World:
    """One region with a district of two mahallas, one agency that answers, its crew, and a signed-in person each."""

    def __init__(self) -> None:
        self.region = make_area("region", (69.0, 41.0, 70.0, 42.0), code="17")
        self.district = make_area("district", (69.0, 41.0, 69.4, 41.4), code="1701", parent=self.region)
        self.mahalla = make_area("mahalla", (69.0, 41.0, 69.1, 41.1), code="170101", parent=self.district)
        self.other_mahalla = make_area(
            "mahalla", (69.1, 41.0, 69.2, 41.1), code="170102", parent=self.district
        )
        self.group = make_group("roads")
        self.service = make_service(self.group, "pothole")
        self.agency = make_agency("roads-1701", area_id=self.district.id)
        self.other_agency = make_agency("water-1701", kind="water")
        self.responsibility = make_responsibility(self.agency, group=self.group, area=self.district)
        self.crew = make_crew(self.agency)
        self.other_crew = make_crew(self.agency)
        self.dispatcher = make_user("dispatcher", agency=self.agency)
        self.other_dispatcher = make_user("dispatcher", agency=self.other_agency)
        self.crew_member = make_user("crew", crew=self.crew)
        self.other_crew_member = make_user("crew", crew=self.other_crew)
        self.council = make_user("council", area=self.district)
        self.operator = make_user("operator")
        self.admin = make_user("admin")
        self.resident = make_user("resident")
        db.session.commit()

    def draft(self, **values: Any) -> reporting.Draft:
        """A filled-in form in the middle of the first mahalla."""
        return reporting.Draft(
            **{
                "client_uuid": str(uuid.uuid4()),
                "longitude": 69.05,
                "latitude": 41.05,
                "service_code": self.service.service_code,
                "description": "Yoʻlda chuqur bor",
                "locale": "uz",
                **values,
            }
        )

    def report(self, status: str = "received", *, at: datetime = NOW, **values: Any) -> ServiceRequest:
        """A report, walked by the real actions to a status."""
        sr = reporting.submit(self.draft(**values), by=None, at=at)
        if status == "received":
            return sr
        if status == "rejected":
            oversight.reject(sr, ReasonCode.NOT_A_PROBLEM, by=self.dispatcher, at=at)
            return sr
        oversight.assign(sr, self.crew, by=self.dispatcher, at=at)
        if status == "accepted":
            return sr
        fieldwork.start(sr, by=self.crew_member, at=at + timedelta(minutes=1))
        if status == "in_progress":
            return sr
        at_the_pin = make_photo("after", position=to_shape(sr.location).coords[0])
        fieldwork.resolve(sr, by=self.crew_member, photo_tokens=[at_the_pin], at=at + timedelta(hours=1))
        if status == "closed":
            reporting.confirm(sr, rating=5, at=at + timedelta(hours=2))
        elif status == "reopened":
            reporting.not_fixed(sr, note="Hali ham chuqur", at=at + timedelta(hours=2))
        return sr


def make_photo(
    kind: str = "before", *, at: datetime = NOW, position: tuple[float, float] | None = None
) -> str:
    """Upload a real photo and return its token."""
    photo, _ = photographs.keep_photo(encoded(quarters()), PhotoKind(kind), at=at, position=position)
    assert photo.upload_token
    return photo.upload_token


def make_subscription(area: Area | None = None, *, confirmed: bool = True, **values: Any) -> Subscription:
    """Somebody who is told of new reports in an area, or in the circle that is given."""
    number = next(_numbers)
    values.setdefault("email", f"neighbour{number}@example.uz")
    values.setdefault("locale", "uz")
    values.setdefault("told_until_at", NOW)
    secret = f"secret-of-subscription-{number}"
    return _added(
        Subscription(
            area_id=area.id if area else None,
            secret=secret,
            secret_hash=reporting.hash_secret(secret),
            created_at=NOW,
            confirmed_at=NOW if confirmed else None,
            **values,
        )
    )


def make_parked_message(**values: Any) -> OutboxMessage:
    """A message that was tried too often."""
    values.setdefault("key", f"message-{next(_numbers)}")
    values.setdefault("kind", "message")
    values.setdefault("payload", {})
    return _added(
        OutboxMessage(
            created_at=NOW, not_before_at=NOW, parked_at=NOW, attempts=10, last_error="smtp 421", **values
        )
    )
