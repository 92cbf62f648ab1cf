"""Photos: in by the form or ahead of it, out by an unguessable name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms.fields import Field

from app import photo_forms
from app.domain.coordinates import Position
from app.domain.errors import NotFound, OutsideTerritory
from app.extensions import csrf, limiter
from app.models import PhotoKind
from app.photo_forms import UPLOAD_LIMIT, Kept
from app.photos import CONTENT_TYPE, fetch, photo_path
from app.policy import policy
from app.queries import photographs
from app.queries.answering import find_place
from app.resident.blueprint import bp
from app.signing_in import me_or_none, public
from app.storage import NotStored

#: A browser may show a photo for so long without asking again, in seconds; what serves many asks more often.
KEPT = 3600
KEPT_BY_MANY = 60


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
    """Send one size of a photo, or say that it is not there: to everybody but staff, where it was hidden.

    The name never means another picture, but it may be hidden: caches ask again, and are answered in a few bytes.
    """
    try:
        photo_path(key, size)  # What cannot be a photo's address is refused before anything is asked for.
        everybody = photographs.is_for_everybody(key)
        # Who asks is looked at only where it matters, so that what everybody sees is one answer for all.
        if not everybody and not photographs.may_see_hidden(me_or_none(), key):
            raise NotFound(key)
        known = request.if_none_match.contains(mark := f"{key}-{size}")
        response = Response(b"" if known else fetch(key, size, policy().storage), mimetype=CONTENT_TYPE)
    except NotStored:
        raise NotFound(key) from None
    response.set_etag(mark)
    kept = f"public, max-age={KEPT}, s-maxage={KEPT_BY_MANY}"
    response.headers["Cache-Control"] = kept if everybody else "private, no-cache"
    return response.make_conditional(request)
