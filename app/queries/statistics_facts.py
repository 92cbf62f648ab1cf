"""The facts of reports, as columns of whole numbers: as they are now, and as the sums hold them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, func, select

from app.db import db
from app.domain.lifecycle import OPEN, ReasonCode, Status
from app.domain.rollup import EPOCH, FIELDS, FIXED, NO_DAY, REASONS, STATUSES, Facts
from app.models import ReportFact, ServiceRequest, StatusChange
from app.models.rollup import FACT_COLUMNS
from app.policy import policy

_ORDINAL = EPOCH.toordinal()
#: What the history alone knows.
_TOLD = ("confirm", "not_fixed", "rate", "reject")
_STATUS_CODE = {status: place for place, status in enumerate(STATUSES)}
_REASON_CODE = {reason: place for place, reason in enumerate(REASONS)}

#: A row of facts, in the order of FIELDS, and the second of the promise that may still break.
FactRow = tuple[int, ...]
KEPT = (*FACT_COLUMNS, ReportFact.__table__.c.due_second)


def columns_of(rows: Sequence[Sequence[Any]]) -> Facts:
    """Return rows of facts as one array for each field."""
    table = np.array([row[: len(FIELDS)] for row in rows], dtype=np.int64).reshape(-1, len(FIELDS))
    return {name: table[:, place] for place, name in enumerate(FIELDS)}


def kept(ids: Collection[int]) -> dict[int, FactRow]:
    """Return the facts by which reports are counted now, by report."""
    rows = db.session.execute(select(*KEPT).where(ReportFact.report_id.in_(ids)))
    return {row[0]: tuple(row) for row in rows}


def kept_of(condition: ColumnElement[bool], *, at_once: int = 50_000) -> Iterator[Facts]:
    """Yield the facts of many reports, some at a time, as columns."""
    found = db.session.execute(
        select(*FACT_COLUMNS).where(condition).order_by(ReportFact.submitted_day),
        execution_options={"yield_per": at_once},
    )
    for rows in found.partitions():
        yield columns_of(rows)


def live(condition: ColumnElement[bool], *, now: datetime) -> dict[int, FactRow]:
    """Return the facts of reports as they are at this moment, by report.

    Late: the promise was broken, once, or by now, or when the repair came. What was repaired late counts as late
    from the day of its promise, and at the latest from the day it ended.
    """
    one = ServiceRequest
    told = _told(condition)
    day = _local_day()
    rows = db.session.execute(
        select(
            *(one.id, one.region_id, one.district_id, one.mahalla_id, one.agency_id, one.service_id),
            *(one.service_group_id, one.cell, one.status, one.supporters_count, one.rating),
            *(one.submitted_at, one.due_at, one.resolved_at, one.closed_at),
            *(one.was_overdue, one.reopened_count),
        ).where(condition)
    )
    return {row.id: _fact(row, told.get(row.id, {}), day, now) for row in rows}


def _fact(row: Any, told: dict[str, tuple[datetime, ReasonCode | None]], day: Any, now: datetime) -> FactRow:
    status: Status = row.status
    ended_at = None
    if status not in OPEN:
        ended_at = (
            (row.resolved_at if status in FIXED else row.closed_at) or row.closed_at or row.submitted_at
        )
    submitted_day = day(row.submitted_at)
    ended_day = NO_DAY if ended_at is None else max(day(ended_at), submitted_day)
    late_day = NO_DAY
    if row.was_overdue or row.due_at < (ended_at or now):
        late_day = day(row.due_at) if ended_at is None else min(day(row.due_at), ended_day)
    rated_at = told["rate"][0] if "rate" in told else row.closed_at or row.resolved_at or row.submitted_at
    sent_back_at = told["not_fixed"][0] if "not_fixed" in told else row.submitted_at
    reason = told.get("reject", (None, None))[1] if status is Status.REJECTED else None
    return (
        row.id,
        row.region_id or 0,
        row.district_id or 0,
        row.mahalla_id or 0,
        row.agency_id,
        row.service_id,
        row.service_group_id,
        row.cell,
        _STATUS_CODE[status],
        -1 if reason is None else _REASON_CODE[reason],
        1 + row.supporters_count,
        row.rating or 0,
        submitted_day,
        ended_day,
        late_day,
        day(sent_back_at) if row.reopened_count else NO_DAY,
        day(rated_at) if row.rating else NO_DAY,
        int(status is Status.CLOSED and "confirm" in told),
        _second(row.due_at) if ended_at is None and late_day == NO_DAY else None,
    )  # type: ignore[return-value]


def _told(condition: ColumnElement[bool]) -> dict[int, dict[str, tuple[datetime, ReasonCode | None]]]:
    """Return the telling moves of reports, when each was made, and why: of several the last, sent back the first time.

    A report that is sent back again must not leave the month in which it was sent back before.
    """
    rows = db.session.execute(
        select(StatusChange.service_request_id, StatusChange.move, StatusChange.at, StatusChange.reason_code)
        .join(ServiceRequest, ServiceRequest.id == StatusChange.service_request_id)
        .where(condition, StatusChange.move.in_(_TOLD))
        .order_by(StatusChange.id)
    )
    found: dict[int, dict[str, tuple[datetime, ReasonCode | None]]] = {}
    for report_id, move, at, reason in rows:
        held = found.setdefault(report_id, {})
        if move != "not_fixed" or move not in held:
            held[move] = (at, reason)
    return found


def _local_day() -> Callable[[datetime], int]:
    zone = policy().calendar.zone
    return lambda moment: moment.astimezone(zone).toordinal() - _ORDINAL


def _second(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def highest_id() -> int:
    """Return the number of the newest report, or 0."""
    return db.session.scalar(select(func.max(ServiceRequest.id))) or 0


def distinct(column: ColumnElement[Any]) -> list[int]:
    """Return the different areas that facts name in a column, without 0."""
    return sorted(db.session.scalars(select(column).where(column != 0).distinct()))
