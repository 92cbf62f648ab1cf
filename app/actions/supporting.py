"""What a resident does who has the same problem: say so, be kept informed, and stop it again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from app.actions.reporting import hash_secret
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import NotOpen
from app.domain.queue_order import queue_order
from app.domain.text import clean_email, clean_phone, clean_uuid, email_key
from app.models import Contact, ServiceRequest, Supporter
from app.personal_data import box
from app.policy import policy
from app.queries.followers import people_beside_its_reporter

#: More than so many forms of one device at one moment is no person.
TRIES = 3


@dataclass(frozen=True)
class Support:
    """What somebody filled in. `device` is a random mark that their browser keeps, or empty."""

    client_uuid: str
    locale: str
    phone: str = ""
    email: str = ""
    device: str = ""


@one_transaction
def support(service_request: ServiceRequest, said: Support, *, at: datetime) -> Supporter:
    """Count one more resident who has this problem, and keep them informed if they left a contact.

    The same `client_uuid`, or the same device again, returns the first one, with what was left meanwhile.
    A phone or e-mail that follows the report already makes nobody twice: see `Supporter`. Raises NotOpen,
    FieldError, UnreadablePhone, UnreadableEmail.
    """
    client_uuid = clean_uuid(said.client_uuid)
    if not service_request.is_open:
        raise NotOpen(service_request.public_id)
    phone = clean_phone(said.phone, country_code=policy().phone_country_code) if said.phone.strip() else None
    email = clean_email(said.email) if said.email.strip() else None
    device = box().blind_index(f"{service_request.public_id}:{said.device}") if said.device else None
    request_id = service_request.id
    for _ in range(TRIES):
        first = _before(request_id, client_uuid, device)
        supporter = first or _new(request_id, client_uuid, device, said.locale, at)
        try:
            _join(supporter, phone, email, is_new=first is None)
            db.session.commit()
        except IntegrityError:
            # The same form, device or contact arrived twice at the same moment; the other one was first.
            db.session.rollback()
            continue
        return supporter
    raise NotOpen(service_request.public_id)


@one_transaction
def stop(supporter: Supporter, *, at: datetime) -> None:
    """Send them nothing more, and forget who they are; they stay counted. Twice is once."""
    forget(supporter, at)
    db.session.commit()


@one_transaction
def leave(supporter: Supporter, *, at: datetime) -> None:
    """Forget who they are, and count them no more: it is not their problem, or not any longer."""
    forget(supporter, at)
    supporter.is_counted = False
    supporter.left_at = supporter.left_at or at
    recount(supporter.service_request_id)
    db.session.commit()


def recount(service_request_id: int) -> None:
    """Count anew who has a report's problem, and that of the one it was tied to, in the session.

    The report's version stays: a neighbour's tap must not refuse the dispatcher who is at work on it.
    """
    step: int | None = service_request_id
    db.session.flush()
    while step is not None:
        # Two neighbours at one moment: the second counts when the first is written.
        row = db.session.execute(
            select(ServiceRequest.due_at, ServiceRequest.duplicate_of_id)
            .where(ServiceRequest.id == step)
            .with_for_update(key_share=True)
        ).one()
        people = people_beside_its_reporter(step)
        place = queue_order(policy().calendar.local_day(row.due_at), people)
        db.session.execute(
            update(ServiceRequest)
            .where(ServiceRequest.id == step)
            .values(supporters_count=people, queue_order=place)
        )
        step = row.duplicate_of_id


def _join(supporter: Supporter, phone: str | None, email: str | None, *, is_new: bool) -> None:
    """Write what somebody left, where nobody else left it, and count them if they are one more."""
    phone_index = box().blind_index(phone) if phone else None
    email_index = box().blind_index(email_key(email)) if email else None
    given = [index for index in (phone_index, email_index) if index]
    known = _known(supporter, given)
    is_back = supporter.left_at is not None
    if is_back:
        supporter.left_at = None
    if not known and phone:
        supporter.phone, supporter.phone_index = phone, phone_index
    if not known and email:
        supporter.email, supporter.email_index = email, email_index
    if not known and given:
        supporter.stopped_at = None
    if (is_new or is_back) and not known:
        supporter.is_counted = True
    recount(supporter.service_request_id)


def _new(request_id: int, client_uuid: str, device: str | None, locale: str, at: datetime) -> Supporter:
    secret = secrets.token_urlsafe(24)
    supporter = Supporter(
        service_request_id=request_id,
        client_uuid=client_uuid,
        secret=secret,
        secret_hash=hash_secret(secret),
        device_index=device,
        is_counted=False,
        locale=locale,
        created_at=at,
    )
    db.session.add(supporter)
    return supporter


def _known(supporter: Supporter, indexes: list[str]) -> bool:
    """Say whether somebody else under this report, or its reporter, left this phone or e-mail."""
    if not indexes:
        return False
    for model in (Supporter, Contact):
        other = select(model.service_request_id).where(
            model.service_request_id == supporter.service_request_id,
            or_(model.phone_index.in_(indexes), model.email_index.in_(indexes)),
        )
        if model is Supporter and supporter.id is not None:
            other = other.where(Supporter.id != supporter.id)
        with db.session.no_autoflush:
            if db.session.scalar(other.limit(1)) is not None:
                return True
    return False


def _before(request_id: int, client_uuid: str, device: str | None) -> Supporter | None:
    """Return who sent this form, or came from this device, before."""
    first = db.session.scalar(select(Supporter).where(Supporter.client_uuid == client_uuid))
    if first is not None or device is None:
        return first
    return db.session.scalar(
        select(Supporter).where(Supporter.service_request_id == request_id, Supporter.device_index == device)
    )


def forget(supporter: Supporter, at: datetime) -> None:
    """Erase who a supporter is, in the session; the row stays, and counts as it did."""
    supporter.name = supporter.phone = supporter.email = None
    supporter.phone_index = supporter.email_index = None
    supporter.stopped_at = supporter.stopped_at or at
