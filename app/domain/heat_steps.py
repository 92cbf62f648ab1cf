"""A span of days cut into weeks or months, for a map that plays them one after the other."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

#: More weeks than a year has nobody watches; months then tell the same.
MOST_WEEKS = 53
MOST_MONTHS = 36


class StepKind(StrEnum):
    """How long one step is."""

    WHOLE = "whole"
    WEEK = "week"
    MONTH = "month"


class Days(NamedTuple):
    """From one local day to another, both included."""

    first_on: date
    last_on: date


def steps(span: Days, kind: StepKind) -> tuple[StepKind, tuple[Days, ...]]:
    """Cut a span into calendar weeks (from Monday) or months; its first and last step may be shorter.

    Returns the steps and what they are: a span of more than 53 weeks is cut into months instead. Of more than 36
    months, the last 36 are kept.
    """
    if kind is StepKind.WHOLE:
        return kind, (span,)
    if kind is StepKind.WEEK:
        monday = span.first_on - timedelta(days=span.first_on.weekday())
        weeks = (span.last_on - monday).days // 7 + 1
        if weeks <= MOST_WEEKS:
            starts = [monday + timedelta(weeks=week) for week in range(weeks)]
            return kind, _cut(span, starts, [start + timedelta(days=6) for start in starts])
    first = span.first_on.year * 12 + span.first_on.month - 1
    last = span.last_on.year * 12 + span.last_on.month - 1
    months = range(max(first, last - MOST_MONTHS + 1), last + 1)
    ends = [_month(month + 1) - timedelta(days=1) for month in months]
    return StepKind.MONTH, _cut(span, [_month(month) for month in months], ends)


def shifted(span: Days, *, years: int = 0) -> Days:
    """Return the same days some years before."""
    return Days(_years_before(span.first_on, years), _years_before(span.last_on, years))


def just_before(span: Days) -> Days:
    """Return as many days that end where a span begins."""
    length = span.last_on - span.first_on + timedelta(days=1)
    return Days(span.first_on - length, span.last_on - length)


def _cut(span: Days, starts: list[date], ends: list[date]) -> tuple[Days, ...]:
    return tuple(
        Days(max(span.first_on, first), min(span.last_on, last))
        for first, last in zip(starts, ends, strict=True)
    )


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
