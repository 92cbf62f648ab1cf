"""The dispatcher's moves: each a form, one action, a sentence, and back to the report."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app import access
from app.actions import oversight, remarks
from app.dispatch.answering import answer
from app.dispatch.blueprint import bp
from app.dispatch.forms import AskForm, AssignForm, DuplicateForm, HandOverForm, MoveForm, RejectForm
from app.i18n import named
from app.models import ServiceRequest
from app.queries import choices, reports
from app.signing_in import me, requires


def _id(text: str | None) -> int | None:
    """Return a row's number out of a form, or None where nothing was chosen."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 9 else None


@bp.post("/<public_id>/accept")
@requires(access.may_use_inbox)
def accept(public_id: str) -> Any:
    """The agency takes the report."""

    def act(service_request: ServiceRequest, form: MoveForm, acting: dict[str, Any]) -> str:
        oversight.accept(service_request, **acting)
        return _("The report is accepted. Assign a crew next.")

    return answer("accept", public_id, act)


@bp.post("/<public_id>/assign")
@requires(access.may_use_inbox)
def assign(public_id: str) -> Any:
    """Give the report to a crew of the agency."""

    def act(service_request: ServiceRequest, form: AssignForm, acting: dict[str, Any]) -> str:
        crew = choices.crew(_id(form.crew.data))
        name = crew.name if crew else ""
        oversight.assign(service_request, crew, planned_on=form.planned_on.data, **acting)
        return _("%(crew)s has the job on its list now.", crew=name)

    return answer("assign", public_id, act)


@bp.post("/<public_id>/hand-over")
@requires(access.may_use_inbox)
def hand_over(public_id: str) -> Any:
    """Give the report to another agency, with a reason."""

    def act(service_request: ServiceRequest, form: HandOverForm, acting: dict[str, Any]) -> str:
        agency = choices.agency(_id(form.agency.data))
        name = named(agency.names) if agency else ""
        oversight.hand_over(service_request, agency, note=form.note.data or "", **acting)
        return _(
            "Report %(number)s was handed over to %(agency)s, with your reason. It left your inbox.",
            number=public_id,
            agency=name,
        )

    return answer("hand_over", public_id, act, leads_to_inbox=not access.may_administer(me()))


@bp.post("/<public_id>/ask")
@requires(access.may_use_inbox)
def ask(public_id: str) -> Any:
    """Ask the resident something."""

    def act(service_request: ServiceRequest, form: AskForm, acting: dict[str, Any]) -> str:
        words, client_uuid = form.words.data or "", form.client_uuid.data or ""
        remarks.ask(service_request, words=words, client_uuid=client_uuid, **acting)
        return _("The resident is asked. The answer will stand on this page.")

    return answer("ask", public_id, act)


@bp.post("/<public_id>/reject")
@requires(access.may_use_inbox)
def reject(public_id: str) -> Any:
    """Refuse the report, with a reason code and words."""

    def act(service_request: ServiceRequest, form: RejectForm, acting: dict[str, Any]) -> str:
        oversight.reject(service_request, form.code, note=form.note.data or "", **acting)
        return _("The report is rejected. The resident reads your reason.")

    return answer("reject", public_id, act)


@bp.post("/<public_id>/duplicate")
@requires(access.may_use_inbox)
def duplicate(public_id: str) -> Any:
    """Tie the report to the earlier one about the same problem."""

    def act(service_request: ServiceRequest, form: DuplicateForm, acting: dict[str, Any]) -> str:
        original = reports.find(form.chosen_id) if form.chosen_id else None
        oversight.mark_duplicate(service_request, original, **acting)
        return _("The report was tied to the earlier one, which goes on.")

    return answer("mark_duplicate", public_id, act)
