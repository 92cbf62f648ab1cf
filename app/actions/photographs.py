"""Photos on their way in: kept as soon as they arrive, tied to a report when its form is sent."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app import photos
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import PhotoGone, TooManyPhotos
from app.models import Photo, PhotoKind, ServiceRequest
from app.policy import policy
from app.queries import uploads
from geo.metres import distance_m


@one_transaction
def keep_photo(
    data: bytes,
    kind: PhotoKind,
    *,
    at: datetime,
    position: tuple[float, float] | None = None,
    taken_at: datetime | None = None,
) -> tuple[Photo, tuple[float, float] | None]:
    """Check and keep one photo; return it with the place (longitude, latitude) that its file named.

    `position` is where the phone said it was, for after-photos whose file names no place, and `taken_at` the moment
    that the phone said, where its file names none. Raises PhotoRefused. A before-photo's place is only told, for the pin, and never kept.
    """
    # The database's write lock must not last while a photo is decoded.
    db.session.rollback()
    prepared = photos.prepare(
        data,
        max_bytes=policy().max_photo_bytes,
        max_pixels=policy().max_photo_pixels,
        local=policy().calendar.zone,
    )
    key = photos.store(prepared, policy().storage)
    taken = (prepared.taken_location or position) if kind is PhotoKind.AFTER else None
    photo = Photo(
        upload_token=secrets.token_urlsafe(24),
        kind=kind,
        key=key,
        width=prepared.width,
        height=prepared.height,
        created_at=at,
        taken_at=prepared.taken_at or taken_at,
        taken_longitude=taken[0] if taken else None,
        taken_latitude=taken[1] if taken else None,
    )
    db.session.add(photo)
    db.session.commit()
    return photo, prepared.taken_location


@one_transaction
def keep_again(token: str, kind: PhotoKind, *, at: datetime) -> Photo:
    """Keep a photo that waits for its form once more, for another report; the image itself is stored once.

    Raises PhotoGone where nothing waits under the token.
    """
    found = uploads.waiting([token], kind)
    if not found:
        raise PhotoGone(token)
    known = found[0]
    photo = Photo(
        upload_token=secrets.token_urlsafe(24),
        kind=kind,
        key=known.key,
        width=known.width,
        height=known.height,
        created_at=at,
        taken_at=known.taken_at,
        taken_longitude=known.taken_longitude,
        taken_latitude=known.taken_latitude,
    )
    db.session.add(photo)
    db.session.commit()
    return photo


def attach(
    service_request: ServiceRequest, tokens: Sequence[str], kind: PhotoKind, pin: tuple[float, float]
) -> list[Photo]:
    """Tie uploaded photos to a report, in the session. Raises TooManyPhotos, PhotoGone."""
    if not tokens:
        return []
    if len(set(tokens)) > policy().max_photos:
        raise TooManyPhotos(policy().max_photos)
    found = {
        photo.upload_token: photo
        for photo in db.session.scalars(
            select(Photo).where(
                Photo.upload_token.in_(tokens), Photo.service_request_id.is_(None), Photo.kind == kind
            )
        )
    }
    attached = []
    for token in dict.fromkeys(tokens):
        if token not in found:
            raise PhotoGone(token)
        photo = found[token]
        photo.service_request = service_request
        photo.upload_token = None
        if photo.taken_longitude is not None and photo.taken_latitude is not None:
            photo.distance_m = distance_m(pin, (photo.taken_longitude, photo.taken_latitude))
        attached.append(photo)
    return attached
