"""What the outbox holds, for the admin who looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.db import db
from app.models import OutboxMessage
from app.queries.page import Page, offset_of, page_of

PER_PAGE = 50
#: Counting stops here: beyond it the exact number helps nobody.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Counts:
    """How the outbox stands. `oldest_at`: since when the oldest message that is due has waited."""

    due: int
    later: int
    parked: int
    done_today: int
    oldest_at: datetime | None


def counts(now: datetime) -> Counts:
    """Count what waits, what is parked, and what was done in the last 24 hours; each up to MOST_COUNTED."""
    waiting = (OutboxMessage.done_at.is_(None), OutboxMessage.parked_at.is_(None))
    due = (*waiting, OutboxMessage.not_before_at <= now)
    return Counts(
        due=_count(*due),
        later=_count(*waiting, OutboxMessage.not_before_at > now),
        parked=_count(OutboxMessage.parked_at.is_not(None)),
        done_today=_count(OutboxMessage.done_at > now - timedelta(days=1)),
        oldest_at=db.session.scalar(select(func.min(OutboxMessage.not_before_at)).where(*due)),
    )


def parked(page: int = 1) -> Page[OutboxMessage]:
    """Return the parked messages, the newest first, a page at a time."""
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.parked_at.is_not(None))
        .order_by(OutboxMessage.parked_at.desc(), OutboxMessage.id.desc())
        .limit(PER_PAGE + 1)
        .offset(offset_of(page, PER_PAGE))
    ).all()
    return page_of(rows, max(1, page), PER_PAGE)


def _count(*where: object) -> int:
    some = select(OutboxMessage.id).where(*where).limit(MOST_COUNTED).subquery()  # type: ignore[arg-type]
    return db.session.scalar(select(func.count()).select_from(some)) or 0
