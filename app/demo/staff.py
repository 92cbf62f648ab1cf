"""The rows of Namuna's agencies, what they answer for, their crews, and everybody who signs in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher

from app.demo import agencies
from app.demo.names import Names
from app.models import Area, Role, Service, ServiceGroup
from app.models.area import Level

#: One password for everybody; it opens nothing but the demo.
PASSWORD = "namuna-2026"
#: How many mahallas look after small things themselves.
OWN_HANDS = 6

_CREWS = ("1-brigada", "2-brigada", "3-brigada")
Row = dict[str, Any]


@dataclass
class Staff:
    """Rows to be written, and who works where, by id."""

    agencies: list[Row] = field(default_factory=list)
    responsibilities: list[Row] = field(default_factory=list)
    crews: list[Row] = field(default_factory=list)
    #: The agency of those who sign in as `dispatcher` and `crew`.
    first_agency_id: int = 0
    users: list[Row] = field(default_factory=list)
    dispatchers_of: dict[int, list[int]] = field(default_factory=dict)
    #: Agency → (crew, its member).
    crews_of: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    operators: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Account:
    """One of the sign-ins that the demo shows."""

    role: str
    login: str
    about: str


#: For every role the one to begin with.
ACCOUNTS = (
    Account("admin", "admin", "everything"),
    Account("operator", "operator", "files reports for people who phone"),
    Account("dispatcher", "dispatcher", "Namuna avtoyoʻl (roads)"),
    Account("crew", "crew", "its first crew"),
    Account("council", "council", "the whole region"),
    Account("council", "council-yangidaryo", "one district"),
    Account("council", "council-mahalla", "one mahalla of it"),
    Account("resident", "resident", "a resident with an account"),
)


class Hiring:
    """Hires everybody. `inboxes` maps a district's id to its own inbox; ids go on from `first_agency_id`."""

    def __init__(
        self, areas: Sequence[Area], now: datetime, first_agency_id: int, inboxes: Mapping[int, int]
    ) -> None:
        self.staff = Staff()
        self.now, self.since = now, now.date() - timedelta(days=500)
        self.regions = [area for area in areas if area.level is Level.REGION]
        self.districts = sorted(
            (area for area in areas if area.level is Level.DISTRICT), key=lambda area: area.code
        )
        self.mahallas = [area for area in areas if area.level is Level.MAHALLA]
        self.inboxes = inboxes
        self._agency_ids = itertools.count(first_agency_id)
        self._ids = {name: itertools.count(1) for name in ("crew", "user", "rule")}
        # One hash for all of them: it takes its time on purpose, and there are many.
        self._password_hash = PasswordHasher().hash(PASSWORD)
        self._of_kind: dict[str, list[tuple[int, int | None]]] = {}

    def hire(
        self, groups: Sequence[ServiceGroup], services: Sequence[Service], dense: Sequence[Area]
    ) -> Staff:
        """Return all rows. `dense` are the mahallas that look after small things themselves."""
        region_id = self.regions[0].id
        for row in agencies.EVERYWHERE:
            self._agency(row[0], row[1], agencies.names_of(row), region_id, crews=3)
        for row in agencies.BY_DISTRICT:
            for district, slug in zip(self.districts, agencies.DISTRICT_SLUGS, strict=True):
                self._agency(
                    row[0], f"{row[1]}-{slug}", agencies.names_of(row, district.names), district.id, crews=3
                )
        former = agencies.FORMER
        former_id = self._agency(
            former[0], former[1], agencies.names_of(former), self.districts[1].id, crews=1, covers=False
        )
        self._rules(groups, services, former_id)
        self._mahallas(services, dense)
        for number, (_, inbox_id) in enumerate(sorted(self.inboxes.items())):
            self._people_of(inbox_id, f"qabulxona-{agencies.DISTRICT_SLUGS[number]}", "Qabulxona", crews=1)
        self._others(dense)
        return self.staff

    def _agency(
        self,
        kind: str,
        slug: str,
        names: Names,
        area_id: int,
        *,
        crews: int,
        posts: Names = agencies.POSTS,
        covers: bool = True,
    ) -> int:
        agency_id = next(self._agency_ids)
        self.staff.agencies.append(
            {
                "id": agency_id,
                "code": slug,
                "kind": kind,
                "names": names,
                "posts": posts,
                # No operator has the code 00, so nobody's telephone rings.
                "phone": f"+998 00 100 {agency_id // 100:02d} {agency_id % 100:02d}",
                "email": f"{slug}@namuna.example",
                "area_id": area_id,
                "is_active": True,
            }
        )
        if covers:
            self._of_kind.setdefault(kind, []).append((agency_id, area_id))
        self._people_of(agency_id, slug, names["uz"], crews=crews)
        return agency_id

    def _people_of(self, agency_id: int, slug: str, name: str, *, crews: int) -> None:
        first = slug == "yol"
        if first:
            self.staff.first_agency_id = agency_id
        for number in range(2 if crews == 3 else 1):
            login = "dispatcher" if first and number == 0 else f"{slug}{number + 1 if number else ''}"
            user_id = self._user(login, f"{name}: dispetcher", Role.DISPATCHER, agency_id=agency_id)
            self.staff.dispatchers_of.setdefault(agency_id, []).append(user_id)
        for number in range(crews):
            crew_id = next(self._ids["crew"])
            self.staff.crews.append(
                {"id": crew_id, "agency_id": agency_id, "name": _CREWS[number], "is_active": True}
            )
            login = "crew" if first and number == 0 else f"{slug}-brigada{number + 1}"
            user_id = self._user(
                login, f"{name}: {_CREWS[number]}", Role.CREW, agency_id=agency_id, crew_id=crew_id
            )
            self.staff.crews_of.setdefault(agency_id, []).append((crew_id, user_id))

    def _rules(self, groups: Sequence[ServiceGroup], services: Sequence[Service], former_id: int) -> None:
        old_centre, changed_on = self.districts[1].id, self.now.date() - timedelta(days=140)
        for group in groups:
            for agency_id, area_id in self._of_kind.get(agencies.GROUPS.get(group.code, ""), ()):
                if group.code == "waste" and area_id == old_centre:
                    self._rule(former_id, area_id, self.since, group_id=group.id, until=changed_on)
                    self._rule(agency_id, area_id, changed_on, group_id=group.id)
                elif group.code == agencies.UNCOVERED[0]:
                    for number, district in enumerate(self.districts):
                        if number != agencies.UNCOVERED[1]:
                            self._rule(agency_id, district.id, self.since, group_id=group.id)
                else:
                    self._rule(agency_id, area_id, self.since, group_id=group.id)
        for service in services:
            for agency_id, area_id in self._of_kind.get(agencies.SERVICES.get(service.service_code, ""), ()):
                self._rule(agency_id, area_id, self.since, service_id=service.id)

    def _mahallas(self, services: Sequence[Service], dense: Sequence[Area]) -> None:
        own = [service for service in services if service.service_code in agencies.MAHALLA_SERVICES]
        for number, area in enumerate(dense, start=1):
            names = agencies.mahalla_names(area.names)
            agency_id = self._agency(
                "mahalla", f"mahalla-{number}", names, area.id, crews=1, posts=agencies.CHAIR
            )
            for service in own:
                self._rule(agency_id, area.id, self.since, service_id=service.id)

    def _others(self, dense: Sequence[Area]) -> None:
        self._user("admin", "Namuna administratori", Role.ADMIN)
        for login in ("operator", "operator2"):
            self.staff.operators.append(self._user(login, "Namuna qoʻngʻiroq markazi", Role.OPERATOR))
        self._user("resident", "Dilnoza Namunayeva", Role.RESIDENT)
        self._user("council", "Namuna viloyati kengashi", Role.COUNCIL, area_id=self.regions[0].id)
        for district, slug in zip(self.districts, agencies.DISTRICT_SLUGS, strict=True):
            self._user(
                f"council-{slug}", f"{district.names['uz']} kengashi", Role.COUNCIL, area_id=district.id
            )
        chosen = [area for area in dense if area.parent_id == self.districts[2].id] or list(dense)
        for number, area in enumerate(chosen[:4]):
            login = f"council-mahalla{number + 1 if number else ''}"
            self._user(login, f"{area.names['uz']} mahallasi kengashi", Role.COUNCIL, area_id=area.id)

    def _rule(
        self,
        agency_id: int,
        area_id: int | None,
        since: date,
        *,
        group_id: int | None = None,
        service_id: int | None = None,
        until: date | None = None,
    ) -> None:
        self.staff.responsibilities.append(
            {
                "id": next(self._ids["rule"]),
                "area_id": area_id,
                "service_id": service_id,
                "service_group_id": group_id,
                "agency_id": agency_id,
                "valid_from": since,
                "valid_to": until,
            }
        )

    def _user(self, login: str, name: str, role: Role, **scope: int | None) -> int:
        user_id = next(self._ids["user"])
        self.staff.users.append(
            {
                "id": user_id,
                "login": login,
                "name": name,
                "password_hash": self._password_hash,
                "role": role,
                "agency_id": scope.get("agency_id"),
                "crew_id": scope.get("crew_id"),
                "area_id": scope.get("area_id"),
                "is_active": True,
                "session_version": 1,
                "locale": None,
                "created_at": self.now - timedelta(days=400),
                "signed_in_at": None,
            }
        )
        return user_id
