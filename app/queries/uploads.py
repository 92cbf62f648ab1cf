"""Photos and recordings that were uploaded and still wait for their form, and files that are still arriving."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.domain.errors import PhotoGone, RecordingGone, UploadGone
from app.models import Photo, PhotoKind, Recording, Upload, UploadKind


def waiting(tokens: Sequence[str], kind: PhotoKind) -> list[Photo]:
    """Return the waiting photos of these upload tokens, in the order of the tokens; unknown ones are left out."""
    if not tokens:
        return []
    found = {
        photo.upload_token: photo
        for photo in db.session.scalars(
            select(Photo).where(
                Photo.upload_token.in_(tokens), Photo.service_request_id.is_(None), Photo.kind == kind
            )
        )
    }
    return [found[token] for token in dict.fromkeys(tokens) if token in found]


def waiting_recording(token: str) -> Recording | None:
    """Return the waiting recording of an upload token, or None."""
    if not token:
        return None
    return db.session.scalar(
        select(Recording).where(Recording.upload_token == token, Recording.service_request_id.is_(None))
    )


def of_token(token: str) -> Upload:
    """Return a file that is arriving. Raises UploadGone."""
    upload = db.session.scalar(select(Upload).where(Upload.token == token))
    if upload is None:
        raise UploadGone(token)
    return upload


def result_of(upload: Upload, kind: PhotoKind) -> Photo | Recording:
    """Return what a file became. Raises PhotoGone or RecordingGone where its form was sent, or nobody sent it."""
    token = upload.result_token or ""
    if upload.kind is UploadKind.RECORDING:
        recording = waiting_recording(token)
        if recording is None:
            raise RecordingGone(token)
        return recording
    found = waiting([token], kind)
    if not found:
        raise PhotoGone(token)
    return found[0]
