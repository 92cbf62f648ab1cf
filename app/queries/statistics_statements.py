"""The statements that statistics are read with, each built once and kept.

Forty sums over four spans take longer to put into words than to answer. So a statement is kept for each shape of
question; area, groups and days are its parameters: `Asked.parameters` and `span_parameters`. Rows are (key, sums ...),
one for each line and piece of the span, so that a key may come more than once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from app.domain.lifecycle import OPEN, Status
from app.domain.rollup import COHORT, DAYS, EVENTS, FIXED, NO_DAY, REASONS, STATUSES, Cut, Grain
from app.domain.tiles import Span, Tiles
from app.queries.statistics_scope import FACT, ROLL, By, Shape, cut_of, is_one_of, within

#: What the sums do not tell of fixed reports alone: it is taken from those that are not fixed.
OF_EVERYBODY = ("people", "sent_back", *(f"rated_{stars}" for stars in range(1, 6)))
#: Sent, and each `event_*` of `domain.rollup`.
SERIES = ("reports", *EVENTS)

#: More shapes than there are: of places, standings, lines and pieces of a span.
_kept = lru_cache(maxsize=4096)


@dataclass(frozen=True)
class Pieces:
    """Of how many months, weeks and days a span is made up, each a span of its own."""

    months: int = 0
    weeks: int = 0
    days: int = 0

    @classmethod
    def of(cls, cover: Tiles) -> Pieces:
        """Count the tiles."""
        return cls(len(cover.months), len(cover.weeks), len(cover.days))


def span_parameters(cover: Tiles) -> dict[str, int]:
    """Return the first and the last day of each tile, as the statements call them."""
    named: Mapping[str, Sequence[Span]] = {"month": cover.months, "week": cover.weeks, "day": cover.days}
    return {
        f"{name}_{n}_{end}": day
        for name, spans in named.items()
        for n, span in enumerate(spans)
        for end, day in zip(("first", "last"), span, strict=True)
    }


@_kept
def cohorts(shape: Shape, by: By, pieces: Pieces) -> Any:
    """Select each of `COHORT` from the sums, and from the facts of the days that are left over."""
    days = [_of_facts(shape, by, list(_cohort().values()), pieces.days)] if pieces.days else []
    return union_all(*_of_sums(shape, by, COHORT, pieces), *days)


@_kept
def unfixed(shape: Shape, by: By) -> Any:
    """Select each of `OF_EVERYBODY` from the facts of what is not fixed, within one span of days."""
    cohort = _cohort()
    measures = [cohort[name] for name in OF_EVERYBODY]
    return _of_facts(shape, by, measures, 1).where(is_one_of(frozenset(Status) - FIXED))


@_kept
def days_to_fix(shape: Shape, by: By, pieces: Pieces) -> Any:
    """Select each of `DAYS` from the sums."""
    return union_all(*_of_sums(shape, by, DAYS, pieces))


@_kept
def fixed_in_days(shape: Shape, by: By, spans: int) -> Any:
    """Select (key, days from sending to repair, how many) from the facts."""
    fixed = is_one_of(FIXED) & within(FACT.submitted_day, _ends("day", spans))
    return _by_number(shape, by, FACT.ended_day - FACT.submitted_day, fixed)


@_kept
def still_open(shape: Shape, by: By) -> Any:
    """Select (key, day of sending, how many) from the facts of what is open, within one span of days."""
    waits = is_one_of(OPEN) & within(FACT.submitted_day, _ends("day", 1))
    return _by_number(shape, by, FACT.submitted_day, waits)


@_kept
def series(shape: Shape, by: By, grain: Grain, names: tuple[str, ...] = SERIES) -> Any:
    """Select (key, first day, measures ...) of each week or month between `first` and `last`."""
    cut, key = cut_of(by)
    return (
        select(_shown(key), ROLL.start_day, *(_sum(ROLL[name]) for name in names))
        .where(
            ROLL.cut == int(cut),
            shape.rolled(),
            ROLL.grain == int(grain),
            ROLL.start_day.between(_day("first"), _day("last")),
        )
        .group_by(*((key,) if key is not None else ()), ROLL.start_day)
    )


@_kept
def sent_by_part() -> Any:
    """Select (area or 0, part, reports) of the months between `first` and `last`, for `area_ids`."""
    return (
        select(ROLL.scope_id, ROLL.item_id, _sum(ROLL.reports))
        .where(
            ROLL.cut == int(Cut.PART),
            ROLL.scope_id.in_(bindparam("area_ids", type_=Integer, expanding=True)),
            ROLL.grain == int(Grain.MONTH),
            ROLL.start_day.between(_day("first"), _day("last")),
        )
        .group_by(ROLL.scope_id, ROLL.item_id)
    )


def _of_sums(shape: Shape, by: By, names: Sequence[str], pieces: Pieces) -> list[Any]:
    cut, key = cut_of(by)
    spans = [(Grain.MONTH, span) for span in _ends("month", pieces.months)]
    spans += [(Grain.WEEK, span) for span in _ends("week", pieces.weeks)]
    return [
        _in_lines(
            select(_shown(key), *(_sum(ROLL[name]) for name in names)).where(
                ROLL.cut == int(cut),
                shape.rolled(),
                ROLL.grain == int(grain),
                ROLL.start_day.between(*span),
            ),
            key,
        )
        for grain, span in spans
    ]


def _of_facts(shape: Shape, by: By, measures: Sequence[ColumnElement[int]], spans: int) -> Any:
    key = shape.fact_key(by)
    there = within(FACT.submitted_day, _ends("day", spans))
    return _in_lines(select(_shown(key), *map(_sum, measures)).where(shape.facts(), there), key)


def _by_number(shape: Shape, by: By, number: ColumnElement[int], condition: ColumnElement[bool]) -> Any:
    inner = (
        select(_shown(shape.fact_key(by)), number.label("number")).where(shape.facts(), condition).subquery()
    )
    return select(inner.c.key, inner.c.number, func.count()).group_by(inner.c.key, inner.c.number)


def _shown(key: ColumnElement[int] | None) -> ColumnElement[int]:
    return (key if key is not None else literal(0, Integer)).label("key")


def _in_lines(statement: Any, key: ColumnElement[int] | None) -> Any:
    """Group by the key; by its name, because PostgreSQL takes the same words with other parameters for others."""
    return statement.group_by("key") if key is not None else statement.having(func.count() > 0)


def _sum(measure: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.sum(measure), Integer)


def _day(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Integer)


def _ends(name: str, spans: int) -> list[tuple[BindParameter[int], BindParameter[int]]]:
    """Return the parameters of so many spans, as `span_parameters` names them."""
    return [(_day(f"{name}_{n}_first"), _day(f"{name}_{n}_last")) for n in range(spans)]


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
