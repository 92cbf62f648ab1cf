"""What a resident does: send a report, confirm the repair or refuse it, rate it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geoalchemy2.shape import to_shape
from sqlalchemy.exc import IntegrityError

from app.actions import bad_repairs, history, outbox
from app.actions.photographs import attach
from app.actions.recordings import attach_recording
from app.actions.territory_inbox import ensure_inbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, WindowClosed
from app.domain.lifecycle import ANSWER_WINDOW, Actor, Demand, Status
from app.domain.public_id import new_public_id
from app.domain.sla import registered_on
from app.domain.text import clean_email, clean_line, clean_phone, clean_text, clean_uuid, email_key
from app.models import Contact, Filing, PhotoKind, Role, Routing, Service, ServiceRequest, User
from app.personal_data import box
from app.policy import policy
from app.queries.answering import Answer, find_place, find_service, who_answers
from app.queries.sent_before import by_client_uuid
from geo.cells import cell_of


@dataclass(frozen=True)
class Draft:
    """What somebody filled in. `client_uuid` is made by the form; the place is EPSG:4326."""

    client_uuid: str
    longitude: float
    latitude: float
    service_code: str
    description: str
    locale: str
    photo_tokens: Sequence[str] = ()
    recording_token: str = ""
    accuracy_m: float | None = None
    address: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    channel: str = "web"


@one_transaction
def submit(draft: Draft, *, by: User | None, at: datetime, filing: Filing | None = None) -> ServiceRequest:
    """Register a report and return it; the same `client_uuid` returns the first one again.

    Routes it by geometry, sets the promise, keeps the receipt, counts it on the map: one transaction.
    `filing` is what an operator notes who files it for somebody. Raises OutsideTerritory, UnknownService,
    FieldError, TextTooLong, UnreadablePhone, UnreadableEmail, TooManyPhotos, PhotoGone, RecordingGone; nothing is
    kept then but the photos and the recording, which wait for the next try.
    """
    client_uuid = clean_uuid(draft.client_uuid)
    first = by_client_uuid(client_uuid)
    if first is not None:
        return first
    contact = _contact(draft, at)
    description = clean_text(draft.description, max_length=policy().max_description)
    service = find_service(draft.service_code)
    place = find_place(draft.longitude, draft.latitude)
    answer = who_answers(place, service, at=at)
    check_evidence(service, description, draft.photo_tokens, draft.recording_token)

    service_request = _new(draft, client_uuid, description, answer, at)
    pin = (draft.longitude, draft.latitude)
    # Everything is written by the commit, in one go.
    with db.session.no_autoflush:
        attached = attach(service_request, draft.photo_tokens, PhotoKind.BEFORE, pin)
        db.session.add(service_request)
        attach_recording(service_request, draft.recording_token)
        history.begin(
            service_request,
            actor=_actor(by, filing),
            by=by,
            at=at,
            detail=history.photo_ids(attached),
        )
        db.session.add(receipt(service_request, answer, cause="submitted", at=at))
        if answer.responsibility_id is None:
            outbox.put(
                f"unrouted:{service_request.public_id}",
                "unrouted",
                {"public_id": service_request.public_id, "service_code": service.service_code},
                at=at,
            )
        service_request.contact = contact
        bad_repairs.flag(service_request, pin, at)
        if filing is not None:
            filing.service_request = service_request
            db.session.add(filing)
    try:
        db.session.commit()
    except IntegrityError:
        # The same form arrived twice at the same moment; the other one was first.
        db.session.rollback()
        first = by_client_uuid(client_uuid)
        if first is None:
            raise
        return first
    return service_request


def check_evidence(
    service: Service, description: str, photo_tokens: Sequence[str], recording_token: str = ""
) -> None:
    """Refuse a report with neither words, voice nor photo, or without the photo that its service needs.

    Raises FieldError. The page that shows a report before it is sent asks the same.
    """
    if not (description or photo_tokens or recording_token):
        raise FieldError("description", "empty")
    if service.photo_before_required and not photo_tokens:
        raise FieldError("photos", "required")


def receipt(service_request: ServiceRequest, answer: Answer, *, cause: str, at: datetime) -> Routing:
    """Return the routing receipt of an answer; the report is in the session, with its agency."""
    return Routing(
        service_request=service_request,
        decided_at=at,
        cause=cause,
        area_id=answer.place.area.id,
        boundary_id=answer.place.boundary_id,
        located_by=answer.place.located_by,
        distance_m=answer.place.distance_m,
        territory_version=answer.place.territory_version,
        responsibility_id=answer.responsibility_id,
        agency_id=service_request.agency_id,
    )


@one_transaction
def confirm(service_request: ServiceRequest, *, rating: int | None, note: str = "", at: datetime) -> None:
    """The resident says that it is fixed: closed, with a rating of 1–5 if one was given, and words for everybody."""
    _refuse_late(service_request, at)
    note = clean_text(note, max_length=policy().max_description)
    _set_rating(service_request, rating)
    history.move(
        service_request,
        "confirm",
        actor=Actor.REPORTER,
        by=None,
        at=at,
        note=note,
        detail={"rating": rating} if rating else {},
    )
    history.commit()


@one_transaction
def not_fixed(
    service_request: ServiceRequest, *, note: str, photo_tokens: Sequence[str] = (), at: datetime
) -> None:
    """The resident says that it is not fixed: opened again, the promise as broken as it was.

    Raises DemandNotMet without words, WindowClosed after the seven days.
    """
    _refuse_late(service_request, at)
    note = clean_text(note, max_length=policy().max_description)
    attached = attach(service_request, photo_tokens, PhotoKind.BEFORE, _pin(service_request))
    history.move(
        service_request,
        "not_fixed",
        actor=Actor.REPORTER,
        by=None,
        at=at,
        given={Demand.REASON} if note else (),
        note=note,
        detail=history.photo_ids(attached),
    )
    history.commit()


@one_transaction
def rate(service_request: ServiceRequest, *, rating: int, note: str = "", at: datetime) -> None:
    """The resident rates the work, 1–5, with words for everybody; rating again replaces the first one."""
    note = clean_text(note, max_length=policy().max_description)
    _set_rating(service_request, rating)
    history.move(
        service_request,
        "rate",
        actor=Actor.REPORTER,
        by=None,
        at=at,
        note=note,
        detail={"rating": rating},
    )
    history.commit()


def hash_secret(secret: str) -> str:
    """Return what is kept of a secret link for finding it: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _set_rating(service_request: ServiceRequest, rating: int | None) -> None:
    if rating is None:
        return
    if not 1 <= rating <= 5:
        raise FieldError("rating", "out_of_range")
    service_request.rating = rating


