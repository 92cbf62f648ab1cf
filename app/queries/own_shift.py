"""When somebody of a crew is on duty: the shift that runs, or the next one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.db import db
from app.models import Shift, User

#: No shift is longer.
LONGEST = timedelta(days=2)


def next_shift(by: User, at: datetime) -> Shift | None:
    """Return the shift of this person's crew that is not over yet and begins first, with who is on duty, or None."""
    if by.crew_id is None:
        return None
    return db.session.scalar(
        select(Shift)
        .where(Shift.crew_id == by.crew_id, Shift.begins_at > at - LONGEST, Shift.ends_at > at)
        .order_by(Shift.begins_at)
        .limit(1)
        .options(selectinload(Shift.members))
    )
