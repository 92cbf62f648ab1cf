"""One report for somebody whom its agency asked, and their answer."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import photo_forms
from app.actions import contractors
from app.contractor.blueprint import bp
from app.contractor.forms import AnswerForm
from app.contractor_link import read_token, token_of
from app.domain.errors import FieldError, LinkVoid, NotFound, PhotoGone, TooManyPhotos
from app.domain.text import TextTooLong
from app.extensions import limiter
from app.i18n import named
from app.models import ContractorLink, PhotoKind
from app.photo_forms import UPLOAD_LIMIT, Kept
from app.presentation import now
from app.queries import contractors as read
from app.queries import reports
from app.refusals import sentence
from app.signing_in import public
from app.telling import picture, place_of


@bp.route("/c/<token>", methods=["GET", "POST"])
@public
@limiter.limit(lambda: current_app.config["SUPPORT_LIMIT"], methods=["POST"])
def answer(token: str) -> Any:
    """Show the report to whoever holds the link, without anything personal, and take one answer."""
    link = _asked(token)
    if not link.holds(now()):
        return _void(link)
    form = AnswerForm()
    if not form.is_submitted():
        return _page(link, form)
    kept = photo_forms.keep(form.photos.data or [], form.photos, PhotoKind.CONTRACTOR)
    # The photos were kept by transactions of their own; the link is read again.
    link = _asked(token)
    refusals = list(form.photos.errors)
    passed = form.validate_on_submit()
    form.photos.errors = refusals
    if not passed or refusals:
        return _page(link, form, kept)
    try:
        contractors.answer(
            link,
            form.said,
            words=form.words.data or "",
            photo_tokens=kept.tokens,
            client_uuid=form.client_uuid.data or "",
            at=now(),
        )
    except LinkVoid:
        return redirect(url_for(".answer", token=token), 303)
    except (FieldError, TextTooLong, TooManyPhotos, PhotoGone) as error:
        form.refuse(error)
        return _page(_asked(token), form, kept)
    flash(_("Thank you. The agency has your answer."), "success")
    return redirect(url_for(".answer", token=token), 303)


@bp.post("/c/<token>/photos")
@public
@limiter.limit(UPLOAD_LIMIT)
def upload_photo(token: str) -> Any:
    """Keep one photo while the answer is written; answer its token and its picture."""
    link = _asked(token)
    if not link.holds(now()):
        return {"error": sentence(LinkVoid(str(link.id)))}, 410
    return photo_forms.answer_upload(PhotoKind.CONTRACTOR)


def _asked(token: str) -> ContractorLink:
    """Return the link of a token. Raises NotFound for one that is not ours."""
    number = read_token(token)
    link = read.find(number) if number is not None else None
    if link is None:
        raise NotFound(token)
    return link


def _page(link: ContractorLink, form: AnswerForm, kept: Kept | None = None) -> tuple[str, int]:
    page = render_template(
        "contractor/answer.html",
        link=link,
        form=form,
        void="",
        kept=kept.shown if kept else [],
        upload_url=url_for(".upload_photo", token=token_of(link.id)),
        **_facts(link),
    )
    return page, 422 if form.errors else 200


def _void(link: ContractorLink) -> tuple[str, int]:
    return render_template("contractor/answer.html", link=link, form=None, void=_why_void(link)), 410


def _facts(link: ContractorLink) -> dict[str, Any]:
    service_request = link.service_request
    longitude, latitude = reports.place_of(service_request)
    return {
        "report": service_request,
        "title": named(service_request.service.names),
        "place": place_of(service_request),
        "agency": named(link.agency.names),
        "longitude": longitude,
        "latitude": latitude,
        "photos": [
            picture(photo, service_request, "medium")
            for photo in reports.photos_of(service_request, PhotoKind.BEFORE)
        ],
    }


def _why_void(link: ContractorLink) -> str:
    if link.answered_at is not None:
        return _("You answered already. The agency has your answer.")
    if link.revoked_at is not None:
        return _("The agency took the link back.")
    if now() >= link.expires_at:
        return _("The link was valid for some days only, and they are over.")
    return _("The report is no longer with the agency that asked you.")
