"""Photos: in by the form or ahead of it, out by an unguessable name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms.fields import Field

from app import photo_forms
from app.domain.coordinates import Position
from app.domain.errors import NotFound, OutsideTerritory
from app.extensions import csrf, limiter
from app.models import PhotoKind
from app.photo_forms import UPLOAD_LIMIT, Kept
from app.photos import CONTENT_TYPE, photo_path
from app.policy import policy
from app.queries.answering import find_place
from app.resident.blueprint import bp
from app.signing_in import public
from app.storage import NotStored

YEAR = 365 * 24 * 3600


def keep(files: Sequence[FileStorage], errors: Field) -> Kept:
    """Keep the photos of a resident's form; what is refused becomes the field's errors."""
    return photo_forms.keep(files, errors, PhotoKind.BEFORE)


def position_of(kept: Kept) -> Position | None:
    """Return the first place that a photo named and that can be the problem's."""
    return next((place for place in kept.places if _is_here(place)), None)


def _is_here(position: Position) -> bool:
    """Say whether a place can be the problem's: an old photo may come from anywhere."""
    try:
        find_place(*position)
    except OutsideTerritory:
        return False
    return True


def elsewhere() -> str:
    """Say that the place inside a photo does not help."""
    return _("The photo was taken somewhere else; put the pin yourself.")


# No session is changed, and a photo of a form that is never sent is removed: there is nothing to forge.
@bp.post("/report/photos")
@public
@csrf.exempt
@limiter.limit(UPLOAD_LIMIT)
def upload_photo() -> Any:
    """Keep one photo while the rest of the form is written; answer its token, its picture and its place."""
    return photo_forms.answer_upload(PhotoKind.BEFORE, more=lambda photo, place: place_answer(place))


def place_answer(place: Position | None) -> dict[str, Any]:
    """Return what a script is told of the place that a photo named: where it is, or that it is not here."""
    if place is None:
        return {}
    if not _is_here(place):
        return {"elsewhere": elsewhere()}
    return {"place": {"longitude": place[0], "latitude": place[1]}}


@bp.get("/photos/<key>/<size>.webp")
@public
def photo(key: str, size: str) -> Response:
    """Send one size of a photo. The name never means another picture, so it is kept for ever."""
    try:
        data = policy().storage.get(photo_path(key, size))
    except NotStored:
        raise NotFound(key) from None
    response = Response(data, mimetype=CONTENT_TYPE)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
