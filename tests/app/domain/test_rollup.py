"""How days and durations are put into the rows of the sums."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from app.domain.rollup import (
    DAY_BUCKETS,
    bucket_of,
    day_number,
    day_of,
    days_of_buckets,
    month_start,
    week_start,
)


@pytest.mark.parametrize(
    ("day", "week", "month"),
    [
        (date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 1)),
        (date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 1)),
        (date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 1)),
        (date(2024, 2, 29), date(2024, 2, 26), date(2024, 2, 1)),
    ],
)
def test_a_week_begins_on_monday_and_a_month_on_its_first(day, week, month):
    number = np.array([day_number(day)])
    assert day_of(int(week_start(number)[0])) == week
    assert day_of(int(month_start(number)[0])) == month


def test_days_to_fix_are_exact_up_to_thirty():
    days = np.arange(31)
    assert (days_of_buckets()[bucket_of(days)] == days).all()


def test_longer_durations_are_off_by_half_a_bucket_at_most():
    days = np.arange(31, 1092)
    told = days_of_buckets()[bucket_of(days)]
    assert np.abs(told - days)[days < 94].max() <= 3
    assert np.abs(told - days)[days < 364].max() <= 15
    assert np.abs(told - days).max() <= 45.5
    # What was repaired before it was sent is a mistake of somebody's clock.
    assert bucket_of(np.array([-1, 5000])).tolist() == [0, len(DAY_BUCKETS) - 1]


def test_a_number_of_a_day_and_the_day_are_the_same():
    for n in range(0, 40_000, 997):
        assert day_of(day_number(date(1970, 1, 1) + timedelta(days=n))) == date(1970, 1, 1) + timedelta(
            days=n
        )
