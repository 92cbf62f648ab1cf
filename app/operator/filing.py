"""Filing a report for somebody: the form, the look at it with what was reported near it before, sending."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access, photo_forms
from app.actions import filing, reporting
from app.actions.reporting import Draft
from app.actions.supporting import Support
from app.domain.coordinates import UnreadableCoordinates, parse_longitude_latitude
from app.domain.errors import DomainError
from app.models import PhotoKind
from app.operator import telling
from app.operator.blueprint import bp
from app.operator.forms import AddForm, FileForm, consent_of
from app.photo_forms import Kept
from app.presentation import now
from app.queries import answering, nearby, place_search, reports, territory
from app.signing_in import me, requires


@dataclass
class Search:
    """A search for a place where no script runs: what was typed, and what was found."""

    typed: str = ""
    said: str = ""
    problem: str = ""
    places: list[dict[str, Any]] = field(default_factory=list)


@bp.route("/report", methods=["GET", "POST"])
@requires(access.may_file_for_others)
def report() -> Any:
    """Show the form; show what will be sent and what is near; send it, and lead to the receipt."""
    form = FileForm()
    if request.method == "GET":
        return _show(form, Kept())
    kept = photo_forms.keep(form.photos.data or [], form.photos, PhotoKind.BEFORE)
    refused = list(form.photos.errors)
    search = _searched(form)
    asked = request.form.get("action", "")
    if search is not None or asked == "begin":
        return _show(form, kept, search)
    passed = form.validate()
    form.photos.errors = refused
    if not passed or refused:
        return _show(form, kept), 422
    if asked == "change":
        return _show(form, kept)
    try:
        return _send(form, kept) if asked == "send" else _check(form, kept)
    except DomainError as error:
        form.refuse(error)
        return _show(form, kept), 422


def _show(form: FileForm, kept: Kept, search: Search | None = None) -> str:
    return render_template(
        "operator/report.html",
        form=form,
        kept=kept.shown,
        groups=reports.offered_services(),
        bounds=territory.territory_bounds(),
        search=search or Search(),
    )


def _searched(form: FileForm) -> Search | None:
    """Answer the search for a place where no script runs; a place that was chosen becomes the pin."""
    chosen, typed = request.form.get("place", ""), request.form.get("place_q", "")[: place_search.LONGEST]
    if chosen:
        try:
            form.put_pin(parse_longitude_latitude(*chosen.partition(",")[::2]))
        except UnreadableCoordinates:
            return None
        return Search(typed, _("The pin stands there now."))
    if request.form.get("action") != "find" or not typed.strip():
        return None
    found = [telling.place(one) for one in place_search.search(typed)]
    nothing = _("Nothing of that name was found. Try another spelling, or move the map.")
    return Search(typed, "" if found else nothing, places=found)


def _check(form: FileForm, kept: Kept) -> str:
    """Show what will be sent, to whom and by when, and the open reports that may be the same problem."""
    longitude, latitude = form.position or (0.0, 0.0)
    place = answering.find_place(longitude, latitude)
    answer = answering.who_answers(place, answering.find_service(form.service_code.data), at=now())
    reporting.check_evidence(answer.service, form.description.data or "", kept.tokens)
    near = nearby.same_problem_near(longitude, latitude, answer.service, now=now())
    return render_template(
        "operator/check.html",
        form=form,
        kept=kept.shown,
        told=telling.who_gets_it(place, answer),
        near=[telling.near(one) for one in near],
    )


def _send(form: FileForm, kept: Kept) -> Any:
    longitude, latitude = form.position or (0.0, 0.0)
    draft = Draft(
        client_uuid=form.client_uuid.data or "",
        longitude=longitude,
        latitude=latitude,
        service_code=form.service_code.data or "",
        description=form.description.data or "",
        locale=form.locale.data or "",
        photo_tokens=kept.tokens,
        address=form.address.data or "",
        contact_name=form.contact_name.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
        channel="operator",
    )
    sent = filing.file(draft, channel=form.came_by, consent=form.agreed, by=me(), at=now())
    flash(_("The report is on its way. Read its number out, or print the receipt."), "success")
    return redirect(url_for(".receipt", public_id=sent.public_id), 303)


@bp.get("/<public_id>/too")
@requires(access.may_file_for_others)
def add_again(public_id: str) -> Any:
    """Lead back to the beginning from the address of a form: reloaded, or in another language."""
    return redirect(url_for(".index"))


@bp.post("/<public_id>/too")
@requires(access.may_file_for_others)
def add(public_id: str) -> Any:
    """Count the caller with an earlier report of the same problem, instead of filing it again."""
    service_request = reports.find(public_id)
    form = AddForm()
    refusal = "" if form.validate_on_submit() else form.refusal()
    if not refusal:
        said = Support(
            client_uuid=form.client_uuid.data or "",
            locale=form.locale.data or "",
            phone=form.phone.data or "",
            email=form.email.data or "",
        )
        try:
            filing.add_to(service_request, said, consent=consent_of(form.consent), by=me(), at=now())
        except DomainError as error:
            refusal = form.refusal(error)
    if refusal:
        flash(refusal, "error")
    else:
        flash(
            _(
                "They are counted with report %(number)s. Read its number out.",
                number=service_request.public_id,
            ),
            "success",
        )
    return redirect(url_for(".index"), 303)
