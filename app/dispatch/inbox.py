"""The inbox: lanes with their counts, filters in the address, a page of reports, and filters that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import filters
from app.dispatch import place_words, telling
from app.dispatch.blueprint import bp
from app.dispatch.chosen import PER_PAGE, Chosen, chosen, saved, searched
from app.domain.errors import DomainError, NotFound
from app.domain.pasted_place import is_link
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.i18n import named
from app.presentation import now
from app.queries import choices, questions, reports, saved_filters, worklist
from app.queries.entry import Entry
from app.queries.page import Page
from app.refusals import sentence
from app.signing_in import me, requires


@bp.get("/")
@requires(access.may_use_inbox)
def index() -> Any:
    """Show one lane of the inbox; a report's number leads to the report itself."""
    looking = chosen()
    number = _number(looking.text)
    if number and _is_here(number):
        return redirect(url_for(".report", public_id=number))
    seen = shown(looking)
    places = place_words.offered(looking)
    if looking.text and not seen["rows"] and not any(lane["any"] for lane in seen["lanes"]):
        # Nobody wrote the words, but a place is called so: its reports are what is looked for.
        meant = [one for one in places if one.is_meant]
        if meant:
            at = now()
            return redirect(next((one for one in meant if _page(one.looking, at).items), meant[0]).href)
    return render_template(
        "dispatch/index.html",
        number=number,
        places=places,
        asked=questions.waiting(me(), now()),
        **seen,
        **_filter_choices(),
    )


@bp.post("/search")
@requires(access.may_use_inbox)
def search() -> Any:
    """Lead to what was searched for. The form is sent, so that a phone number stands in no address and no log."""
    return redirect(url_for(".index", **searched().query()), 303)


@bp.post("/filters")
@requires(access.may_use_inbox)
def save_filter() -> Any:
    """Keep what the address says under a name."""
    looking = replace(chosen(), page=1)
    try:
        kept = filters.save(request.form.get("name", ""), looking.saved_as, by=me(), at=now())
        flash(_("The filter “%(name)s” is saved.", name=kept.name), "success")
    except DomainError as error:
        flash(sentence(error), "error")
    return redirect(url_for(".index", **looking.query()), 303)


@bp.post("/filters/<int:filter_id>/forget")
@requires(access.may_use_inbox)
def forget_filter(filter_id: int) -> Any:
    """Remove one of the own filters."""
    filters.forget(filter_id, by=me())
    flash(_("The filter is removed. The reports are where they were."), "success")
    return redirect(url_for(".index", **chosen().query()), 303)


def shown(looking: Chosen) -> dict[str, Any]:
    """Return all that changes by itself on the page: the lanes with their counts, and the rows, with their mark."""
    at = now()
    page = _page(looking, at)
    counts = worklist.lane_counts(me(), at, **looking.filters)
    lanes = telling.lanes(looking, counts)
    rows = [telling.row(entry, looking, at) for entry in page.items]
    return {
        "looking": looking,
        "lane_name": telling.LANES[looking.lane][0],
        "nothing": telling.LANES[looking.lane][2],
        "lanes": lanes,
        "uncounted": not counts,
        "page": page,
        "rows": rows,
        "far": {entry.public_id: place_words.far(entry, looking) for entry in page.items},
        "place": place_words.narrowed_to(looking),
        "dead_link": is_link(looking.text),
        "by_agency": access.may_administer(me()),
        "mark": _mark(lanes, rows, page.has_next),
    }


def _mark(*seen: Any) -> str:
    """Return what is the same as long as everything that is seen is the same, in this language."""
    return sha256(repr([str(part) for part in seen]).encode()).hexdigest()[:32]


def _number(text: str) -> str:
    """Return the report's number that was typed, as it is printed, or an empty text."""
    try:
        return normalise_public_id(text)
    except UnreadablePublicId:
        return ""


def _is_here(number: str) -> bool:
    try:
        worklist.find(number, me())
    except NotFound:
        return False
    return True


def _filter_choices() -> dict[str, Any]:
    user = me()
    everywhere = access.may_administer(user)
    return {
        "groups": [
            (group.code, named(group.names), [(s.service_code, named(s.names)) for s in group.services])
            for group in reports.offered_services()
        ],
        "crews": choices.crews_of(None if everywhere else user.agency_id),
        "agencies": [(agency.code, named(agency.names)) for agency in choices.agencies()]
        if everywhere
        else [],
        "kept": [
            {"id": one.id, "name": one.name, "href": url_for(".index", **saved(one.query).query())}
            for one in saved_filters.saved_by(user)
        ],
    }


def beside(looking: Chosen) -> list[telling.Row]:
    """Return the page of the inbox that a report was opened from, for the list beside it."""
    at = now()
    return [telling.row(entry, looking, at) for entry in _page(looking, at).items]


def _page(looking: Chosen, at: datetime) -> Page[Entry]:
    return worklist.inbox(
        me(), lane=looking.lane, page=looking.page, per_page=PER_PAGE, now=at, **looking.filters
    )
