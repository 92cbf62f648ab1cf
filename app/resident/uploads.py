"""Photos and recordings in parts, for lines that break: announced, sent piece by piece, gone on with.

POST  /report/uploads          kind, size     201 {address, offset, most}
GET   /report/uploads/TOKEN                   200 {offset, size}       404: begin again
PATCH /report/uploads/TOKEN    Upload-Offset  200 {offset}             409 {offset}: from there, rather
                                              201 {token, ...} for the last part, or for none at the end
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from app.actions import uploads
from app.domain.coordinates import Position
from app.domain.errors import DomainError, UploadIncomplete, UploadsFull, WrongOffset
from app.extensions import csrf, limiter
from app.models import Photo, PhotoKind, Recording, UploadKind
from app.photo_forms import UPLOAD_LIMIT, told_of
from app.photos import PhotoRefused
from app.presentation import now
from app.queries.uploads import of_token
from app.refusals import sentence
from app.resident.blueprint import bp
from app.resident.photos import place_answer
from app.signing_in import public
from app.voice import RecordingRefused

#: A photo is a handful of parts; one mobile network shows many phones under one address.
PART_LIMIT = "12000 per hour"
OFFSET = "Upload-Offset"


# Nothing here changes a session or a report: a token lets its holder send bytes, and is told to nobody else.
@bp.post("/report/uploads")
@public
@csrf.exempt
@limiter.limit(UPLOAD_LIMIT)
def begin_upload() -> Any:
    """Announce a file; answer the address for its parts, and how large one may be."""
    kind, size = request.form.get("kind", ""), _number(request.form.get("size", ""))
    if kind not in set(UploadKind) or not size:
        return {"error": sentence(PhotoRefused())}, 400
    try:
        upload = uploads.begin(UploadKind(kind), size, at=now())
    except (PhotoRefused, RecordingRefused) as refusal:
        return {"error": sentence(refusal)}, 422
    except UploadsFull as full:
        return {"error": sentence(full)}, 503
    address = url_for(".upload", token=upload.token)
    return {"address": address, "offset": 0, "most": uploads.MAX_PART_BYTES}, 201


@bp.get("/report/uploads/<token>")
@public
def upload(token: str) -> Any:
    """Say how much of a file is here; HEAD says it too."""
    try:
        found = of_token(token)
    except DomainError as error:
        return {"error": sentence(error)}, 404
    answer = {"offset": found.received, "size": found.size}
    return answer, 200, {OFFSET: str(found.received), "Cache-Control": "no-store"}


@bp.patch("/report/uploads/<token>")
@public
@csrf.exempt
@limiter.limit(PART_LIMIT)
def upload_part(token: str) -> Any:
    """Take the next part; after the last one, answer what became of the whole."""
    offset = _number(request.headers.get(OFFSET, ""))
    length = request.content_length or 0
    if offset is None or length > uploads.MAX_PART_BYTES:
        return {"error": sentence(PhotoRefused())}, 400
    data = request.get_data(cache=False)
    if len(data) != length:
        # It was cut off on its way: nothing of it is kept, and the next one begins where this one did.
        return {"error": sentence(UploadIncomplete())}, 408
    try:
        found = uploads.add_part(token, offset, data)
        if not found.is_whole:
            return {"offset": found.received}
        return _told(*uploads.finish(token, PhotoKind.BEFORE, at=now())), 201
    except WrongOffset as wrong:
        return {"offset": wrong.offset}, 409
    except UploadIncomplete:
        # Two requests brought the last part; the other one is making the photo of it.
        return {"offset": found.received}, 409
    except (PhotoRefused, RecordingRefused) as refusal:
        current_app.logger.info("refused an upload: %s", refusal.kind)
        return {"error": sentence(refusal)}, 422
    except DomainError as error:
        return {"error": sentence(error)}, 404


def _told(made: Photo | Recording, place: Position | None) -> dict[str, Any]:
    if isinstance(made, Photo):
        return {**told_of(made), **place_answer(place)}
    return {"token": made.upload_token, "seconds": round(made.seconds, 1)}


def _number(text: str) -> int | None:
    """Return a number of bytes, or None where it is none, or more than any file has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else None
