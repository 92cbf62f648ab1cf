"""What an operator does for somebody who phones or walks in: file a report, find their earlier ones."""

from __future__ import annotations

from datetime import datetime

from app.access import may_file_for_others
from app.actions import reporting, supporting
from app.actions.reporting import Draft
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, NotPermitted
from app.domain.text import clean_phone
from app.models import Consent, Filing, FilingChannel, PhoneLookup, ServiceRequest, Supporter, User
from app.personal_data import box
from app.policy import policy
from app.queries.earlier import count_of


def file(
    draft: Draft, *, channel: FilingChannel, consent: Consent | None, by: User, at: datetime
) -> ServiceRequest:
    """Register a report for somebody and note who filed it, how they came and how they agreed.

    The same `client_uuid` returns the first report. Raises NotPermitted, FieldError `consent` where a contact was
    given without one, and whatever `reporting.submit` raises; nothing is kept then.
    """
    if not may_file_for_others(by):
        raise NotPermitted(by.role)
    ask_consent(consent, draft.contact_name, draft.phone, draft.email)
    filing = Filing(by_user_id=by.id, at=at, channel=channel, consent=consent)
    return reporting.submit(draft, by=by, at=at, filing=filing)


def add_to(
    service_request: ServiceRequest,
    said: supporting.Support,
    *,
    consent: Consent | None,
    by: User,
    at: datetime,
) -> Supporter:
    """Count somebody who has the same problem as an earlier report; their contact follows it, with their consent.

    Raises NotPermitted, FieldError `consent`, NotOpen and what else `supporting.support` raises.
    """
    if not may_file_for_others(by):
        raise NotPermitted(by.role)
    ask_consent(consent, said.phone, said.email)
    return supporting.support(service_request, said, at=at)


def ask_consent(consent: Consent | None, *contact: str) -> None:
    """Raise FieldError where somebody's name, phone or e-mail would be kept and they have not agreed."""
    if consent is None and any(value.strip() for value in contact):
        raise FieldError("consent", "missing")


@one_transaction
def look_up(phone: str, *, by: User, at: datetime) -> list[str]:
    """Write down that somebody looks up a phone number, and return the blind indexes that find its reports.

    It is written before anything is shown. Raises NotPermitted, UnreadablePhone.
    """
    if not may_file_for_others(by):
        raise NotPermitted(by.role)
    indexes = box().blind_indexes(clean_phone(phone, country_code=policy().phone_country_code))
    db.session.add(PhoneLookup(by_user_id=by.id, at=at, phone_index=indexes[0], found=count_of(indexes)))
    db.session.commit()
    return indexes
