"""Planning the days of crews: which crew does an open job, and on which day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.access import actor_of, may_dispatch
from app.actions import history
from app.actions.transaction import one_transaction
from app.domain.errors import FieldError, NotPermitted
from app.domain.lifecycle import Demand
from app.models import Crew, ServiceRequest, User
from app.policy import policy

#: Nobody plans farther ahead.
FARTHEST = timedelta(days=366)


def checked_day(planned_on: date | None, at: datetime) -> date | None:
    """Return a day that work can be planned for. Raises FieldError (planned_on: past, out_of_range)."""
    today = policy().calendar.local_day(at)
    if planned_on is not None and planned_on < today:
        raise FieldError("planned_on", "past")
    if planned_on is not None and planned_on > today + FARTHEST:
        raise FieldError("planned_on", "out_of_range")
    return planned_on


@one_transaction
def plan(
    service_request: ServiceRequest,
    crew: Crew | None,
    planned_on: date | None,
    *,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> bool:
    """Give an open report to a crew for a day, or for no day yet; return whether anything changed.

    Another crew is an assignment, with all that follows from it; for the crew that has the job only the day
    changes, whatever it has begun. Raises NotPermitted, ChangedMeanwhile, MoveNotAllowed, DemandNotMet (crew)
    and FieldError (planned_on).
    """
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    history.expect_version(service_request, expected_version)
    same_crew = crew is not None and crew.id == service_request.crew_id
    if same_crew and planned_on == service_request.planned_on:
        return False
    checked_day(planned_on, at)
    detail = {"planned_on": planned_on.isoformat() if planned_on else None}
    if same_crew:
        before = service_request.planned_on
        history.move(
            service_request,
            "plan",
            actor=actor_of(by),
            by=by,
            at=at,
            crew=crew,
            detail={**detail, "planned_before": before.isoformat() if before else None},
        )
    else:
        fits = crew is not None and crew.is_active and crew.agency_id == service_request.agency_id
        history.move(
            service_request,
            "assign",
            actor=actor_of(by),
            by=by,
            at=at,
            crew=crew,
            given={Demand.CREW} if fits else (),
            detail=detail,
        )
    service_request.crew_id = crew.id if crew else None
    service_request.planned_on = planned_on
    history.commit()
    return True
