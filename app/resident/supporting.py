"""The same problem already here? What is offered before sending, and what somebody does who has it too."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.actions import supporting
from app.actions.supporting import Support
from app.domain.coordinates import parse_longitude_latitude
from app.domain.errors import DomainError
from app.extensions import limiter
from app.i18n import locale_code, named
from app.models import ServiceRequest, Supporter
from app.presentation import now
from app.queries import answering, followers, nearby, photographs, reports
from app.resident import telling
from app.resident.blueprint import bp
from app.resident.forms import SupportForm
from app.resident.private import private
from app.signing_in import public
from app.telling import others, photo_url, place_of

#: A random mark in the browser, so that one device counts once for a report; it is read nowhere else.
DEVICE = "device"
DEVICE_SECONDS = 365 * 24 * 3600
LONGEST_MARK = 64


@bp.get("/report/near")
@public
def near() -> Any:
    """Return how many open reports may be the same problem as the one being written, and what to show of them."""
    try:
        longitude, latitude = parse_longitude_latitude(
            request.args.get("lon", ""), request.args.get("lat", "")
        )
        found = offered(longitude, latitude, request.args.get("service", "")[:100])
    except DomainError:
        # What is wrong with the place or the service is said where they are chosen.
        found = []
    return {"count": len(found), "html": render_template("resident/_same_list.html", offered=found)}


def offered(longitude: float, latitude: float, service_code: str) -> list[telling.Offered]:
    """Return the open reports that may be the same problem, for the form. Raises UnknownService."""
    service = answering.find_service(service_code)
    found = nearby.same_problem_near(longitude, latitude, service, now=now())
    return [telling.offered(neighbour) for neighbour in found]


@bp.route("/r/<public_id>/too", methods=["GET", "POST"])
@public
@limiter.limit(lambda: current_app.config["SUPPORT_LIMIT"], methods=["POST"])
def support(public_id: str) -> Any:
    """Say that one has a report's problem too, with a phone or an e-mail if one wants to be told."""
    service_request = reports.find(public_id)
    if service_request.duplicate_of is not None:
        return redirect(url_for(".support", public_id=service_request.duplicate_of.public_id, **_draft()))
    form = SupportForm(data={"draft": request.args.get("draft", "")[:1]})
    if not service_request.is_open:
        flash(_("Nobody works on this report any more. Send a new report if the problem is still there."))
        return redirect(url_for(".page", public_id=service_request.public_id))
    if not form.validate_on_submit():
        return _show(service_request, form), 422 if form.errors else 200
    device = request.cookies.get(DEVICE, "")[:LONGEST_MARK] or secrets.token_urlsafe(16)
    said = Support(
        client_uuid=form.client_uuid.data or "",
        locale=locale_code(),
        phone=form.phone.data or "",
        email=form.email.data or "",
        device=device,
    )
    try:
        supporter = supporting.support(service_request, said, at=now())
    except DomainError as error:
        form.refuse(error)
        return _show(service_request, form), 422
    flash(_("Thank you. You are counted."), "success")
    response = redirect(_own(supporter, service_request.public_id, form.draft.data or ""), 303)
    response.set_cookie(
        DEVICE,
        device,
        max_age=DEVICE_SECONDS,
        path="/r",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _draft() -> dict[str, str]:
    return {"draft": "1"} if request.args.get("draft") else {}


def _own(supporter: Supporter, public_id: str, draft: str = "") -> str:
    more = {"draft": "1"} if draft else {}
    return url_for(".supporter", public_id=public_id, secret=supporter.secret, **more)


def _show(service_request: ServiceRequest, form: SupportForm) -> str:
    first = photographs.first_public(service_request)
    return render_template(
        "resident/support.html",
        report=service_request,
        form=form,
        title=named(service_request.service.names),
        place=place_of(service_request),
        thumb=photo_url(first.key, "medium") if first else "",
        others=others(service_request.supporters_count),
    )


@bp.get("/r/<public_id>/too/<secret>")
@public
def supporter(public_id: str, secret: str) -> Any:
    """Show a supporter what is theirs alone: how the report stands, and how to be told no more."""
    found = followers.find_supporter(public_id, secret)
    service_request = reports.find(public_id)
    return private(
        render_template(
            "resident/supporter.html",
            report=service_request,
            supporter=found,
            secret=secret,
            title=named(service_request.service.names),
            place=place_of(service_request),
            overdue=service_request.is_overdue(now()),
            next_step=telling.next_step(service_request),
            by_when=telling.by_when(service_request),
            how_late=telling.how_late(service_request),
            others=others(service_request.supporters_count),
            has_draft=bool(request.args.get("draft")),
        )
    )


@bp.post("/r/<public_id>/too/<secret>/stop")
@public
def stop_telling(public_id: str, secret: str) -> Any:
    """Send a supporter nothing more, and forget who they are."""
    found = followers.find_supporter(public_id, secret)
    supporting.stop(found, at=now())
    flash(_("We write to you no more, and have forgotten your contact."), "success")
    return redirect(_own(found, public_id), 303)


@bp.post("/r/<public_id>/too/<secret>/leave")
@public
def leave(public_id: str, secret: str) -> Any:
    """Count a supporter no more."""
    found = followers.find_supporter(public_id, secret)
    supporting.leave(found, at=now())
    flash(_("You are not counted any more, and we have forgotten your contact."), "success")
    return redirect(_own(found, public_id), 303)
