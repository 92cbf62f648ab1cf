"""Reporting a problem: the form, the look at it before sending, and what the pin says while it moves."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import recording_forms
from app.actions import reporting
from app.actions.reporting import Draft
from app.domain.coordinates import parse_longitude_latitude
from app.domain.errors import DomainError
from app.extensions import csrf, limiter
from app.i18n import locale_code
from app.models import Role, User
from app.photo_forms import Kept
from app.presentation import now
from app.queries import answering, reports, territory
from app.refusals import sentence
from app.resident import photos, places, telling
from app.resident.blueprint import bp
from app.resident.forms import ReportForm
from app.resident.supporting import offered
from app.signing_in import me_or_none, public

#: However a report arrives, by the form or out of a phone's waiting list, it counts as one of so many an hour.
SUBMISSIONS = "submissions"


def _is_sending() -> bool:
    return request.method == "POST" and request.form.get("action") == "send"


# The form checks its own token, so that a session that ended shows the form again instead of a bare page.
@bp.route("/report", methods=["GET", "POST"])
@public
@csrf.exempt
@limiter.shared_limit(
    lambda: current_app.config["SUBMIT_LIMIT"], scope=SUBMISSIONS, exempt_when=lambda: not _is_sending()
)
def report() -> Any:
    """Show the form; check it; show it once more before sending; send it."""
    form = ReportForm()
    if request.method == "GET":
        return _show(_prefilled(form), Kept(), recording_forms.Kept())
    kept = photos.keep(form.photos.data or [], form.photos)
    spoken = recording_forms.keep(form.recording)
    named = photos.position_of(kept)
    if named and not form.has_pin:
        form.put_pin(named)
    search = places.asked_in_form(form)
    if search is not None:
        return _show(form, kept, spoken, search)
    refusals = {field: list(field.errors) for field in (form.photos, form.recording)}
    passed = form.validate()
    for field, said in refusals.items():
        field.errors = said
    if kept.places and not named and not form.has_pin:
        form.form_errors.append(photos.elsewhere())
    if "csrf_token" in form and form.csrf_token.errors:
        form.form_errors.append(
            _("Your session ended while you were writing. Nothing is lost: send it again.")
        )
    if not passed or any(refusals.values()):
        return _show(form, kept, spoken), 422
    if request.form.get("action") == "change":
        return _show(form, kept, spoken)
    try:
        return _send(form, kept, spoken) if _is_sending() else _check(form, kept, spoken)
    except DomainError as error:
        form.refuse(error)
        return _show(form, kept, spoken), 422


def _prefilled(form: ReportForm) -> ReportForm:
    """Take the place and the service from the address: posters and other pages link so."""
    for field, name in ((form.longitude, "lon"), (form.latitude, "lat"), (form.service_code, "service")):
        field.data = request.args.get(name, "")[:100]
    form.address.data = request.args.get("address", "")[:300]
    if "shell" in request.args:
        # This page is kept for when there is no network, and opened again and again: each report needs its own.
        form.client_uuid.data = ""
    return form


def _show(
    form: ReportForm, kept: Kept, spoken: recording_forms.Kept, search: places.Answers | None = None
) -> str:
    return render_template(
        "resident/report.html",
        form=form,
        kept=kept.shown,
        spoken=spoken,
        groups=reports.offered_services(),
        bounds=territory.territory_bounds(),
        search=search or places.Answers(),
    )


def _check(form: ReportForm, kept: Kept, spoken: recording_forms.Kept) -> str:
    """Show what will be sent, to whom and by when: the step before sending where no script runs."""
    longitude, latitude = form.position or (0.0, 0.0)
    place = answering.find_place(longitude, latitude)
    answer = answering.who_answers(place, answering.find_service(form.service_code.data), at=now())
    reporting.check_evidence(answer.service, form.description.data or "", kept.tokens, spoken.token)
    return render_template(
        "resident/check.html",
        form=form,
        kept=kept.shown,
        spoken=spoken,
        service=answer.service,
        told=telling.where_words(place, answer),
        offered=offered(longitude, latitude, answer.service.service_code),
    )


def _send(form: ReportForm, kept: Kept, spoken: recording_forms.Kept) -> Any:
    by = me_or_none()
    sent = reporting.submit(draft_of(form, kept, spoken, by), by=by, at=now())
    return redirect(url_for(".sent", public_id=sent.public_id, secret=sent.secret), 303)


def draft_of(form: ReportForm, kept: Kept, spoken: recording_forms.Kept, by: User | None) -> Draft:
    """Return what a valid form says, as the action takes it."""
    longitude, latitude = form.position or (0.0, 0.0)
    return Draft(
        client_uuid=form.client_uuid.data or "",
        longitude=longitude,
        latitude=latitude,
        service_code=form.service_code.data or "",
        description=form.description.data or "",
        locale=locale_code(),
        photo_tokens=kept.tokens,
        recording_token=spoken.token,
        accuracy_m=form.accuracy,
        address=form.address.data or "",
        contact_name=form.contact_name.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
        channel="operator" if by is not None and by.role is Role.OPERATOR else "web",
    )


@bp.get("/report/where")
@public
def where() -> Any:
    """Say where a pin lies, who will answer there for a service, and by when."""
    try:
        longitude, latitude = parse_longitude_latitude(
            request.args.get("lon", ""), request.args.get("lat", "")
        )
        place = answering.find_place(longitude, latitude)
        code = request.args.get("service", "")
        answer = answering.who_answers(place, answering.find_service(code), at=now()) if code else None
    except DomainError as error:
        return {"problem": sentence(error)}
    told = telling.where_words(place, answer)
    if answer is None:
        told["later"] = _("Who answers depends on what the problem is; that comes next.")
    return told
