"""Recordings on their way in: kept as soon as they arrive, tied to a report when its form is sent."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from app import voice
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import RecordingGone
from app.models import Recording, ServiceRequest
from app.policy import policy


@one_transaction
def keep_recording(data: bytes, *, at: datetime) -> Recording:
    """Check and keep one recording, sealed, and return it. Raises RecordingRefused."""
    # The database's write lock must not last while a disk is waited for.
    db.session.rollback()
    sound = voice.inspect(
        data,
        max_bytes=policy().max_recording_bytes,
        max_seconds=policy().max_recording_seconds,
    )
    recording = Recording(
        upload_token=secrets.token_urlsafe(24),
        key=voice.store(data, policy().storage),
        content_type=sound.content_type,
        seconds=sound.seconds,
        created_at=at,
    )
    db.session.add(recording)
    db.session.commit()
    return recording


def attach_recording(service_request: ServiceRequest, token: str) -> Recording | None:
    """Tie an uploaded recording to a report, in the session; no token, none. Raises RecordingGone."""
    if not token:
        return None
    recording = db.session.scalar(
        select(Recording).where(Recording.upload_token == token, Recording.service_request_id.is_(None))
    )
    if recording is None:
        raise RecordingGone(token)
    recording.service_request = service_request
    recording.upload_token = None
    return recording
