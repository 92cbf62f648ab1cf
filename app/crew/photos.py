"""After-photos, kept while the crew is still on site, with the place where the phone was."""

from __future__ import annotations

from typing import Any

from flask import request

from app import access, photo_forms
from app.crew.blueprint import bp
from app.crew.forms import read_position
from app.domain.coordinates import Position
from app.extensions import limiter
from app.models import Photo, PhotoKind
from app.photo_forms import UPLOAD_LIMIT
from app.signing_in import requires


@bp.post("/photos")
@requires(access.may_use_jobs)
@limiter.limit(UPLOAD_LIMIT)
def upload_photo() -> Any:
    """Keep one after-photo; answer its token, its picture, and the place that is kept with it."""
    position = read_position(request.form.get("lon"), request.form.get("lat"))
    return photo_forms.answer_upload(PhotoKind.AFTER, position=position, more=_place_answer)


def _place_answer(photo: Photo, place: Position | None) -> dict[str, Any]:
    if photo.taken_longitude is None or photo.taken_latitude is None:
        return {}
    return {"place": {"longitude": photo.taken_longitude, "latitude": photo.taken_latitude}}
