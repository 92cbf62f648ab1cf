"""Keeping the statistics' sums equal to the reports: folding what changed, or counting everything again.

A change of a report leaves its number in `report_change`, written by a trigger in the same transaction. Folding
takes numbers out, takes the report's old facts out of the sums and puts the new ones in, in one transaction. So
a number that is there twice, or a fold that died half-way, changes nothing: the difference is always that between
what is counted and what is. One folds at a time; whoever changes a report waits for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Table, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.actions.transaction import one_transaction
from app.db import db
from app.domain import rollup
from app.domain.rollup import MEASURES
from app.models import HeatBlock, ReportChange, ReportFact, RollupState, ServiceRequest, report_roll
from app.queries import heat_blocks, statistics_facts, statistics_sums
from app.queries.statistics_facts import FactRow
from app.queries.statistics_sums import KEY, Sums

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
_FACT: Table = ReportFact.__table__  # type: ignore[assignment]
_BLOCK: Table = HeatBlock.__table__  # type: ignore[assignment]
#: Whoever folds holds this lock of PostgreSQL's to the end of the transaction; SQLite has one writer anyway.
_LOCK = 5_018_001
#: SQLite takes 32,766 parameters in one statement.
_AT_ONCE = 5_000
#: So many notes in one transaction: on SQLite nobody else writes while it lasts.
_NOTES = 1_000


@one_transaction
def fold(now: datetime, limit: int = _NOTES) -> int:
    """Count anew the reports that changed, and those whose promise broke by `now`; return how many notes were taken."""
    _lock()
    ids = db.session.scalars(
        delete(ReportChange)
        .where(
            ReportChange.id.in_(
                select(ReportChange.id).order_by(ReportChange.id).limit(limit).scalar_subquery()
            )
        )
        .returning(ReportChange.service_request_id)
        .execution_options(synchronize_session=False)
    ).all()
    second = int(now.timestamp())
    late = db.session.scalars(
        select(ReportFact.report_id).where(ReportFact.due_second < second).limit(limit)
    ).all()
    changed = _fold({*ids, *late}, now) if ids or late else False
    db.session.execute(
        update(RollupState)
        .values(version=RollupState.version + int(changed), counted_second=second)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return len(ids) + len(late)


def _fold(ids: set[int], now: datetime) -> bool:
    before: dict[int, FactRow] = {}
    after: dict[int, FactRow] = {}
    for part in _parts(sorted(ids), _AT_ONCE):
        before |= statistics_facts.kept(part)
        after |= statistics_facts.live(ServiceRequest.id.in_(part), now=now)
    same = {number for number, fact in before.items() if after.get(number) == fact}
    out = [fact for number, fact in before.items() if number not in same]
    new = [fact for number, fact in after.items() if number not in same]
    if not out and not new:
        return False
    rows = [*out, *new]
    facts = statistics_facts.columns_of(rows)
    sign = np.array([-1] * len(out) + [1] * len(new), dtype=np.int64)
    _add_to_roll(statistics_sums.of_changes(facts, sign))
    _replace_facts([fact[0] for fact in out], new)
    weeks = rollup.week_start(facts["submitted_day"])
    _pack({key for key in zip(facts["region_id"], facts["district_id"], weeks, strict=True)})
    return True


@one_transaction
def rebuild(now: datetime, on_progress: Progress | None = None) -> int:
    """Count all reports again and replace the sums, in one transaction; return how many reports there are.

    Readers see the old sums until the end. Reports that change meanwhile are folded afterwards.
    """
    _lock()
    for table in (ReportChange, ReportFact, HeatBlock):
        db.session.execute(delete(table))
    db.session.execute(delete(report_roll))
    tell = on_progress or (lambda what, done, of: None)
    counted = _write_facts(now, tell)
    scopes = list(statistics_sums.scopes())
    for done, (column, scope_id) in enumerate(scopes):
        tell("areas", done, len(scopes))
        _write_roll(column, scope_id)
    heat_keys = heat_blocks.places()
    for done, (region_id, district_id) in enumerate(heat_keys):
        tell("places", done, len(heat_keys))
        # All of them before the first is written: while COPY runs, the connection answers nothing else.
        rows = list(heat_blocks.packed_of(region_id, district_id))
        _bulk(_BLOCK, ("region_id", "district_id", "week_day", "packed"), rows)
    db.session.execute(
        update(RollupState)
        .values(version=RollupState.version + 1, counted_second=int(now.timestamp()))
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return counted


def _lock() -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(db.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _write_facts(now: datetime, tell: Progress) -> int:
    counted, last = 0, statistics_facts.highest_id()
    for first in range(0, last + 1, 20_000):
        tell("reports", first, last)
        facts = statistics_facts.live(ServiceRequest.id.between(first, first + 19_999), now=now)
        _bulk(_FACT, [column.name for column in statistics_facts.KEPT], facts.values())
        counted += len(facts)
    return counted


def _write_roll(column: str, scope_id: int) -> None:
    sums = statistics_sums.of_scope(column, scope_id)
    rows = ((*key, *map(int, values)) for key, values in sums.items() if values.any())
    _bulk(report_roll, (*KEY, *MEASURES), rows)


def _add_to_roll(sums: Sums) -> None:
    make = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    rows = [
        dict(zip((*KEY, *MEASURES), (*key, *map(int, values)), strict=True))
        for key, values in sorted(sums.items())
        if values.any()
    ]
    if not rows:
        return
    statement = make(report_roll)
    more = {name: report_roll.c[name] + statement.excluded[name] for name in MEASURES}
    db.session.execute(statement.on_conflict_do_update(index_elements=KEY, set_=more), rows)


def _replace_facts(out: Sequence[int], new: Iterable[FactRow]) -> None:
    for part in _parts(out, _AT_ONCE):
        db.session.execute(
            delete(ReportFact).where(ReportFact.report_id.in_(part)),
            execution_options={"synchronize_session": False},
        )
    _insert(_FACT, [column.name for column in statistics_facts.KEPT], new)


def _pack(keys: set[tuple[int, int, int]]) -> None:
    """Pack anew the blocks of these regions, districts and weeks."""
    for region_id, district_id, week in sorted(tuple(map(int, key)) for key in keys):
        here = and_(
            HeatBlock.region_id == region_id, HeatBlock.district_id == district_id, HeatBlock.week_day == week
        )
        db.session.execute(delete(HeatBlock).where(here), execution_options={"synchronize_session": False})
        rows = heat_blocks.packed_of(region_id, district_id, week)
        _insert(_BLOCK, ("region_id", "district_id", "week_day", "packed"), rows)


def _insert(table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    values: list[Mapping[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    if values:
        db.session.execute(insert(table), values)


def _bulk(table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write very many rows: PostgreSQL's COPY is ten times quicker than as many INSERTs. `rows` asks no database."""
    if db.engine.dialect.name != "postgresql":
        for part in _parts(rows, 2_000):
            _insert(table, names, part)
        return
    driver: Any = db.session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _parts(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    endless = iter(rows)
    while part := list(islice(endless, size)):
        yield part
