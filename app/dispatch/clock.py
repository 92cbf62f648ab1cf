"""The clock's forms at the dispatcher's desk: a promise is put off, an answer needs further study."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app import access
from app.actions import extending
from app.dispatch.answering import answer
from app.dispatch.blueprint import bp
from app.dispatch.clock_forms import ExtendForm, StudyForm
from app.models import ServiceRequest
from app.presentation import day, moment
from app.signing_in import requires


@bp.post("/<public_id>/extend")
@requires(access.may_use_inbox)
def extend(public_id: str) -> Any:
    """Put the promise off, once; the resident is told."""

    def act(service_request: ServiceRequest, form: ExtendForm, acting: dict[str, Any]) -> str:
        assert form.until.data is not None  # The form demands it.
        extending.put_off(service_request, form.until.data, note=form.note.data or "", **acting)
        return _(
            "The work is due by %(moment)s now. The resident is told why.",
            moment=moment(service_request.due_at),
        )

    return answer("extend", public_id, act)


@bp.post("/<public_id>/study")
@requires(access.may_use_inbox)
def study(public_id: str) -> Any:
    """Take up to a month for an answer that needs further study."""

    def act(service_request: ServiceRequest, form: StudyForm, acting: dict[str, Any]) -> str:
        extending.study(service_request, note=form.note.data or "", **acting)
        return _(
            "The answer is due by %(day)s now. The resident is told why.",
            day=day(service_request.answer_due_on) if service_request.answer_due_on else "",
        )

    return answer("study", public_id, act)
