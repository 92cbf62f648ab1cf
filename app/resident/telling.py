"""What the residents' pages say about a report: facts from the queries, made into sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app import words
from app.i18n import named
from app.models import ServiceRequest
from app.presentation import moment, now
from app.queries import reports
from app.queries.answering import Answer, Place
from app.telling import photo_url, place_of, place_words, receipt


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
        thumb=photo_url(service_request.photos[0].key, "small") if service_request.photos else "",
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
        "receipt": receipt(service_request),
        "otherwise": _(
            "From that moment on the report is shown as overdue to everybody, and the council of %(area)s sees it first.",
            area=named(area.names) if area else "",
        )
        if service_request.is_open
        else "",
    }


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
