"""Spans of days and the equal ones before them, as a table of dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.periods import Period, PeriodKind, PeriodTurnedRound, period

TASHKENT = ZoneInfo("Asia/Tashkent")
#: 18 November 2026, 10:00 in Tashkent.
NOW = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)


def days(found: Period) -> tuple[str, str, str, str]:
    spans = (found.current, found.previous)
    first, last, first_before, last_before = (d.isoformat() for s in spans for d in (s.first_on, s.last_on))
    return first, last, first_before, last_before


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("30d", ("2026-10-20", "2026-11-18", "2026-09-20", "2026-10-19")),
        ("90d", ("2026-08-21", "2026-11-18", "2026-05-23", "2026-08-20")),
        ("12m", ("2025-11-19", "2026-11-18", "2024-11-19", "2025-11-18")),
        ("year", ("2026-01-01", "2026-11-18", "2025-01-01", "2025-11-18")),
    ],
)
def test_a_span_ends_today_and_is_compared_with_an_equal_one(kind: str, expected: tuple[str, ...]) -> None:
    assert days(period(PeriodKind(kind), now=NOW, zone=TASHKENT)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-03-01", "2026-03-31", ("2026-03-01", "2026-03-31", "2026-01-29", "2026-02-28")),
        ("2026-11-18", "2026-11-18", ("2026-11-18", "2026-11-18", "2026-11-17", "2026-11-17")),
        # Across new year, and into the future: it ends today.
        ("2025-12-30", "2026-01-02", ("2025-12-30", "2026-01-02", "2025-12-26", "2025-12-29")),
        ("2026-11-17", "2030-01-01", ("2026-11-17", "2026-11-18", "2026-11-15", "2026-11-16")),
        (None, "2026-03-31", ("2026-03-02", "2026-03-31", "2026-01-31", "2026-03-01")),
        ("2026-11-01", None, ("2026-11-01", "2026-11-18", "2026-10-14", "2026-10-31")),
    ],
)
def test_a_custom_span_is_compared_with_as_many_days_before(
    first: str | None, last: str | None, expected: tuple[str, ...]
) -> None:
    found = period(
        PeriodKind.CUSTOM,
        now=NOW,
        zone=TASHKENT,
        first_on=date.fromisoformat(first) if first else None,
        last_on=date.fromisoformat(last) if last else None,
    )
    assert days(found) == expected


@pytest.mark.parametrize(("first", "last"), [("2026-03-02", "2026-03-01"), ("2026-11-19", "2026-11-30")])
def test_a_span_without_a_day_is_refused(first: str, last: str) -> None:
    with pytest.raises(PeriodTurnedRound):
        period(
            PeriodKind.CUSTOM,
            now=NOW,
            zone=TASHKENT,
            first_on=date.fromisoformat(first),
            last_on=date.fromisoformat(last),
        )


def test_both_spans_are_seen_from_the_same_distance() -> None:
    found = period(PeriodKind.DAYS_30, now=NOW, zone=TASHKENT)
    assert found.current.as_of == NOW
    assert found.previous.as_of == NOW - timedelta(days=30)
    # Today has only begun, so the last day of the span before counts only as far too.
    assert found.current.end == NOW
    assert found.previous.end == NOW - timedelta(days=30)


def test_days_begin_at_local_midnight() -> None:
    found = period(PeriodKind.DAYS_30, now=NOW, zone=TASHKENT)
    assert found.current.start == datetime(2026, 10, 19, 19, 0, tzinfo=UTC)


def test_a_span_that_is_over_ends_at_midnight_and_is_seen_from_now() -> None:
    found = period(
        PeriodKind.CUSTOM, now=NOW, zone=TASHKENT, first_on=date(2026, 3, 1), last_on=date(2026, 3, 31)
    )
    assert found.current.end == datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
    assert found.current.as_of == NOW
    assert found.previous.end == datetime(2026, 2, 28, 19, 0, tzinfo=UTC)
    assert found.previous.as_of == NOW - timedelta(days=31)


def test_the_last_day_of_february_has_a_year_before_it() -> None:
    leap = datetime(2028, 2, 29, 5, 0, tzinfo=UTC)
    assert days(period(PeriodKind.MONTHS_12, now=leap, zone=TASHKENT)) == (
        "2027-03-01",
        "2028-02-29",
        "2026-03-01",
        "2027-02-28",
    )
