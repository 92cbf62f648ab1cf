"""Which number colours an area, and into which few classes the numbers fall."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.domain.league import FEWEST
from app.domain.shares import Estimate
from app.queries.council import Row

#: More classes than this nobody tells apart on paper.
MOST_CLASSES = 5
#: Which of the five shades are used where there are fewer classes, so that they stay far apart.
_SHADES = {0: (), 1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


class Measure(StrEnum):
    """What an area can be coloured by."""

    PER_1000 = "per_1000"
    REPORTS = "reports"
    OPEN = "open"
    OVERDUE = "overdue"
    MEDIAN_DAYS = "median_days"
    P90_DAYS = "p90_days"
    CONFIRMED = "confirmed"
    SENT_BACK = "sent_back"
    SATISFACTION = "satisfaction"


MEASURE = {
    Measure.PER_1000: _l("Reports per 1,000 residents"),
    Measure.REPORTS: _l("Reports"),
    Measure.OPEN: _l("Open"),
    Measure.OVERDUE: _l("Overdue"),
    Measure.MEDIAN_DAYS: _l("Median days to fix"),
    Measure.P90_DAYS: _l("Nine in ten fixed within, days"),
    Measure.CONFIRMED: _l("Confirmed by residents, in percent"),
    Measure.SENT_BACK: _l("Sent back by residents, in percent"),
    Measure.SATISFACTION: _l("Satisfaction, of 5"),
}

#: Counts, days and percent are whole; the others are told to a tenth.
_STEPS = {Measure.PER_1000: 0.1, Measure.SATISFACTION: 0.1}


@dataclass(frozen=True)
class Class:
    """One shade of the map: from `low` to `high`, both included, and how many areas have it. Shade 0 is none."""

    shade: int
    low: float
    high: float
    areas: int


@dataclass(frozen=True)
class Colouring:
    """The classes, the lowest first, and the shade of each area; None is "not known"."""

    measure: Measure
    classes: Sequence[Class]
    shades: Mapping[int, int | None]
    unknown: int


def value_of(row: Row, measure: Measure) -> float | None:
    """Return a row's number, as exactly as it is told, or None where it is not known. Shares are in percent.

    A share or a mean of so few that the comparison judges nobody by it (`domain.league`) colours nothing either: one
    report that was sent back would be the deepest shade of the map.
    """
    counts = row.counts
    confirmed, sent_back, stars = map(
        _of_enough, (counts.confirmed_share, counts.sent_back_share, counts.satisfaction)
    )
    value = {
        Measure.PER_1000: row.per_1000,
        Measure.REPORTS: counts.reports,
        Measure.OPEN: counts.open,
        Measure.OVERDUE: counts.overdue,
        Measure.MEDIAN_DAYS: counts.median_days,
        Measure.P90_DAYS: counts.days.p90.days,
        Measure.CONFIRMED: confirmed and 100 * confirmed.value,
        Measure.SENT_BACK: sent_back and 100 * sent_back.value,
        Measure.SATISFACTION: stars and stars.value,
    }[measure]
    step = _STEPS.get(measure, 1)
    if value is None:
        return None
    return round(_steps_of(value, step) * step, 1) if step < 1 else math.floor(value + 0.5)


def _of_enough(value: Estimate | None) -> Estimate | None:
    return value if value is not None and value.of >= FEWEST else None


def best_measure(rows: Sequence[Row]) -> Measure:
    """Return what compares areas most fairly: per resident where all are known, else counts."""
    return Measure.PER_1000 if rows and all(row.population for row in rows) else Measure.REPORTS


def colouring(rows: Sequence[Row], measure: Measure) -> Colouring:
    """Put areas into at most five classes with about as many areas in each; no reports are a class of their own.

    Equal numbers always share a class, so there may be fewer classes.
    """
    step = _STEPS.get(measure, 1)
    values = {row.subject.id: value_of(row, measure) for row in rows if row.subject is not None}
    known = {area: _steps_of(value, step) for area, value in values.items() if value is not None}
    some = sorted(n for n in known.values() if n > 0)
    tops = (
        sorted({some[math.ceil(len(some) * part / MOST_CLASSES) - 1] for part in range(1, MOST_CLASSES + 1)})
        if some
        else []
    )
    shades = _SHADES[len(tops)]
    classes, shade_of = [], dict.fromkeys(values, None) | {area: 0 for area, n in known.items() if n == 0}
    none = len(known) - len(some)
    if none:
        classes.append(Class(0, 0, 0, none))
    below = 0
    for shade, top in zip(shades, tops, strict=True):
        members = [area for area, n in known.items() if below < n <= top]
        low = min(known[area] for area in members)
        classes.append(Class(shade, round(low * step, 1), round(top * step, 1), len(members)))
        shade_of |= dict.fromkeys(members, shade)
        below = top
    return Colouring(measure, classes, shade_of, len(values) - len(known))


def _steps_of(value: float, step: float) -> int:
    """Return how many steps a number has, halves up; what is more than nothing has at least one."""
    return max(1, math.floor(value / step + 0.5)) if value > 0 else 0
