"""What dispatchers say and show: replies, notes, hidden comments, parts, merging taken back, contractors' links."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect
from flask_babel import gettext as _

from app import access
from app.actions import contractors, hiding, merging, remarks, splitting
from app.dispatch.answering import answer, back
from app.dispatch.blueprint import bp
from app.dispatch.crew_forms import numbers
from app.dispatch.forms import MoveForm
from app.dispatch.talk_forms import ContractorForm, HideForm, NoteForm, ReplyForm, SplitForm
from app.i18n import named
from app.models import ServiceRequest
from app.presentation import now
from app.queries import reports, worklist
from app.signing_in import me, requires


@bp.post("/<public_id>/reply")
@requires(access.may_use_inbox)
def reply(public_id: str) -> Any:
    """Say something to everybody who follows the report."""

    def act(service_request: ServiceRequest, form: ReplyForm, acting: dict[str, Any]) -> str:
        words, client_uuid = form.words.data or "", form.client_uuid.data or ""
        remarks.reply(service_request, words=words, client_uuid=client_uuid, **acting)
        return _("The reply stands on the page of the report. Whoever follows it is told.")

    return answer("reply", public_id, act)


@bp.post("/<public_id>/note")
@requires(access.may_use_inbox)
def note(public_id: str) -> Any:
    """Write something down that the public never reads."""

    def act(service_request: ServiceRequest, form: NoteForm, acting: dict[str, Any]) -> str:
        # A note decides nothing, so it is never too late for one; whoever wrote it is told what they did not see.
        is_late = acting.pop("expected_version") != service_request.version
        words, client_uuid = form.words.data or "", form.client_uuid.data or ""
        remarks.note(service_request, words=words, client_uuid=client_uuid, **acting)
        if is_late:
            return _("The note is kept. Somebody changed the report meanwhile; this is how it stands now.")
        return _("The note is kept. Only those who work on the report read it.")

    return answer("note", public_id, act)


@bp.post("/<public_id>/undo-duplicate")
@requires(access.may_use_inbox)
def undo_duplicate(public_id: str) -> Any:
    """Take back that the report was tied to an earlier one."""

    def act(service_request: ServiceRequest, form: MoveForm, acting: dict[str, Any]) -> str:
        merging.undo(service_request, **acting)
        return _("The report goes on by itself again. Its reporter is told.")

    return answer("undo_duplicate", public_id, act)


@bp.post("/<public_id>/not-the-same/<other_id>")
@requires(access.may_use_inbox)
def dismiss_suggestion(public_id: str, other_id: str) -> Any:
    """Say that two reports are not the same problem."""
    merging.dismiss(worklist.find(public_id, me()), reports.find(other_id), by=me(), at=now())
    flash(_("They are not suggested as the same problem any more. You can take that back."), "success")
    return redirect(back(public_id), 303)


@bp.post("/<public_id>/maybe-the-same/<other_id>")
@requires(access.may_use_inbox)
def suggest_again(public_id: str, other_id: str) -> Any:
    """Take back that two reports are not the same problem."""
    merging.suggest_again(worklist.find(public_id, me()), reports.find(other_id), by=me(), at=now())
    flash(_("They may be suggested as the same problem again."), "success")
    return redirect(back(public_id), 303)


@bp.post("/<public_id>/split")
@requires(access.may_use_inbox)
def split(public_id: str) -> Any:
    """Make a report of its own out of a part of this one."""

    def act(service_request: ServiceRequest, form: SplitForm, acting: dict[str, Any]) -> str:
        part = splitting.Part(
            client_uuid=form.client_uuid.data or "",
            service_code=form.service_code.data or "",
            words=form.words.data or "",
            photo_ids=numbers(form.photos.data),
        )
        made = splitting.split(service_request, part, **acting)
        return _(
            "The part is report %(number)s now, and %(agency)s has it.",
            number=made.public_id,
            agency=named(made.agency.names),
        )

    return answer("split", public_id, act)


@bp.post("/<public_id>/remarks/<int:remark_id>/hide")
@requires(access.may_use_inbox)
def hide_remark(public_id: str, remark_id: int) -> Any:
    """Keep a resident's comment from the public page, with a reason."""

    def act(service_request: ServiceRequest, form: HideForm, acting: dict[str, Any]) -> str:
        hiding.hide(service_request, remark_id, reason=form.reason.data or "", **acting)
        return _("The comment is hidden. The page says that something was hidden, and why.")

    return answer("hide", public_id, act, about=remark_id)


@bp.post("/<public_id>/remarks/<int:remark_id>/show")
@requires(access.may_use_inbox)
def show_remark(public_id: str, remark_id: int) -> Any:
    """Put a hidden comment back."""
    hiding.show(worklist.find(public_id, me()), remark_id, by=me(), at=now())
    flash(_("Everybody can read the comment again."), "success")
    return redirect(back(public_id), 303)


@bp.post("/<public_id>/contractor")
@requires(access.may_use_inbox)
def ask_contractor(public_id: str) -> Any:
    """Make a link by which somebody without an account answers."""

    def act(service_request: ServiceRequest, form: ContractorForm, acting: dict[str, Any]) -> str:
        days = form.days.data or ""
        contractors.invite(
            service_request,
            name=form.name.data or "",
            email=form.email.data or "",
            days=int(days) if days.isdecimal() and len(days) < 4 else 0,
            locale=current_app.config["LOCALES"][0],
            **acting,
        )
        return (
            _("The link was sent. It also stands on this page, to be copied.")
            if (form.email.data or "").strip()
            else _("The link stands on this page. Copy it and send it to them.")
        )

    return answer("contractor", public_id, act)


@bp.post("/<public_id>/contractor/<int:link_id>/revoke")
@requires(access.may_use_inbox)
def revoke_link(public_id: str, link_id: int) -> Any:
    """Make a contractor's link void."""
    contractors.revoke(worklist.find(public_id, me()), link_id, by=me(), at=now())
    flash(_("The link is not valid any more."), "success")
    return redirect(back(public_id), 303)


@bp.get("/<public_id>/remarks/<int:remark_id>/hide")
@requires(access.may_use_inbox)
def report_once_more(public_id: str, remark_id: int) -> Any:
    """Lead back to the report from the address of a refused form, as `report_again` does."""
    return redirect(back(public_id))
