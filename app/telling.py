"""How every room tells of a report: its place, its photos, how its agency was found, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import words
from app.domain.lifecycle import Actor
from app.i18n import named
from app.models import Agency, Area, Photo, PhotoKind, ServiceRequest
from app.policy import policy
from app.presentation import day
from app.queries import reports
from app.queries.reports import Event


@dataclass(frozen=True)
class Picture:
    """A photo on a page: the thumbnail, the large one, and what it shows."""

    url: str
    full: str
    alt: str


def place_words(areas: tuple[Area | None, ...]) -> str:
    """Return the areas as a line, the most specific first: `Navbahor mahallasi, Yunusobod tumani`."""
    return ", ".join(named(area.names) for area in areas if area is not None)


def place_of(service_request: ServiceRequest) -> str:
    """Return where a report lies: the mahalla and the district, or what is known."""
    near = (service_request.mahalla, service_request.district)
    return place_words(near if any(near) else (service_request.region,))


def photo_url(key: str, size: str) -> str:
    """Return the address of one size (thumb, small, medium, large) of a photo, by its key."""
    return url_for("resident.photo", key=key, size=size)


def picture(photo: Photo, service_request: ServiceRequest, size: str = "small") -> Picture:
    """Return a photo for a page, with a text that says what it shows."""
    what = named(service_request.service.names)
    alt = {
        PhotoKind.BEFORE: _("The problem: %(what)s", what=what),
        PhotoKind.AFTER: _("After the repair: %(what)s", what=what),
        PhotoKind.CONTRACTOR: _("From a contractor: %(what)s", what=what),
    }[photo.kind]
    return Picture(photo_url(photo.key, size), photo_url(photo.key, "large"), alt)


def receipt(service_request: ServiceRequest) -> str:
    """Say in words how the agency was found: the routing's receipt."""
    if not service_request.routings:
        return ""
    routing = service_request.routings[-1]
    if routing.cause == "handed_over":
        return _("Another agency had the report first and handed it over.")
    if routing.cause == "decided":
        return _("The agencies could not agree whose it is, and the council decided.")
    where = f"{place_words((routing.area,))}. {words.LOCATED_BY[routing.located_by]}"
    if routing.responsibility_id is None:
        return f"{where} " + _(
            "No agency is named for this kind of work here yet, so the area's own office answers."
        )
    return f"{where} " + _(
        "There this agency answers for: %(group)s.", group=named(service_request.service.group.names)
    )


def timeline(service_request: ServiceRequest, *, staff: bool = False) -> list[dict[str, Any]]:
    """Return what happened, newest first, for the timeline component; `staff` reads hidden comments too."""
    return [
        {
            "what": _what(event),
            "who": who_acted(event.actor, event.agency, event.crew_name),
            "at": event.at,
            "note": event.note,
            "status": event.status or "",
            "photos": [picture(photo, service_request) for photo in event.photos],
            "remark_id": event.remark_id,
            "move": event.move,
            "hidden_because": event.hidden_because,
        }
        for event in reports.timeline(service_request, staff=staff)
    ]


def _what(event: Event) -> str:
    if event.move == "hand_over" and event.to_agency is not None:
        return _("The report was handed over to %(agency)s.", agency=named(event.to_agency.names))
    if event.move == "decide" and event.to_agency is not None:
        return _("The council decided: %(agency)s answers.", agency=named(event.to_agency.names))
    if event.move == "split":
        return _("A part of the report goes on as report %(number)s.", number=event.other)
    if event.move == "submit" and event.other:
        return _("The report was made out of a part of report %(number)s.", number=event.other)
    if event.move == "escalate" and event.step:
        return str(words.ESCALATED[event.step])
    if event.move == "extend" and event.until is not None:
        return _("Put off to %(day)s, with notice to the resident.", day=day(event.until))
    if event.move == "study" and event.until is not None:
        return _("The answer needs further study: it is due by %(day)s.", day=day(event.until))
    if event.planned_on is not None:
        on = day(event.planned_on)
        if event.move == "assign":
            return _("A crew was assigned. The work is planned for %(day)s.", day=on)
        return _("The work is planned for %(day)s.", day=on)
    if event.reason_code is not None:
        return _(
            "The report was rejected: %(reason)s.",
            reason=str(words.REASON_CODE[event.reason_code]).lower(),
        )
    return str(words.MOVE[event.move])


def who_acted(actor: Actor, agency_: Agency | None, crew_name: str = "") -> str:
    """Return the post that acted, never a person's name."""
    agency = named(agency_.names) if agency_ else ""
    if actor is Actor.CREW and crew_name:
        return f"{crew_name}, {agency}" if agency else crew_name
    return str(
        {
            Actor.REPORTER: _("A resident"),
            Actor.OPERATOR: _("The call centre, for a resident"),
            Actor.CREW: agency,
            Actor.DISPATCHER: agency,
            Actor.ADMIN: _("The administration"),
            Actor.SYSTEM: _("By itself"),
            Actor.COUNCIL: _("The council"),
            Actor.CONTRACTOR: _("A contractor"),
        }[actor]
    )


@dataclass(frozen=True)
class Due:
    """A promise in a few words. `tone` is late, today, or empty."""

    words: str
    tone: str


def due_words(due_at: datetime, at: datetime) -> Due:
    """Say how a promise stands, short enough for a table: `Today by 18:00`, `18 days late`.

    In days, never in weeks: eighteen days late is not "three weeks".
    """
    if due_at < at:
        return Due(_late(at - due_at), "late")
    calendar = policy().calendar
    time = f"{due_at.astimezone(calendar.zone):%H:%M}"
    days = (calendar.local_day(due_at) - calendar.local_day(at)).days
    if not days:
        return Due(_("Today by %(time)s", time=time), "today")
    if days == 1:
        return Due(_("Tomorrow by %(time)s", time=time), "")
    return Due(ngettext("In %(num)d day", "In %(num)d days", days), "")


def _late(by: timedelta) -> str:
    if by.days:
        return str(ngettext("%(num)d day late", "%(num)d days late", by.days))
    hours, minutes = by.seconds // 3600, by.seconds // 60
    if hours:
        return str(ngettext("%(num)d hour late", "%(num)d hours late", hours))
    return str(ngettext("%(num)d minute late", "%(num)d minutes late", minutes))


def names_line(names: Sequence[Mapping[str, str]]) -> str:
    """Return names by locale as a line in the reader's language: `Navbahor mahallasi, Yunusobod tumani`."""
    return ", ".join(named(name) for name in names)


def others(supporters: int) -> str:
    """Say how many residents have a problem besides the one who reported it; nothing where nobody does."""
    if not supporters:
        return ""
    return str(ngettext("%(num)d more resident has it", "%(num)d more residents have it", supporters))
