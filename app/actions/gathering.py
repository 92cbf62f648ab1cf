"""What a sweep tells the same people is gathered in one row of the outbox until it goes, and goes as few letters.

Whoever switches the clocks on over years of overdue reports, or comes back after a week without power, would send
tens of thousands of letters at once. So the steps of one kind for one agency or one area within five minutes are one
row, which later batches add to; when its time has come, a few are a letter each, and more are one letter that says how
many and lists the oldest. The row is written with the steps themselves, so that none is lost and none is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from app.actions import outbox
from app.actions.outbox import Asked
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.escalation import FEW, Step, together_until
from app.models import OutboxMessage
from app.queries.overseers import told

#: So many of the oldest are listed in a letter about many.
LISTED = 10

#: What is told: the step and the number of the agency or the area, and each report with what it is sorted by.
Groups = dict[tuple[Step, int], list[tuple[date | datetime, int]]]


def gather(groups: Groups, now: datetime) -> None:
    """Add reports to what waits for the same people, in the session, without committing."""
    if not groups:
        return
    until = together_until(now)
    keys = {
        f"clock-{step.value}-{target}-{until:%Y%m%dT%H%M}": (step, target) for step, target in sorted(groups)
    }
    outbox.put_many(
        (
            Asked(key, "clock", {"step": step.value, "target": target, "count": 0, "first": []}, until)
            for key, (step, target) in keys.items()
        ),
        at=now,
    )
    # Locked until the commit: two who sweep at once add one after the other, and no courier takes it meanwhile.
    waiting = (
        select(
            *(OutboxMessage.id, OutboxMessage.key, OutboxMessage.payload),
            *(OutboxMessage.attempts, OutboxMessage.not_before_at),
        )
        .where(OutboxMessage.key.in_(keys))
        .order_by(OutboxMessage.key)
    )
    if db.engine.dialect.name == "postgresql":
        waiting = waiting.with_for_update()
    added, late = [], []
    for row in db.session.execute(waiting).all():
        step, target = keys[row.key]
        reports = groups[step, target]
        # One that is sent again from the beginning may have gone before: it is not added to either.
        if not row.attempts and row.not_before_at > now:
            added.append({"one": row.id, "all": _added(row.payload, step, target, reports)})
        else:
            # A clock that is slow: the letter may be gone already, so these are another one.
            payload = _added({"count": 0, "first": []}, step, target, reports)
            late.append(Asked(f"{row.key}-{min(one for _, one in reports)}-{now:%H%M%S%f}", "clock", payload))
    if added:
        table = OutboxMessage.__table__
        db.session.execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("one"))
            .values(payload=bindparam("all")),
            added,
        )
    outbox.put_many(late, at=now)


def _added(
    payload: dict[str, Any], step: Step, target: int, reports: Sequence[tuple[date | datetime, int]]
) -> dict[str, Any]:
    """Return what waits, with more reports in it: all are counted, the oldest are kept."""
    more = [[moment.isoformat(), one] for moment, one in reports]
    return {
        "step": step.value,
        "target": target,
        "count": payload["count"] + len(more),
        "first": sorted([*payload["first"], *more])[:LISTED],
    }


@one_transaction
def spread(key: str, payload: dict[str, Any], *, now: datetime) -> None:
    """Ask for the letters to everybody whom a step tells: one for each report, or one about many."""
    step, target = Step(payload["step"]), payload["target"]
    ids = [one for _, one in payload["first"]]
    asked = []
    for to, id_ in told(step, target):
        who = {"step": step.value, "target": target, "to": to, "id": id_}
        if payload["count"] <= FEW:
            asked += [
                Asked(f"{key}-{one}-{to}-{id_}", "escalation_to", {**who, "report_id": one}) for one in ids
            ]
        else:
            many = {**who, "count": payload["count"], "report_ids": ids}
            asked.append(Asked(f"{key}-{to}-{id_}", "escalation_digest", many))
    outbox.put_many(asked, at=now)
    db.session.commit()
