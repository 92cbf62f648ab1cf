"""Whose a report is, where agencies cannot agree: handing over is counted, and then the council says."""

from __future__ import annotations

from datetime import datetime

from app.access import actor_of, may_decide
from app.actions import history, telling_councils
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import DecidedByCouncil, DecisionAwaited, NotPermitted
from app.domain.lifecycle import Demand
from app.domain.not_ours import council_decides
from app.domain.text import clean_text
from app.models import Agency, Role, Routing, ServiceRequest, User
from app.policy import policy
from app.queries import decisions


def refuse_ping_pong(service_request: ServiceRequest, by: User) -> None:
    """Raise DecisionAwaited or DecidedByCouncil where the report may not be handed on by an agency."""
    if service_request.decision_asked_at is not None:
        raise DecisionAwaited(service_request.public_id)
    if by.role is Role.DISPATCHER and decisions.decided(service_request) is not None:
        raise DecidedByCouncil(service_request.public_id)


def count_hand_over(service_request: ServiceRequest, at: datetime) -> None:
    """Ask the council where this hand-over was one too many, in the session; the history has it already."""
    if council_decides([step.step for step in decisions.hand_overs(service_request)]):
        service_request.decision_asked_at, service_request.decision_reminded_at = at, None
        telling_councils.ask(service_request.id, at, now=at)


def give_to(service_request: ServiceRequest, agency: Agency, *, cause: str, at: datetime) -> None:
    """Let another agency have a report, with the receipt, in the session. The promise stays what it was."""
    last = service_request.routings[-1]
    service_request.agency_id = agency.id
    service_request.crew_id = None
    db.session.add(
        Routing(
            service_request_id=service_request.id,
            decided_at=at,
            cause=cause,
            area_id=last.area_id,
            boundary_id=last.boundary_id,
            located_by=last.located_by,
            distance_m=last.distance_m,
            territory_version=last.territory_version,
            responsibility_id=None,
            agency_id=agency.id,
        )
    )


@one_transaction
def decide(
    service_request: ServiceRequest,
    agency: Agency | None,
    *,
    note: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """The council says whose the report is, with a reason that everybody reads; the agency may be any at work.

    From then on no dispatcher hands it on. Raises NotPermitted, ChangedMeanwhile, DemandNotMet, and
    MoveNotAllowed where nobody is asked any more, because an agency took it up meanwhile.
    """
    if not may_decide(by, service_request):
        raise NotPermitted(by.role)
    history.expect_version(service_request, expected_version)
    decisions.refuse_unasked(service_request)
    note = clean_text(note, max_length=policy().max_description)
    given = {Demand.REASON} if note else set()
    if agency is not None and agency.is_active:
        given.add(Demand.AGENCY)
    history.move(
        service_request,
        "decide",
        actor=actor_of(by),
        by=by,
        at=at,
        given=given,
        note=note,
        detail={"to_agency_id": agency.id} if agency else {},
    )
    assert agency is not None  # The table demands an agency.
    give_to(service_request, agency, cause="decided", at=at)
    history.commit()
