"""What only the reporter sees, by the secret link: thanks, and the last word on the repair."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.actions import reporting
from app.domain.errors import DomainError
from app.legal import law_sentence
from app.models import ServiceRequest
from app.photo_forms import Kept
from app.presentation import now
from app.queries import reports
from app.refusals import sentence
from app.resident import photos, telling
from app.resident.blueprint import bp
from app.resident.confirming import offers
from app.resident.forms import NotFixedForm, RatingForm
from app.resident.pages import facts
from app.resident.private import private
from app.signing_in import public
from app.telling import place_of


@bp.get("/r/<public_id>/<secret>/sent")
@public
def sent(public_id: str, secret: str) -> Response:
    """Thank the reporter: the number, the public page, the secret link."""
    service_request = reports.find_by_secret(public_id, secret)
    return private(
        render_template(
            "resident/sent.html",
            report=service_request,
            secret=secret,
            who=telling.who_answers(service_request),
            place=place_of(service_request),
            law=law_sentence(service_request, own=True),
            offers=offers(service_request),
        )
    )


@bp.get("/r/<public_id>/<secret>")
@public
def mine(public_id: str, secret: str) -> Response:
    """Show the report to its reporter, with the questions that are open."""
    return _show(reports.find_by_secret(public_id, secret), secret)


def _show(
    service_request: ServiceRequest,
    secret: str,
    *,
    rating: RatingForm | None = None,
    not_fixed: NotFixedForm | None = None,
    kept: Kept | None = None,
) -> Response:
    refused = bool((rating and rating.errors) or (not_fixed and not_fixed.errors))
    page = render_template(
        "resident/mine.html",
        secret=secret,
        may_answer=reports.may_be_answered(service_request),
        rating=rating or RatingForm(formdata=None, data={"rating": str(service_request.rating or "")}),
        not_fixed=not_fixed or NotFixedForm(formdata=None),
        kept=kept.shown if kept else [],
        offers=offers(service_request),
        **{**facts(service_request), "law": law_sentence(service_request, own=True)},
    )
    return private(page, 422 if refused else 200)


def _back(public_id: str, secret: str) -> Any:
    return redirect(url_for(".mine", public_id=public_id, secret=secret), 303)


@bp.post("/r/<public_id>/<secret>/confirm")
@public
def confirm(public_id: str, secret: str) -> Any:
    """The resident says that it is fixed, and rates it if they like."""
    service_request = reports.find_by_secret(public_id, secret)
    form = RatingForm()
    if not form.validate_on_submit():
        return _show(service_request, secret, rating=form)
    try:
        reporting.confirm(service_request, rating=form.stars, at=now())
    except DomainError as error:
        flash(sentence(error), "error")
    else:
        flash(_("Thank you. The report is closed."), "success")
    return _back(public_id, secret)


@bp.post("/r/<public_id>/<secret>/not-fixed")
@public
def not_fixed(public_id: str, secret: str) -> Any:
    """The resident says that it is not fixed: the report opens again."""
    service_request = reports.find_by_secret(public_id, secret)
    form = NotFixedForm()
    kept = photos.keep(form.photos.data or [], form.photos)
    refusals = list(form.photos.errors)
    passed = form.validate_on_submit()
    form.photos.errors = refusals
    if not passed or refusals:
        return _show(service_request, secret, not_fixed=form, kept=kept)
    try:
        reporting.not_fixed(service_request, note=form.note.data or "", photo_tokens=kept.tokens, at=now())
    except DomainError as error:
        flash(sentence(error), "error")
    else:
        flash(_("The report is open again. The agency has been told."), "success")
    return _back(public_id, secret)


@bp.post("/r/<public_id>/<secret>/rate")
@public
def rate(public_id: str, secret: str) -> Any:
    """The resident rates the work; rating again replaces the first one."""
    service_request = reports.find_by_secret(public_id, secret)
    form = RatingForm()
    passed = form.validate_on_submit()
    if passed and form.stars is None:
        form.rating.errors = [_("Choose from one to five stars.")]
        passed = False
    if not passed or form.stars is None:
        return _show(service_request, secret, rating=form)
    try:
        reporting.rate(service_request, rating=form.stars, at=now())
    except DomainError as error:
        flash(sentence(error), "error")
    else:
        flash(_("Thank you for rating the work."), "success")
    return _back(public_id, secret)
