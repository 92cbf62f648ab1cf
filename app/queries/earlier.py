"""What an operator reads: one phone's reports, what was filed today, and the look-ups that were made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.access import handed_out_by, lookups_read_by, may_file_for_others
from app.db import db
from app.domain.errors import NotFound
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.models import Contact, Filing, PhoneLookup, ServiceRequest, User
from app.queries.entry import Entry, entries_of
from app.queries.page import Page, offset_of, page_of

#: Nobody has more; a number with more is no person's.
MOST = 50
#: The secret link is on a receipt for as long as the person may still stand there.
HANDED_OUT = timedelta(hours=24)


def count_of(phone_indexes: Sequence[str]) -> int:
    """Return how many reports a phone number has, by its blind indexes; at most MOST are shown, and counted."""
    return db.session.scalar(select(func.count()).select_from(_of(phone_indexes).subquery())) or 0


def by_phone(phone_indexes: Sequence[str], by: User, *, now: datetime) -> list[Entry]:
    """Return the reports of one phone number, the newest first, for whoever files for others; for nobody else any.

    Nothing of the contact is among it: the caller said the number, and nobody reads more than that.
    """
    if not may_file_for_others(by):
        return []
    found = _of(phone_indexes).subquery()
    return entries_of(found, now, ServiceRequest.submitted_at.desc(), ServiceRequest.id.desc())


def filed_by(by: User, *, since: datetime, now: datetime) -> list[Entry]:
    """Return what somebody filed since a moment, the newest first, at most MOST."""
    mine = (
        select(Filing.service_request_id.label("id"))
        .where(handed_out_by(by), Filing.at >= since)
        .order_by(Filing.at.desc())
        .limit(MOST)
        .subquery()
    )
    return entries_of(mine, now, ServiceRequest.submitted_at.desc(), ServiceRequest.id.desc())


def find_filing(public_id: str, by: User) -> Filing:
    """Return what was noted about a report that this person filed, with the report. Raises NotFound, for others' too."""
    try:
        readable = normalise_public_id(public_id)
    except UnreadablePublicId:
        raise NotFound(public_id) from None
    found = db.session.scalar(
        select(Filing)
        .join(ServiceRequest)
        .where(ServiceRequest.public_id == readable, handed_out_by(by))
        .options(joinedload(Filing.service_request).joinedload(ServiceRequest.contact))
    )
    if found is None:
        raise NotFound(public_id)
    return found


def lookups(by: User, *, page: int = 1, per_page: int = 50) -> Page[PhoneLookup]:
    """Return the look-ups that somebody may read, the newest first: the own ones, or for an admin everybody's."""
    rows = db.session.scalars(
        select(PhoneLookup)
        .where(lookups_read_by(by))
        .options(joinedload(PhoneLookup.by_user))
        .order_by(PhoneLookup.id.desc())
        .limit(per_page + 1)
        .offset(offset_of(page, per_page))
    ).all()
    return page_of(rows, max(1, page), per_page)


def _of(phone_indexes: Sequence[str]) -> Select[int]:
    return (
        select(ServiceRequest.id.label("id"))
        .join(Contact)
        .where(Contact.phone_index.in_(phone_indexes))
        .order_by(ServiceRequest.submitted_at.desc(), ServiceRequest.id.desc())
        .limit(MOST)
    )
