"""Forgetting who reported, and who was asked: names, phones, e-mails and voices go, the reports stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from app import voice
from app.actions.codes import code_message_key
from app.actions.contractors import letter_key
from app.actions.supporting import forget
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.codes import CODES_KEPT
from app.domain.lifecycle import OPEN
from app.models import (
    Contact,
    ContractorLink,
    OneTimeCode,
    OutboxMessage,
    PhoneLookup,
    Recording,
    ServiceRequest,
    Supporter,
)
from app.policy import policy


@one_transaction
def erase_old_contacts(now: datetime, limit: int = 500) -> int:
    """Erase the contacts of reports that were closed long enough ago; return how many.

    How long is CONTACT_KEPT_DAYS; 0 keeps them. While a report is open its reporter may be asked something.
    """
    days = policy().contact_kept_days
    if days <= 0:
        return 0
    old = (
        select(Contact.service_request_id)
        .join(ServiceRequest)
        .where(
            ServiceRequest.closed_at < now - timedelta(days=days),
            ServiceRequest.status.not_in(OPEN),
        )
        .limit(limit)
    )
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(delete(Contact).where(Contact.service_request_id.in_(ids)))
    db.session.commit()
    return len(ids)


@one_transaction
def erase_old_supporters(now: datetime, limit: int = 500) -> int:
    """Erase who supported reports that were closed long enough ago, as with contacts; they stay counted."""
    days = policy().contact_kept_days
    if days <= 0:
        return 0
    old = db.session.scalars(
        select(Supporter)
        .join(ServiceRequest)
        .where(
            or_(Supporter.phone.is_not(None), Supporter.email.is_not(None), Supporter.name.is_not(None)),
            ServiceRequest.closed_at < now - timedelta(days=days),
            ServiceRequest.status.not_in(OPEN),
        )
        .limit(limit)
    ).all()
    for supporter in old:
        forget(supporter, now)
    db.session.commit()
    return len(old)


@one_transaction
def erase_old_contractors(now: datetime, limit: int = 500) -> int:
    """Erase the names of contractors who were asked about such reports; return how many.

    That somebody was asked and what they answered stays; a letter that never went goes with its address.
    """
    days = policy().contact_kept_days
    if days <= 0:
        return 0
    old = db.session.scalars(
        select(ContractorLink)
        .join(ServiceRequest, ServiceRequest.id == ContractorLink.service_request_id)
        .where(
            ContractorLink.erased_at.is_(None),
            ServiceRequest.closed_at < now - timedelta(days=days),
            ServiceRequest.status.not_in(OPEN),
        )
        .order_by(ContractorLink.id)
        .limit(limit)
    ).all()
    for link in old:
        link.name, link.erased_at = "", now
    if old:
        keys = [letter_key(link.id) for link in old]
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.key.in_(keys)))
    db.session.commit()
    return len(old)


@one_transaction
def erase_old_recordings(now: datetime, limit: int = 500) -> int:
    """Erase the voices of reporters after the same time as their contacts; return how many."""
    days = policy().contact_kept_days
    if days <= 0:
        return 0
    old = db.session.scalars(
        select(Recording)
        .join(ServiceRequest)
        .where(
            ServiceRequest.closed_at < now - timedelta(days=days),
            ServiceRequest.status.not_in(OPEN),
        )
        .limit(limit)
    ).all()
    for recording in old:
        # The bytes go first: a row without them is removed the next time, bytes without a row never would be.
        voice.forget(recording.key, policy().storage)
        db.session.delete(recording)
    db.session.commit()
    return len(old)


@one_transaction
def erase_old_lookups(now: datetime, limit: int = 500) -> int:
    """Erase look-ups of phones after LOOKUPS_KEPT_DAYS, the oldest first; return how many. 0 keeps them.

    The table only grows otherwise: its triggers let nothing be deleted that is younger than thirty days.
    """
    days = policy().lookups_kept_days
    if days <= 0:
        return 0
    old = select(PhoneLookup.id).where(PhoneLookup.at < now - timedelta(days=days))
    ids = list(db.session.scalars(old.order_by(PhoneLookup.at).limit(limit)))
    if ids:
        db.session.execute(delete(PhoneLookup).where(PhoneLookup.id.in_(ids)))
    db.session.commit()
    return len(ids)


@one_transaction
def forget_codes(now: datetime, limit: int = 2_000) -> int:
    """Forget one-time codes a day after they were asked for, with the messages that carried them; return how many.

    By then every session that one of them opened is over, and nothing is counted any more.
    """
    old = select(OneTimeCode.id).where(OneTimeCode.created_at <= now - CODES_KEPT)
    ids = list(db.session.scalars(old.order_by(OneTimeCode.id).limit(limit)))
    if ids:
        keys = [code_message_key(code_id) for code_id in ids]
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.key.in_(keys)))
        db.session.execute(delete(OneTimeCode).where(OneTimeCode.id.in_(ids)))
    db.session.commit()
    return len(ids)
