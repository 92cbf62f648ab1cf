"""Forgetting who reported: names, phones, e-mails and voices go, the reports stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app import voice
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.lifecycle import OPEN
from app.models import Contact, Recording, ServiceRequest
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
