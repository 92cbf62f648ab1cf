"""Where reports stood at a moment, as conditions for queries: open, overdue, in work, fixed.

The rule for the past: a report was open until the repair that held. One that a resident sent back ("not fixed")
was open all the time in between, whatever the crew had said.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, func, or_, select, true

from app.access import Condition
from app.domain.lifecycle import OPEN, Status
from app.models import ServiceRequest, StatusChange


class Standing(StrEnum):
    """What statistics ask about. `open` is all that somebody still has to work on, overdue and in work included."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"
    IN_WORK = "in_work"
    FIXED = "fixed"


_FIXED = (Status.RESOLVED, Status.CLOSED)


def stood(standing: Standing, at: datetime, *, now: datetime) -> Condition:
    """Return the condition that a report stood like this `at` a moment that is not after `now`."""
    if standing is Standing.ALL:
        return true()
    if standing is Standing.OPEN:
        return open_at(at)
    if standing is Standing.OVERDUE:
        return overdue_at(at, now=now)
    if standing is Standing.FIXED:
        return fixed_at(at)
    return _in_work_at(at, now=now)


def open_at(at: datetime) -> Condition:
    """Somebody still had to work on it at a moment."""
    ended_at = func.coalesce(ServiceRequest.resolved_at, ServiceRequest.closed_at)
    return or_(ServiceRequest.status.in_(OPEN), ended_at.is_(None), ended_at > at)


def overdue_at(at: datetime, *, now: datetime) -> Condition:
    """It was open, and its promise broken, at a moment; now, what was late once stays late until it is fixed."""
    late = ServiceRequest.due_at < at
    return and_(open_at(at), or_(late, ServiceRequest.was_overdue) if at == now else late)


def fixed_at(at: datetime) -> Condition:
    """The repair that held had been made by a moment."""
    return and_(ServiceRequest.status.in_(_FIXED), ServiceRequest.resolved_at <= at)


def _in_work_at(at: datetime, *, now: datetime) -> Condition:
    if at == now:
        return ServiceRequest.status == Status.IN_PROGRESS
    last = (
        select(StatusChange.to_status)
        .where(StatusChange.service_request_id == ServiceRequest.id, StatusChange.at <= at)
        .order_by(StatusChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return last == Status.IN_PROGRESS
