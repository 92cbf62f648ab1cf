"""Pages to read: the map, the list beside it, one report."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request

from app import access
from app.clock_words import why_it_stands
from app.domain.lifecycle import MapGroup
from app.i18n import named
from app.legal import law_sentence
from app.models import PhotoKind, ServiceRequest
from app.presentation import now
from app.queries import reports, territory
from app.resident import telling
from app.resident.blueprint import bp
from app.resident.places import Answers
from app.signing_in import me_or_none, public
from app.telling import others, picture, place_of, timeline

#: So many of the newest reports lie in the sheet over the map.
IN_SHEET = 6
PER_PAGE = 20


@bp.get("/")
@public
def index() -> Any:
    """Show the map, with the newest reports in the sheet."""
    return render_template(
        "resident/index.html",
        cards=[telling.card(item) for item in reports.public_list(per_page=IN_SHEET).items],
        groups=_groups(),
        bounds=territory.territory_bounds(),
        centre=current_app.config["MAP_CENTRE"],
        search=Answers(),
    )


@bp.get("/reports", endpoint="reports")
@public
def report_list() -> Any:
    """Show what the map shows as a list, by group and status, a page at a time."""
    status = request.args.get("status", "")
    group = request.args.get("group", "")[:60]
    number = request.args.get("page", 1, type=int)
    page = reports.public_list(
        group_code=group or None,
        map_group=MapGroup(status) if status in set(MapGroup) else None,
        page=max(1, number),
        per_page=PER_PAGE,
    )
    return render_template(
        "resident/reports.html",
        page=page,
        cards=[telling.card(item) for item in page.items],
        groups=_groups(),
        group=group,
        status=status,
    )


def _groups() -> list[tuple[str, str]]:
    return [(group.code, named(group.names)) for group in reports.offered_services()]


@bp.get("/r/<public_id>")
@public
def page(public_id: str) -> Any:
    """Show one report to everybody; a council of its area finds the way to ask the agency."""
    found = reports.find(public_id)
    may_ask = access.may_oversee(me_or_none(), found)
    return render_template("resident/page.html", may_ask=may_ask, **facts(found))


def facts(service_request: ServiceRequest, *, own: bool = False) -> dict[str, Any]:
    """Return what the page of a report shows, to everybody and to its reporter; `own` speaks to the reporter."""
    before = reports.photos_of(service_request, PhotoKind.BEFORE)
    after = reports.photos_of(service_request, PhotoKind.AFTER)
    longitude, latitude = reports.place_of(service_request)
    area = service_request.area
    return {
        "report": service_request,
        "own": own,
        "title": named(service_request.service.names),
        "place": place_of(service_request),
        "longitude": longitude,
        "latitude": latitude,
        "area": f"{area.level}:{area.code}" if area else "",
        "overdue": service_request.is_overdue(now()),
        "next_step": telling.next_step(service_request, own=own),
        "by_when": telling.by_when(service_request, own=own),
        "how_late": telling.how_late(service_request),
        "others": others(service_request.supporters_count),
        "rating_words": reports.rating_words(service_request),
        "who": telling.who_answers(service_request),
        "law": law_sentence(service_request, own=own),
        "clock_stands": why_it_stands(service_request),
        "timeline": timeline(service_request),
        "before": [picture(photo, service_request, "medium") for photo in before],
        "after": [picture(photo, service_request, "medium") for photo in after],
    }
