"""One report: all that is known of it, and the moves that are open to the dispatcher."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from app import access
from app.checklist_words import told
from app.clock_words import clock_of
from app.dispatch import inbox, talk_telling, telling
from app.dispatch.blueprint import bp
from app.dispatch.chosen import chosen
from app.dispatch.forms import MoveForm
from app.dispatch.offering import fill, offered
from app.domain.lifecycle import map_group
from app.i18n import OWN_NAMES, named
from app.legal import law_sentence
from app.models import PhotoKind, ServiceRequest
from app.presentation import now
from app.queries import checklists, questions, reports, worklist
from app.queries.nearby import nearby_open
from app.signing_in import me, requires
from app.telling import due_words, others, place_of, receipt, timeline


@bp.get("/<public_id>")
@requires(access.may_use_inbox)
def report(public_id: str) -> Any:
    """Show one report of the agency."""
    return show(public_id)


@bp.get(
    "/<public_id>/<any(accept, ask, assign, contractor, duplicate, extend, 'hand-over', note, reject, reply, split, study, 'undo-duplicate'):move>"
)
@requires(access.may_use_inbox)
def report_again(public_id: str, move: str) -> Any:
    """Lead back to the report from the address of a form that was refused: reloaded, or in another language."""
    return redirect(url_for(".report", public_id=public_id, **chosen().query()))


def show(
    public_id: str, move: str = "", refused: MoveForm | None = None, *, about: int | None = None
) -> tuple[str, int]:
    """Return the page of a report as it stands now, with its code; a form that was refused keeps its words.

    `about`: which comment the refused form was about. Raises NotFound where the report is not this
    dispatcher's, or not any more.
    """
    service_request = worklist.find(public_id, me())
    looking = chosen()
    around = nearby_open(service_request, now=now())
    own_agency = None if access.may_administer(me()) else me().agency_id
    near = [telling.neighbour(found, own_agency, looking) for found in around]
    forms = offered(service_request, near)
    written = ""
    if refused is not None:
        refused.version.data = str(service_request.version)
        if about is not None:
            refused["reason"].id = f"hide-{about}"  # One of several such fields on the page.
        if move in forms and not _is_settled(service_request, move, about):
            forms[move] = refused
            fill({move: refused}, service_request, near)
        else:
            # Not possible any more: what was written is shown beside the message.
            written = refused.written
    page = render_template(
        "dispatch/report.html",
        looking=looking,
        lane_name=telling.LANES[looking.lane][0],
        beside=inbox.beside(looking),
        forms=forms,
        refused=move,
        about=about,
        problem=refused.form_errors[0] if refused is not None and refused.form_errors else "",
        written=written,
        near=near,
        talk=talk_telling.talk(service_request, around if "mark_duplicate" in forms else [], looking),
        **_facts(service_request),
    )
    return page, 200 if refused is None else 409 if refused.is_late else 422


def _is_settled(service_request: ServiceRequest, move: str, about: int | None) -> bool:
    """Say whether a comment that somebody wanted to hide was hidden meanwhile: its form is not shown then."""
    return move == "hide" and any(
        remark.id == about and remark.hidden is not None for remark in service_request.remarks
    )


def _facts(service_request: ServiceRequest) -> dict[str, Any]:
    longitude, latitude = reports.place_of(service_request)
    area = service_request.area
    before, after = (
        [telling.shot(photo, service_request) for photo in reports.photos_of(service_request, kind)]
        for kind in (PhotoKind.BEFORE, PhotoKind.AFTER)
    )
    may_see_contact = access.may_see_contact(me(), service_request)
    return {
        "report": service_request,
        "title": named(service_request.service.names),
        "place": place_of(service_request),
        "longitude": longitude,
        "latitude": latitude,
        "area": f"{area.level}:{area.code}" if area else "",
        "pin": map_group(service_request.status) or "open",
        "overdue": service_request.is_overdue(now()),
        "due": due_words(service_request.due_at, now()),
        "before": before,
        "after": after,
        "checked": told(checklists.rounds(service_request.id)),
        "others": others(service_request.supporters_count),
        "council_asks": questions.about_report(service_request, me()),
        "question": reports.waiting_question(service_request),
        "reachable": service_request.contact is not None,
        "may_see_contact": may_see_contact,
        "contact": service_request.contact if may_see_contact else None,
        "reads": OWN_NAMES.get(service_request.locale, service_request.locale),
        "why": receipt(service_request),
        "law": law_sentence(service_request),
        "clock": clock_of(service_request),
        "receipts": telling.receipts(service_request),
        "timeline": timeline(service_request, staff=True),
    }
