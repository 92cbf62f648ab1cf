"""Recordings at the edge: out of a form that was sent, and to the ears of the staff."""

from __future__ import annotations

import io
from dataclasses import dataclass

from flask import Response, request, send_file
from wtforms.fields import Field

from app import voice
from app.actions.recordings import keep_recording
from app.domain.errors import NotFound
from app.models import Recording, ServiceRequest
from app.policy import policy
from app.presentation import now
from app.queries import uploads
from app.refusals import sentence
from app.storage import NotStored

#: The form's name for a recording that was uploaded before.
TOKEN = "recording_token"
LONGEST_TOKEN = 64


@dataclass(frozen=True)
class Kept:
    """The recording of a form, if it has one."""

    token: str = ""
    #: How long it is; None where it is not waiting any more: too old, or sent with the same form before.
    seconds: float | None = None


def keep(field: Field) -> Kept:
    """Keep the recording that came with a form, or find the one kept before; a refusal becomes the field's."""
    token = request.form.get(TOKEN, "")[:LONGEST_TOKEN]
    file = field.data
    if file and getattr(file, "filename", ""):
        data = file.stream.read(policy().max_recording_bytes + 1)
        # A large one lies in a temporary file until it is closed.
        file.close()
        try:
            kept = keep_recording(data, at=now())
        except voice.RecordingRefused as refusal:
            field.errors = [*field.errors, sentence(refusal)]
        else:
            return told(kept)
    waiting = uploads.waiting_recording(token)
    return told(waiting) if waiting is not None else Kept(token)


def told(recording: Recording) -> Kept:
    """Return what a form says about a recording that waits."""
    return Kept(recording.upload_token or "", recording.seconds)


def play(service_request: ServiceRequest) -> Response:
    """Send the recording of a report that the caller may hear. Raises NotFound where there is none."""
    recording = service_request.recording
    if recording is None:
        raise NotFound(service_request.public_id)
    try:
        data = voice.fetch(recording.key, policy().storage)
    except NotStored:
        raise NotFound(service_request.public_id) from None
    # Players ask for parts of it; Safari plays nothing else.
    response = send_file(io.BytesIO(data), mimetype=recording.content_type, conditional=True)
    response.headers["Cache-Control"] = "private, no-store"
    # Whatever a file claims to be, nothing in it runs.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
