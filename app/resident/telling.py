"""What the residents' pages say about a report: facts from the queries, made into sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import words
from app.domain.lifecycle import ANSWER_WINDOW, Status
from app.i18n import named
from app.models import ServiceRequest
from app.presentation import moment, now, number
from app.queries import photographs, reports
from app.queries.answering import Answer, Place
from app.queries.nearby import Neighbour
from app.telling import due_words, names_line, others, photo_url, place_of, place_words, receipt


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
    #: How many more residents have it, in words; empty where nobody said so.
    others: str


def card(service_request: ServiceRequest) -> Card:
    """Return a report for a list."""
    first = photographs.first_public(service_request)
    return Card(
        href=url_for("resident.page", public_id=service_request.public_id),
        title=named(service_request.service.names),
        place=place_of(service_request),
        status=service_request.status,
        overdue=service_request.is_overdue(now()),
        at=service_request.submitted_at,
        due_at=service_request.due_at,
        is_open=service_request.is_open,
        thumb=photo_url(first.key, "thumb") if first else "",
        others=others(service_request.supporters_count),
    )


@dataclass(frozen=True)
class Offered:
    """An open report that may be the problem that somebody is about to report."""

    public_id: str
    title: str
    place: str
    words: str
    far: str
    status: str
    overdue: bool
    due_at: datetime
    thumb: str
    others: str


def offered(near: Neighbour) -> Offered:
    """Return a report near a pin for the offer before sending."""
    entry = near.entry
    return Offered(
        public_id=entry.public_id,
        title=named(entry.service_names),
        place=entry.address or names_line(entry.areas),
        words=entry.description,
        far=_("%(metres)s m from your pin", metres=number(round(near.distance_m))),
        status=entry.status,
        overdue=entry.is_overdue,
        due_at=entry.due_at,
        thumb=photo_url(entry.photo_key, "small") if entry.photo_key else "",
        others=others(entry.supporters_count),
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


def next_step(service_request: ServiceRequest, *, own: bool = False) -> str:
    """Say what happens next, and who does it; `own` speaks to the resident whose turn it may be."""
    agency = named(service_request.agency.names)
    step = reports.what_happens_next(service_request)
    if own and step in ("resident_answers", "resident_is_asked"):
        return {
            "resident_answers": _("The crew says that it is fixed. Look at it: you have the last word."),
            "resident_is_asked": _("%(agency)s asks you something and waits for your answer.", agency=agency),
        }[step]
    return str(
        {
            "agency_accepts": _("%(agency)s has the report and looks at it next.", agency=agency),
            "crew_is_assigned": _("%(agency)s has accepted it and sends a crew next.", agency=agency),
            "crew_comes": _("A crew has it on its list and comes to the place next."),
            "crew_finishes": _("A crew is at work. It shows a photo when it is done."),
            "resident_answers": _(
                "The crew says that it is fixed. The resident who sent it has 7 days to confirm."
            ),
            "resident_is_asked": _(
                "%(agency)s asked the resident something and waits for the answer.", agency=agency
            ),
            "done": _("This is done. Nothing more will happen."),
            "rejected": _("The agency will not work on this. The reason stands below."),
            "see_original": _("The same problem was reported before; that report goes on."),
        }[step]
    )


def by_when(service_request: ServiceRequest, *, own: bool = False) -> str:
    """Say by when the next step is taken, and what happens otherwise; nothing where no day is set."""
    if service_request.is_open:
        # A day beside a question would look like the day for its answer.
        if service_request.due_at < now() or service_request.question_asked_at is not None:
            return ""
        return _("It is to be done by %(moment)s.", moment=moment(service_request.due_at))
    if service_request.status != Status.RESOLVED or service_request.resolved_at is None:
        return ""
    until = service_request.resolved_at + ANSWER_WINDOW
    if until < now():
        return _("The time to answer has passed; the report closes by itself now.")
    if not own:
        return _("If nobody answers by %(moment)s, the report closes by itself.", moment=moment(until))
    days = min(ANSWER_WINDOW.days, max(1, -(-(until - now()) // timedelta(days=1))))
    return str(
        ngettext(
            "You have %(num)d day, until %(moment)s; then the report closes by itself.",
            "You have %(num)d days, until %(moment)s; then the report closes by itself.",
            days,
            moment=moment(until),
        )
    )


def how_late(service_request: ServiceRequest) -> str:
    """Say plainly that a promise is broken, and by how much; nothing where it is kept so far."""
    promised = moment(service_request.due_at)
    if service_request.is_open and service_request.due_at < now():
        return _(
            "%(late)s: it was promised by %(moment)s, and is not done yet.",
            late=due_words(service_request.due_at, now()).words,
            moment=promised,
        )
    if reports.late_when_fixed(service_request):
        return _("The work was done later than promised; it was promised by %(moment)s.", moment=promised)
    return ""


def agency_of(answer: Answer) -> str:
    """Return who will answer; an area whose own office was not needed before is named by its area."""
    if answer.agency is not None:
        return named(answer.agency.names)
    return _("The office of %(area)s", area=named(answer.place.inbox_area.names))


def where_words(place: Place, answer: Answer | None) -> dict[str, Any]:
    """Return what the pin picker says: where that is, who will answer, and by when."""
    told: dict[str, Any] = {
        "title": place_words(place.chain),
        "short": place_words(place.chain[:2]),
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
