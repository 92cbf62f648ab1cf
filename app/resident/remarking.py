"""What the reporter says between the moves: something to add, and the answer to the agency's question."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.actions import remarks
from app.extensions import limiter
from app.photo_forms import Kept
from app.presentation import now
from app.queries import reports
from app.resident.answering import send_with_photos
from app.resident.blueprint import bp
from app.resident.forms import AnswerForm, CommentForm
from app.signing_in import public


@bp.post("/r/<public_id>/<secret>/comment")
@public
@limiter.limit(lambda: current_app.config["SUPPORT_LIMIT"])
def comment(public_id: str, secret: str) -> Any:
    """The reporter adds words or photos, for everybody to read."""
    service_request = reports.find_by_secret(public_id, secret)
    form = CommentForm()

    def act(kept: Kept) -> str:
        remarks.comment(
            service_request,
            words=form.words.data or "",
            photo_tokens=kept.tokens,
            client_uuid=form.client_uuid.data or "",
            at=now(),
        )
        return _("It stands on the page now, where the agency and everybody read it.")

    return send_with_photos(service_request, secret, "comment", form, act)


@bp.post("/r/<public_id>/<secret>/answer")
@public
@limiter.limit(lambda: current_app.config["SUPPORT_LIMIT"])
def answer(public_id: str, secret: str) -> Any:
    """The reporter answers what the agency asked."""
    service_request = reports.find_by_secret(public_id, secret)
    form = AnswerForm()

    def act(kept: Kept) -> str:
        remarks.answer(
            service_request,
            words=form.words.data or "",
            photo_tokens=kept.tokens,
            client_uuid=form.client_uuid.data or "",
            at=now(),
        )
        return _("Thank you. The agency has your answer.")

    return send_with_photos(service_request, secret, "answer", form, act)
