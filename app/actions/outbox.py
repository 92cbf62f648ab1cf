"""What must follow a change: asked for in the change's own transaction, done at least once by a job.

A message is taken, then done outside any transaction, then marked. Taking it puts it off by the lease: whoever
is killed in between leaves it to be taken again, so nothing is lost, and what was sent may be sent twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.actions.transaction import one_transaction
from app.db import db
from app.models import OutboxMessage, Priority

#: After so many failures a message is parked, where an admin sees it: with the waits below, after nine hours.
MAX_ATTEMPTS = 10
#: Whoever takes messages has so long for all of them.
LEASE = timedelta(minutes=2)
#: So many are taken at once.
BATCH = 10
#: What was done is forgotten after so long; its key may then be used again.
KEPT = timedelta(days=30)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Taken:
    """A message in hand. `attempts` counts this one too; `until` is when somebody else may take it."""

    id: int
    key: str
    kind: str
    payload: dict[str, Any]
    created_at: datetime
    attempts: int
    until: datetime


@dataclass(frozen=True)
class Asked:
    """One thing to be done, for `put_many`: what `put` takes."""

    key: str
    kind: str
    payload: dict[str, Any]
    not_before: datetime | None = None
    priority: Priority = Priority.NORMAL


def put_many(asked: Iterable[Asked], *, at: datetime) -> None:
    """Ask for many things in one statement, in the session; a key that was asked for already is left as it is."""
    # In one order, so that two who ask for the same keys cannot wait for each other.
    rows = [
        {
            "key": one.key,
            "kind": one.kind,
            "payload": one.payload,
            "priority": one.priority,
            "created_at": at,
            "not_before_at": one.not_before or at,
            "attempts": 0,
            "last_error": "",
        }
        for one in sorted(asked, key=lambda one: one.key)
    ]
    if rows:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        statement = insert(OutboxMessage.__table__)  # type: ignore[arg-type]
        db.session.execute(statement.on_conflict_do_nothing(index_elements=["key"]), rows)


def put(
    key: str,
    kind: str,
    payload: dict[str, Any],
    *,
    at: datetime,
    not_before: datetime | None = None,
    priority: Priority = Priority.NORMAL,
) -> None:
    """Ask for one thing to be done, in the session; `key` keeps it from being asked for twice.

    The payload holds ids, or text that is sealed.
    """
    known = db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key))
    if known is None:
        db.session.add(
            OutboxMessage(
                key=key,
                kind=kind,
                payload=payload,
                created_at=at,
                not_before_at=not_before or at,
                priority=priority,
            )
        )


@one_transaction
def take(now: datetime, limit: int = BATCH) -> list[Taken]:
    """Take what is due, the most urgent first; what somebody else is taking at this moment is left to them."""
    due = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.done_at.is_(None),
            OutboxMessage.parked_at.is_(None),
            OutboxMessage.not_before_at <= now,
        )
        .order_by(OutboxMessage.priority, OutboxMessage.not_before_at, OutboxMessage.id)
        .limit(limit)
    )
    if db.engine.dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    # Chosen first, then taken: inside the UPDATE PostgreSQL may ask for them once for every row, and lock more.
    ids = list(db.session.scalars(due))
    if not ids:
        db.session.commit()
        return []
    until = now + LEASE
    rows = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids))
        .values(attempts=OutboxMessage.attempts + 1, not_before_at=until)
        .returning(
            OutboxMessage.id,
            OutboxMessage.priority,
            OutboxMessage.key,
            OutboxMessage.kind,
            OutboxMessage.payload,
            OutboxMessage.created_at,
            OutboxMessage.attempts,
        )
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return [
        Taken(row.id, row.key, row.kind, row.payload, row.created_at, row.attempts, until)
        for row in sorted(rows, key=lambda row: (row.priority, row.id))
    ]


@one_transaction
def mark_done(taken: Taken, now: datetime) -> None:
    """Say that it is done. What it held is not needed any more, so it goes."""
    db.session.execute(_held(taken).values(done_at=now, payload={}, last_error=""))
    db.session.commit()


@one_transaction
def mark_failed(taken: Taken, now: datetime, *, why: str, for_good: bool = False) -> None:
    """Put it off, longer each time; park it after MAX_ATTEMPTS, or at once where trying again is no use.

    `why` must not quote an address: it is shown, and kept.
    """
    wait = min(_FIRST_WAIT * 2**taken.attempts, _LONGEST_WAIT)
    parked = now if for_good or taken.attempts >= MAX_ATTEMPTS else None
    db.session.execute(_held(taken).values(not_before_at=now + wait, last_error=why[:200], parked_at=parked))
    db.session.commit()


def _held(taken: Taken) -> Any:
    """Return an update of a message, unless somebody else took it since: they know better how it went."""
    return (
        update(OutboxMessage)
        .where(
            OutboxMessage.id == taken.id,
            OutboxMessage.attempts == taken.attempts,
            OutboxMessage.done_at.is_(None),
        )
        .execution_options(synchronize_session=False)
    )


@one_transaction
def send_again(ids: Sequence[int] | None, *, now: datetime) -> int:
    """Let parked messages be tried once more from the beginning, these or all; return how many."""
    parked = update(OutboxMessage).where(OutboxMessage.parked_at.is_not(None))
    if ids is not None:
        parked = parked.where(OutboxMessage.id.in_(ids))
    changed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        parked.values(parked_at=None, attempts=0, not_before_at=now).execution_options(
            synchronize_session=False
        )
    )
    count = changed.rowcount
    db.session.commit()
    return count


@one_transaction
def drop(message_id: int, *, now: datetime) -> None:
    """Give a parked message up: it counts as done, and what it held goes."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.parked_at.is_not(None))
        .values(parked_at=None, done_at=now, payload={}, last_error="dropped")
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


@one_transaction
def forget_done(now: datetime, limit: int = 5_000) -> int:
    """Remove what was done long ago; return how many."""
    old = select(OutboxMessage.id).where(OutboxMessage.done_at < now - KEPT).limit(limit)
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))
    db.session.commit()
    return len(ids)
