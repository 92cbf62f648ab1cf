"""What a report in Namuna stands on: areas, services, rules and people by id, as the database knows them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.demo.pictures import Drawn
from app.demo.staff import Staff
from app.domain.routing import Rule, choose
from app.domain.sla import WorkingCalendar
from app.models import Area, Service


@dataclass(frozen=True)
class Ground:
    """Everything that rows refer to. `boundaries` and `inboxes` are by area id."""

    now: datetime
    calendar: WorkingCalendar
    areas: Mapping[str, Area]
    boundaries: Mapping[int, int]
    territory_version: int
    services: Mapping[str, Service]
    staff: Staff
    rules: Sequence[Rule]
    inboxes: Mapping[int, int]
    drawings: Mapping[tuple[str, int, bool], Drawn]

    def chain(self, mahalla_code: str) -> tuple[Area, Area, Area]:
        """Return a mahalla, its district and its region."""
        mahalla = self.areas[mahalla_code]
        district = next(area for area in self.areas.values() if area.id == mahalla.parent_id)
        region = next(area for area in self.areas.values() if area.id == district.parent_id)
        return mahalla, district, region

    def answering(self, chain: Sequence[Area], service: Service, at: datetime) -> tuple[int, int | None]:
        """Return (agency, responsibility) for a service at a place and a moment, as routing decides it."""
        on = self.calendar.local_day(at)
        rule = choose(self.rules, [area.id for area in chain], service.id, service.service_group_id, on)
        return (rule.agency_id, rule.id) if rule else (self.inboxes[chain[1].id], None)


def rules_of(staff: Staff) -> list[Rule]:
    """Return the responsibilities as routing sees them."""
    return [Rule(**row) for row in staff.responsibilities]


def paces(rng: random.Random, staff: Staff) -> dict[int, float]:
    """Return how slow each agency is; the waste of Bogʻzor has always been a sore point."""
    found = {}
    for agency_id in staff.dispatchers_of:
        code = next((row["code"] for row in staff.agencies if row["id"] == agency_id), "")
        found[agency_id] = 1.9 if code == "toza-hudud-bogzor" else rng.uniform(0.65, 1.3)
    return found
