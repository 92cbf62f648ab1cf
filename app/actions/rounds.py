"""Periodic work that is done once a round, whatever the number of processes, and is made up for after an absence.

A round is taken before its work and marked after it. Whoever is killed in between leaves it taken until the lease
is over; then somebody else does it. So a round may be begun twice, and every work has to be harmless then; no
round is lost, and of many that were missed the last one does the work of all.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from app.actions.transaction import one_transaction
from app.db import db
from app.models import PeriodicWork

#: Whoever took a round has so long; then they are taken for dead. A work of a whole day may take a while.
LEASE = timedelta(minutes=10)
_LEASES_A_ROUND = 12
#: What is done once a day is long: after it has failed it rests, or a full disk would keep it at work all day.
_DAILY = timedelta(days=1)
REST = timedelta(minutes=15)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def round_at(now: datetime, every: timedelta) -> datetime:
    """Return the moment at which the round began that `now` lies in."""
    return _EPOCH + (now - _EPOCH) // every * every


@one_transaction
def take(name: str, every: timedelta, now: datetime) -> bool:
    """Take the round of a work, or say that it is done or in somebody else's hands."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(insert(PeriodicWork).values(name=name, last_error="").on_conflict_do_nothing())
    taken: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(PeriodicWork)
        .where(
            PeriodicWork.name == name,
            or_(PeriodicWork.done_round_at.is_(None), PeriodicWork.done_round_at < round_at(now, every)),
            or_(PeriodicWork.taken_until.is_(None), PeriodicWork.taken_until <= now),
        )
        .values(taken_until=now + max(LEASE, every / _LEASES_A_ROUND))
        .execution_options(synchronize_session=False)
    )
    mine = taken.rowcount == 1
    db.session.commit()
    return mine


@one_transaction
def mark_done(name: str, every: timedelta, began_at: datetime) -> None:
    """Say that the round is done which was taken at a moment."""
    _release(name, done_round_at=round_at(began_at, every), last_error="")


@one_transaction
def mark_failed(name: str, why: str, every: timedelta, now: datetime) -> None:
    """Give the round back, with the kind of the error: it is tried again with the next tick; what is daily, later."""
    _release(name, last_error=why[:200], taken_until=now + REST if every >= _DAILY else None)


def _release(name: str, **values: Any) -> None:
    db.session.execute(
        update(PeriodicWork)
        .where(PeriodicWork.name == name)
        .values({"taken_until": None, **values})
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
