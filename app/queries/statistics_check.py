"""Whether the kept facts, sums and blocks equal a recount from the reports themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import func, select

from app.db import db
from app.domain.rollup import MEASURES
from app.models import HeatBlock, ReportChange, ReportFact, RollupState, ServiceRequest, report_roll
from app.queries import heat_blocks, statistics_sums
from app.queries.statistics_facts import highest_id, kept, live

_AT_ONCE = 5_000


@dataclass(frozen=True)
class Differences:
    """How many differ; `waiting` is how many changes are not counted yet, which is no fault."""

    facts: int
    sums: int
    blocks: int
    waiting: int

    def __bool__(self) -> bool:
        return bool(self.facts or self.sums or self.blocks)


def counted_at() -> datetime:
    """Return until when the sums are counted; 1970 where they never were."""
    second = db.session.scalar(select(RollupState.counted_second)) or 0
    return datetime.fromtimestamp(second, UTC)


def waiting() -> int:
    """Return how many changes are not counted yet."""
    return db.session.scalar(select(func.count()).select_from(ReportChange)) or 0


def differences() -> Differences:
    """Compare what is kept with the reports as of the moment until which they were counted."""
    return Differences(facts=_facts(counted_at()), sums=_sums(), blocks=_blocks(), waiting=waiting())


def _facts(now: datetime) -> int:
    wrong, last = 0, max(highest_id(), db.session.scalar(select(func.max(ReportFact.report_id))) or 0)
    changed = set(db.session.scalars(select(ReportChange.service_request_id)))
    for first in range(0, last + 1, _AT_ONCE):
        ids = range(first, first + _AT_ONCE)
        held, there = kept(ids), live(ServiceRequest.id.between(ids[0], ids[-1]), now=now)
        wrong += sum(held.get(one) != there.get(one) for one in {*held, *there} - changed)
    return wrong


def _sums() -> int:
    wrong = 0
    for column, scope_id in [*statistics_sums.scopes()]:
        recount = {key: row for key, row in statistics_sums.of_scope(column, scope_id).items() if row.any()}
        rows = db.session.execute(select(report_roll).where(report_roll.c.scope_id == scope_id))
        held = {}
        for row in rows:
            values = np.array(row[-len(MEASURES) :], dtype=np.int64)
            if values.any():
                held[tuple(row[: -len(MEASURES)])] = values
        wrong += sum(
            key not in held or key not in recount or not np.array_equal(held[key], recount[key])
            for key in {*held, *recount}
        )
    return wrong + _left_over()


def _left_over() -> int:
    """Count what is kept for areas that no report names any more."""
    known = [scope_id for _column, scope_id in statistics_sums.scopes()]
    return (
        db.session.scalar(
            select(func.count())
            .select_from(report_roll)
            .where(report_roll.c.scope_id.not_in(known), report_roll.c.reports != 0)
        )
        or 0
    )


def _blocks() -> int:
    held = {
        (block.region_id, block.district_id, block.week_day): block.packed
        for block in db.session.scalars(select(HeatBlock))
    }
    there = {block[:3]: block[3] for place in heat_blocks.places() for block in heat_blocks.packed_of(*place)}
    return sum(held.get(key) != there.get(key) for key in {*held, *there})
