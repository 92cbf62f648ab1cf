"""Series of statistics by week or month: what was sent, what happened, and what stood at the end of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.db import db
from app.domain.rollup import STARTS, Grain, day_number
from app.models import Area
from app.queries import statistics_statements
from app.queries.statistics_scope import Asked, By
from app.queries.statistics_statements import SERIES

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """For every week from Monday, or every month, the numbers of each measure; where nothing happened, 0.

    `starts` are days since 1970-01-01; weeks and months lie one after the other, none is left out.
    """

    starts: Ints
    values: Mapping[str, Ints]


@dataclass(frozen=True)
class Stood:
    """What stood at the end of each week or month: open, and of these with a broken promise. All sent before count."""

    starts: Ints
    open: Ints
    overdue: Ints


def series(
    asked: Asked, grain: Grain, by: By = By.NOTHING, measures: Sequence[str] = SERIES
) -> dict[int, Series]:
    """Return the series of every line from the week or month of `first_on` to that of `last_on`, whole ones.

    Not for a mahalla: it has no sums, and a week there has few reports.
    """
    if not asked.has_sums:
        raise ValueError("A mahalla has no series.")
    starts = _starts(asked.first_on, asked.last_on, grain)
    place = {start: n for n, start in enumerate(starts.tolist())}
    ends = {"first": int(starts[0]), "last": int(starts[-1])}
    rows = db.session.execute(
        statistics_statements.series(asked.shape, by, grain, tuple(measures)), asked.parameters | ends
    )
    found: dict[int, Series] = {}
    for line, start, *numbers in rows:
        if line not in found:
            found[line] = Series(starts, {name: np.zeros(len(starts), dtype=np.int64) for name in measures})
        for name, n in zip(measures, numbers, strict=True):
            found[line].values[name][place[start]] = n
    return found


def sent_by_part(
    area_ids: Collection[int | None], first_on: date, last_on: date
) -> dict[int | None, dict[int, int]]:
    """Return how many were sent from each part of some areas (None: everywhere) in all months of a span, whole ones."""
    starts = _starts(first_on, last_on, Grain.MONTH)
    asked = {
        "area_ids": [area_id or 0 for area_id in area_ids],
        "first": int(starts[0]),
        "last": int(starts[-1]),
    }
    found: dict[int | None, dict[int, int]] = {area_id: {} for area_id in area_ids}
    for area_id, part, reports in db.session.execute(statistics_statements.sent_by_part(), asked):
        found[area_id or None][part] = reports
    return found


def stood(
    asked: Asked, grain: Grain, by: By = By.NOTHING, *, since: date = date(2000, 1, 1)
) -> dict[int, Stood]:
    """Return what stood at the end of every week or month: all that came and all that ended until then.

    What is counted is the repair that held: a report that was sent back was open all the time in between. What was
    given to another agency counts there for its whole life.
    """
    found = {}
    for line, one in series(replace(asked, first_on=since), grain, by).items():
        values = one.values
        ended = values["event_fixed"] + values["event_rejected"] + values["event_duplicate"]
        asked_for = one.starts >= int(_starts(asked.first_on, asked.first_on, grain)[0])
        found[line] = Stood(
            starts=one.starts[asked_for],
            open=np.cumsum(values["reports"] - ended)[asked_for],
            overdue=np.cumsum(values["event_late"] - values["event_late_ended"])[asked_for],
        )
    return found


def happened(area: Area | None, month_on: date, by: By = By.NOTHING) -> dict[int, dict[str, int]]:
    """Return what happened in the month of a day, with `open` and `overdue` at its end."""
    asked = Asked(area, month_on, month_on)
    ends = stood(asked, Grain.MONTH, by)
    found = {}
    for line, one in series(asked, Grain.MONTH, by).items():
        found[line] = {name: int(values[-1]) for name, values in one.values.items()}
    for line, end in ends.items():
        held = found.setdefault(line, dict.fromkeys(SERIES, 0))
        held |= {"open": int(end.open[-1]), "overdue": int(end.overdue[-1])}
    return found


def _starts(first_on: date, last_on: date, grain: Grain) -> Ints:
    days = np.arange(day_number(first_on), day_number(max(first_on, last_on)) + 1, dtype=np.int64)
    return np.unique(STARTS[grain](days))
