"""Writing the demo town's invented past: whole rows at once, into a database where nobody has been yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from app.actions import rollups, supporting, upkeep
from app.actions.transaction import one_transaction
from app.db import Base, db
from app.domain.errors import DomainError
from app.models import INBOX_KIND, Agency, ServiceRequest, Supporter, User

Rows = Sequence[dict[str, Any]]
#: Told how many rows are written, and of how many.
Progress = Callable[[int, int], None]

_AT_ONCE = 500


class NotEmpty(DomainError):
    """Somebody works with this database already; an invented past would mix with the real one."""


def refuse_unless_empty() -> None:
    """Raise NotEmpty where there is any report, any user, or any agency but the districts' own inboxes."""
    for found in (
        select(ServiceRequest.id),
        select(User.id),
        select(Agency.id).where(Agency.kind != INBOX_KIND),
    ):
        if db.session.scalar(found.limit(1)) is not None:
            raise NotEmpty("there are reports, users or agencies in this database already")


@one_transaction
def invent(tables: Sequence[tuple[type[Base], Rows]], *, on_progress: Progress | None = None) -> None:
    """Write rows that carry their own ids, table after table, and count the map: all or nothing.

    The rows must be what the acts themselves would have written; the databases' constraints are the only
    check. Raises NotEmpty.
    """
    refuse_unless_empty()
    done, total = 0, sum(len(rows) for _, rows in tables)
    # Tables, not models: the mapper would begin every report's `version` again at 1.
    for table, rows in ((_table(model), rows) for model, rows in tables):
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            db.session.execute(insert(table), part)
            done += len(part)
            if on_progress:
                on_progress(done, total)
    _catch_up([_table(model) for model, _ in tables])
    for service_request_id in _shared():
        supporting.recount(service_request_id)
    upkeep.rebuild_map()
    rollups.rebuild(datetime.now(UTC))


def _shared() -> Sequence[int]:
    """Return the reports whose problem more than one resident has."""
    tied = select(ServiceRequest.duplicate_of_id).where(ServiceRequest.duplicate_of_id.is_not(None))
    found = db.session.scalars(tied.union(select(Supporter.service_request_id)))
    return [service_request_id for service_request_id in found if service_request_id is not None]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def next_id(model: type[Base]) -> int:
    """Return the first id that is free in a table."""
    return int(db.session.scalar(select(func.max(model.__table__.c.id))) or 0) + 1


def _catch_up(tables: Sequence[Table]) -> None:
    """Let PostgreSQL's counters go on after the ids that were given by hand; SQLite does so by itself."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.c:
            db.session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
                )
            )
