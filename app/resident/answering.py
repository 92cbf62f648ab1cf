"""What only the reporter sees, by the secret link: thanks, and the last word on the repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import open_words
from app.actions import reporting
from app.domain.errors import DomainError, FieldError, PhotoGone, TooManyPhotos
from app.domain.lifecycle import ENDED
from app.legal import law_sentence
from app.models import RemarkKind, ServiceRequest
from app.photo_forms import Kept
from app.presentation import now
from app.queries import reports
from app.queries.public_statistics import has_told
from app.refusals import sentence
from app.resident import photos, telling
from app.resident.blueprint import bp
from app.resident.confirming import offers
from app.resident.forms import AnswerForm, CommentForm, NotFixedForm, RatingForm
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
            has_told=has_told(service_request),
            words_of=open_words,
        )
    )


@bp.get("/r/<public_id>/<secret>")
@public
def mine(public_id: str, secret: str) -> Response:
    """Show the report to its reporter, with the questions that are open."""
    return show(reports.find_by_secret(public_id, secret), secret)


def show(
    service_request: ServiceRequest,
    secret: str,
    *,
    kept: Kept | None = None,
    problem: str = "",
    written: str = "",
    **refused: Any,
) -> Response:
    """Return the reporter's page; a form that was refused keeps what was filled in, its photos as `kept`.

    The forms: rating, not_fixed, comment, answer. `problem` says why one was not possible any more; what was
    `written` in it is shown beside.
    """
    forms = {
        "rating": RatingForm(formdata=None, data={"rating": str(service_request.rating or "")}),
        "not_fixed": NotFixedForm(formdata=None),
        "comment": CommentForm(formdata=None),
        "answer": AnswerForm(formdata=None),
        **refused,
    }
    page = render_template(
        "resident/mine.html",
        secret=secret,
        may_answer=reports.may_be_answered(service_request),
        may_add=service_request.status not in ENDED,
        question=reports.waiting_question(service_request),
        refused=next(iter(refused), ""),
        problem=problem,
        written=written,
        said=sum(remark.kind is RemarkKind.COMMENT for remark in service_request.remarks),
        kept=kept.shown if kept else [],
        offers=offers(service_request),
        **forms,
        **facts(service_request, own=True),
    )
    return private(page, 422 if refused else 409 if problem else 200)


def send_with_photos(
    service_request: ServiceRequest, secret: str, name: str, form: Any, act: Callable[[Kept], str]
) -> Any:
    """Keep a form's photos, check it, act, and lead back; a refusal shows the page with all that was filled in.

    `act` does what was asked for, and returns the sentence that says so.
    """
    kept = photos.keep(form.photos.data or [], form.photos)
    refusals = list(form.photos.errors)
    passed = form.validate_on_submit()
    form.photos.errors = refusals
    if not passed or refusals:
        return show(service_request, secret, **{name: form}, kept=kept)
    public_id = service_request.public_id
    try:
        flash(act(kept), "success")
    except DomainError as error:
        fresh = reports.find_by_secret(public_id, secret)
        about = _field_of(error)
        if about not in form:
            # Not possible any more: what was written is shown beside the message.
            written = str(form.data.get("words") or form.data.get("note") or "")
            return show(fresh, secret, problem=sentence(error), written=written)
        form[about].errors = [*form[about].errors, sentence(error)]
        return show(fresh, secret, **{name: form}, kept=kept)
    return back(public_id, secret)


def _field_of(error: DomainError) -> str:
    """Return the field at which a refusal can be put right, or nothing where it cannot be."""
    if isinstance(error, TooManyPhotos | PhotoGone):
        return "photos"
    return error.field if isinstance(error, FieldError) else ""


def back(public_id: str, secret: str) -> Any:
    """Lead back to the reporter's page."""
    return redirect(url_for(".mine", public_id=public_id, secret=secret), 303)


@bp.post("/r/<public_id>/<secret>/confirm")
@public
def confirm(public_id: str, secret: str) -> Any:
    """The resident says that it is fixed, and rates it if they like."""
    service_request = reports.find_by_secret(public_id, secret)
    form = RatingForm()
    if not form.validate_on_submit():
        return show(service_request, secret, rating=form)
    try:
        reporting.confirm(service_request, rating=form.stars, note=form.note.data or "", at=now())
    except DomainError as error:
        flash(sentence(error), "error")
    else:
        flash(_("Thank you. The report is closed."), "success")
    return back(public_id, secret)


@bp.post("/r/<public_id>/<secret>/not-fixed")
@public
def not_fixed(public_id: str, secret: str) -> Any:
    """The resident says that it is not fixed: the report opens again."""
    service_request = reports.find_by_secret(public_id, secret)
    form = NotFixedForm()

    def act(kept: Kept) -> str:
        reporting.not_fixed(service_request, note=form.note.data or "", photo_tokens=kept.tokens, at=now())
        return _("The report is open again. The agency has been told.")

    return send_with_photos(service_request, secret, "not_fixed", form, act)


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
        return show(service_request, secret, rating=form)
    try:
        reporting.rate(service_request, rating=form.stars, note=form.note.data or "", at=now())
    except DomainError as error:
        flash(sentence(error), "error")
    else:
        flash(_("Thank you for rating the work."), "success")
    return back(public_id, secret)
