"""Reading reports for the public and for their reporters: one page, its timeline, the list beside the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from geoalchemy2.shape import to_shape
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import OPEN, Actor, MapGroup, Status
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.models import (
    PUBLIC_KINDS,
    Agency,
    Photo,
    PhotoKind,
    Remark,
    RemarkKind,
    Routing,
    Service,
    ServiceGroup,
    ServiceRequest,
    StatusChange,
)
from app.queries.page import Page, offset_of, page_of
from app.short_secret import opens


@dataclass(frozen=True)
class Event:
    """One line of the timeline: a move, or a remark (`move` is then its kind, and it has no status).

    `agency` and `crew` are names of posts and organisations, never of people.
    """

    at: datetime
    move: str
    status: Status | None
    actor: Actor
    agency: Agency | None
    to_agency: Agency | None
    crew_name: str
    reason_code: str | None
    note: str
    photos: Sequence[Photo]
    #: The day that the work was planned for by this move.
    planned_on: date | None = None
    #: The day to which a promise or an answer was put off.
    until: date | None = None
    #: Whom a step of an escalation told.
    step: str = ""
    #: The number of the other report that a move is about: the part, the whole, the earlier one.
    other: str = ""
    #: What was said, by its number, and why it is hidden: `note` and `photos` are then for staff only.
    remark_id: int | None = None
    hidden_because: str | None = None


def find(public_id: str) -> ServiceRequest:
    """Return a report for its public page, with all that the page shows. Raises NotFound."""
    try:
        readable = normalise_public_id(public_id)
    except UnreadablePublicId:
        raise NotFound(public_id) from None
    found = db.session.scalar(
        select(ServiceRequest).where(ServiceRequest.public_id == readable).options(*whole_report())
    )
    if found is None:
        raise NotFound(public_id)
    return found


def whole_report() -> list[ExecutableOption]:
    """Return what loads a report with all that its page shows, in a fixed number of statements."""
    return [
        joinedload(ServiceRequest.service).joinedload(Service.group),
        joinedload(ServiceRequest.region),
        joinedload(ServiceRequest.district),
        joinedload(ServiceRequest.mahalla),
        joinedload(ServiceRequest.agency),
        joinedload(ServiceRequest.crew),
        joinedload(ServiceRequest.duplicate_of),
        selectinload(ServiceRequest.photos),
        selectinload(ServiceRequest.history).joinedload(StatusChange.agency),
        selectinload(ServiceRequest.history).joinedload(StatusChange.crew),
        selectinload(ServiceRequest.remarks).joinedload(Remark.agency),
        selectinload(ServiceRequest.remarks).joinedload(Remark.by_user),
        selectinload(ServiceRequest.remarks).selectinload(Remark.hidings),
        selectinload(ServiceRequest.routings).joinedload(Routing.area),
    ]


def find_by_secret(public_id: str, secret: str) -> ServiceRequest:
    """Return a report for whoever holds its secret link, the long one or an SMS's short one.

    Raises NotFound, in the same time either way.
    """
    found = find(public_id)
    if not opens(secret, found.secret_hash):
        raise NotFound(public_id)
    return found


def place_of(service_request: ServiceRequest) -> tuple[float, float]:
    """Return the pin as (longitude, latitude)."""
    point = to_shape(service_request.location)
    return (point.x, point.y)


def photos_of(service_request: ServiceRequest, kind: PhotoKind) -> list[Photo]:
    """Return a report's public photos of one kind, the oldest first: none of a comment that was hidden."""
    return [photo for photo in service_request.photos if photo.kind is kind and not photo.staff_only]


def timeline(service_request: ServiceRequest, *, staff: bool = False) -> list[Event]:
    """Return what happened, newest first, each with the photos that came with it.

    Ratings do not appear by themselves: the page shows the last one. Internal notes never do (`notes_of`).
    Of a comment that was hidden everybody reads why, and only `staff` reads the comment.
    """
    agencies = _agencies_named(service_request)
    photos = {photo.id: photo for photo in service_request.photos if staff or not photo.staff_only}
    events = []
    for change in service_request.history:
        if change.move == "rate":
            continue
        events.append(
            Event(
                at=change.at,
                move=change.move,
                status=change.to_status,
                actor=change.actor,
                agency=change.agency,
                to_agency=agencies.get(change.detail.get("to_agency_id", 0)),
                crew_name=change.crew.name if change.crew else "",
                reason_code=change.reason_code.value if change.reason_code else None,
                note=change.note,
                photos=_shown(change, photos),
                other=_other(change),
                planned_on=_day_in(change),
                until=_day_in(change, "until"),
                step=change.detail.get("step", ""),
            )
        )
    said = [_said(remark, photos) for remark in service_request.remarks if remark.kind in PUBLIC_KINDS]
    events += said if staff else [_for_everybody(event) for event in said]
    # A move and a remark of one moment stand in the order in which they were written: moves come first.
    return sorted(events, key=lambda event: event.at)[::-1]


