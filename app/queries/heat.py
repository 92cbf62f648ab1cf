"""Where reports lie, counted by small cells: for the heat surface, for hexagons, for weeks that play.

The answer is cells with sums, never points. Every weight adds up over reports, so that cells can be put together:

| weight   | of one report                                                                              |
|----------|--------------------------------------------------------------------------------------------|
| reports  | 1                                                                                          |
| people   | its reporter and those who have it too; somebody who has two reports counts twice          |
| overdue  | 1 where its promise was broken, whether or not it was mended since                         |
| days     | local days from sending to its end, or until today where it is open; their mean = days / reports |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from app.db import db
from app.domain.rollup import day_number, week_start
from app.models import HeatBlock, Level
from app.queries.heat_blocks import columns_of
from app.queries.standing import Standing
from app.queries.statistics_facts import kept_of
from app.queries.statistics_scope import FACT, Asked
from geo import cells, heat_block
from geo.heat_block import LATE, Stood, by_cell

#: In public, a cell with fewer reports is not shown: it could point at one home.
SMALLEST_COUNT = 3

_STATES = {
    Standing.OPEN: (Stood.WAITS, Stood.IN_WORK),
    Standing.IN_WORK: (Stood.IN_WORK,),
    Standing.FIXED: (Stood.FIXED,),
}


class Weight(StrEnum):
    """What a cell is warm from."""

    REPORTS = "reports"
    PEOPLE = "people"
    OVERDUE = "overdue"
    DAYS = "days"


@dataclass(frozen=True)
class Cells:
    """Cells of one level in order, how many reports each holds, and the sum of the weight in it.

    `hidden` is how many reports lie in cells that are not shown because they hold too few.
    """

    level: int
    cells: NDArray[np.int64]
    reports: NDArray[np.int64]
    weight: NDArray[np.float64]
    hidden: int = 0


@dataclass(frozen=True)
class Places:
    """Reports one by one, as columns: only for counting, never for a page."""

    cell: NDArray[np.int64]
    day: NDArray[np.int64]
    weight: NDArray[np.float64]
    #: The next smaller area that the report names (0: none); its service group where the area is a mahalla.
    part: NDArray[np.int64]


def counted(
    asked: Asked,
    level: int,
    *,
    today: date,
    weight: Weight = Weight.REPORTS,
    standing: Standing = Standing.ALL,
    smallest: int = 0,
) -> Cells:
    """Count reports by cell of a level (`geo.cells`, at most 26). With `smallest`, cells that hold fewer are hidden."""
    found = places(asked, today=today, weight=weight, standing=standing)
    return _counted(found, np.ones(len(found.cell), dtype=bool), level, smallest)


def weekly(
    asked: Asked,
    level: int,
    *,
    today: date,
    weight: Weight = Weight.REPORTS,
    standing: Standing = Standing.ALL,
    smallest: int = 0,
) -> list[tuple[int, Cells]]:
    """Count every week of the span by itself: (Monday as a day since 1970-01-01, its cells), weeks without any too."""
    found = places(asked, today=today, weight=weight, standing=standing)
    first, last = day_number(asked.first_on), day_number(asked.last_on)
    mondays = np.arange(int(week_start(np.array(first))), last + 1, 7)
    weeks = week_start(found.day)
    return [(int(monday), _counted(found, weeks == monday, level, smallest)) for monday in mondays]


def _counted(found: Places, here: NDArray[np.bool_], level: int, smallest: int) -> Cells:
    where = found.cell[here] >> 2 * (cells.MAX_LEVEL - level)
    there, (reports, weight) = by_cell(where, [np.ones(len(where)), found.weight[here]])
    shown = reports >= smallest
    return Cells(
        level=level,
        cells=there[shown],
        reports=np.rint(reports[shown]).astype(np.int64),
        weight=weight[shown],
        hidden=int(reports[~shown].sum()),
    )


def places(
    asked: Asked,
    *,
    today: date,
    weight: Weight = Weight.REPORTS,
    standing: Standing = Standing.ALL,
) -> Places:
    """Return what is asked about, report by report, for methods that count by themselves (hexagons, hot spots)."""
    small = asked.area is not None and asked.area.level is Level.MAHALLA
    found, day, part = _of_facts(asked) if small else _of_blocks(asked)
    first, last = day_number(asked.first_on), day_number(asked.last_on)
    wanted = (day >= first) & (day <= last)
    if asked.group_ids:
        wanted &= np.isin(found["group"], list(asked.group_ids))
    state = found["state"]
    if standing in _STATES:
        wanted &= np.isin(state & 3, _STATES[standing])
    elif standing is Standing.OVERDUE:
        wanted &= np.isin(state & 3, _STATES[Standing.OPEN]) & (state & LATE > 0)
    if not wanted.all():
        found, day, part = found[wanted], day[wanted], part[wanted]
    told = _weight(found, day, weight, day_number(today))
    return Places(found["cell"].astype(np.int64), day, told, part)


def _weight(
    found: NDArray[np.void], day: NDArray[np.int64], weight: Weight, today: int
) -> NDArray[np.float64]:
    if weight is Weight.PEOPLE:
        return found["people"].astype(np.float64)
    if weight is Weight.OVERDUE:
        return (found["state"] & LATE > 0).astype(np.float64)
    if weight is Weight.DAYS:
        is_open = np.isin(found["state"] & 3, _STATES[Standing.OPEN])
        return np.where(is_open, np.maximum(today - day, 0), found["days"]).astype(np.float64)
    return np.ones(len(found))


def _of_blocks(asked: Asked) -> tuple[NDArray[np.void], NDArray[np.int64], NDArray[np.int64]]:
    first, last = week_start(np.array([day_number(asked.first_on), day_number(asked.last_on)])).tolist()
    level = asked.area.level if asked.area is not None else None
    below = HeatBlock.region_id if level is None else HeatBlock.district_id
    statement = select(HeatBlock.week_day, HeatBlock.packed, below).where(
        HeatBlock.week_day.between(first, last)
    )
    if asked.area is not None:
        column = HeatBlock.region_id if level is Level.REGION else HeatBlock.district_id
        statement = statement.where(column == asked.area.id)
    rows = db.session.execute(statement).all()
    found, day = heat_block.unpack([row[1] for row in rows], [row[0] for row in rows])
    if level is Level.DISTRICT:
        return found, day, found["mahalla"].astype(np.int64)
    lengths = [len(row[1]) // heat_block.REPORT.itemsize for row in rows]
    return found, day, np.repeat(np.array([row[2] for row in rows], dtype=np.int64), lengths)


def _of_facts(asked: Asked) -> tuple[NDArray[np.void], NDArray[np.int64], NDArray[np.int64]]:
    first, last = day_number(asked.first_on), day_number(asked.last_on)
    parts = list(_packed(asked, first, last))
    found = heat_block.unpack([part[0] for part in parts], [0] * len(parts))[0]
    day = np.concatenate([part[1] for part in parts] or [np.zeros(0, dtype=np.int64)])
    return found, day, found["group"].astype(np.int64)


def _packed(asked: Asked, first: int, last: int) -> Iterator[tuple[bytes, NDArray[np.int64]]]:
    for facts in kept_of(asked.facts() & FACT.submitted_day.between(first, last)):
        yield heat_block.pack(columns_of(facts)), facts["submitted_day"]
