"""What somebody sees who has shown by a code that a phone or an e-mail address is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload, selectinload

from app.access import Condition
from app.db import db
from app.domain.errors import NotFound
from app.domain.text import email_key
from app.models import CodePurpose, Contact, ContactKind, OneTimeCode, Service, ServiceRequest
from app.personal_data import box
from app.queries.page import Page, offset_of, page_of


@dataclass(frozen=True)
class Visitor:
    """A resident who signed in by a code: `contact` is a phone (E.164) or an e-mail address."""

    code_id: int
    kind: ContactKind
    contact: str


def visitor_of(code_id: int, token: str, *, now: datetime) -> Visitor | None:
    """Return who signed in with a code, or None once the session is over. `token` is what the browser holds."""
    row = db.session.get(OneTimeCode, code_id)
    if row is None or row.session_hash is None or row.session_until is None or row.session_until <= now:
        return None
    if not compare_digest(row.session_hash, sha256(token.encode()).hexdigest()):
        return None
    return Visitor(row.id, row.kind, row.contact)


def waiting_code(code_id: int, *, now: datetime) -> OneTimeCode | None:
    """Return a code for "My reports" that may still be typed, by the number that the browser keeps."""
    row = db.session.get(OneTimeCode, code_id)
    if row is None or row.purpose is not CodePurpose.MY_REPORTS:
        return None
    return row if row.used_at is None and row.expires_at > now else None


def contact_indexes(kind: ContactKind, contact: str) -> list[str]:
    """Return the blind indexes under which a contact is found, that of the newest key first."""
    return box().blind_indexes(contact if kind is ContactKind.PHONE else email_key(contact))


def is_known(kind: ContactKind, contact: str) -> bool:
    """Say whether any report was sent with a contact, confirmed or not."""
    found = select(Contact.service_request_id).where(_index(kind).in_(contact_indexes(kind, contact)))
    return db.session.scalar(found.limit(1)) is not None


def mine(visitor: Visitor, *, page: int = 1, per_page: int = 20) -> Page[ServiceRequest]:
    """Return the reports that a visitor has confirmed to be theirs, newest first."""
    return _page(visitor, confirmed_at(visitor.kind).is_not(None), page, per_page)


def unclear(visitor: Visitor, *, per_page: int = 20) -> Page[ServiceRequest]:
    """Return the newest reports that carry a visitor's contact, but were never confirmed to be theirs.

    Anybody can type any number, so they may be somebody else's.
    """
    return _page(visitor, confirmed_at(visitor.kind).is_(None), 1, per_page)


def find_of(visitor: Visitor, public_id: str) -> ServiceRequest:
    """Return a report that carries a visitor's contact. Raises NotFound, for others' reports too."""
    found = db.session.scalar(
        select(ServiceRequest)
        .join(Contact)
        .where(ServiceRequest.public_id == public_id, _is_of(visitor))
        .options(contains_eager(ServiceRequest.contact))
    )
    if found is None:
        raise NotFound(public_id)
    return found


def confirmed_at(kind: ContactKind) -> InstrumentedAttribute[datetime | None]:
    """Return the column that says since when a contact of this kind is known to be the reporter's."""
    return Contact.phone_confirmed_at if kind is ContactKind.PHONE else Contact.email_confirmed_at


def last_code_for(service_request: ServiceRequest) -> OneTimeCode | None:
    """Return the newest code that was sent to confirm the contact of a report."""
    return db.session.scalar(
        select(OneTimeCode)
        .where(OneTimeCode.service_request_id == service_request.id)
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    )


def _page(visitor: Visitor, narrowed: Condition, page: int, per_page: int) -> Page[ServiceRequest]:
    rows = db.session.scalars(
        select(ServiceRequest)
        .join(Contact)
        .where(_is_of(visitor), narrowed)
        .options(
            joinedload(ServiceRequest.service).joinedload(Service.group),
            joinedload(ServiceRequest.mahalla),
            joinedload(ServiceRequest.district),
            joinedload(ServiceRequest.region),
            joinedload(ServiceRequest.agency),
            selectinload(ServiceRequest.photos),
        )
        .order_by(ServiceRequest.submitted_at.desc(), ServiceRequest.id.desc())
        .limit(per_page + 1)
        .offset(offset_of(page, per_page))
    ).all()
    return page_of(rows, max(1, page), per_page)


def _is_of(visitor: Visitor) -> Condition:
    return _index(visitor.kind).in_(contact_indexes(visitor.kind, visitor.contact))


def _index(kind: ContactKind) -> InstrumentedAttribute[str | None]:
    return Contact.phone_index if kind is ContactKind.PHONE else Contact.email_index
