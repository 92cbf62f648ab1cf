"""Stopping a report's clock, and letting it go on. In the session, without committing: part of other actions.

The rules and their bounds stand in `app.domain.pauses`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain import pauses
from app.domain.pauses import PauseReason
from app.domain.sla import add_working_hours
from app.models import ClockPause, ServiceRequest
from app.policy import policy


def stop(service_request: ServiceRequest, why: PauseReason | str, at: datetime) -> ClockPause | None:
    """Stop the clock, because the resident was asked (`answer`) or material is missing (`materials`).

    The promise moves at once by all that pauses may still take; `go_on` takes back what was not used. Stopping
    it twice for one reason is stopping it once. Returns None where nothing may be stopped: the promise is
    broken already, is an emergency's, or was paused as long as it may be.
    """
    why = PauseReason(why)
    earlier = _pauses(service_request)
    running = [pause for pause in earlier if pause.ended_at is None]
    for pause in running:
        if pause.reason is why:
            return pause
    if not service_request.is_open:
        return None
    if running:
        # The clock stands already. It goes on when the last reason ends, and not later than for the first.
        first = running[0]
        values = (first.stopped_at, first.ends_by_at, first.due_before_at, first.most_hours)
        return _added(service_request, why, at, *values)
    used = sum(pause.hours or 0.0 for pause in earlier)
    service = service_request.service
    stopped = pauses.stop(
        service_request.due_at,
        at,
        used,
        service.sla_basis,
        policy().calendar,
        service_request.answer_due_on,
    )
    if stopped is None:
        return None
    pause = _added(service_request, why, at, at, stopped.ends_by_at, service_request.due_at, stopped.hours)
    service_request.due_at = stopped.due_at
    return pause


def go_on(service_request: ServiceRequest, at: datetime, why: PauseReason | str | None = None) -> None:
    """Let the clock go on: for one reason, or for all of them. Where it goes, nothing happens.

    While another reason holds, it stands. The promise is then moved by the working hours that really passed.
    """
    running = [pause for pause in _pauses(service_request) if pause.ended_at is None]
    ending = [pause for pause in running if why is None or pause.reason is PauseReason(why)]
    if not ending:
        return
    for pause in ending:
        pause.ended_at, pause.hours = at, 0.0
    if len(ending) < len(running):
        return
    # All that overlapped is one pause, since the clock stopped; its hours stand in the row that ended last.
    last = ending[-1]
    service_request.due_at, last.hours = pauses.go_on(
        last.due_before_at, last.stopped_at, at, last.most_hours, policy().calendar
    )


def promise_anew(service_request: ServiceRequest, promise: datetime) -> None:
    """Set a new promise. While the clock stands, what is left of the pause is counted from it."""
    running = [pause for pause in _pauses(service_request) if pause.ended_at is None]
    latest = promise
    for pause in running:
        pause.due_before_at = promise
        latest = max(latest, add_working_hours(promise, pause.most_hours, policy().calendar))
    if running and service_request.answer_due_on is not None:
        latest = max(
            promise, min(latest, pauses.end_of_work(service_request.answer_due_on, policy().calendar))
        )
    service_request.due_at = latest


def _pauses(service_request: ServiceRequest) -> list[ClockPause]:
    """Return a report's pauses, the first one first, without writing what was changed so far.

    Somebody else may have changed the report meanwhile: that is found out by the commit, where it is expected.
    """
    with db.session.no_autoflush:
        kept = db.session.scalars(
            select(ClockPause)
            .where(ClockPause.service_request_id == service_request.id)
            .order_by(ClockPause.id)
        ).all()
    added = (new for new in db.session.new if isinstance(new, ClockPause))
    return [*kept, *(new for new in added if new.service_request_id == service_request.id)]


def _added(
    service_request: ServiceRequest,
    why: PauseReason,
    at: datetime,
    stopped_at: datetime,
    ends_by_at: datetime,
    due_before_at: datetime,
    most_hours: float,
) -> ClockPause:
    pause = ClockPause(
        service_request_id=service_request.id,
        reason=why,
        began_at=at,
        stopped_at=stopped_at,
        ends_by_at=ends_by_at,
        due_before_at=due_before_at,
        most_hours=most_hours,
    )
    db.session.add(pause)
    return pause
