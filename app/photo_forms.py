"""Photos of a form, for every room: kept ahead of it by the script, or together with it without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import FileStorage
from wtforms.fields import Field

from app.actions.photographs import keep_photo
from app.domain.coordinates import Position
from app.domain.errors import TooManyPhotos
from app.models import Photo, PhotoKind
from app.photos import PhotoRefused
from app.policy import policy
from app.presentation import now
from app.queries import uploads
from app.refusals import sentence
from app.telling import photo_url

#: One mobile network shows many phones under one address.
UPLOAD_LIMIT = "600 per hour"
#: The form's name for a photo that was uploaded before.
TOKEN = "photo_token"
LONGEST_TOKEN = 64


@dataclass
class Kept:
    """The photos of a form: those kept before, and those that came with it."""

    photos: list[Photo] = field(default_factory=list)
    #: The places that the photos that came with the form named.
    places: list[Position] = field(default_factory=list)
    #: Tokens of photos that are not waiting any more: too old, or sent with the same form before.
    gone: list[str] = field(default_factory=list)

    @property
    def tokens(self) -> list[str]:
        """What the form sends for them. The rules decide about those that are gone."""
        return [*(photo.upload_token for photo in self.photos if photo.upload_token), *self.gone]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The token and the thumbnail of each, for the form that is shown again."""
        return [(photo.upload_token or "", photo_url(photo.key, "small")) for photo in self.photos]


def keep(
    files: Sequence[FileStorage], errors: Field, kind: PhotoKind, *, position: Position | None = None
) -> Kept:
    """Keep the photos of a form that was sent; what is refused becomes the field's errors.

    Photos kept before come by their tokens, without those that were unticked. Nothing is lost by an
    error elsewhere in the form: what was uploaded waits. `position` is where the phone said it was.
    """
    tokens = [token for token in request.form.getlist(TOKEN) if 0 < len(token) <= LONGEST_TOKEN][:50]
    kept = Kept(uploads.waiting(tokens, kind))
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
            photo, place = keep_photo(_read(file), kind, at=now(), position=position)
        except PhotoRefused as refusal:
            refusals.append(sentence(refusal))
            continue
        kept.photos.append(photo)
        if place is not None:
            kept.places.append(place)
    if refusals:
        errors.errors = [*errors.errors, *dict.fromkeys(refusals)]
    return kept


def _read(file: FileStorage) -> bytes:
    """Read at most one byte more than is allowed; `prepare` then says that it is too large."""
    return file.stream.read(policy().max_photo_bytes + 1)


def answer_upload(
    kind: PhotoKind,
    *,
    position: Position | None = None,
    taken_at: datetime | None = None,
    more: Callable[[Photo, Position | None], dict[str, Any]] = lambda photo, place: {},
) -> tuple[dict[str, Any], int]:
    """Keep the one photo of a request ahead of its form; answer its token and its picture, or the refusal.

    `position` and `taken_at` are what the phone said of it, for a file that says nothing itself.
    `more` is what the room adds to the answer, from the photo and the place that its file named.
    """
    file = request.files.get("photo")
    if file is None:
        return {"error": sentence(PhotoRefused())}, 400
    try:
        photo, place = keep_photo(_read(file), kind, at=now(), position=position, taken_at=taken_at)
    except PhotoRefused as refusal:
        current_app.logger.info("refused a photo: %s", refusal.kind)
        return {"error": sentence(refusal)}, 422
    return {**told_of(photo), **more(photo, place)}, 201


def told_of(photo: Photo) -> dict[str, Any]:
    """Return what a script is told of a photo that was kept: its token and its picture."""
    return {"token": photo.upload_token, "thumb": photo_url(photo.key, "small")}
