"""Photos: in by the form or ahead of it, out by an unguessable name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, request
from werkzeug.datastructures import FileStorage
from wtforms.fields import Field

from app.actions.photographs import keep_photo
from app.domain.coordinates import Position
from app.domain.errors import NotFound, OutsideTerritory, TooManyPhotos
from app.extensions import csrf, limiter
from app.models import Photo, PhotoKind
from app.photos import CONTENT_TYPE, PhotoRefused, photo_path
from app.policy import policy
from app.presentation import now
from app.queries import uploads
from app.queries.answering import find_place
from app.refusals import sentence
from app.resident.blueprint import bp
from app.resident.telling import photo_url
from app.signing_in import public
from app.storage import NotStored

YEAR = 365 * 24 * 3600
#: One mobile network shows many phones under one address.
UPLOAD_LIMIT = "600 per hour"
#: The form's name for a photo that was uploaded before.
TOKEN = "photo_token"
LONGEST_TOKEN = 64


@dataclass
class Kept:
    """The photos of a form: those kept before, and those that came with it."""

    photos: list[Photo] = field(default_factory=list)
    #: The first place that a photo named.
    position: Position | None = None
    #: Tokens of photos that are not waiting any more: too old, or sent with the same form before.
    gone: list[str] = field(default_factory=list)

    @property
    def tokens(self) -> list[str]:
        """What the form sends for them. The rules decide about those that are gone."""
        return [*(photo.upload_token for photo in self.photos if photo.upload_token), *self.gone]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The token and the thumbnail of each, for the form that is shown again."""
        return [(photo.upload_token or "", photo_url(photo, "small")) for photo in self.photos]


def keep(files: Sequence[FileStorage], errors: Field) -> Kept:
    """Keep the photos of a form that was sent; what is refused becomes the field's errors.

    Photos kept before come by their tokens, without those that were unticked. Nothing is lost by an
    error elsewhere in the form: what was uploaded waits.
    """
    tokens = [token for token in request.form.getlist(TOKEN) if 0 < len(token) <= LONGEST_TOKEN][:50]
    kept = Kept(uploads.waiting(tokens, PhotoKind.BEFORE))
    waiting = {photo.upload_token for photo in kept.photos}
    kept.gone = [token for token in tokens if token not in waiting]
    refusals: list[str] = []
    for file in files:
        if not file or not file.filename:
            continue
        if len(kept.photos) >= policy().max_photos:
            refusals.append(sentence(TooManyPhotos(policy().max_photos)))
            break
        try:
            photo, place = keep_photo(_read(file), PhotoKind.BEFORE, at=now())
        except PhotoRefused as refusal:
            refusals.append(sentence(refusal))
            continue
        kept.photos.append(photo)
        kept.position = kept.position or _here(place)
    if refusals:
        errors.errors = [*errors.errors, *dict.fromkeys(refusals)]
    return kept


def _here(position: Position | None) -> Position | None:
    """Return the place that a photo named if it can be the problem's: an old photo may come from anywhere."""
    if position is None:
        return None
    try:
        find_place(*position)
    except OutsideTerritory:
        return None
    return position


def _read(file: FileStorage) -> bytes:
    """Read at most one byte more than is allowed; `prepare` then says that it is too large."""
    return file.stream.read(policy().max_photo_bytes + 1)


# No session is changed, and a photo of a form that is never sent is removed: there is nothing to forge.
@bp.post("/report/photos")
@csrf.exempt
@public
@limiter.limit(UPLOAD_LIMIT)
def upload_photo() -> Any:
    """Keep one photo while the rest of the form is written; answer its token, its picture and its place."""
    file = request.files.get("photo")
    if file is None:
        return {"error": sentence(PhotoRefused())}, 400
    try:
        photo, place = keep_photo(_read(file), PhotoKind.BEFORE, at=now())
    except PhotoRefused as refusal:
        current_app.logger.info("refused a photo: %s", refusal.kind)
        return {"error": sentence(refusal)}, 422
    answer: dict[str, Any] = {"token": photo.upload_token, "thumb": photo_url(photo, "small")}
    place = _here(place)
    if place is not None:
        answer["place"] = {"longitude": place[0], "latitude": place[1]}
    return answer, 201


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
