"""One report for somebody whom its agency asked, and their answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.actions import contractors
from app.contractor.blueprint import bp
from app.contractor_link import read_token
from app.domain.errors import DomainError, FieldError, LinkVoid, NotFound
from app.domain.text import TextTooLong
from app.extensions import limiter
from app.i18n import named
from app.models import ContractorAnswer, ContractorLink, PhotoKind
from app.presentation import now
from app.queries import contractors as read
from app.queries import reports
from app.refusals import sentence
from app.signing_in import public
from app.telling import picture, place_of
from app.words import CONTRACTOR_ANSWER


class AnswerForm(FlaskForm):
    """What the contractor says."""

    client_uuid = HiddenField(default=lambda: str(uuid4()))
    answer = RadioField(
        _l("Your answer"),
        choices=[SelectChoice(word.value, CONTRACTOR_ANSWER[word.value]) for word in ContractorAnswer],
        validate_choice=False,
    )
    words = TextAreaField(_l("In words"))

    @property
    def said(self) -> ContractorAnswer | None:
        """The answer that was chosen, or None."""
        chosen = self.answer.data
        return ContractorAnswer(chosen) if chosen in set(ContractorAnswer) else None

    def refuse(self, error: DomainError) -> None:
        """Show a refusal at its field."""
        name = error.field if isinstance(error, FieldError) else "words"
        errors = self[name].errors if name in self else self.form_errors
        said = [*errors, sentence(error)]
        if name in self:
            self[name].errors = said
        else:
            self.form_errors = said


@bp.route("/c/<token>", methods=["GET", "POST"])
@public
@limiter.limit(lambda: current_app.config["SUPPORT_LIMIT"], methods=["POST"])
def answer(token: str) -> Any:
    """Show the report to whoever holds the link, without anything personal, and take one answer."""
    number = read_token(token)
    link = read.find(number) if number is not None else None
    if link is None:
        raise NotFound(token)
    if not link.holds(now()):
        return render_template("contractor/answer.html", link=link, form=None, void=_why_void(link)), 410
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            contractors.answer(
                link,
                form.said,
                words=form.words.data or "",
                client_uuid=form.client_uuid.data or "",
                at=now(),
            )
        except LinkVoid:
            return redirect(url_for(".answer", token=token), 303)
        except (FieldError, TextTooLong) as error:
            form.refuse(error)
        else:
            flash(_("Thank you. The agency has your answer."), "success")
            return redirect(url_for(".answer", token=token), 303)
    page = render_template("contractor/answer.html", link=link, form=form, void="", **_facts(link))
    return page, 422 if form.errors else 200


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
