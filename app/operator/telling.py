"""What the operators' pages say of a report: what the caller may hear, and nothing about who sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.i18n import named
from app.presentation import moment, number
from app.queries.answering import Answer, Place
from app.queries.entry import Entry
from app.queries.nearby import Neighbour
from app.queries.place_search import Found
from app.telling import Due, due_words, names_line, others, photo_url, place_words
from app.words import PLACE_KIND


@dataclass(frozen=True)
class Row:
    """One report in a list."""

    public_id: str
    href: str
    title: str
    icon: str
    place: str
    address: str
    status: str
    overdue: bool
    due: Due | None
    due_at: datetime
    submitted_at: datetime
    agency: str


def row(entry: Entry, at: datetime) -> Row:
    """Return a report for a list."""
    return Row(
        public_id=entry.public_id,
        href=url_for("resident.page", public_id=entry.public_id),
        title=named(entry.service_names),
        icon=entry.service_icon,
        place=names_line(entry.areas),
        address=entry.address,
        status=entry.status,
        overdue=entry.is_overdue,
        due=due_words(entry.due_at, at) if entry.is_open else None,
        due_at=entry.due_at,
        submitted_at=entry.submitted_at,
        agency=named(entry.agency_names),
    )


def who_gets_it(place: Place, answer: Answer) -> dict[str, str]:
    """Return who will answer, where and by when, before anything is sent."""
    agency = (
        named(answer.agency.names)
        if answer.agency is not None
        else _("The office of %(area)s", area=named(answer.place.inbox_area.names))
    )
    return {
        "who": agency,
        "when": _("By %(moment)s", moment=moment(answer.due_at)),
        "where": place_words(place.chain),
        "what": named(answer.service.names),
        "send": _("Send to %(agency)s", agency=agency),
    }


def near(neighbour: Neighbour) -> dict[str, Any]:
    """Return an open report that may be the caller's problem."""
    entry = neighbour.entry
    return {
        "public_id": entry.public_id,
        "href": url_for("resident.page", public_id=entry.public_id),
        "title": named(entry.service_names),
        "place": entry.address or names_line(entry.areas),
        "words": entry.description,
        "far": _("%(metres)s m from your pin", metres=number(round(neighbour.distance_m))),
        "status": entry.status,
        "overdue": entry.is_overdue,
        "thumb": photo_url(entry.photo_key, "small") if entry.photo_key else "",
        "others": others(entry.supporters_count),
    }


def place(found: Found) -> dict[str, Any]:
    """Return a place that was found by its name, for a form without scripts."""
    return {
        "name": named(found.names),
        "kind": str(PLACE_KIND[found.kind]),
        "around": place_words(found.around[:2]),
        "latitude": round(found.latitude, 6),
        "longitude": round(found.longitude, 6),
        "attribution": found.attribution,
    }
