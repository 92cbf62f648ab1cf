"""Finding what an admin's form chose, and filling its choices."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from app.domain.errors import FieldError
from app.i18n import named
from app.models import Agency, Area, Crew, Level
from app.policy import policy
from app.presentation import now
from app.queries import administration as read


def today() -> date:
    """Return today's date where this service runs."""
    return now().astimezone(policy().calendar.zone).date()


def large_areas() -> list[tuple[int, str]]:
    """Return regions and districts for a choice; mahallas are too many and are named by their code."""
    return [(area.id, named(area.names)) for area in read.areas_of(Level.REGION, Level.DISTRICT)]


def agencies() -> list[tuple[int, str]]:
    """Return the agencies at work, by name."""
    return sorted(((a.id, named(a.names)) for a in read.choices(Agency)), key=lambda pair: pair[1])


def crews() -> list[tuple[int, str]]:
    """Return the crews at work, by agency and name."""
    rows = [
        (c.id, _("%(agency)s: %(crew)s", agency=named(c.agency.names), crew=c.name))
        for c in read.choices(Crew)
    ]
    return sorted(rows, key=lambda pair: pair[1])


def area_of(area_id: int | None, mahalla_code: str | None) -> Area | None:
    """Return the mahalla of a typed code, else the chosen area, else None. Raises FieldError(mahalla_code)."""
    if mahalla_code and mahalla_code.strip():
        area = read.area_by_code(Level.MAHALLA, mahalla_code)
        if area is None:
            raise FieldError("mahalla_code", "unknown")
        return area
    return read.get(Area, area_id) if area_id else None
