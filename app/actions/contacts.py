"""Whose contact it is: confirming it by a code, signing in with it, and saying that a report is not one's own."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import case, update

from app.actions.codes import spend_try
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.appeals import register
from app.domain.codes import SIGNED_IN_FOR, Verdict
from app.domain.lifecycle import ENDED, OPEN
from app.domain.sla import registered_on
from app.models import CodePurpose, Contact, ContactKind, OneTimeCode, ServiceRequest
from app.policy import policy
from app.queries.my_reports import Visitor, contact_indexes


@one_transaction
def confirm(code_id: int, typed: str, *, at: datetime) -> Verdict:
    """Confirm the contact of a report by the code that was sent there: the report is an appeal then.

    A contact that was erased or changed since the code was sent stays as it is.
    """
    verdict, row = spend_try(code_id, typed, purpose=CodePurpose.CONFIRM, at=at)
    if row is not None and row.service_request is not None:
        _confirm([row.service_request], Visitor(row.id, row.kind, row.contact), at)
    db.session.commit()
    return verdict


@one_transaction
def sign_in(code_id: int, typed: str, *, at: datetime) -> tuple[Verdict, str]:
    """Sign a resident in by a code, and return what the browser keeps, or nothing."""
    verdict, row = spend_try(code_id, typed, purpose=CodePurpose.MY_REPORTS, at=at)
    token = secrets.token_urlsafe(24) if row is not None else ""
    if row is not None:
        row.session_hash = sha256(token.encode()).hexdigest()
        row.session_until = at + SIGNED_IN_FOR
    db.session.commit()
    return verdict, token


@one_transaction
def sign_out(visitor: Visitor) -> None:
    """End a resident's session, for every copy of its cookie."""
    ended = update(OneTimeCode).where(OneTimeCode.id == visitor.code_id)
    db.session.execute(ended.values(session_hash=None, session_until=None))
    db.session.commit()


@one_transaction
def claim(service_requests: Sequence[ServiceRequest], visitor: Visitor, *, at: datetime) -> int:
    """A visitor says that reports with their contact are theirs: they are appeals now. Return how many were new."""
    done = _confirm(service_requests, visitor, at)
    db.session.commit()
    return done


@one_transaction
def detach(service_request: ServiceRequest, visitor: Visitor) -> None:
    """A visitor says that a report with their contact is not theirs: it forgets the contact.

    What else its reporter left stays, and so does an appeal's registration, which may not be refused.
    """
    contact = service_request.contact
    if contact is not None and _carries(contact, visitor):
        if visitor.kind is ContactKind.PHONE:
            contact.phone = contact.phone_index = contact.phone_confirmed_at = None
        else:
            contact.email = contact.email_index = contact.email_confirmed_at = None
        if not (contact.name or contact.phone or contact.email):
            db.session.delete(contact)
    db.session.commit()


def _confirm(service_requests: Sequence[ServiceRequest], visitor: Visitor, at: datetime) -> int:
    clock = register(registered_on(at, policy().calendar))
    done = 0
    for service_request in service_requests:
        contact = service_request.contact
        if contact is None or not _carries(contact, visitor) or _is_confirmed(contact, visitor.kind):
            continue
        if visitor.kind is ContactKind.PHONE:
            contact.phone_confirmed_at = at
        else:
            contact.email_confirmed_at = at
        # The report's version stays: this must not refuse the dispatcher who is at work on it. What has
        # ended already is nothing that an answer could be owed for.
        db.session.execute(
            update(ServiceRequest)
            .where(
                ServiceRequest.id == service_request.id,
                ServiceRequest.appeal_registered_on.is_(None),
                ServiceRequest.status.not_in(ENDED),
            )
            .values(
                appeal_registered_on=clock.registered_on,
                answer_due_on=clock.due_on,
                # The next sweep looks at it, and finds when the law's clock asks for more.
                clock_next_at=case((ServiceRequest.status.in_(OPEN), at)),
            )
        )
        done += 1
    return done


def _is_confirmed(contact: Contact, kind: ContactKind) -> bool:
    moment = contact.phone_confirmed_at if kind is ContactKind.PHONE else contact.email_confirmed_at
    return moment is not None


def _carries(contact: Contact, visitor: Visitor) -> bool:
    index = contact.phone_index if visitor.kind is ContactKind.PHONE else contact.email_index
    return index in contact_indexes(visitor.kind, visitor.contact)
