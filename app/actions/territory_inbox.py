"""The inbox that every district has of its own, for what no responsibility covers."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.catalogue import AGENCY_KINDS
from app.db import db
from app.models import INBOX_KIND, Agency, Area
from app.queries.answering import inbox_of


def ensure_inbox(area: Area) -> Agency:
    """Return an area's own inbox, made in this transaction where it is missing."""
    known = inbox_of(area)
    if known is not None:
        return known
    kind_names = AGENCY_KINDS[INBOX_KIND].names
    inbox = Agency(
        code=f"{INBOX_KIND}-{area.level.value}-{area.code}"[:60],
        kind=INBOX_KIND,
        names={
            locale: f"{area.names.get(locale) or next(iter(area.names.values()), area.code)} — {name}"
            for locale, name in kind_names.items()
        },
        posts={},
        area_id=area.id,
        is_active=True,
    )
    try:
        with db.session.begin_nested():
            db.session.add(inbox)
    except IntegrityError:
        # Two reports needed it at the same moment; the other one made it.
        known = inbox_of(area)
        if known is None:
            raise
        return known
    return inbox
