"""Reports by week, and how many the next four weeks will probably bring.

Simple ways stand beside cleverer ones and are measured on weeks that they have not seen: the history is cut off at one
week after the other, and each way says the four weeks that follow (*rolling origin*: R. J. Hyndman, G. Athanasopoulos,
"Forecasting: Principles and Practice", 3rd ed., 2021, section 5.10). The one that errs least is used, and the simpler
one where they hardly differ. Its error is told with the forecast.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.domain.forecast_methods import METHODS, Method

Floats = NDArray[np.float64]

HORIZON = 4
#: So many origins are tried, half a year, where the history is long enough.
ORIGINS = 26
#: With fewer the error is hearsay, and there is no forecast.
FEWEST_ORIGINS = 4
#: A cleverer way must err by so much less than a simpler one.
WORTH_IT = 0.02
#: How often the count of a week lies within the interval.
CONFIDENCE = 0.8
#: Counts alone scatter by so many times their root, as often as that (Poisson's, near the normal).
_COUNTING = 1.2816


@dataclass(frozen=True)
class Weeks:
    """Reports by whole week, Monday to Sunday; `counts[i]` is the week that begins on `first_monday` plus i weeks."""

    first_monday: date
    counts: Floats

    @property
    def mondays(self) -> list[date]:
        """The first day of each week."""
        return [self.first_monday + timedelta(weeks=i) for i in range(len(self.counts))]


@dataclass(frozen=True)
class Error:
    """How far a way was from weeks it had not seen.

    `mae` is the mean error in reports a week and series, of all four weeks ahead; `mase` the same as a multiple of
    what the week before misses the next one by (R. J. Hyndman, A. B. Koehler, Int. J. Forecasting 22, 2006);
    `of` is how many weeks were said and compared.
    """

    mae: float
    mase: float
    of: int


@dataclass(frozen=True)
class Comparison:
    """The errors of every way that had history enough, the simplest first, and the one to use."""

    errors: dict[Method, Error]
    chosen: Method


@dataclass(frozen=True)
class Forecast:
    """Expected reports of the next weeks with an interval (`CONFIDENCE`), and how it was come by."""

    first_monday: date
    expected: Floats
    low: Floats
    high: Floats
    method: Method
    error: Error


def by_week(
    days: Iterable[date], counts: Iterable[int] | None = None, *, first_on: date, last_on: date
) -> Weeks:
    """Count days (or counts by day) into the whole weeks from `first_on` to `last_on`; weeks without any are 0.

    A week that began before `first_on` or ends after `last_on` is left out: half a week is no small one. Weeks run
    across new year, and none is a 53rd. Days outside count for nothing. No whole week: no counts.
    """
    first = first_on + timedelta(days=-first_on.weekday() % 7)
    many = max(0, ((last_on - first).days + 1) // 7)
    numbers = np.array([(day - first).days // 7 for day in days], dtype=np.int64)
    each = np.ones(len(numbers)) if counts is None else np.array(list(counts), dtype=np.float64)
    inside = (numbers >= 0) & (numbers < many)
    return Weeks(first, np.bincount(numbers[inside], each[inside], many).astype(np.float64))


def compare(
    series: Sequence[ArrayLike], *, horizon: int = HORIZON, origins: int = ORIGINS
) -> Comparison | None:
    """Return how far every way errs on the last weeks of these series together, or None without history enough.

    Hand in the groups of one area together: which way is best is learned from all of them, because the winner
    on one short series is mostly luck. Only ways that can say something at every origin take part. The winner has the
    smallest error; a simpler way that errs by less than 2 % more is taken instead.
    Series of different lengths raise ValueError.
    """
    rows = np.atleast_2d(np.array([np.asarray(one, dtype=np.float64) for one in series]))
    tried = min(origins, rows.shape[1] - horizon - 1)
    if not rows.size or tried < FEWEST_ORIGINS:
        return None
    first = rows.shape[1] - horizon - tried + 1
    naive = float(np.abs(np.diff(rows[:, :first], axis=1)).mean())
    errors = {}
    for method, way in METHODS.items():
        if way.fewest_weeks <= first:
            missed = np.abs(_missed(rows, method, first, horizon))
            mae = float(missed.mean())
            errors[method] = Error(mae, mae / naive if naive else math.nan, missed.size)
    best = min(error.mae for error in errors.values())
    chosen = next(method for method, error in errors.items() if error.mae <= best * (1 + WORTH_IT))
    return Comparison(errors, chosen)


def forecast(
    weeks: Weeks, comparison: Comparison, *, horizon: int = HORIZON, origins: int = ORIGINS
) -> Forecast | None:
    """Return what the next weeks of one series will probably bring, or None without history enough.

    The way is the one that `compare` chose; the interval is as wide as that way erred on this series, by weeks ahead, as
    a multiple of the root of what it expected (split conformal: V. Vovk and others, "Algorithmic Learning in a
    Random World", 2005), but never narrower than counting itself scatters. It never begins below 0.
    """
    method = comparison.chosen
    history = weeks.counts[None, :]
    tried = min(origins, history.shape[1] - horizon - max(METHODS[method].fewest_weeks, 1) + 1)
    if tried < FEWEST_ORIGINS:
        return None
    first = history.shape[1] - horizon - tried + 1
    said = np.array(
        [METHODS[method].say(history[:, :end], horizon)[0] for end in _ends(history, first, horizon)]
    )
    came = np.array([history[0, end : end + horizon] for end in _ends(history, first, horizon)])
    scaled = np.sort(np.abs(came - said) / np.sqrt(np.maximum(said, 1.0)), axis=0)
    rank = min(math.ceil((tried + 1) * CONFIDENCE), tried) - 1
    # What is farther ahead is not known better.
    wide = np.maximum.accumulate(np.maximum(scaled[rank], _COUNTING))
    expected = METHODS[method].say(history, horizon)[0]
    half = wide * np.sqrt(np.maximum(expected, 1.0))
    naive = float(np.abs(np.diff(history[0, :first])).mean()) if first > 1 else 0.0
    mae = float(np.abs(came - said).mean())
    return Forecast(
        first_monday=weeks.first_monday + timedelta(weeks=len(weeks.counts)),
        expected=expected,
        low=np.maximum(expected - half, 0.0),
        high=expected + half,
        method=method,
        error=Error(mae, mae / naive if naive else math.nan, came.size),
    )


def _ends(rows: Floats, first: int, horizon: int) -> range:
    """Where the history is cut off: after `first` weeks, and after each week that leaves a whole horizon."""
    return range(first, rows.shape[1] - horizon + 1)


def _missed(rows: Floats, method: Method, first: int, horizon: int) -> Floats:
    return np.array(
        [
            rows[:, end : end + horizon] - METHODS[method].say(rows[:, :end], horizon)
            for end in _ends(rows, first, horizon)
        ]
    )
