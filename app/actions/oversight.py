"""What a dispatcher does with a report: accept, assign, hand over, reject, mark as a duplicate."""

from __future__ import annotations

from datetime import date, datetime

from app.access import actor_of, may_dispatch, may_receive_hand_over
from app.actions import deciding, history, planning, supporting
from app.actions.transaction import one_transaction
from app.domain.errors import DemandNotMet, FieldError, NotPermitted
from app.domain.lifecycle import Demand, ReasonCode
from app.domain.text import clean_text
from app.models import Agency, Crew, ServiceRequest, User
from app.policy import policy


@one_transaction
def accept(
    service_request: ServiceRequest, *, by: User, at: datetime, expected_version: int | None = None
) -> None:
    """The agency takes the report. Raises NotPermitted, ChangedMeanwhile, MoveNotAllowed; so do the others."""
    _begin(service_request, by, expected_version)
    history.move(service_request, "accept", actor=actor_of(by), by=by, at=at)
    history.commit()


@one_transaction
def assign(
    service_request: ServiceRequest,
    crew: Crew | None,
    *,
    by: User,
    at: datetime,
    planned_on: date | None = None,
    expected_version: int | None = None,
) -> None:
    """Give the report to a crew of its agency; a received one is accepted by that.

    The crew plans its own days: without `planned_on` the job has a day only where it stays with its crew.
    Raises FieldError (planned_on) for a day that has passed.
    """
    _begin(service_request, by, expected_version)
    planning.checked_day(planned_on, at)
    fits = crew is not None and crew.is_active and crew.agency_id == service_request.agency_id
    history.move(
        service_request,
        "assign",
        actor=actor_of(by),
        by=by,
        at=at,
        crew=crew,
        given={Demand.CREW} if fits else (),
        detail={"planned_on": planned_on.isoformat()} if planned_on else {},
    )
    if planned_on is not None or crew is None or crew.id != service_request.crew_id:
        service_request.planned_on = planned_on
    service_request.crew_id = crew.id if crew else None
    history.commit()


@one_transaction
def hand_over(
    service_request: ServiceRequest,
    agency: Agency | None,
    *,
    note: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Give the report to another agency, with a reason. The promise stays what it was.

    Hand-overs are counted: once agencies only pass it to and fro, the district's council decides
    (`domain.not_ours`). Raises DecisionAwaited until then, DecidedByCouncil afterwards.
    """
    _begin(service_request, by, expected_version)
    deciding.refuse_ping_pong(service_request, by)
    note = clean_text(note, max_length=policy().max_description)
    given = {Demand.REASON} if note else set()
    if agency is not None and may_receive_hand_over(agency, service_request):
        given.add(Demand.AGENCY)
    history.move(
        service_request,
        "hand_over",
        actor=actor_of(by),
        by=by,
        at=at,
        given=given,
        note=note,
        detail={"to_agency_id": agency.id} if agency else {},
    )
    assert agency is not None  # The table demands an agency.
    deciding.give_to(service_request, agency, cause="handed_over", at=at)
    deciding.count_hand_over(service_request, at)
    history.commit()


@one_transaction
def reject(
    service_request: ServiceRequest,
    reason_code: ReasonCode | None,
    *,
    note: str = "",
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Refuse the report, with a reason code; `other` needs words."""
    _begin(service_request, by, expected_version)
    note = clean_text(note, max_length=policy().max_description)
    if reason_code is ReasonCode.OTHER and not note:
        raise DemandNotMet(Demand.REASON, "reject")
    history.move(
        service_request,
        "reject",
        actor=actor_of(by),
        by=by,
        at=at,
        given={Demand.REASON_CODE} if reason_code else (),
        reason_code=reason_code,
        note=note,
    )
    history.commit()


@one_transaction
def mark_duplicate(
    service_request: ServiceRequest,
    original: ServiceRequest | None,
    *,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Tie the report to the earlier one about the same problem, and end it. Chains lead to the first one.

    Its reporter and its supporters follow the earlier one from then on (`queries.followers`), and count there.
    """
    _begin(service_request, by, expected_version)
    while original is not None and original.duplicate_of is not None:
        original = original.duplicate_of
    if original is not None and original.id == service_request.id:
        raise FieldError("original", "itself")
    service_request.duplicate_of_id = original.id if original else None
    history.move(
        service_request,
        "mark_duplicate",
        actor=actor_of(by),
        by=by,
        at=at,
        given={Demand.ORIGINAL} if original else (),
        detail={"original": original.public_id} if original else {},
    )
    if original is not None:
        supporting.recount(original.id)
    history.commit()


def _begin(service_request: ServiceRequest, by: User, expected_version: int | None) -> None:
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    history.expect_version(service_request, expected_version)
