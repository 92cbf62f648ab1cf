"""Files that arrive in parts: what is here stays here when the line breaks, and the phone goes on from there.

Three steps. `begin` announces how large the file is and gives a token nobody can guess. `add_part` takes
the next bytes, and only those. `finish` makes a photo or a recording of the whole, by the same checks as
for one that came in one piece; asked again, it gives the same answer.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from app.actions.photographs import keep_photo
from app.actions.recordings import keep_recording
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.coordinates import Position
from app.domain.errors import UploadGone, UploadIncomplete, UploadsFull, WrongOffset
from app.models import Photo, PhotoKind, Recording, Upload, UploadKind
from app.personal_data import box
from app.photos import PhotoRefused, PhotoTooLarge, new_key
from app.policy import policy
from app.queries import uploads
from app.storage import NotStored
from app.voice import RecordingRefused, RecordingTooLarge

#: The largest part that is taken at once; a phone sends smaller ones.
MAX_PART_BYTES = 1_048_576
#: What was begun and not sent with a form is forgotten after this time, like a photo.
UNFINISHED = timedelta(hours=48)
#: So much may lie here unfinished, for everybody together: a disk that is full takes no report at all.
MOST_UNFINISHED_BYTES = 4 * 1024**3


@one_transaction
def begin(kind: UploadKind, size: int, *, at: datetime) -> Upload:
    """Announce a file of so many bytes and return its upload.

    Raises PhotoTooLarge or RecordingTooLarge before a byte of it has travelled, UploadsFull.
    """
    limit = _limit(kind)
    if size > limit:
        raise PhotoTooLarge(size, limit) if kind is UploadKind.PHOTO else RecordingTooLarge(size, limit)
    lying = db.session.scalar(select(func.sum(Upload.received)).where(Upload.result_token.is_(None))) or 0
    if lying + size > MOST_UNFINISHED_BYTES:
        raise UploadsFull
    upload = Upload(
        token=secrets.token_urlsafe(24),
        kind=kind,
        key=new_key(),
        size=size,
        received=0,
        parts=0,
        created_at=at,
    )
    db.session.add(upload)
    db.session.commit()
    return upload


@one_transaction
def add_part(token: str, offset: int, data: bytes) -> Upload:
    """Keep the next bytes of a file; they are durable when this returns.

    Raises UploadGone, and WrongOffset (which knows the right one) where they are not the next ones or
    lead beyond what was announced. A part that came twice is kept once.
    """
    # Two at once would write under the same name: the second one waits, and then comes too late.
    upload = db.session.scalar(select(Upload).where(Upload.token == token).with_for_update())
    if upload is None:
        raise UploadGone(token)
    if offset != upload.received or upload.received + len(data) > upload.size:
        raise WrongOffset(upload.received)
    if data:
        path = _part(upload.key, upload.parts)
        policy().storage.put(path, box().seal_bytes(data), "application/octet-stream")
        upload.parts += 1
        upload.received += len(data)
    db.session.commit()
    return upload


def finish(token: str, kind: PhotoKind, *, at: datetime) -> tuple[Photo | Recording, Position | None]:
    """Make of a whole file what it was announced as; return it with the place that a photo's file named.

    Asked again, it returns the same photo or recording, without the place: that was never kept. Raises
    UploadGone, UploadIncomplete, PhotoRefused, RecordingRefused; what is refused is forgotten at once.
    """
    upload = uploads.of_token(token)
    if not upload.is_whole:
        raise UploadIncomplete(token)
    if upload.result_token is not None:
        return uploads.result_of(upload, kind), None
    try:
        parts = [policy().storage.get(_part(upload.key, number)) for number in range(upload.parts)]
    except NotStored:
        # Another request finished it just now; whoever asks again gets its answer.
        raise UploadIncomplete(token) from None
    data = b"".join(box().open_bytes(part) for part in parts)
    upload_id, upload_kind, key, count = upload.id, upload.kind, upload.key, upload.parts
    place: Position | None = None
    made: Photo | Recording
    try:
        if upload_kind is UploadKind.PHOTO:
            made, place = keep_photo(data, kind, at=at)
        else:
            made = keep_recording(data, at=at)
    except (PhotoRefused, RecordingRefused):
        _forget([upload_id])
        raise
    _keep_result(upload_id, made)
    _delete_parts(key, count)
    upload = uploads.of_token(token)
    return (made if upload.result_token == made.upload_token else uploads.result_of(upload, kind)), place


@one_transaction
def _keep_result(upload_id: int, made: Photo | Recording) -> None:
    """Write down what a file became. Of two that finished it at once the first one counts for both."""
    db.session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.result_token.is_(None))
        .values(result_token=made.upload_token)
    )
    db.session.commit()


@one_transaction
def forget_unfinished(now: datetime, limit: int = 500) -> int:
    """Remove uploads that nobody went on with, and their parts; return how many."""
    old = db.session.scalars(
        select(Upload.id).where(Upload.created_at < now - UNFINISHED).order_by(Upload.id).limit(limit)
    ).all()
    return _forget(list(old))


@one_transaction
def _forget(ids: list[int]) -> int:
    found = db.session.scalars(select(Upload).where(Upload.id.in_(ids))).all() if ids else []
    # One part more than was counted: it may have been written just before the process died.
    parts = [(upload.key, upload.parts + 1) for upload in found]
    for upload in found:
        db.session.delete(upload)
    # The bytes go first: a row without them is removed the next time, bytes without a row never would be.
    for key, count in parts:
        _delete_parts(key, count)
    db.session.commit()
    return len(found)


def _limit(kind: UploadKind) -> int:
    return policy().max_photo_bytes if kind is UploadKind.PHOTO else policy().max_recording_bytes


def _delete_parts(key: str, count: int) -> None:
    for number in range(count):
        policy().storage.delete(_part(key, number))


def _part(key: str, number: int) -> str:
    return f"private/parts/{key[:2]}/{key}/{number}"