def _said(remark: Remark, photos: Mapping[int, Photo]) -> Event:
    return Event(
        at=remark.at,
        move=remark.kind.value,
        status=None,
        actor=remark.actor,
        agency=remark.agency,
        to_agency=None,
        crew_name="",
        reason_code=None,
        note=remark.words,
        photos=_shown(remark, photos),
        remark_id=remark.id,
        hidden_because=remark.hidden.reason if remark.hidden else None,
    )


def _for_everybody(event: Event) -> Event:
    return event if event.hidden_because is None else replace(event, note="", photos=())


def _other(change: StatusChange) -> str:
    """Return the other report of a move, by its number."""
    return next(
        (change.detail[name] for name in ("part", "part_of", "original") if name in change.detail), ""
    )


def notes_of(service_request: ServiceRequest) -> list[Remark]:
    """Return the internal notes, the newest first: for those who work on the report, never for a public page."""
    return [remark for remark in reversed(service_request.remarks) if remark.kind is RemarkKind.NOTE]


def _day_in(change: StatusChange, name: str = "planned_on") -> date | None:
    return date.fromisoformat(change.detail[name]) if change.detail.get(name) else None


def _shown(row: StatusChange | Remark, photos: Mapping[int, Photo]) -> list[Photo]:
    return [photos[i] for i in row.detail.get("photo_ids", []) if i in photos]


def rating_words(service_request: ServiceRequest) -> str:
    """Return what the resident wrote with the rating that stands, the last one."""
    rated = [change for change in service_request.history if change.detail.get("rating")]
    return rated[-1].note if rated else ""


def waiting_question(service_request: ServiceRequest) -> Remark | None:
    """Return the agency's question that waits for the reporter's answer, or None."""
    if service_request.question_asked_at is None:
        return None
    asked = [remark for remark in service_request.remarks if remark.kind is RemarkKind.QUESTION]
    return asked[-1] if asked else None


def late_when_fixed(service_request: ServiceRequest) -> bool:
    """Say whether the promise was broken before the work was done."""
    return service_request.was_overdue and service_request.status in (Status.RESOLVED, Status.CLOSED)


def _agencies_named(service_request: ServiceRequest) -> dict[int, Agency]:
    ids = {change.detail.get("to_agency_id") for change in service_request.history} - {None}
    if not ids:
        return {}
    return {agency.id: agency for agency in db.session.scalars(select(Agency).where(Agency.id.in_(ids)))}


def public_list(
    *,
    group_code: str | None = None,
    map_group: MapGroup | None = None,
    area_id: int | None = None,
    page: int = 1,
    per_page: int = 20,
) -> Page[ServiceRequest]:
    """Return the reports that the public map shows, newest first: the map's equivalent in words."""
    query = (
        select(ServiceRequest)
        .where(
            ServiceRequest.map_group.is_not(None)
            if map_group is None
            else ServiceRequest.map_group == map_group
        )
        .options(
            joinedload(ServiceRequest.service).joinedload(Service.group),
            joinedload(ServiceRequest.mahalla),
            joinedload(ServiceRequest.district),
            joinedload(ServiceRequest.region),
            joinedload(ServiceRequest.agency),
            selectinload(ServiceRequest.photos),
        )
        .order_by(ServiceRequest.submitted_at.desc(), ServiceRequest.id.desc())
    )
    if group_code:
        group_ids = select(ServiceGroup.id).where(ServiceGroup.code == group_code).scalar_subquery()
        query = query.where(ServiceRequest.service_group_id == group_ids)
    if area_id is not None:
        query = query.where(
            (ServiceRequest.mahalla_id == area_id)
            | (ServiceRequest.district_id == area_id)
            | (ServiceRequest.region_id == area_id)
        )
    rows = db.session.scalars(query.limit(per_page + 1).offset(offset_of(page, per_page))).all()
    return page_of(rows, max(1, page), per_page)


def may_be_answered(service_request: ServiceRequest) -> bool:
    """Whether the resident's last word is awaited."""
    return service_request.status is Status.RESOLVED


def what_happens_next(service_request: ServiceRequest) -> str:
    """Return a stable word for the next step, which the page says as a sentence."""
    if service_request.question_asked_at is not None:
        return "resident_is_asked"
    if service_request.status in OPEN:
        return {
            Status.RECEIVED: "agency_accepts",
            Status.REOPENED: "agency_accepts",
            Status.ACCEPTED: "crew_comes" if service_request.crew_id else "crew_is_assigned",
            Status.IN_PROGRESS: "crew_finishes",
        }[service_request.status]
    return {
        Status.RESOLVED: "resident_answers",
        Status.CLOSED: "done",
        Status.REJECTED: "rejected",
        Status.DUPLICATE: "see_original",
    }[service_request.status]


def offered_services() -> list[ServiceGroup]:
    """Return the groups with their services on offer, in the catalogue's order."""
    groups = db.session.scalars(
        select(ServiceGroup).options(selectinload(ServiceGroup.services)).order_by(ServiceGroup.position)
    )
    return [group for group in groups if any(service.is_active for service in group.services)]
