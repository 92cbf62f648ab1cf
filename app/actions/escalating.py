"""The sweep over the clocks: reminders before a promise, and one level higher after the other once it is broken.

Every step is a line of the history, written once, with the messages that it causes in the same transaction. A batch
of reports is read and written in a handful of statements, however many steps it makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from app.actions import gathering, history, notices, outbox
from app.actions.gathering import Groups
from app.actions.outbox import Asked
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.escalation import NEWS, Step, look, look_at_answer
from app.domain.lifecycle import OPEN, Actor
from app.models import Service, ServiceRequest, StatusChange
from app.policy import policy
from app.queries.overseers import target_of

#: So many reports are looked at in one transaction: what the sweep holds in memory, and for how long it locks.
BATCH = 500


@dataclass
class _Found:
    """What a batch makes: what is kept of each report, lines of the history, news for residents, letters."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    news: list[Asked] = field(default_factory=list)
    groups: Groups = field(default_factory=dict)


@one_transaction
def sweep(now: datetime, limit: int = BATCH) -> int:
    """Look at the open reports whose clocks ask for it, the longest waiting first; return how many.

    Several processes may sweep at once: each looks at what the others do not hold. A dispatcher who is at work
    on a report is not refused because of it: its version stays.
    """
    rows = _due(now, limit)
    opened = _opened_again([row.id for row in rows if row.reopened_count])
    told = _told_of_answers([row.id for row in rows if row.answer_due_on])
    found = _Found()
    for row in rows:
        _look(row, opened.get(row.id), told, now, found)
    _keep(found, now)
    db.session.commit()
    return len(rows)


def _due(now: datetime, limit: int) -> Sequence[Any]:
    one = ServiceRequest
    due = (
        select(
            *(one.id, one.status, one.submitted_at, one.due_at, one.was_overdue, one.reopened_count),
            *(one.clock_step, one.answer_due_on, Service.sla_basis),
            *(one.agency_id, one.mahalla_id, one.district_id, one.region_id),
        )
        .join(Service, Service.id == one.service_id)
        .where(one.clock_next_at < now)
        .order_by(one.clock_next_at, one.id)
        .limit(limit)
    )
    if db.engine.dialect.name == "postgresql":
        due = due.with_for_update(of=ServiceRequest, skip_locked=True)
    return db.session.execute(due).all()


def _look(
    row: Any,
    opened_at: datetime | None,
    told: set[tuple[int, str, str]],
    now: datetime,
    found: _Found,
) -> None:
    """Make the steps of one report whose moment has passed."""
    if row.status not in OPEN:
        found.kept.append(_kept(row, row.clock_step, None, row.was_overdue))
        return
    calendar = policy().calendar
    promise = row.due_at
    since = max(promise, opened_at or promise)
    looked = look(row.clock_step, row.submitted_at, promise, since, now, row.sla_basis, calendar)
    next_at = looked.next_at
    for step in looked.steps:
        _make(row, step, now, found)
    if row.answer_due_on is not None:
        come, again_at = look_at_answer(row.answer_due_on, now, calendar)
        if come is not None and (row.id, come.value, row.answer_due_on.isoformat()) not in told:
            _make(row, come, now, found, due=row.answer_due_on.isoformat())
        next_at = min((moment for moment in (next_at, again_at) if moment), default=None)
    found.kept.append(_kept(row, looked.made, next_at, row.was_overdue or promise < now))


def _make(row: Any, step: Step, now: datetime, found: _Found, **detail: str) -> None:
    target = target_of(step, row)
    if target is not None:
        found.groups.setdefault((step, target), []).append(
            (row.answer_due_on if detail else row.due_at, row.id)
        )
    if step is Step.REMINDER:
        return
    found.lines.append(
        {
            "service_request_id": row.id,
            "at": now,
            "move": "escalate",
            "from_status": row.status,
            "to_status": row.status,
            "actor": Actor.SYSTEM,
            "by_user_id": None,
            "agency_id": row.agency_id,
            "crew_id": None,
            "reason_code": None,
            "note": "",
            "detail": {"step": step.value, **detail},
        }
    )
    if step is Step.DISPATCHER and now - row.due_at <= NEWS:
        key = f"overdue-{row.id}-{row.due_at:%Y%m%dT%H%M%S}"
        found.news.append(notices.telling(row.id, "overdue", key=key))


def _kept(row: Any, step: int, next_at: datetime | None, was_overdue: bool) -> dict[str, Any]:
    return {"one": row.id, "step": step, "next_at": next_at, "overdue": was_overdue}


def _keep(found: _Found, now: datetime) -> None:
    """Write all of it."""
    if not found.kept:
        return
    table = ServiceRequest.__table__
    db.session.execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("one"))
        .values(
            clock_step=bindparam("step"),
            clock_next_at=bindparam("next_at"),
            was_overdue=bindparam("overdue"),
        ),
        found.kept,
    )
    history.add_lines(found.lines)
    outbox.put_many(found.news, at=now)
    gathering.gather(found.groups, now)


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


def _told_of_answers(ids: Sequence[int]) -> set[tuple[int, str, str]]:
    """Return what of the law's clock these reports' histories hold: report, step, and the last day it was about."""
    if not ids:
        return set()
    rows = db.session.execute(
        select(StatusChange.service_request_id, StatusChange.detail).where(
            StatusChange.service_request_id.in_(ids), StatusChange.move == "escalate"
        )
    )
    return {(one, detail["step"], detail["due"]) for one, detail in rows if "due" in detail}
