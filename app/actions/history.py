"""The one function that moves a report along its life. It writes the history and the map's change together.

Nothing else sets `status` or `map_group`; so no move can forget the history, or leave the map wrong. And
whoever writes a line of the history asks the outbox, in the same transaction, to tell of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, insert
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.actions import clocks
from app.db import db
from app.domain import lifecycle
from app.domain.errors import ChangedMeanwhile, MoveNotAllowed
from app.domain.lifecycle import Actor, Demand, MapGroup, ReasonCode, Status
from app.domain.pauses import PauseReason
from app.models import Crew, MapDelta, OutboxMessage, Photo, Priority, ServiceRequest, StatusChange, User


def move(
    service_request: ServiceRequest,
    name: str,
    *,
    actor: Actor,
    by: User | None,
    at: datetime,
    given: Collection[Demand] = (),
    reason_code: ReasonCode | None = None,
    note: str = "",
    crew: Crew | None = None,
    detail: dict[str, Any] | None = None,
) -> StatusChange:
    """Make one move of the lifecycle, in the session, without committing.

    Raises MoveNotAllowed or DemandNotMet, having changed nothing.
    """
    current = service_request.status
    row = lifecycle.check(
        current, name, actor, given, after_photo_required=service_request.service.photo_after_required
    )
    if service_request.is_open and service_request.due_at < at:
        service_request.was_overdue = True
    target = _found_at(service_request) if row.returns else row.target
    if target is not None:
        service_request.status = target
        if row.returns:
            service_request.closed_at = None
        else:
            _mark_times(service_request, target, at)
        count_on_map(service_request, lifecycle.map_group(target))
    if target is not None and name != "hand_over":
        # Somebody took it up, or it is over: nobody has to decide whose it is.
        service_request.decision_asked_at = None
    if name in ("start", "hand_back"):
        # The material is there, or somebody else has to find it: nothing is waited for.
        clocks.go_on(service_request, at, PauseReason.MATERIALS)
    if name in ("hand_over", "decide") or not service_request.is_open:
        # Whoever asked does not have the report any more, or nobody works on it: the question lapses.
        service_request.question_asked_at = None
        if current in lifecycle.OPEN:
            clocks.go_on(service_request, at)
    return _write(
        service_request,
        name,
        current,
        actor=actor,
        by=by,
        at=at,
        reason_code=reason_code,
        note=note,
        crew=crew,
        detail=detail or {},
    )


def begin(
    service_request: ServiceRequest,
    *,
    actor: Actor,
    by: User | None,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> StatusChange:
    """Write the first row of a new report's history, and count it on the map.

    The report is in the session and was not written yet, so that one INSERT says all of it.
    """
    if actor not in lifecycle.MOVES["submit"].actors:
        raise MoveNotAllowed("new", "submit", actor)
    count_on_map(service_request, lifecycle.map_group(service_request.status))
    return _write(service_request, "submit", None, actor=actor, by=by, at=at, detail=detail)


def add_lines(lines: Sequence[dict[str, Any]]) -> None:
    """Write many lines that move nothing, in one statement: each a row of the history, all its columns named.

    Whoever writes them asks the outbox to tell of them.
    """
    if lines:
        db.session.execute(insert(StatusChange.__table__), lines)  # type: ignore[arg-type]


def photo_ids(photos: Sequence[Photo]) -> dict[str, list[int]]:
    """Return what the history keeps of the photos that came with a move."""
    return {"photo_ids": [photo.id for photo in photos]} if photos else {}


def count_on_map(service_request: ServiceRequest, group: MapGroup | None) -> None:
    """Change how the public map counts a report, and write the difference for the rollup."""
    before = service_request.map_group
    if before == group:
        return
    for counted, n in ((before, -1), (group, 1)):
        if counted is not None:
            db.session.add(
                MapDelta(
                    cell=service_request.cell,
                    service_group_id=service_request.service_group_id,
                    map_group=counted,
                    n=n,
                )
            )
    service_request.map_group = group


def expect_version(service_request: ServiceRequest, version: int | None) -> None:
    """Raise ChangedMeanwhile where the report is no longer what the page showed."""
    if version is not None and service_request.version != version:
        raise ChangedMeanwhile(service_request.public_id)


def touch(service_request: ServiceRequest) -> None:
    """Count the version up for what is kept beside the report, so that the second of two who act at once is told.

    Right before `commit`: where the report has changed, whatever writes it next fails.
    """
    flag_modified(service_request, "locale")


def commit() -> None:
    """Commit once, last. Two who act at the same moment: the second gets ChangedMeanwhile."""
    try:
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise ChangedMeanwhile() from None


def _found_at(service_request: ServiceRequest) -> Status | None:
    """Return where a report stood before the last move that changed its status."""
    for change in reversed(service_request.history):
        if change.from_status is not None and change.from_status is not change.to_status:
            return change.from_status
    return None


def _mark_times(service_request: ServiceRequest, target: Status, at: datetime) -> None:
    if target is Status.ACCEPTED and service_request.accepted_at is None:
        service_request.accepted_at = at
    elif target is Status.RESOLVED:
        service_request.resolved_at = at
    elif target in (Status.CLOSED, Status.REJECTED, Status.DUPLICATE):
        service_request.closed_at = at
    elif target is Status.REOPENED:
        service_request.reopened_count += 1


def _write(
    service_request: ServiceRequest,
    name: str,
    from_status: Status | None,
    *,
    actor: Actor,
    by: User | None,
    at: datetime,
    reason_code: ReasonCode | None = None,
    note: str = "",
    crew: Crew | None = None,
    detail: dict[str, Any] | None = None,
) -> StatusChange:
    change = StatusChange(
        service_request=service_request,
        at=at,
        move=name,
        from_status=from_status,
        to_status=service_request.status,
        actor=actor,
        by_user_id=by.id if by else None,
        agency_id=service_request.agency_id,
        crew_id=crew.id if crew else None,
        reason_code=reason_code,
        note=note,
        detail=detail or {},
    )
    db.session.add(change)
    return change


@event.listens_for(StatusChange, "after_insert")
def _ask_to_tell(mapper: Mapper[StatusChange], connection: Connection, change: StatusChange) -> None:
    """Write the outbox's row beside the change's own: the number that it needs is known only now.

    Rows that are loaded in bulk, such as the demo's year, are nobody's news.
    """
    connection.execute(
        insert(OutboxMessage).values(
            key=f"change-{change.id}",
            kind="status_change",
            payload={"status_change_id": change.id},
            priority=Priority.NORMAL,
            created_at=change.at,
            not_before_at=change.at,
            attempts=0,
            last_error="",
        )
    )
