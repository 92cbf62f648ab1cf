"""What a crew did without a signal: it waited on the phone, and comes by itself, once and in its order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _

from app import access, queued
from app.actions import field_acts, remarks
from app.crew import checklist
from app.crew.blueprint import bp
from app.domain.checklist import ChecklistNotMet
from app.domain.errors import ChangedMeanwhile, DomainError, MoveNotAllowed, NotFound, NotPermitted, PhotoGone
from app.domain.text import clean_uuid
from app.extensions import csrf
from app.i18n import named
from app.models import PhotoKind, User
from app.photo_forms import LONGEST_TOKEN, TOKEN
from app.presentation import now
from app.queries import field_acts as acts
from app.queries import uploads, worklist
from app.refusals import sentence
from app.signing_in import requires
from app.telling import place_of

#: Words for those who work on the report; no move of its life.
NOTE = "note"


# It has no form's token; `app.queued` says why it needs none.
@bp.post("/<public_id>/queued")
@csrf.exempt
@requires(access.may_use_jobs)
def queued_act(public_id: str) -> Any:
    """Do one act of a crew that waited. A conflict changes nothing, and is answered with what has happened."""
    queued.refuse_forged()
    by = queued.author()
    if by is None:
        # A crew's act is always somebody's.
        abort(400)
    act = _act()
    if acts.arrived(act.id, by):
        return _earlier(public_id)
    try:
        return _do(act, public_id, by)
    except (NotFound, NotPermitted):
        if acts.arrived(act.id, by):
            # The same act came by another way meanwhile, and the job is not the crew's any more because of it.
            return _earlier(public_id)
        queued.refuse(409, _("This job is not your crew's any more. Nothing was changed."))
    except (MoveNotAllowed, ChangedMeanwhile) as error:
        queued.refuse(409, sentence(error))
    except ChecklistNotMet as error:
        queued.refuse(422, sentence(error), errors=checklist.errors(error))
    except DomainError as error:
        queued.refuse(422, sentence(error))


def _earlier(public_id: str) -> dict[str, Any]:
    return {"public_id": public_id, "address": url_for(".index"), "earlier": True}


def _act() -> field_acts.Act:
    form = request.form
    if form.get("move") not in (*field_acts.MOVES, NOTE):
        abort(400)
    try:
        act_id = clean_uuid(form.get("client_uuid", ""))
    except DomainError as error:
        queued.refuse(422, sentence(error))
    return field_acts.Act(
        id=act_id,
        move=form["move"],
        note=form.get("note", ""),
        photo_tokens=[token for token in form.getlist(TOKEN) if 0 < len(token) <= LONGEST_TOKEN][:50],
    )


def _do(act: field_acts.Act, public_id: str, by: User) -> Any:
    service_request = worklist.find_job(public_id, by)
    waiting = {photo.upload_token for photo in uploads.waiting(act.photo_tokens, PhotoKind.AFTER)}
    gone = [token for token in act.photo_tokens if token not in waiting]
    if gone:
        if acts.arrived(act.id, by):
            # The same act came by another way meanwhile, and took them.
            return _earlier(public_id)
        # The phone may have them still, and sends them again.
        queued.refuse(422, sentence(PhotoGone(gone[0])), gone=gone)
    answer = {
        "public_id": service_request.public_id,
        "address": url_for(".job", public_id=service_request.public_id),
        "title": named(service_request.service.names),
        "place": place_of(service_request),
    }
    if act.move == NOTE:
        remarks.note(service_request, words=act.note, client_uuid=act.id, by=by, at=now())
        return {**answer, "earlier": False}, 201
    if act.move == "resolve":
        act = replace(act, filled=checklist.read(service_request))
    is_new = field_acts.do(act, service_request, by=by, at=now())
    return {**answer, "earlier": not is_new}, 201 if is_new else 200
