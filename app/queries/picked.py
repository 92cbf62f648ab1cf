"""Reports that a dispatcher picked from the inbox, as lines of a list, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.access import dispatchable_by
from app.domain.public_id import UnreadablePublicId, normalise_public_id
from app.models import ServiceRequest, User
from app.queries.entry import Entry, entries_of

#: One page of the inbox; more nobody looks through before they agree.
MOST = 50


def picked(public_ids: Sequence[str], by: User, now: datetime) -> list[Entry]:
    """Return those that this dispatcher manages, the first one sent first; whatever else was asked for is left out.

    No more than MOST are read.
    """
    wanted = []
    for public_id in public_ids[:MOST]:
        try:
            wanted.append(normalise_public_id(public_id))
        except UnreadablePublicId:
            continue
    ids = (
        select(ServiceRequest.id.label("id"), ServiceRequest.submitted_at)
        .where(ServiceRequest.public_id.in_(wanted), dispatchable_by(by))
        .subquery()
    )
    return entries_of(ids, now, ids.c.submitted_at, ids.c.id)
