"""What must follow a change: asked for in the change's own transaction, done at least once by a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.actions.transaction import one_transaction
from app.db import db
from app.models import OutboxMessage

#: After so many failures a message is parked, where an admin sees it.
MAX_ATTEMPTS = 8

Deliver = Callable[[str, dict[str, Any], str], None]


def put(key: str, kind: str, payload: dict[str, Any], *, at: datetime) -> None:
    """Ask for one thing to be done, in the session; `key` keeps it from being asked for twice."""
    known = db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key))
    if known is None:
        db.session.add(OutboxMessage(key=key, kind=kind, payload=payload, created_at=at, not_before_at=at))


@one_transaction
def deliver_next(deliver: Deliver, *, now: datetime) -> bool | None:
    """Do the next thing that is due: True when done, False when it failed and will be tried again, None if none is.

    `deliver(kind, payload, key)` may be called again for the same key when the process dies before the
    commit, so whatever it does must bear a repetition.
    """
    query = (
        select(OutboxMessage)
        .where(
            OutboxMessage.done_at.is_(None),
            OutboxMessage.parked_at.is_(None),
            OutboxMessage.not_before_at <= now,
        )
        .order_by(OutboxMessage.not_before_at, OutboxMessage.id)
        .limit(1)
    )
    if db.engine.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    message = db.session.scalar(query)
    if message is None:
        return None
    message.attempts += 1
    try:
        deliver(message.kind, message.payload, message.key)
    except Exception as error:
        # The text of an error may quote an address, so only its kind is kept.
        message.last_error = type(error).__name__
        message.not_before_at = now + timedelta(seconds=30 * 2**message.attempts)
        if message.attempts >= MAX_ATTEMPTS:
            message.parked_at = now
        db.session.commit()
        return False
    message.done_at = now
    db.session.commit()
    return True
