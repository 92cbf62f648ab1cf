"""Asking somebody without an account about one report: a link that expires, and the answer that comes by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from app.access import may_dispatch
from app.actions import history, outbox
from app.actions.photographs import attach
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, LinkVoid, NotFound, NotOpen, NotPermitted
from app.domain.lifecycle import Actor
from app.domain.text import clean_email, clean_line, clean_text, clean_uuid
from app.models import (
    ContractorAnswer,
    ContractorLink,
    Photo,
    PhotoKind,
    Priority,
    Remark,
    RemarkKind,
    ServiceRequest,
    User,
)
from app.personal_data import box
from app.policy import policy
from app.queries import reports

#: For how many days a link may hold.
DAYS = (1, 3, 7, 14)


def letter_key(link_id: int) -> str:
    """Return the outbox's key of the letter with a link."""
    return f"contractor-{link_id}"


@one_transaction
def invite(
    service_request: ServiceRequest,
    *,
    name: str,
    email: str = "",
    days: int,
    locale: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> ContractorLink:
    """Make a link for a contractor, and send it where an e-mail is given.

    The address is not kept: it waits sealed until the message has gone. Raises NotPermitted, ChangedMeanwhile,
    NotOpen, FieldError, UnreadableEmail.
    """
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    history.expect_version(service_request, expected_version)
    if not service_request.is_open:
        raise NotOpen(service_request.public_id)
    name = clean_line(name, max_length=200)
    if not name:
        raise FieldError("name", "missing")
    if days not in DAYS:
        raise FieldError("days", "out_of_range")
    address = clean_email(email) if email.strip() else ""
    link = ContractorLink(
        service_request_id=service_request.id,
        agency_id=service_request.agency_id,
        by_user_id=by.id,
        name=name,
        locale=locale,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    db.session.add(link)
    db.session.flush()
    if address:
        outbox.put(
            letter_key(link.id),
            "contractor",
            {"link_id": link.id, "sealed": box().seal(json.dumps({"email": address}))},
            at=at,
            priority=Priority.NORMAL,
        )
    history.touch(service_request)
    history.commit()
    return link


@one_transaction
def revoke(service_request: ServiceRequest, link_id: int, *, by: User, at: datetime) -> None:
    """Make a link void at once. Twice is once. Raises NotPermitted, NotFound."""
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    link = db.session.get(ContractorLink, link_id)
    if link is None or link.service_request_id != service_request.id:
        raise NotFound(str(link_id))
    link.revoked_at = link.revoked_at or at
    db.session.commit()


@one_transaction
def answer(
    link: ContractorLink,
    said: ContractorAnswer | None,
    *,
    words: str,
    photo_tokens: Sequence[str] = (),
    client_uuid: str,
    at: datetime,
) -> Remark:
    """A contractor says what they will do, that it is done, or that it is not theirs: once, as an internal note.

    Their photos are for staff alone, and no proof of a repair. It moves nothing: the agency decides, and asks its
    crew for the proof; whoever asked is told by a message. Raises LinkVoid, FieldError, TextTooLong,
    TooManyPhotos, PhotoGone.
    """
    if not link.holds(at):
        raise LinkVoid(str(link.id))
    if said is None:
        raise FieldError("answer", "missing")
    words = clean_text(words, max_length=policy().max_description)
    if said is not ContractorAnswer.DONE and not words:
        raise FieldError("words", "missing")
    ended = db.session.execute(
        update(ContractorLink)
        .where(ContractorLink.id == link.id, ContractorLink.answered_at.is_(None))
        .values(answered_at=at, answer=said)
    )
    if getattr(ended, "rowcount", 0) != 1:
        raise LinkVoid(str(link.id))  # The same link, open twice, was answered a moment ago.
    photos = _attached(link.service_request, photo_tokens)
    remark = Remark(
        service_request_id=link.service_request_id,
        at=at,
        kind=RemarkKind.NOTE,
        actor=Actor.CONTRACTOR,
        by_user_id=None,
        agency_id=link.agency_id,
        client_uuid=clean_uuid(client_uuid),
        words=words,
        detail={"contractor_link_id": link.id, "answer": said.value, **history.photo_ids(photos)},
    )
    db.session.add(remark)
    outbox.put(f"contractor-answer-{link.id}", "contractor_answered", {"link_id": link.id}, at=at)
    db.session.commit()
    return remark


def _attached(service_request: ServiceRequest, tokens: Sequence[str]) -> list[Photo]:
    photos = attach(service_request, tokens, PhotoKind.CONTRACTOR, reports.place_of(service_request))
    for photo in photos:
        photo.staff_only = True
    db.session.flush()
    return photos
