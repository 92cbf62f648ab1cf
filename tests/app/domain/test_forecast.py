"""Weeks, ways to say the next ones, and which of them wins on weeks that it has not seen.

benchmarks/forecasting.py measures the same on real cases.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from app.domain.forecast import HORIZON, Comparison, Error, Weeks, by_week, compare, forecast
from app.domain.forecast_methods import METHODS, Method

MONDAY = date(2023, 1, 2)


@pytest.mark.parametrize(
    ("first_on", "last_on", "mondays", "counts"),
    [
        # 28 December 2026 is a Monday; new year lies within its week.
        (date(2026, 12, 28), date(2027, 1, 10), ["2026-12-28", "2027-01-04"], [3, 1]),
        # Half weeks at either end are left out.
        (date(2026, 12, 27), date(2027, 1, 16), ["2026-12-28", "2027-01-04"], [3, 1]),
        (date(2026, 12, 29), date(2027, 1, 10), ["2027-01-04"], [1]),
        (date(2026, 12, 28), date(2027, 1, 9), ["2026-12-28"], [3]),
        (date(2026, 12, 14), date(2026, 12, 27), ["2026-12-14", "2026-12-21"], [0, 1]),
        # No whole week at all, and one turned round.
        (date(2026, 12, 29), date(2027, 1, 9), [], []),
        (date(2027, 1, 1), date(2026, 1, 1), [], []),
    ],
)
def test_days_are_counted_into_whole_weeks(
    first_on: date, last_on: date, mondays: list[str], counts: list[int]
) -> None:
    days = [date(2026, 12, 27), date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 3), date(2027, 1, 4)]
    found = by_week(days, first_on=first_on, last_on=last_on)
    assert [day.isoformat() for day in found.mondays] == mondays
    assert found.counts.tolist() == counts


def test_a_day_may_stand_for_many_reports() -> None:
    found = by_week([MONDAY, MONDAY + timedelta(8)], [40, 2], first_on=MONDAY, last_on=MONDAY + timedelta(13))
    assert found.counts.tolist() == [40, 2]


def said(method: Method, history: list[float], horizon: int = HORIZON) -> list[float]:
    way = METHODS[method].say(np.array([history, [2 * n for n in history]], dtype=float), horizon)
    # Series do not know of one another, and no way has a unit.
    if method is not Method.SEASON:
        assert way[1] == pytest.approx(2 * way[0])
    return [round(float(n), 3) for n in way[0]]


YEARLY = [float(10 + 5 * (week % 52 in (20, 21, 22, 23))) for week in range(52 * 2 + 20)]


@pytest.mark.parametrize(
    ("method", "history", "expected"),
    [
        (Method.LAST_WEEK, [1, 2, 9], [9, 9, 9, 9]),
        (Method.MEAN_4, [100, 1, 2, 3, 6], [3, 3, 3, 3]),
        (Method.MEAN_4, [1, 2], [1.5, 1.5, 1.5, 1.5]),
        (Method.SAME_WEEK_LAST_YEAR, YEARLY, [15, 15, 15, 15]),
        (Method.SAME_WEEK_LAST_YEAR, list(range(60)), [8, 9, 10, 11]),
        (Method.SMOOTHED, [7] * 10, [7, 7, 7, 7]),
        (Method.DAMPED_TREND, [7] * 12, [7, 7, 7, 7]),
        (Method.SEASON, [7] * 70, [7, 7, 7, 7]),
        (Method.SEASON, [0] * 70, [0, 0, 0, 0]),
    ],
)
def test_each_way_by_hand(method: Method, history: list[float], expected: list[float]) -> None:
    assert said(method, history) == expected


def test_smoothing_is_the_textbooks() -> None:
    """One step of alpha = 0.95 after a jump that stays: the setting that misses least, worked out by hand."""
    level = 10.0
    for week in [10.0] * 6 + [50.0] * 4:
        level += 0.95 * (week - level)
    assert said(Method.SMOOTHED, [10.0] * 6 + [50.0] * 4)[0] == round(level, 3)


def test_a_damped_trend_goes_on_and_dies_away() -> None:
    ahead = said(Method.DAMPED_TREND, [float(10 + 3 * week) for week in range(40)], horizon=8)
    steps = np.diff(ahead)
    assert ahead[0] > 127
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()


def test_a_season_comes_back() -> None:
    """Ten a week, fifteen in four weeks of each year, which come next; neighbouring weeks soften the edge."""
    ahead = said(Method.SEASON, [n * 20 for n in YEARLY], horizon=12)
    assert 240 < min(ahead[1:3]) <= max(ahead[1:3]) <= 300
    assert ahead[9] == pytest.approx(200, rel=0.05)


def seasonal(seeded: np.random.Generator, level: float, height: float, weeks: int = 156) -> np.ndarray:
    return seeded.poisson(level * np.exp(height * np.sin(2 * np.pi * np.arange(weeks) / 52))).astype(float)


def test_the_one_that_errs_least_is_chosen() -> None:
    seeded = np.random.default_rng(2)
    with_season = compare([seasonal(seeded, level, 0.6) for level in (20, 60, 200)])
    assert with_season is not None
    assert with_season.chosen is Method.SEASON
    assert set(with_season.errors) == set(Method)
    best = min(error.mae for error in with_season.errors.values())
    assert with_season.errors[Method.SEASON].mae == best
    assert with_season.errors[Method.LAST_WEEK].of == 3 * 26 * HORIZON


def test_where_the_simple_one_is_as_good_it_is_chosen() -> None:
    seeded = np.random.default_rng(3)
    walk = 500 + np.cumsum(seeded.normal(0, 12, 156))
    found = compare([walk])
    assert found is not None
    assert found.chosen is Method.LAST_WEEK
    flat = compare([np.full(156, 9.0)])
    assert flat is not None
    assert flat.chosen is Method.LAST_WEEK
    assert flat.errors[Method.LAST_WEEK].mae == 0


def test_the_error_is_what_a_plain_loop_finds() -> None:
    counts = seasonal(np.random.default_rng(4), 40, 0.2, weeks=60)
    found = compare([counts], origins=10)
    assert found is not None
    missed = [abs(counts[end + ahead] - counts[end - 1]) for end in range(47, 57) for ahead in range(HORIZON)]
    error = found.errors[Method.LAST_WEEK]
    assert (error.mae, error.of) == (pytest.approx(np.mean(missed)), 40)
    naive = np.mean([abs(counts[i] - counts[i - 1]) for i in range(1, 47)])
    assert error.mase == pytest.approx(np.mean(missed) / naive)
    # 47 weeks at the first origin are no year.
    assert Method.SAME_WEEK_LAST_YEAR not in found.errors


@pytest.mark.parametrize("weeks", [0, 1, 5, 8])
def test_too_short_a_history_says_nothing(weeks: int) -> None:
    assert compare([np.ones(weeks)]) is None
    last = Comparison({Method.LAST_WEEK: Error(1, 1, 1)}, Method.LAST_WEEK)
    assert forecast(Weeks(MONDAY, np.ones(min(weeks, 7))), last) is None


def test_no_series_say_nothing() -> None:
    assert compare([]) is None


def test_series_are_of_one_length() -> None:
    with pytest.raises(ValueError, match="shape"):
        compare([np.ones(20), np.ones(21)])


@pytest.mark.parametrize("level", [0.0, 2.0, 300.0])
def test_a_forecast_begins_after_the_last_week_and_never_below_nothing(level: float) -> None:
    counts = seasonal(np.random.default_rng(5), level, 0.3)
    comparison = compare([counts])
    assert comparison is not None
    found = forecast(Weeks(MONDAY, counts), comparison)
    assert found is not None
    assert found.first_monday == MONDAY + timedelta(weeks=156)
    assert found.method is comparison.chosen
    assert len(found.expected) == HORIZON
    assert (found.low >= 0).all()
    assert (found.low <= found.expected).all()
    assert (found.expected < found.high).all()
    # What is farther ahead is not known better.
    assert (np.diff((found.high - found.expected) / np.sqrt(np.maximum(found.expected, 1))) >= -1e-9).all()


def test_eight_in_ten_weeks_lie_within_the_interval() -> None:
    """60 series of three years whose last four weeks were held back."""
    seeded = np.random.default_rng(6)
    rows = np.array([seasonal(seeded, level, 0.3, weeks=160) for level in np.geomspace(5, 500, 60)])
    comparison = compare(list(rows[:, :156]))
    assert comparison is not None
    held = []
    for counts in rows:
        found = forecast(Weeks(MONDAY, counts[:156]), comparison)
        assert found is not None
        held += ((found.low <= counts[156:]) & (counts[156:] <= found.high)).tolist()
    assert 0.75 <= np.mean(held) <= 0.92
