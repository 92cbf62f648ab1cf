"""Taking back that a report was tied to an earlier one; `oversight.mark_duplicate` ties them."""

from __future__ import annotations

from datetime import datetime

from app.access import actor_of, may_dispatch
from app.actions import history, supporting
from app.actions.transaction import one_transaction
from app.domain.errors import NotPermitted
from app.models import ServiceRequest, User


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
