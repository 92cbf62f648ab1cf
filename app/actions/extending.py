"""Putting off a promise, once, and taking the time that further study of an appeal needs; residents are told."""

from __future__ import annotations

from datetime import date, datetime

from app.access import actor_of, may_dispatch
from app.actions import clocks, history
from app.actions.transaction import one_transaction
from app.domain.appeals import LegalClock, TermRefused
from app.domain.errors import NotPermitted
from app.domain.extensions import put_off as new_term
from app.domain.lifecycle import Demand
from app.domain.pauses import end_of_work
from app.domain.text import clean_text
from app.models import ServiceRequest, User
from app.policy import policy


@one_transaction
def put_off(
    service_request: ServiceRequest,
    until: date,
    *,
    note: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Put the promise off to the end of work of a day, and with it the answer to an appeal where it is later.

    Once for a report, with a reason that its resident reads. Raises NotPermitted, ChangedMeanwhile,
    MoveNotAllowed, DemandNotMet (reason), TermRefused.
    """
    _begin(service_request, by, expected_version)
    calendar = policy().calendar
    today, before = calendar.local_day(at), service_request.due_at
    is_broken = before < at or service_request.was_overdue
    note = clean_text(note, max_length=policy().max_description)
    legal = new_term(
        until,
        today,
        calendar.local_day(before),
        legal=legal_clock(service_request),
        is_broken=is_broken,
        already=service_request.extended_at is not None,
    )
    history.move(
        service_request,
        "extend",
        actor=actor_of(by),
        by=by,
        at=at,
        given={Demand.REASON} if note else (),
        note=note,
        detail={"until": until.isoformat(), "due_before": before.isoformat()},
    )
    service_request.extended_at = at
    if legal is not None:
        _keep(service_request, legal)
    promise = end_of_work(until, calendar)
    if not is_broken and promise > before:
        clocks.promise_anew(service_request, promise)
    history.commit()


@one_transaction
def study(
    service_request: ServiceRequest,
    *,
    note: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Take up to a month since its registration for an appeal that needs further study (O'RQ-445, article 28).

    The promise of the repair stays. Raises what `put_off` raises; for a signal TermRefused(`no_appeal`).
    """
    _begin(service_request, by, expected_version)
    legal = legal_clock(service_request)
    if legal is None:
        raise TermRefused("no_appeal")
    studied = legal.with_study(policy().calendar.local_day(at))
    note = clean_text(note, max_length=policy().max_description)
    history.move(
        service_request,
        "study",
        actor=actor_of(by),
        by=by,
        at=at,
        given={Demand.REASON} if note else (),
        note=note,
        detail={"until": studied.due_on.isoformat(), "due_before": legal.due_on.isoformat()},
    )
    _keep(service_request, studied)
    history.commit()


def legal_clock(service_request: ServiceRequest) -> LegalClock | None:
    """Return the days that the law sets for an appeal; None for a signal."""
    registered_on, due_on = service_request.appeal_registered_on, service_request.answer_due_on
    if registered_on is None or due_on is None:
        return None
    return LegalClock(registered_on, due_on, service_request.answer_extended_on)


def _keep(service_request: ServiceRequest, legal: LegalClock) -> None:
    service_request.answer_due_on = legal.due_on
    service_request.answer_extended_on = legal.extended_on


def _begin(service_request: ServiceRequest, by: User, expected_version: int | None) -> None:
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    history.expect_version(service_request, expected_version)
