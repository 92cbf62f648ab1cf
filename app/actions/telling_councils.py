"""Telling a council that it is asked whose a report is, and reminding it once where it has not decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.actions import outbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.not_ours import REMINDED_AFTER
from app.models import ServiceRequest
from app.queries.decisions import deciders_of


def ask(service_request_id: int, asked_at: datetime, *, now: datetime, again: bool = False) -> None:
    """Ask, in the session, for the council to be told that a report waits for it since `asked_at`."""
    key = f"decision-{service_request_id}-{asked_at:%Y%m%dT%H%M%S}"
    outbox.put(
        f"{key}-again" if again else key,
        "decision_asked",
        {"service_request_id": service_request_id, "asked_at": asked_at.isoformat(), "again": again},
        at=now,
    )


@one_transaction
def spread(key: str, payload: dict[str, Any], *, now: datetime) -> None:
    """Ask for a letter to each of the council's people who has an address, unless it was settled meanwhile."""
    service_request = db.session.get_one(ServiceRequest, payload["service_request_id"])
    if service_request.decision_asked_at == datetime.fromisoformat(payload["asked_at"]):
        for user_id in deciders_of(service_request):
            outbox.put(f"{key}-{user_id}", "decision_to", {**payload, "user_id": user_id}, at=now)
    db.session.commit()


@one_transaction
def remind(now: datetime, limit: int = 500) -> int:
    """Remind the councils of what waits for them too long, each report once; return how many.

    A dispatcher who is at work on a report is not refused because of it: its version stays.
    """
    waiting = (
        select(ServiceRequest.id, ServiceRequest.decision_asked_at)
        .where(
            ServiceRequest.decision_asked_at < now - REMINDED_AFTER,
            ServiceRequest.decision_reminded_at.is_(None),
        )
        .order_by(ServiceRequest.decision_asked_at, ServiceRequest.id)
        .limit(limit)
    )
    if db.engine.dialect.name == "postgresql":
        waiting = waiting.with_for_update(skip_locked=True)
    found = db.session.execute(waiting).all()
    for service_request_id, asked_at in found:
        if asked_at is not None:
            ask(service_request_id, asked_at, now=now, again=True)
    table = ServiceRequest.__table__
    db.session.execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.id.in_([row.id for row in found]))
        .values(decision_reminded_at=now)
    )
    db.session.commit()
    return len(found)
