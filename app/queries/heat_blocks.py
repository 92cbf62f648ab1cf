"""Facts of one place and week, packed: what heat is read from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import select

from app.db import db
from app.domain.lifecycle import Status
from app.domain.rollup import NO_DAY, STATUSES, Facts, is_fixed, is_open_status, week_start
from app.models import ReportFact
from app.queries.statistics_facts import kept_of
from geo import heat_block
from geo.heat_block import LATE, Stood

_IN_WORK = STATUSES.index(Status.IN_PROGRESS)

#: Region, district, Monday, bytes.
Block = tuple[int, int, int, bytes]


def places() -> list[tuple[int, int]]:
    """Return every region and district that reports name together."""
    rows = db.session.execute(select(ReportFact.region_id, ReportFact.district_id).distinct())
    return sorted((row[0], row[1]) for row in rows)


def packed_of(region_id: int, district_id: int, week: int | None = None) -> Iterator[Block]:
    """Yield the blocks of a district, of one week or of all of them; a week without a report has none."""
    condition = (ReportFact.region_id == region_id) & (ReportFact.district_id == district_id)
    if week is not None:
        condition &= ReportFact.submitted_day.between(week, week + 6)
    found = list(kept_of(condition))
    if not found:
        return
    facts = {name: np.concatenate([part[name] for part in found]) for name in found[0]}
    weeks = week_start(facts["submitted_day"])
    columns = columns_of(facts)
    # The order says nothing to a reader; a fixed one makes two packings of the same reports the same bytes.
    order = np.lexsort((facts["report_id"], weeks))
    starts, first = np.unique(weeks[order], return_index=True)
    for start, rows in zip(starts.tolist(), np.split(order, first[1:]), strict=True):
        yield (
            region_id,
            district_id,
            start,
            heat_block.pack({name: column[rows] for name, column in columns.items()}),
        )


def columns_of(facts: Facts) -> dict[str, heat_block.Ints]:
    """Return the columns of `heat_block.REPORT`, `day` counted from each report's own Monday."""
    status, submitted = facts["status"], facts["submitted_day"]
    stood = np.full(status.shape, int(Stood.NOT_DONE), dtype=np.int64)
    stood[is_open_status(status)] = Stood.WAITS
    stood[status == _IN_WORK] = Stood.IN_WORK
    stood[is_fixed(status)] = Stood.FIXED
    ended = facts["ended_day"]
    return {
        "cell": facts["cell"],
        "mahalla": facts["mahalla_id"],
        "people": facts["people"],
        "days": np.where(ended == NO_DAY, 0, ended - submitted),
        "group": facts["service_group_id"],
        "day": submitted - week_start(submitted),
        "state": stood + LATE * (facts["late_day"] != NO_DAY),
    }
