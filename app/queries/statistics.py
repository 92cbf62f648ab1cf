"""Totals and tables of statistics for any area, span of days and service groups, from sums of months and weeks.

What the sums leave over at both ends of the span is counted from the facts of single days. Everything is as it was
counted last (`statistics_check.counted_at`), a minute ago at most while the background worker runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from app.db import db
from app.domain.lifecycle import OPEN, ReasonCode, Status
from app.domain.rollup import COHORT, FIXED, REASONS, day_number, day_of, days_of_buckets
from app.domain.tiles import Tiles, tiles
from app.models import ReportFact
from app.queries.standing import Standing
from app.queries.statistics_scope import Asked, By
from app.queries.statistics_statements import (
    OF_EVERYBODY,
    Pieces,
    cohorts,
    days_to_fix,
    fixed_in_days,
    span_parameters,
    still_open,
    unfixed,
)

_RATED = tuple(f"rated_{stars}" for stars in range(1, 6))
#: What the sums know of fixed reports alone.
_OF_THE_FIXED = (*(f"status_{status.value}" for status in sorted(FIXED)), "late_fixed", "confirmed")


@dataclass(frozen=True)
class Tally:
    """What became of some reports, as counted last."""

    values: Mapping[str, int]

    def __getitem__(self, measure: str) -> int:
        """Return one measure of `domain.rollup.COHORT`; 0 where nothing was counted."""
        return self.values.get(measure, 0)

    @property
    def reports(self) -> int:
        """All that were sent, whatever became of them."""
        return self["reports"]

    @property
    def people(self) -> int:
        """Those who sent them and those who have the same, report by report; whoever has two counts twice."""
        return self["people"]

    @property
    def open(self) -> int:
        """Somebody still has to work on them."""
        return sum(self.stood(status) for status in OPEN)

    @property
    def in_work(self) -> int:
        """A crew is at them."""
        return self.stood(Status.IN_PROGRESS)

    @property
    def overdue(self) -> int:
        """Open, and their promise broken."""
        return self["late_open"]

    @property
    def fixed(self) -> int:
        """Repaired, whether or not the resident answered."""
        return sum(self.stood(status) for status in FIXED)

    @property
    def fixed_late(self) -> int:
        """Repaired after the promise was broken."""
        return self["late_fixed"]

    @property
    def rejected(self) -> int:
        """Rejected, for whatever reason."""
        return self.stood(Status.REJECTED)

    @property
    def confirmed(self) -> int:
        """Their residents said that they are fixed."""
        return self["confirmed"]

    @property
    def sent_back(self) -> int:
        """Their residents said, once at least, that they are not fixed."""
        return self["sent_back"]

    @property
    def stars(self) -> tuple[int, ...]:
        """How many were rated 1, 2, 3, 4 and 5."""
        return tuple(self[name] for name in _RATED)

    @property
    def by_reason(self) -> dict[ReasonCode, int]:
        """Rejected ones by reason; one whose reason nobody kept is in none."""
        return {reason: self[f"reason_{reason.value}"] for reason in REASONS}

    def stood(self, status: Status) -> int:
        """How many stand at a status."""
        return self[f"status_{status.value}"]


@dataclass(frozen=True)
class Durations:
    """How long reports took, for estimates that count the open ones: weighted, each (days, fixed or still open).

    Days are local days between sending and repair, 0 the same day; exact up to 30, beyond in whole months of the
    span the middle of a week, of 30 or of 91 days. Open ones have waited so long until `as_of`. Rejected ones and
    those tied to another report are in none: nobody was to mend them.
    """

    days: NDArray[np.float64]
    is_fixed: NDArray[np.bool_]
    weights: NDArray[np.int64]


def first_and_last() -> tuple[date, date] | None:
    """Return the first and the last day on which something was sent, by the facts; None without any."""
    # Each by itself: SQLite finds one end of an index at once, and reads all of it for both.
    ends = (select(end(ReportFact.submitted_day)).scalar_subquery() for end in (func.min, func.max))
    first, last = db.session.execute(select(*ends)).one()
    return (day_of(first), day_of(last)) if first is not None else None


def had_begun(on: date) -> bool:
    """Whether anybody had sent a report by the end of a day: before that there is nothing to compare with."""
    days = first_and_last()
    return days is not None and days[0] <= on


def total(asked: Asked) -> Tally:
    """Count everything that is asked about."""
    return counts(asked, By.NOTHING).get(0, Tally({}))


def counts(asked: Asked, by: By) -> dict[int, Tally]:
    """Count by parts, agencies, services or groups: id → its tally. Lines with no report are left out."""
    if asked.standing is Standing.FIXED and asked.of_all.has_sums:
        return _of_fixed(asked, by)
    held: dict[int, Any] = {}
    cover = covering(asked)
    for key, *values in _rows(asked, cover, cohorts(asked.shape, by, Pieces.of(cover))) if cover else ():
        row = np.array(values, dtype=np.int64)
        held[key] = held[key] + row if key in held else row
    return {
        key: Tally(dict(zip(COHORT, row.tolist(), strict=True))) for key, row in held.items() if row.any()
    }


def _of_fixed(asked: Asked, by: By) -> dict[int, Tally]:
    """Count what is fixed from the sums of all, less what is not from its facts: nine in ten reports are not read."""
    whole = _whole(asked)
    rest = {
        key: dict(zip(OF_EVERYBODY, numbers, strict=True))
        for key, *numbers in (_rows(asked.of_all, whole, unfixed(asked.of_all.shape, by)) if whole else ())
    }
    found = {}
    for key, tally in counts(asked.of_all, by).items():
        less = rest.get(key, {})
        # Two statements: what was counted between them must not make a part larger than its whole.
        told = {name: max(0, tally[name] - less.get(name, 0)) for name in OF_EVERYBODY}
        told |= {"reports": tally.fixed, "sent_back": min(told["sent_back"], tally.fixed)}
        told |= {name: tally[name] for name in _OF_THE_FIXED}
        if tally.fixed:
            found[key] = Tally(told)
    return found


def _rows(asked: Asked, cover: Tiles, statement: Any) -> Sequence[Any]:
    return db.session.execute(statement, asked.parameters | span_parameters(cover)).all()


def covering(asked: Asked) -> Tiles:
    """Return the pieces of the span: of a mahalla, days alone."""
    return tiles(asked.first_on, asked.last_on) if asked.has_sums else _whole(asked)


def _whole(asked: Asked) -> Tiles:
    """Return the span as one piece of days; none, where it is turned round."""
    days = (day_number(asked.first_on), day_number(asked.last_on))
    return Tiles((), (), (days,) if days[0] <= days[1] else ())


def durations(asked: Asked, by: By = By.NOTHING, *, as_of: date) -> dict[int, Durations]:
    """Return how long reports took, by line; without a line where nothing was fixed or is open."""
    waits = asked.standing is not Standing.FIXED
    if not waits and asked.of_all.has_sums:
        # The sums know the days of what is fixed, and of nothing else.
        asked = asked.of_all
    found: dict[int, list[tuple[float, bool, int]]] = {}
    middle = days_of_buckets().tolist()
    cover, shape = covering(asked), asked.shape
    if cover.months or cover.weeks:
        for key, *numbers in _rows(asked, cover, days_to_fix(shape, by, replace(Pieces.of(cover), days=0))):
            steps = [(days, True, n) for days, n in zip(middle, numbers, strict=True) if n]
            found.setdefault(key, []).extend(steps)
    if cover.days:
        for key, days, n in _rows(asked, cover, fixed_in_days(shape, by, len(cover.days))):
            found.setdefault(key, []).append((float(days), True, n))
    if waits and (whole := _whole(asked)):
        for key, submitted_day, n in _rows(asked, whole, still_open(shape, by)):
            waited = float(max(0, day_number(as_of) - submitted_day))
            found.setdefault(key, []).append((waited, False, n))
    return {key: _durations(steps) for key, steps in found.items() if steps}


def _durations(steps: Sequence[tuple[float, bool, int]]) -> Durations:
    days, is_fixed, weights = zip(*steps, strict=True)
    return Durations(np.array(days, dtype=np.float64), np.array(is_fixed), np.array(weights, dtype=np.int64))
