"""Photos that were uploaded and still wait for their form."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.models import Photo, PhotoKind


def waiting(tokens: Sequence[str], kind: PhotoKind) -> list[Photo]:
    """Return the waiting photos of these upload tokens, in the order of the tokens; unknown ones are left out."""
    if not tokens:
        return []
    found = {
        photo.upload_token: photo
        for photo in db.session.scalars(
            select(Photo).where(
                Photo.upload_token.in_(tokens), Photo.service_request_id.is_(None), Photo.kind == kind
            )
        )
    }
    return [found[token] for token in dict.fromkeys(tokens) if token in found]
