"""Ways to say the coming weeks from the past ones, the simplest first.

Each takes series as rows of weekly counts, the oldest week first, and returns a row of expected counts for each, never
below 0. A year is 52 weeks: a calendar of 53 weeks moves by one, which a week of reports hardly notices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEAR = 52
#: The level of a season is taken from so many of the last weeks.
_RECENT = 8
#: A season's week is averaged with so many on either side.
_BESIDE = 2
#: A season is believed as if so many reports more had shown none.
_NO_SEASON = 20.0


class Method(StrEnum):
    """The ways; their names on the pages are the pages'."""

    LAST_WEEK = "last_week"
    MEAN_4 = "mean_4"
    SAME_WEEK_LAST_YEAR = "same_week_last_year"
    SMOOTHED = "smoothed"
    DAMPED_TREND = "damped_trend"
    SEASON = "season"


@dataclass(frozen=True)
class Way:
    """A way, and how many weeks it needs."""

    say: Callable[[Floats, int], Floats]
    fewest_weeks: int


def last_week(rows: Floats, horizon: int) -> Floats:
    """As the last week was."""
    return np.repeat(rows[:, -1:], horizon, axis=1)


def mean_of_four(rows: Floats, horizon: int) -> Floats:
    """As the last four weeks were on the average; fewer where there are no more."""
    return np.repeat(rows[:, -4:].mean(axis=1, keepdims=True), horizon, axis=1)


def same_week_last_year(rows: Floats, horizon: int) -> Floats:
    """As each week was 52 weeks before."""
    return rows[:, -YEAR : -YEAR + horizon] if horizon < YEAR else rows[:, -YEAR:]


def smoothed(rows: Floats, horizon: int) -> Floats:
    """Simple exponential smoothing: the past weeks, each weighing less than the next by a factor that fitted best.

    R. G. Brown, "Statistical Forecasting for Inventory Control", 1959. Starts from the mean of the first four.
    """
    return _exponential(rows, horizon, [(alpha, 0.0, 0.0) for alpha in np.arange(0.05, 1.0, 0.05)])


def damped_trend(rows: Floats, horizon: int) -> Floats:
    """Level and trend, both smoothed, the trend dying away: E. S. Gardner, E. McKenzie, Management Science 31, 1985."""
    grid = product((0.1, 0.2, 0.3, 0.5, 0.7), (0.02, 0.05, 0.1, 0.2), (0.8, 0.9, 0.95))
    return _exponential(rows, horizon, [(alpha, min(beta, alpha), phi) for alpha, beta, phi in grid])


def season(rows: Floats, horizon: int) -> Floats:
    """The level of the last eight weeks times the season of the years before.

    A week's factor is its share of all reports around that time of the year, drawn towards none (1) as far as
    there are few: the mean of a gamma distribution that counts of Poisson have moved.
    """
    weeks = rows.shape[1]
    # Counted from the end, so that the next week is the 52nd before this one.
    time_of_year = (np.arange(weeks) - weeks) % YEAR
    by_time = np.zeros((len(rows), YEAR))
    times = np.bincount(time_of_year, minlength=YEAR).astype(np.float64)
    for column in range(YEAR):
        by_time[:, column] = rows[:, time_of_year == column].sum(axis=1)
    around = [np.roll(by_time, step, axis=1) for step in range(-_BESIDE, _BESIDE + 1)]
    seen = np.sum(around, axis=0)
    number = np.sum([np.roll(times, step) for step in range(-_BESIDE, _BESIDE + 1)], axis=0)
    flat = rows.mean(axis=1, keepdims=True) * number
    factors = (seen + _NO_SEASON) / (flat + _NO_SEASON)
    recent = rows[:, -_RECENT:].sum(axis=1) / factors[:, time_of_year[-_RECENT:]].sum(axis=1)
    ahead = np.arange(horizon) % YEAR
    return np.asarray(recent[:, None] * factors[:, ahead], dtype=np.float64)


METHODS: dict[Method, Way] = {
    Method.LAST_WEEK: Way(last_week, 1),
    Method.MEAN_4: Way(mean_of_four, 1),
    Method.SAME_WEEK_LAST_YEAR: Way(same_week_last_year, YEAR),
    Method.SMOOTHED: Way(smoothed, 4),
    Method.DAMPED_TREND: Way(damped_trend, 12),
    Method.SEASON: Way(season, YEAR + _RECENT),
}


def _exponential(rows: Floats, horizon: int, grid: list[tuple[float, float, float]]) -> Floats:
    """Run all settings (level, trend, damping) at once; say each row by the one that missed the past by least."""
    alpha, beta, phi = (np.array(values) for values in zip(*grid, strict=True))
    level = np.repeat(rows[:, :4].mean(axis=1, keepdims=True), len(grid), axis=1)
    trend = np.zeros_like(level)
    missed = np.zeros_like(level)
    for week in rows.T:
        error = week[:, None] - (level + phi * trend)
        missed += error**2
        level = level + phi * trend + alpha * error
        trend = phi * trend + beta * error
    best = missed.argmin(axis=1)
    row = np.arange(len(rows))
    kept = np.cumsum(phi[best, None] ** np.arange(1, horizon + 1), axis=1)
    said: Floats = np.maximum(level[row, best, None] + kept * trend[row, best, None], 0.0)
    return said
