"""The inbox: lanes with their counts, filters in the address, a page of reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import redirect, render_template, url_for

from app import access
from app.dispatch import telling
from app.dispatch.blueprint import bp
from app.dispatch.chosen import PER_PAGE, Chosen, chosen
from app.domain.errors import NotFound
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.i18n import named
from app.presentation import now
from app.queries import choices, reports, worklist
from app.queries.entry import Entry
from app.queries.page import Page
from app.signing_in import me, requires


@bp.get("/")
@requires(access.may_use_inbox)
def index() -> Any:
    """Show one lane of the inbox; a report's number leads to the report itself."""
    looking = chosen()
    number = _number(looking.text)
    if number and _is_here(number):
        return redirect(url_for(".report", public_id=number))
    at = now()
    page = _page(looking, at)
    return render_template(
        "dispatch/index.html",
        looking=looking,
        lanes=telling.lanes(looking, worklist.lane_counts(me(), at, **looking.filters)),
        lane_name=telling.LANES[looking.lane][0],
        nothing=telling.LANES[looking.lane][2],
        page=page,
        rows=[telling.row(entry, looking, at) for entry in page.items],
        number=number,
        **_filter_choices(),
    )


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
    }


def beside(looking: Chosen) -> list[telling.Row]:
    """Return the page of the inbox that a report was opened from, for the list beside it."""
    at = now()
    return [telling.row(entry, looking, at) for entry in _page(looking, at).items]


def _page(looking: Chosen, at: datetime) -> Page[Entry]:
    return worklist.inbox(
        me(), lane=looking.lane, page=looking.page, per_page=PER_PAGE, now=at, **looking.filters
    )
