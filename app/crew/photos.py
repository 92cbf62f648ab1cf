"""After-photos, kept while the crew is still on site, with the place where the phone was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, request

from app import access, photo_forms, queued
from app.actions import photographs
from app.crew.blueprint import bp
from app.crew.forms import read_position
from app.domain.coordinates import Position
from app.domain.errors import PhotoGone
from app.extensions import csrf, limiter
from app.models import Photo, PhotoKind
from app.photo_forms import UPLOAD_LIMIT
from app.presentation import now
from app.refusals import sentence
from app.signing_in import requires

#: A photo that waited longer than this has a clock that is wrong, or was not taken for this job.
LONGEST_WAIT = timedelta(days=14)
#: Phones' clocks are fast by so much, now and then.
FAST = timedelta(minutes=5)


@bp.post("/photos")
@requires(access.may_use_jobs)
@limiter.limit(UPLOAD_LIMIT)
def upload_photo() -> Any:
    """Keep one after-photo; answer its token, its picture, and the place that is kept with it."""
    position = read_position(request.form.get("lon"), request.form.get("lat"))
    taken_at = read_moment(request.form.get("taken_at", ""), now())
    return photo_forms.answer_upload(
        PhotoKind.AFTER, position=position, taken_at=taken_at, more=_place_answer
    )


# It has no form's token: it may have waited for days. `app.queued` says why it needs none.
@bp.post("/queued/photos")
@csrf.exempt
@requires(access.may_use_jobs)
@limiter.limit(UPLOAD_LIMIT)
def queued_photo() -> Any:
    """Keep one after-photo that may have waited on the phone, with the place and the moment of its taking."""
    queued.refuse_forged()
    if queued.author() is None:
        # A crew's photo is always somebody's.
        abort(400)
    if token := request.form.get("copy_of", ""):
        return _again(token)
    position = read_position(request.form.get("lon"), request.form.get("lat"))
    taken_at = read_moment(request.form.get("taken_at", ""), now())
    return photo_forms.answer_upload(
        PhotoKind.AFTER, position=position, taken_at=taken_at, more=_place_answer
    )


def _again(token: str) -> Any:
    """Keep a photo that has just arrived for another job of the same place too, without its bytes."""
    try:
        photo = photographs.keep_again(token[: photo_forms.LONGEST_TOKEN], PhotoKind.AFTER, at=now())
    except PhotoGone as error:
        queued.refuse(422, sentence(error))
    return photo_forms.told_of(photo), 201


def read_moment(text: str, at: datetime) -> datetime | None:
    """Return when the phone says that it took a photo, in UTC, or None where it says nothing that can be true."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return None
    if said.tzinfo is None or not at - LONGEST_WAIT <= said <= at + FAST:
        return None
    return min(said, at).astimezone(UTC)


def _place_answer(photo: Photo, place: Position | None) -> dict[str, Any]:
    if photo.taken_longitude is None or photo.taken_latitude is None:
        return {}
    return {"place": {"longitude": photo.taken_longitude, "latitude": photo.taken_latitude}}
