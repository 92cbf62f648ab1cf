"""Asking somebody without an account about one report: a link that expires, and the answer that comes by it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import update

from app.access import may_dispatch
from app.actions import history, outbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, LinkVoid, NotFound, NotOpen, NotPermitted
from app.domain.lifecycle import Actor
from app.domain.text import clean_email, clean_line, clean_text, clean_uuid
from app.models import (
    ContractorAnswer,
    ContractorLink,
    Priority,
    Remark,
    RemarkKind,
    ServiceRequest,
    User,
)
from app.personal_data import box
from app.policy import policy

#: For how many days a link may hold.
DAYS = (1, 3, 7, 14)


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
            f"contractor-{link.id}",
            "contractor",
            {"link_id": link.id, "sealed": box().seal(json.dumps({"email": address}))},
            at=at,
            priority=Priority.NORMAL,
        )
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
    link: ContractorLink, said: ContractorAnswer | None, *, words: str, client_uuid: str, at: datetime
) -> Remark:
    """A contractor says what they will do, that it is done, or that it is not theirs: once, as an internal note.

    It moves nothing: the agency decides, and asks its crew for the proof. Raises LinkVoid, FieldError,
    TextTooLong.
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
    remark = Remark(
        service_request_id=link.service_request_id,
        at=at,
        kind=RemarkKind.NOTE,
        actor=Actor.CONTRACTOR,
        by_user_id=None,
        agency_id=link.agency_id,
        client_uuid=clean_uuid(client_uuid),
        words=words,
        detail={"contractor_link_id": link.id, "answer": said.value},
    )
    db.session.add(remark)
    db.session.commit()
    return remark
