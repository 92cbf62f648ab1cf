"""Any span of days as few whole months, whole weeks and single days, so that sums of those make up the span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.rollup import day_number

#: Days as numbers since 1970-01-01, both ends included.
Span = tuple[int, int]


@dataclass(frozen=True)
class Tiles:
    """Spans that touch nowhere and cover everything: of whole months, of whole weeks from Monday, of days."""

    months: tuple[Span, ...]
    weeks: tuple[Span, ...]
    days: tuple[Span, ...]

    def __bool__(self) -> bool:
        return bool(self.months or self.weeks or self.days)


def tiles(first_on: date, last_on: date) -> Tiles:
    """Cover the days from `first_on` to `last_on`, both included; a span turned round has no tile."""
    if first_on > last_on:
        return Tiles((), (), ())
    month = first_on if first_on.day == 1 else _next_month(first_on)
    after = _next_month(last_on) if _is_last(last_on) else last_on.replace(day=1)
    if month >= after:
        weeks, days = _weeks(first_on, last_on)
        return Tiles((), tuple(weeks), tuple(days))
    left, right = _weeks(first_on, month - timedelta(days=1)), _weeks(after, last_on)
    return Tiles(
        ((day_number(month), day_number(after) - 1),),
        (*left[0], *right[0]),
        (*left[1], *right[1]),
    )


def _weeks(first_on: date, last_on: date) -> tuple[list[Span], list[Span]]:
    monday = first_on + timedelta(days=-first_on.weekday() % 7)
    end = last_on + timedelta(days=1)
    after = end - timedelta(days=end.weekday())
    if monday >= after:
        return [], _spans((first_on, end))
    return _spans((monday, after)), _spans((first_on, monday), (after, end))


def _spans(*spans: tuple[date, date]) -> list[Span]:
    """Turn spans without their last day into numbers with it, and leave out the empty ones."""
    return [(day_number(first), day_number(end) - 1) for first, end in spans if first < end]


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
