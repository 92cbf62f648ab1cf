"""What the residents' pages say about a report: facts from the queries, made into sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app import words
from app.domain.lifecycle import Actor
from app.i18n import named
from app.models import Area, Photo, PhotoKind, ServiceRequest
from app.presentation import moment, now
from app.queries import reports
from app.queries.answering import Answer, Place
from app.queries.reports import Event


@dataclass(frozen=True)
class Picture:
    """A photo on a page: the thumbnail, the large one, and what it shows."""

    url: str
    full: str
    alt: str


@dataclass(frozen=True)
class Card:
    """A report in a list or in the sheet."""

    href: str
    title: str
    place: str
    status: str
    overdue: bool
    at: datetime
    due_at: datetime
    is_open: bool
    thumb: str


def place_words(areas: tuple[Area | None, ...]) -> str:
    """Return the areas as a line, the most specific first: `Navbahor mahallasi, Yunusobod tumani`."""
    return ", ".join(named(area.names) for area in areas if area is not None)


def place_of(service_request: ServiceRequest) -> str:
    """Return where a report lies: the mahalla and the district, or what is known."""
    near = (service_request.mahalla, service_request.district)
    return place_words(near if any(near) else (service_request.region,))


def photo_url(photo: Photo, size: str) -> str:
    """Return the address of one size of a photo."""
    return url_for("resident.photo", key=photo.key, size=size)


def picture(photo: Photo, service_request: ServiceRequest, size: str = "small") -> Picture:
    """Return a photo for a page, with a text that says what it shows."""
    what = named(service_request.service.names)
    alt = (
        _("After the repair: %(what)s", what=what)
        if photo.kind is PhotoKind.AFTER
        else _("The problem: %(what)s", what=what)
    )
    return Picture(photo_url(photo, size), photo_url(photo, "large"), alt)


def card(service_request: ServiceRequest) -> Card:
    """Return a report for a list."""
    return Card(
        href=url_for("resident.page", public_id=service_request.public_id),
        title=named(service_request.service.names),
        place=place_of(service_request),
        status=service_request.status,
        overdue=service_request.is_overdue(now()),
        at=service_request.submitted_at,
        due_at=service_request.due_at,
        is_open=service_request.is_open,
        thumb=photo_url(service_request.photos[0], "small") if service_request.photos else "",
    )


def who_answers(service_request: ServiceRequest) -> dict[str, Any]:
    """Return what the card of that name shows."""
    agency = service_request.agency
    area = service_request.district or service_request.area
    return {
        "agency": named(agency.names),
        "post": named(agency.posts),
        "phone": agency.phone,
        "due_at": service_request.due_at,
        "is_open": service_request.is_open,
        "receipt": _receipt(service_request),
        "otherwise": _(
            "From that moment on the report is shown as overdue to everybody, and the council of %(area)s sees it first.",
            area=named(area.names) if area else "",
        )
        if service_request.is_open
        else "",
    }


def _receipt(service_request: ServiceRequest) -> str:
    """Say in words how the agency was found: the routing's receipt."""
    if not service_request.routings:
        return ""
    routing = service_request.routings[-1]
    if routing.cause == "handed_over":
        return _("Another agency had the report first and handed it over.")
    where = f"{place_words((routing.area,))}. {words.LOCATED_BY[routing.located_by]}"
    if routing.responsibility_id is None:
        return f"{where} " + _(
            "No agency is named for this kind of work here yet, so the area's own office answers."
        )
    return f"{where} " + _(
        "There this agency answers for: %(group)s.", group=named(service_request.service.group.names)
    )


def next_step(service_request: ServiceRequest) -> str:
    """Say what happens next, and who does it."""
    agency = named(service_request.agency.names)
    return str(
        {
            "agency_accepts": _("%(agency)s has the report and looks at it next.", agency=agency),
            "crew_is_assigned": _("%(agency)s has accepted it and sends a crew next.", agency=agency),
            "crew_comes": _("A crew has it on its list and comes to the place next."),
            "crew_finishes": _("A crew is at work. It shows a photo when it is done."),
            "resident_answers": _(
                "The crew says that it is fixed. The resident who sent it has 7 days to confirm."
            ),
            "done": _("This is done. Nothing more will happen."),
            "rejected": _("The agency will not work on this. The reason stands below."),
            "see_original": _("The same problem was reported before; that report goes on."),
        }[reports.what_happens_next(service_request)]
    )


def timeline(service_request: ServiceRequest) -> list[dict[str, Any]]:
    """Return what happened, newest first, for the timeline component."""
    return [
        {
            "what": _what(event),
            "who": _who(event),
            "at": event.at,
            "note": event.note,
            "status": event.status,
            "photos": [picture(photo, service_request) for photo in event.photos],
        }
        for event in reports.timeline(service_request)
    ]


def _what(event: Event) -> str:
    if event.move == "hand_over" and event.to_agency is not None:
        return _("The report was handed over to %(agency)s.", agency=named(event.to_agency.names))
    if event.reason_code is not None:
        return _(
            "The report was rejected: %(reason)s.",
            reason=str(words.REASON_CODE[event.reason_code]).lower(),
        )
    return str(words.MOVE[event.move])


def _who(event: Event) -> str:
    """Return the post that acted, never a person's name."""
    agency = named(event.agency.names) if event.agency else ""
    if event.actor is Actor.CREW and event.crew_name:
        return f"{event.crew_name}, {agency}" if agency else event.crew_name
    return str(
        {
            Actor.REPORTER: _("A resident"),
            Actor.OPERATOR: _("The call centre, for a resident"),
            Actor.CREW: agency,
            Actor.DISPATCHER: agency,
            Actor.ADMIN: _("The administration"),
            Actor.SYSTEM: _("By itself"),
        }[event.actor]
    )


def agency_of(answer: Answer) -> str:
    """Return who will answer; an area whose own office was not needed before is named by its area."""
    if answer.agency is not None:
        return named(answer.agency.names)
    return _("The office of %(area)s", area=named(answer.place.inbox_area.names))


def where_words(place: Place, answer: Answer | None) -> dict[str, Any]:
    """Return what the pin picker says: where that is, who will answer, and by when."""
    told: dict[str, Any] = {
        "title": place_words(place.chain),
        "area": f"{place.area.level}:{place.area.code}",
        "lines": [],
    }
    if place.located_by == "nearest":
        told["lines"].append(str(words.LOCATED_BY["nearest"]))
    if answer is not None:
        told["who"] = agency_of(answer)
        told["when"] = _("By %(moment)s", moment=moment(answer.due_at))
        told["send"] = _("Send to %(agency)s", agency=told["who"])
        told["lines"].append(
            _("%(agency)s answers, by %(moment)s.", agency=told["who"], moment=moment(answer.due_at))
        )
    return told
