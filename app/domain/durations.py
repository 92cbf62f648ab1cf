"""How many days a repair takes, where some reports are still open: the curve of Kaplan and Meier.

A report that is open after 40 days says that its repair takes more than 40, which a mean of the finished ones
leaves out: then an agency looks fast for as long as it leaves the hard ones lying. An open report therefore counts
as *censored* at its age (E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", JASA 53,
1958). What will never be fixed (rejected, duplicate) is left out by the caller.

Days are any numbers from 0 on, whole or not. Each row may stand for many reports (`counts`), so that a histogram by
whole days that the database made gives the same answer as the reports themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

#: Products of many fractions end a little beside one half; a step that near is one half.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Quantile:
    """By how many days that part of the reports is fixed, with a confidence interval.

    None is *not yet known*: too few are fixed. Where `days` is not known and `low` is, it takes at least `low` days;
    where only `high` is not known, the interval has no upper end.
    """

    days: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class DaysToFix:
    """How long repairs take. `longest` is the greatest number of days seen, open reports included."""

    reports: int
    fixed: int
    median: Quantile
    p90: Quantile
    longest: float

    @property
    def open(self) -> int:
        """How many wait for their repair."""
        return self.reports - self.fixed


@dataclass(frozen=True)
class OpenShare:
    """The share of reports still open after `days`, one entry for each day on which something was fixed.

    `low` and `high` are the interval of the share at that day alone; NaN where nothing is open any more.
    """

    days: Floats
    share: Floats
    low: Floats
    high: Floats


UNKNOWN = Quantile(None, None, None)
NONE_YET = DaysToFix(0, 0, UNKNOWN, UNKNOWN, 0.0)


def still_open(
    days: ArrayLike, fixed: ArrayLike, counts: ArrayLike | None = None, *, confidence: float = 0.95
) -> OpenShare:
    """Return the Kaplan-Meier curve: what share of the reports is still open after so many days.

    `days` is the time to the repair where `fixed`, the age so far where not. Of equal days repairs come first, so
    that a report of that age was still waiting. The interval is Greenwood's on the scale log(-log), which
    stays between 0 and 1 (J. D. Kalbfleisch, R. L. Prentice, "The Statistical Analysis of Failure Time Data", 1980).
    Raises ValueError for days below 0 or not known, and for arrays that differ in length.
    """
    return _curve(*_checked(days, fixed, counts), confidence)


def days_to_fix(
    days: ArrayLike, fixed: ArrayLike, counts: ArrayLike | None = None, *, confidence: float = 0.95
) -> DaysToFix:
    """Return median and 90th percentile of the days to a repair, open reports counted as censored.

    A percentile is the first day by which that part is fixed, or not known while the curve has not come so far:
    with every report open, nothing is. Its interval holds the days at which the part cannot be told from the one
    asked for (R. Brookmeyer, J. Crowley, "A confidence interval for the median survival time", Biometrics
    38, 1982; on the scale log(-log)). Arguments and errors as in `still_open`.
    """
    return _told(*_checked(days, fixed, counts), confidence)


def days_to_fix_by(
    keys: ArrayLike,
    days: ArrayLike,
    fixed: ArrayLike,
    counts: ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> dict[int, DaysToFix]:
    """Return `days_to_fix` for each key (an area, an agency): one sort for all, then one pass each."""
    whole = np.asarray(keys, dtype=np.int64).ravel()
    rows = _checked(days, fixed, counts)
    if len(whole) != len(rows[0]):
        raise ValueError("keys and days differ in length")
    if not len(whole):
        return {}
    order = np.lexsort((rows[0], whole))
    ordered = whole[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    spans, reports, repairs = (np.split(row[order], starts[1:]) for row in rows)
    return {
        int(key): _told(spans[i], reports[i], repairs[i], confidence, ordered=True)
        for i, key in enumerate(ordered[starts])
    }


def _checked(days: ArrayLike, fixed: ArrayLike, counts: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    """Return days, reports and repairs of each row."""
    spans = np.asarray(days, dtype=np.float64).ravel()
    done = np.asarray(fixed, dtype=bool).ravel()
    many = np.ones(len(spans)) if counts is None else np.asarray(counts, dtype=np.float64).ravel()
    if not len(spans) == len(done) == len(many):
        raise ValueError("days, fixed and counts differ in length")
    if not np.isfinite(spans).all() or (spans < 0).any():
        raise ValueError("days are not known, or below 0")
    if (many < 0).any():
        raise ValueError("counts below 0")
    return spans, many, many * done


def _told(
    days: Floats, reports: Floats, repairs: Floats, confidence: float, *, ordered: bool = False
) -> DaysToFix:
    if not reports.sum():
        return NONE_YET
    curve = _curve(days, reports, repairs, confidence, ordered=ordered)
    return DaysToFix(
        reports=int(reports.sum()),
        fixed=int(repairs.sum()),
        median=_quantile(curve, 0.5),
        p90=_quantile(curve, 0.1),
        longest=float(days[reports > 0].max()),
    )


def _curve(
    days: Floats, reports: Floats, repairs: Floats, confidence: float, *, ordered: bool = False
) -> OpenShare:
    if not len(days):
        return OpenShare(*(np.array([]) for _ in range(4)))
    if not ordered:
        order = np.argsort(days, kind="stable")
        days, reports, repairs = days[order], reports[order], repairs[order]
    first = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
    gone, done = np.add.reduceat(reports, first), np.add.reduceat(repairs, first)
    waiting = gone.sum() - np.r_[0.0, np.cumsum(gone)[:-1]]
    steps = done > 0
    at, done, waiting = days[first][steps], done[steps], waiting[steps]
    share = np.cumprod(1.0 - done / waiting)
    left = waiting - done
    with np.errstate(divide="ignore", invalid="ignore"):
        # Greenwood's sum is infinite once nothing is left; there the interval is not known.
        greenwood = np.sqrt(np.cumsum(np.where(left > 0, done / (waiting * left), np.nan)))
        half = NormalDist().inv_cdf(0.5 + confidence / 2) * greenwood / -np.log(share)
        low, high = share ** np.exp(half), share ** np.exp(-half)
    return OpenShare(at, share, low, high)


def _quantile(curve: OpenShare, open_share: float) -> Quantile:
    days, low, high = (
        _first(curve.days, edge <= open_share + _ROUNDING) for edge in (curve.share, curve.low, curve.high)
    )
    return Quantile(days, low, high)


def _first(days: Floats, reached: NDArray[np.bool_]) -> float | None:
    return float(days[np.argmax(reached)]) if reached.any() else None
