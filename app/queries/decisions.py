"""Which agencies handed a report to and fro, and which reports wait for their council's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.access import decidable_by
from app.db import db
from app.domain.errors import MoveNotAllowed, NotFound
from app.domain.not_ours import HandOver
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.models import Agency, Role, ServiceRequest, StatusChange, User
from app.queries.page import Page, offset_of, page_of
from app.queries.reports import whole_report

PER_PAGE = 50


@dataclass(frozen=True)
class Step:
    """One agency gave the report to another one, and why."""

    step: HandOver
    from_agency: Agency
    to_agency: Agency
    reason: str
    at: datetime


def hand_overs(service_request: ServiceRequest) -> list[Step]:
    """Return who handed a report to whom, the oldest first; what came before a council's decision is settled."""
    changes = [change for change in service_request.history if change.move in ("hand_over", "decide")]
    settled = max((n for n, change in enumerate(changes) if change.move == "decide"), default=-1)
    changes = changes[settled + 1 :]
    ids = {i for change in changes for i in (change.agency_id, change.detail.get("to_agency_id"))} - {None}
    agencies = {a.id: a for a in db.session.scalars(select(Agency).where(Agency.id.in_(ids)))} if ids else {}
    steps = []
    for change in changes:
        to_id = change.detail["to_agency_id"]
        if change.agency_id is not None:
            steps.append(
                Step(
                    HandOver(change.agency_id, to_id),
                    agencies[change.agency_id],
                    agencies[to_id],
                    change.note,
                    change.at,
                )
            )
    return steps


def decided(service_request: ServiceRequest) -> StatusChange | None:
    """Return the council's decision about a report, the last one, or None."""
    return next((change for change in reversed(service_request.history) if change.move == "decide"), None)


def refuse_unasked(service_request: ServiceRequest) -> None:
    """Raise MoveNotAllowed where the council is not asked, or not any more."""
    if service_request.decision_asked_at is None:
        raise MoveNotAllowed(service_request.status, "decide", "council")


def waiting(by: User, page: int = 1) -> Page[ServiceRequest]:
    """Return the reports that wait for this council's decision, those that wait longest first."""
    rows = db.session.scalars(
        select(ServiceRequest)
        .where(ServiceRequest.decision_asked_at.is_not(None), decidable_by(by))
        .options(
            joinedload(ServiceRequest.service),
            joinedload(ServiceRequest.agency),
            joinedload(ServiceRequest.mahalla),
            joinedload(ServiceRequest.district),
            joinedload(ServiceRequest.region),
        )
        .order_by(ServiceRequest.decision_asked_at, ServiceRequest.id)
        .limit(PER_PAGE + 1)
        .offset(offset_of(page, PER_PAGE))
    ).all()
    return page_of(rows, max(1, page), PER_PAGE)


def how_many_wait(by: User) -> int:
    """Return how many reports wait for this council's decision."""
    waits = select(func.count()).where(ServiceRequest.decision_asked_at.is_not(None), decidable_by(by))
    return db.session.scalar(waits) or 0


def deciders_of(service_request: ServiceRequest) -> list[int]:
    """Return the council's people who decide whose a report is (`access.may_decide`) and have an address."""
    area_id = service_request.district_id or service_request.region_id
    people = select(User.id).where(
        User.role == Role.COUNCIL, User.is_active, User.area_id == area_id, User.login.contains("@")
    )
    return list(db.session.scalars(people.order_by(User.id)))


def find(public_id: str, by: User) -> ServiceRequest:
    """Return a report whose agency this council is asked about, or decided. Raises NotFound for any other."""
    try:
        readable = normalise_public_id(public_id)
    except UnreadablePublicId:
        raise NotFound(public_id) from None
    found = db.session.scalar(
        select(ServiceRequest)
        .where(ServiceRequest.public_id == readable, decidable_by(by))
        .options(*whole_report())
        .execution_options(populate_existing=True)
    )
    if found is None or (found.decision_asked_at is None and not _was_asked(found)):
        raise NotFound(public_id)
    return found


def _was_asked(service_request: ServiceRequest) -> bool:
    """Say whether agencies handed it to and fro, or the council decided: then it has a page for the council."""
    moves: Sequence[str] = [change.move for change in service_request.history]
    return "decide" in moves or "hand_over" in moves
