"""One report that tells of several problems becomes several: each with its own agency, promise and story."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.access import actor_of, may_dispatch
from app.actions import history, outbox
from app.actions.reporting import hash_secret, receipt
from app.actions.territory_inbox import ensure_inbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, NotPermitted, UnknownService
from app.domain.lifecycle import Status
from app.domain.public_id import new_public_id
from app.domain.text import clean_text, clean_uuid
from app.models import Contact, Photo, PhotoKind, ServiceRequest, SplitPart, User
from app.policy import policy
from app.queries import reports
from app.queries.answering import Answer, find_place, find_service, who_answers
from app.queries.sent_before import by_client_uuid

#: What a contact is, but for whose it is.
_CONTACT = (
    "name",
    "phone",
    "email",
    "phone_index",
    "email_index",
    "phone_confirmed_at",
    "email_confirmed_at",
)
#: What a part has from the report that it was a part of: the place, the person's language, and since when they wait.
_SAME = (
    "locale",
    "location",
    "cell",
    "accuracy_m",
    "address",
    "region_id",
    "district_id",
    "mahalla_id",
    "submitted_at",
    "registered_on",
    "appeal_registered_on",
    "answer_due_on",
    "answer_extended_on",
)


@dataclass(frozen=True)
class Part:
    """What a dispatcher filled in. `photo_ids`: which of the report's photos show it; they stay there too."""

    client_uuid: str
    service_code: str
    words: str
    photo_ids: Collection[int] = ()


@one_transaction
def split(
    service_request: ServiceRequest,
    part: Part,
    *,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> ServiceRequest:
    """Make a report out of a part of another one, and return it; the same `client_uuid` returns the first one.

    It lies at the same place, belongs to the same reporter, who is sent a link of its own, and goes to whoever
    answers there for its service. Its promise counts from when the resident wrote: splitting wins nobody time.
    The other report goes on with what is left. Raises NotPermitted, ChangedMeanwhile, MoveNotAllowed,
    FieldError, TextTooLong.
    """
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    client_uuid = clean_uuid(part.client_uuid)
    first = by_client_uuid(client_uuid)
    if first is not None:
        return first
    history.expect_version(service_request, expected_version)
    words = clean_text(part.words, max_length=policy().max_description)
    if not words:
        raise FieldError("words", "missing")
    try:
        service = find_service(part.service_code)
    except UnknownService:
        raise FieldError("service", "missing") from None
    answer = who_answers(
        find_place(*reports.place_of(service_request)), service, at=service_request.submitted_at
    )
    with db.session.no_autoflush:
        made = _new(service_request, client_uuid, words, answer, at)
        photos = _copied(service_request, made, part.photo_ids, at)
        db.session.add(made)
        db.session.add(SplitPart(part=made, original=service_request))
        history.move(
            service_request,
            "split",
            actor=actor_of(by),
            by=by,
            at=at,
            note=words,
            detail={"part": made.public_id},
        )
        made.contact = _contact(service_request, at)
        db.session.add(receipt(made, answer, cause="submitted", at=at))
        if answer.responsibility_id is None:
            outbox.put(
                f"unrouted:{made.public_id}",
                "unrouted",
                {"public_id": made.public_id, "service_code": service.service_code},
                at=at,
            )
    try:
        db.session.flush()
        history.begin(
            made,
            actor=actor_of(by),
            by=by,
            at=at,
            detail={"part_of": service_request.public_id, **history.photo_ids(photos)},
        )
        history.touch(service_request)
        history.commit()
    except IntegrityError:
        db.session.rollback()
        first = by_client_uuid(client_uuid)
        if first is None:
            raise
        return first
    return made


def _new(whole: ServiceRequest, client_uuid: str, words: str, answer: Answer, at: datetime) -> ServiceRequest:
    secret = secrets.token_urlsafe(24)
    service = answer.service
    agency = answer.agency or ensure_inbox(answer.place.inbox_area)
    return ServiceRequest(
        public_id=new_public_id(),
        client_uuid=client_uuid,
        secret=secret,
        secret_hash=hash_secret(secret),
        channel=whole.channel,
        service_id=service.id,
        service_group_id=service.service_group_id,
        service=service,
        description=words,
        agency_id=agency.id,
        due_at=answer.due_at,
        was_overdue=answer.due_at < at,
        status=Status.RECEIVED,
        **{name: getattr(whole, name) for name in _SAME},
    )


def _contact(whole: ServiceRequest, at: datetime) -> Contact | None:
    if whole.contact is None:
        return None
    return Contact(created_at=at, **{name: getattr(whole.contact, name) for name in _CONTACT})


def _copied(whole: ServiceRequest, made: ServiceRequest, ids: Collection[int], at: datetime) -> list[Photo]:
    """Let the part show photos of the whole: rows of its own over the same stored images."""
    shown = [photo for photo in reports.photos_of(whole, PhotoKind.BEFORE) if photo.id in set(ids)]
    copies = [
        Photo(
            service_request=made,
            kind=PhotoKind.BEFORE,
            key=photo.key,
            width=photo.width,
            height=photo.height,
            created_at=at,
            taken_at=photo.taken_at,
        )
        for photo in shown
    ]
    db.session.add_all(copies)
    return copies
