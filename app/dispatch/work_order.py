"""A work order: what a crew needs on paper, with codes that lead its phone to the job and to the place.

Nothing about the person who reported is on it: papers lie about in cars.
"""

from __future__ import annotations

from typing import Any

from flask import render_template

from app import access, paper
from app.checklist_words import blanks, told
from app.dispatch.blueprint import bp
from app.dispatch.chosen import chosen
from app.i18n import named
from app.models import PhotoKind, ServiceRequest
from app.notices.links import link
from app.presentation import now
from app.qr import qr_svg
from app.queries import checklists, reports, worklist
from app.signing_in import me, requires
from app.telling import due_words, picture, place_of

#: So many photos lie on the one sheet.
MOST_PHOTOS = 4


@bp.get("/<public_id>/work-order")
@requires(access.may_use_inbox)
def work_order(public_id: str) -> Any:
    """Show the work order of a report of this agency, as it is printed."""
    return _sheet(worklist.find(public_id, me()))


@bp.get("/<public_id>/work-order.pdf")
@requires(access.may_use_inbox)
def work_order_pdf(public_id: str) -> Any:
    """Give the work order as a file, to be sent on or printed elsewhere."""
    service_request = worklist.find(public_id, me())
    return paper.pdf(_sheet(service_request), f"work-order-{service_request.public_id}")


def _sheet(service_request: ServiceRequest) -> str:
    longitude, latitude = reports.place_of(service_request)
    photos = reports.photos_of(service_request, PhotoKind.BEFORE)
    asked = checklists.questions(service_request.service_id)
    return render_template(
        "dispatch/work_order.html",
        looking=chosen(),
        report=service_request,
        title=named(service_request.service.names),
        place=place_of(service_request),
        due=due_words(service_request.due_at, now()),
        longitude=longitude,
        latitude=latitude,
        photos=[picture(photo, service_request, "medium") for photo in photos[:MOST_PHOTOS]],
        job=qr_svg(link("crew.job", public_id=service_request.public_id)),
        way=qr_svg(f"geo:{latitude:.6f},{longitude:.6f}"),
        checks=blanks(asked),
        asks_for_materials=checklists.asks_for_materials(asked),
        checked=told(checklists.rounds(service_request.id)),
        printed_at=now(),
    )
