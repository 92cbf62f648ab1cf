"""A report that waited on a phone without a network: as the form sends it, answered for a script."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from app import queued, recording_forms
from app.actions import reporting
from app.domain.errors import DomainError, PhotoGone, RecordingGone
from app.domain.text import clean_uuid
from app.extensions import csrf, limiter
from app.i18n import named
from app.models import ServiceRequest
from app.presentation import now
from app.queries.sent_before import by_client_uuid
from app.refusals import sentence
from app.resident import photos
from app.resident.blueprint import bp
from app.resident.forms import ReportForm
from app.resident.reporting import SUBMISSIONS, draft_of
from app.signing_in import public
from app.telling import place_of


# It has no form's token; `app.queued` says why it needs none.
@bp.post("/report/queued")
@public
@csrf.exempt
@limiter.shared_limit(lambda: current_app.config["SUBMIT_LIMIT"], scope=SUBMISSIONS)
def report_queued() -> Any:
    """Register a report that waited; one that had arrived before is answered as it was then."""
    queued.refuse_forged()
    by = queued.author()
    form = ReportForm(meta={"csrf": False})
    try:
        first = by_client_uuid(clean_uuid(form.client_uuid.data or ""))
        if first is not None:
            return _told(first, earlier=True)
        kept = photos.keep([], form.photos)
        spoken = recording_forms.keep(form.recording)
        _refuse_gone(kept.gone, spoken)
        if not form.validate():
            return _refused(form)
        sent = reporting.submit(draft_of(form, kept, spoken, by), by=by, at=now())
    except DomainError as error:
        form.refuse(error)
        return _refused(form)
    return _told(sent), 201


def _refuse_gone(photo_tokens: list[str], spoken: recording_forms.Kept) -> None:
    """Ask for what was uploaded too long ago once more: the phone may have it still."""
    if photo_tokens:
        queued.refuse(422, sentence(PhotoGone(photo_tokens[0])), gone=photo_tokens)
    if spoken.token and spoken.seconds is None:
        queued.refuse(422, sentence(RecordingGone(spoken.token)), gone=[spoken.token])


def _refused(form: ReportForm) -> tuple[dict[str, Any], int]:
    errors = {name: [str(words) for words in said] for name, said in form.errors.items() if name}
    first = next((words for said in errors.values() for words in said), "")
    return {"error": first, "errors": errors}, 422


def _told(report: ServiceRequest, *, earlier: bool = False) -> dict[str, Any]:
    return {
        "public_id": report.public_id,
        "address": url_for(".mine", public_id=report.public_id, secret=report.secret),
        "sent": url_for(".sent", public_id=report.public_id, secret=report.secret),
        "title": named(report.service.names),
        "place": place_of(report),
        "earlier": earlier,
    }
