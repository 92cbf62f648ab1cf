"""All that one filter of the inbox holds, read a stretch at a time: what is in memory does not grow with it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.access import dispatchable_by
from app.db import db
from app.models import ServiceRequest, User
from app.queries import worklist
from app.queries.checklists import work_of
from app.queries.entry import Entry, entries_of

#: A file holds no more: whoever wants more narrows the filter, a year at a time.
MOST = 100_000
#: So many reports are in memory at once.
AT_ONCE = 500


def ids_of(by: User, *, now: datetime, most: int = MOST, **filters: Any) -> array[int]:
    """Return the ids of all reports under the inbox's filters, in its order; one more than `most` says that
    there are more.

    Eight bytes each, so that even the longest list takes less than one photo.
    """
    statement = worklist.all_of(by, now=now, most=most + 1, **filters)
    found: array[int] = array("q")
    for part in db.session.execute(statement.execution_options(yield_per=5_000)).scalars().partitions():
        found.extend(part)
    return found


def entries(by: User, ids: Sequence[int], *, now: datetime) -> Iterator[Entry]:
    """Yield the reports of these ids in their order, as they stand when each stretch is read.

    Whatever left this dispatcher's inbox in the meantime is left out.
    """
    for start in range(0, len(ids), AT_ONCE):
        stretch = list(ids[start : start + AT_ONCE])
        mine = select(ServiceRequest.id, ServiceRequest.public_id).where(
            ServiceRequest.id.in_(stretch), dispatchable_by(by)
        )
        numbers = {row.id: row.public_id for row in db.session.execute(mine)}
        found = {entry.public_id: entry for entry in entries_of(mine.subquery(), now)}
        work = work_of(stretch)
        for request_id in stretch:
            if (entry := found.get(numbers.get(request_id, ""))) is not None:
                yield replace(entry, work=work.get(request_id))
