"""Saving what a dispatcher looks at under a name, and forgetting it."""

from __future__ import annotations

from datetime import datetime

from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError
from app.domain.text import clean_line
from app.models import SavedFilter, User
from app.queries import saved_filters

#: More than these nobody finds anything in.
MOST = 20
LONGEST_NAME = 60


@one_transaction
def save(name: str, query: str, *, by: User, at: datetime) -> SavedFilter:
    """Keep what is looked at; the same name (in whatever case) is written over.

    Raises FieldError without a name or where there are MOST already, TextTooLong.
    """
    name = clean_line(name, max_length=LONGEST_NAME)
    if not name:
        raise FieldError("name", "missing")
    there = saved_filters.saved_by(by)
    same = next((one for one in there if one.name.casefold() == name.casefold()), None)
    if same is None and len(there) >= MOST:
        raise FieldError("name", "too_many", limit=MOST)
    saved = same or SavedFilter(user_id=by.id, created_at=at)
    saved.name, saved.query = name, query
    db.session.add(saved)
    db.session.commit()
    return saved


@one_transaction
def forget(filter_id: int, *, by: User) -> None:
    """Remove one of a person's own filters. One that is not there any more is as good as removed."""
    saved = saved_filters.find(filter_id, by)
    if saved is not None:
        db.session.delete(saved)
    db.session.commit()
