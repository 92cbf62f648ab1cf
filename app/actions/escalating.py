"""The sweep over the clocks: reminders before a promise, and one level higher after the other once it is broken.

Every step is a line of the history, written once, with the messages that it causes in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.actions import history, notices, outbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.escalation import Step, look
from app.domain.lifecycle import OPEN, Actor
from app.models import ServiceRequest, StatusChange
from app.policy import policy
from app.queries.overseers import told_at

#: So many reports are looked at in one transaction: what the sweep holds in memory, and for how long it locks.
BATCH = 500


@one_transaction
def sweep(now: datetime, limit: int = BATCH) -> int:
    """Look at the open reports whose clocks ask for it, the longest waiting first; return how many.

    Several processes may sweep at once: each looks at what the others do not hold. A dispatcher who is at work
    on a report is not refused because of it: its version stays.
    """
    due = (
        select(ServiceRequest)
        .where(ServiceRequest.clock_next_at < now)
        .order_by(ServiceRequest.clock_next_at, ServiceRequest.id)
        .limit(limit)
        .options(joinedload(ServiceRequest.service))
    )
    if db.engine.dialect.name == "postgresql":
        due = due.with_for_update(of=ServiceRequest, skip_locked=True)
    found = db.session.scalars(due.execution_options(populate_existing=True)).all()
    opened = _opened_again([one.id for one in found if one.reopened_count])
    kept = [_look(one, opened.get(one.id), now) for one in found]
    if kept:
        db.session.flush()
        table = ServiceRequest.__table__
        db.session.execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("one"))
            .values(
                clock_step=bindparam("step"),
                clock_next_at=bindparam("next_at"),
                was_overdue=bindparam("overdue"),
            ),
            kept,
        )
    db.session.commit()
    return len(found)


def _look(service_request: ServiceRequest, opened_at: datetime | None, now: datetime) -> dict[str, Any]:
    """Make the steps of one report whose moment has passed; return what is kept of it."""
    promise = service_request.due_at
    is_late = service_request.is_open and promise < now
    if is_late:
        # The history's own rule, written below with the rest, so that the version stays.
        set_committed_value(service_request, "was_overdue", True)
    kept = {
        "one": service_request.id,
        "step": service_request.clock_step,
        "next_at": None,
        "overdue": service_request.was_overdue,
    }
    if service_request.status not in OPEN:
        return kept
    found = look(
        service_request.clock_step,
        service_request.submitted_at,
        promise,
        max(promise, opened_at or promise),
        now,
        service_request.service.sla_basis,
        policy().calendar,
    )
    for step in found.steps:
        _make(service_request, step, now)
    return {**kept, "step": found.made, "next_at": found.next_at}


def _make(service_request: ServiceRequest, step: Step, now: datetime) -> None:
    promise = f"{service_request.id}-{service_request.due_at:%Y%m%dT%H%M%S}"
    if step is Step.REMINDER:
        notices.tell(service_request, "due_soon", at=now, key=f"due-soon-{promise}")
        return
    history.move(
        service_request, "escalate", actor=Actor.SYSTEM, by=None, at=now, detail={"step": step.value}
    )
    if step is Step.DISPATCHER:
        notices.tell(service_request, "overdue", at=now, key=f"overdue-{promise}")


def _opened_again(ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each was opened again the last time."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(StatusChange.service_request_id, func.max(StatusChange.at))
        .where(StatusChange.service_request_id.in_(ids), StatusChange.move == "not_fixed")
        .group_by(StatusChange.service_request_id)
    )
    return {service_request_id: at for service_request_id, at in rows}


def spread(change: StatusChange, now: datetime) -> None:
    """Ask, in the session, for a letter to everybody whom a step of the chain tells."""
    step = Step(change.detail["step"])
    for to, id_ in told_at(change.service_request, step):
        outbox.put(
            f"change-{change.id}-{to}-{id_}",
            "escalation_to",
            {"change_id": change.id, "step": step.value, "to": to, "id": id_},
            at=now,
        )
