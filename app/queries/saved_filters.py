"""The filters that a dispatcher saved."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.models import SavedFilter, User


def saved_by(user: User) -> list[SavedFilter]:
    """Return a person's own filters, in the order of their names."""
    found = db.session.scalars(select(SavedFilter).where(SavedFilter.user_id == user.id))
    # Names are sealed, so they are sorted here.
    return sorted(found, key=lambda saved: (saved.name.casefold(), saved.id))


def find(filter_id: int, by: User) -> SavedFilter | None:
    """Return one of a person's own filters, or None: another's is not there."""
    return db.session.scalar(
        select(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.user_id == by.id)
    )
