"""Totals and tables of statistics for any area, span of days and service groups, from sums of months and weeks.

What the sums leave over at both ends of the span is counted from the facts of single days. Everything is as it was
counted last (`statistics_check.counted_at`), a minute ago at most while the background worker runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Integer, case, cast, func, literal, select, union_all

from app.db import db
from app.domain.lifecycle import OPEN, ReasonCode, Status
from app.domain.rollup import (
    COHORT,
    DAYS,
    FIXED,
    NO_DAY,
    REASONS,
    STATUSES,
    Grain,
    day_number,
    days_of_buckets,
)
from app.domain.tiles import Span, Tiles, tiles
from app.queries.standing import Standing
from app.queries.statistics_scope import FACT, ROLL, Asked, By, cut_of, fact_key, is_one_of, within

_RATED = tuple(f"rated_{stars}" for stars in range(1, 6))
#: What the sums know of fixed reports alone, and what of all together.
_OF_THE_FIXED = (*(f"status_{status.value}" for status in sorted(FIXED)), "late_fixed", "confirmed")
_OF_EVERYBODY = ("people", "sent_back", *_RATED)


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


def total(asked: Asked) -> Tally:
    """Count everything that is asked about."""
    return counts(asked, By.NOTHING).get(0, Tally({}))


def counts(asked: Asked, by: By) -> dict[int, Tally]:
    """Count by parts, agencies, services or groups: id → its tally. Lines with no report are left out."""
    if asked.standing is Standing.FIXED and asked.of_all.has_sums:
        return _of_fixed(asked, by)
    held: dict[int, Any] = {}
    for key, *values in _read(asked, by, {name: ROLL[name] for name in COHORT}, _cohort()):
        row = np.array(values, dtype=np.int64)
        held[key] = held[key] + row if key in held else row
    return {
        key: Tally(dict(zip(COHORT, row.tolist(), strict=True))) for key, row in held.items() if row.any()
    }


def _of_fixed(asked: Asked, by: By) -> dict[int, Tally]:
    """Count what is fixed from the sums of all, less what is not from its facts: nine in ten reports are not read."""
    cohort, unfixed = _cohort(), is_one_of(frozenset(Status) - FIXED)
    rest = {
        key: dict(zip(_OF_EVERYBODY, numbers, strict=True))
        for key, *numbers in _by_key(asked.of_all, by, [cohort[name] for name in _OF_EVERYBODY], unfixed)
    }
    found = {}
    for key, tally in counts(asked.of_all, by).items():
        less = rest.get(key, {})
        # Two statements: what was counted between them must not make a part larger than its whole.
        told = {name: max(0, tally[name] - less.get(name, 0)) for name in _OF_EVERYBODY}
        told |= {"reports": tally.fixed, "sent_back": min(told["sent_back"], tally.fixed)}
        told |= {name: tally[name] for name in _OF_THE_FIXED}
        if tally.fixed:
            found[key] = Tally(told)
    return found


def _by_key(
    asked: Asked, by: By, measures: Sequence[ColumnElement[int]], condition: ColumnElement[bool]
) -> Sequence[Any]:
    span = (day_number(asked.first_on), day_number(asked.last_on))
    key = fact_key(asked, by)
    shown = key if key is not None else literal(0, Integer)
    statement: Any = select(shown.label("key"), *(_sum(measure) for measure in measures)).where(
        asked.facts(), condition, within(FACT.submitted_day, [span])
    )
    statement = statement.group_by("key") if key is not None else statement.having(func.count() > 0)
    return db.session.execute(statement).all()


def _read(
    asked: Asked, by: By, rolled: Mapping[str, ColumnElement[int]], facts: Mapping[str, ColumnElement[int]]
) -> Sequence[Any]:
    """Return (key, sums ...) of every piece of the span, in one statement; a key may come more than once."""
    branches = _rolled(asked, by, list(rolled.values())) + _of_days(asked, by, list(facts.values()))
    return db.session.execute(union_all(*branches)).all() if branches else []


def covering(asked: Asked) -> Tiles:
    """Return the pieces of the span: of a mahalla, days alone."""
    if asked.has_sums:
        return tiles(asked.first_on, asked.last_on)
    days = (day_number(asked.first_on), day_number(asked.last_on))
    return Tiles((), (), (days,) if days[0] <= days[1] else ())


def _rolled(asked: Asked, by: By, measures: Sequence[ColumnElement[int]]) -> list[Any]:
    cover = covering(asked)
    return [
        rolled_branch(asked, by, grain, span, measures)
        for grain, spans in ((Grain.MONTH, cover.months), (Grain.WEEK, cover.weeks))
        for span in spans
    ]


def rolled_branch(
    asked: Asked, by: By, grain: Grain, span: Span, measures: Sequence[ColumnElement[int]]
) -> Any:
    """Select (key, sums ...) from the sums of one grain within a span."""
    cut, key = cut_of(by)
    shown = key if key is not None else literal(0, Integer)
    statement: Any = select(shown.label("key"), *(_sum(measure) for measure in measures)).where(
        ROLL.cut == int(cut), asked.rolled(), ROLL.grain == int(grain), ROLL.start_day.between(*span)
    )
    return statement.group_by(key) if key is not None else statement.having(func.count() > 0)


def _of_days(asked: Asked, by: By, measures: Sequence[ColumnElement[int]]) -> list[Any]:
    spans = covering(asked).days
    if not spans:
        return []
    key = fact_key(asked, by)
    shown = key if key is not None else literal(0, Integer)
    statement: Any = select(shown.label("key"), *(_sum(measure) for measure in measures)).where(
        asked.facts(), within(FACT.submitted_day, spans)
    )
    # By its name: PostgreSQL takes the same words with other parameters for something else.
    return [statement.group_by("key") if key is not None else statement.having(func.count() > 0)]


def _sum(measure: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.sum(measure), Integer)


def _cohort() -> dict[str, ColumnElement[int]]:
    """What one report counts as, the same as `domain.rollup.Events` has it."""

    def one(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return case((condition, 1), else_=0)

    late = FACT.late_day != NO_DAY
    return {
        "reports": literal(1, Integer),
        "people": FACT.people,
        **{f"status_{s.value}": one(FACT.status == n) for n, s in enumerate(STATUSES)},
        "late_open": one(is_one_of(OPEN) & late),
        "late_fixed": one(is_one_of(FIXED) & late),
        "confirmed": FACT.is_confirmed,
        "sent_back": one(FACT.sent_back_day != NO_DAY),
        **{f"rated_{stars}": one(FACT.rating == stars) for stars in range(1, 6)},
        **{f"reason_{r.value}": one(FACT.reason == n) for n, r in enumerate(REASONS)},
    }


def durations(asked: Asked, by: By = By.NOTHING, *, as_of: date) -> dict[int, Durations]:
    """Return how long reports took, by line; without a line where nothing was fixed or is open."""
    waits = asked.standing is not Standing.FIXED
    if not waits and asked.of_all.has_sums:
        # The sums know the days of what is fixed, and of nothing else.
        asked = asked.of_all
    found: dict[int, list[tuple[float, bool, int]]] = {}
    middle = days_of_buckets().tolist()
    rolled = _rolled(asked, by, [ROLL[name] for name in DAYS])
    for key, *numbers in db.session.execute(union_all(*rolled)).all() if rolled else ():
        steps = [(days, True, n) for days, n in zip(middle, numbers, strict=True) if n]
        found.setdefault(key, []).extend(steps)
    for key, days, n in _fixed_in_days(asked, by):
        found.setdefault(key, []).append((float(days), True, n))
    for key, submitted_day, n in _still_open(asked, by) if waits else ():
        found.setdefault(key, []).append((float(max(0, day_number(as_of) - submitted_day)), False, n))
    return {key: _durations(steps) for key, steps in found.items() if steps}


def _durations(steps: Sequence[tuple[float, bool, int]]) -> Durations:
    days, is_fixed, weights = zip(*steps, strict=True)
    return Durations(np.array(days, dtype=np.float64), np.array(is_fixed), np.array(weights, dtype=np.int64))


def _fixed_in_days(asked: Asked, by: By) -> Sequence[Any]:
    spans = covering(asked).days
    if not spans:
        return []
    days = FACT.ended_day - FACT.submitted_day
    return _by_number(asked, by, days, is_one_of(FIXED) & within(FACT.submitted_day, spans))


def _still_open(asked: Asked, by: By) -> Sequence[Any]:
    span = (day_number(asked.first_on), day_number(asked.last_on))
    return _by_number(asked, by, FACT.submitted_day, is_one_of(OPEN) & within(FACT.submitted_day, [span]))


def _by_number(
    asked: Asked, by: By, number: ColumnElement[int], condition: ColumnElement[bool]
) -> Sequence[Any]:
    key = fact_key(asked, by)
    keyed: ColumnElement[int] = key if key is not None else literal(0, Integer)
    inner = select(keyed.label("key"), number.label("number")).where(asked.facts(), condition).subquery()
    return db.session.execute(
        select(inner.c.key, inner.c.number, func.count()).group_by(inner.c.key, inner.c.number)
    ).all()
