"""Who may see a photo: everybody, unless it came with a comment that was hidden, or from a contractor."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.access import dispatchable_by, workable_by
from app.db import db
from app.models import Photo, ServiceRequest, User


def is_for_everybody(key: str) -> bool:
    """Say whether any photo under this key is public; a key that no photo has is nobody's."""
    public = select(Photo.id).where(Photo.key == key, Photo.staff_only.is_(False)).limit(1)
    return db.session.scalar(public) is not None


def may_see_hidden(user: User | None, key: str) -> bool:
    """Say whether somebody works on a report that has this photo: as its dispatcher, or in its crew."""
    theirs = (
        select(Photo.id)
        .join(ServiceRequest, ServiceRequest.id == Photo.service_request_id)
        .where(Photo.key == key, or_(dispatchable_by(user), workable_by(user)))
        .limit(1)
    )
    return user is not None and db.session.scalar(theirs) is not None


def first_public(service_request: ServiceRequest) -> Photo | None:
    """Return the photo that stands for a report in a list that everybody reads, or None."""
    return next((photo for photo in service_request.photos if not photo.staff_only), None)
