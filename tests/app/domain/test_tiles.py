"""Any span of days is made up of whole months, whole weeks and single days, each day once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rollup import day_number, day_of
from app.domain.tiles import tiles

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@given(DAYS, DAYS)
def test_every_day_is_covered_once_by_whole_pieces(one, other):
    first_on, last_on = min(one, other), max(one, other)
    found = tiles(first_on, last_on)
    spans = [*found.months, *found.weeks, *found.days]
    covered = sorted(day for first, last in spans for day in range(first, last + 1))
    assert covered == list(range(day_number(first_on), day_number(last_on) + 1))
    for first, last in found.months:
        assert (day_of(first).day, (day_of(last) + timedelta(days=1)).day) == (1, 1)
    for first, last in found.weeks:
        assert (day_of(first).weekday(), day_of(last).weekday()) == (0, 6)
    assert sum(last - first + 1 for first, last in found.days) <= 24


@pytest.mark.parametrize(
    ("first_on", "last_on", "months", "weeks", "days"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 1, 0, 0),
        (date(2026, 11, 16), date(2026, 11, 22), 0, 1, 0),
        (date(2026, 11, 18), date(2026, 11, 18), 0, 0, 1),
        (date(2025, 12, 30), date(2026, 2, 1), 1, 0, 2),
        (date(2026, 2, 2), date(2026, 2, 1), 0, 0, 0),
    ],
)
def test_as_few_pieces_as_there_can_be(first_on, last_on, months, weeks, days):
    found = tiles(first_on, last_on)
    assert (len(found.months), len(found.weeks), len(found.days)) == (months, weeks, days)
