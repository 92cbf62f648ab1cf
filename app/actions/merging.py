"""Taking back that a report was tied to an earlier one, which `oversight.mark_duplicate` does; and saying that two
reports are not the same problem, so that it is not suggested again."""

from __future__ import annotations

from datetime import datetime

from app.access import actor_of, may_dispatch
from app.actions import history, supporting
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import NotFound, NotPermitted
from app.models import MergeDismissal, ServiceRequest, User
from app.queries.dismissals import last_said


@one_transaction
def undo(
    service_request: ServiceRequest, *, by: User, at: datetime, expected_version: int | None = None
) -> None:
    """Let a report go on by itself again, where it stood before it was tied to the earlier one.

    Its reporter and supporters follow it alone from then on, and are told; its promise was running all the
    while. Raises NotPermitted, ChangedMeanwhile, MoveNotAllowed.
    """
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    history.expect_version(service_request, expected_version)
    original = service_request.duplicate_of
    history.move(
        service_request,
        "undo_duplicate",
        actor=actor_of(by),
        by=by,
        at=at,
        detail={"original": original.public_id} if original else {},
    )
    service_request.duplicate_of_id = None
    if original is not None:
        supporting.recount(original.id)
    history.commit()


@one_transaction
def dismiss(service_request: ServiceRequest, other: ServiceRequest, *, by: User, at: datetime) -> None:
    """Say that two reports are not the same problem: neither is suggested on the other's page any more.

    Twice is once. Raises NotPermitted, NotFound for one report with itself.
    """
    _say(service_request, other, dismisses=True, by=by, at=at)


@one_transaction
def suggest_again(service_request: ServiceRequest, other: ServiceRequest, *, by: User, at: datetime) -> None:
    """Take that back. Raises NotPermitted, NotFound."""
    _say(service_request, other, dismisses=False, by=by, at=at)


def _say(
    service_request: ServiceRequest, other: ServiceRequest, *, dismisses: bool, by: User, at: datetime
) -> None:
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    if service_request.id == other.id:
        raise NotFound(other.public_id)
    last = last_said(service_request, other)
    if dismisses is not (last is not None and last.dismisses):
        low, high = sorted((service_request.id, other.id))
        db.session.add(
            MergeDismissal(
                one_id=low,
                other_id=high,
                at=at,
                by_user_id=by.id,
                agency_id=service_request.agency_id,
                dismisses=dismisses,
            )
        )
    db.session.commit()