def _refuse_late(service_request: ServiceRequest, at: datetime) -> None:
    resolved_at = service_request.resolved_at
    if resolved_at is not None and at > resolved_at + ANSWER_WINDOW + timedelta(minutes=5):
        raise WindowClosed(service_request.public_id)


def _actor(by: User | None, filing: Filing | None) -> Actor:
    is_operator = filing is not None or (by is not None and by.role is Role.OPERATOR)
    return Actor.OPERATOR if is_operator else Actor.REPORTER


def _pin(service_request: ServiceRequest) -> tuple[float, float]:
    point = to_shape(service_request.location)
    return (point.x, point.y)


def _contact(draft: Draft, at: datetime) -> Contact | None:
    name = clean_line(draft.contact_name, max_length=200)
    phone = (
        clean_phone(draft.phone, country_code=policy().phone_country_code) if draft.phone.strip() else None
    )
    email = clean_email(draft.email) if draft.email.strip() else None
    if not (name or phone or email):
        return None
    return Contact(
        name=name or None,
        phone=phone,
        email=email,
        phone_index=box().blind_index(phone) if phone else None,
        email_index=box().blind_index(email_key(email)) if email else None,
        created_at=at,
    )


def _new(draft: Draft, client_uuid: str, description: str, answer: Answer, at: datetime) -> ServiceRequest:
    secret = secrets.token_urlsafe(24)
    place, service = answer.place, answer.service
    agency = answer.agency or ensure_inbox(place.inbox_area)
    return ServiceRequest(
        public_id=new_public_id(),
        client_uuid=client_uuid,
        secret=secret,
        secret_hash=hash_secret(secret),
        channel=draft.channel,
        locale=draft.locale,
        service_id=service.id,
        service_group_id=service.service_group_id,
        description=description,
        location=f"SRID=4326;POINT({draft.longitude!r} {draft.latitude!r})",
        cell=cell_of(draft.longitude, draft.latitude),
        accuracy_m=draft.accuracy_m,
        address=clean_line(draft.address, max_length=300),
        region_id=place.region.id if place.region else None,
        district_id=place.district.id if place.district else None,
        mahalla_id=place.mahalla.id if place.mahalla else None,
        agency_id=agency.id,
        submitted_at=at,
        registered_on=registered_on(at, policy().calendar),
        due_at=answer.due_at,
        status=Status.RECEIVED,
        service=service,
    )
