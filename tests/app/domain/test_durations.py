"""Days to fix with open reports counted, against a textbook, a library, and rules that any curve keeps.

The figures of `leukaemia` and `simulated` are what lifelines 0.30.3 answers (KaplanMeierFitter, percentile,
median_survival_times and qth_survival_times of its log-log interval); the leukaemia curve is also printed in
D. G. Kleinbaum, M. Klein, "Survival Analysis", 3rd ed., table 2.1, and its median interval 13 to open in SAS's manual.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.durations import (
    NONE_YET,
    UNKNOWN,
    DaysToFix,
    Quantile,
    days_to_fix,
    days_to_fix_by,
    still_open,
)

#: Remission in weeks: with 6-MP (12 of 21 censored) and with a placebo (none). E. J. Freireich et al., Blood 21, 1963.
TREATED = ([6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], [1] * 9 + [0] * 12)
PLACEBO = ([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21)


def simulated() -> tuple[np.ndarray, np.ndarray]:
    seeded = np.random.default_rng(7)
    repair = np.round(seeded.gamma(1.2, 9, 200), 1)
    until_now = np.round(seeded.uniform(0, 40, 200), 1)
    return np.minimum(repair, until_now), repair <= until_now


CASES = {
    "treated": (*TREATED, DaysToFix(21, 9, Quantile(23, 13, None), UNKNOWN, 35)),
    # Where everything is fixed, the curve ends at nothing, and an upper end that only that step reaches is not told.
    "placebo": (*PLACEBO, DaysToFix(21, 21, Quantile(8, 4, 11), Quantile(17, 12, None), 23)),
    "simulated": (
        *simulated(),
        DaysToFix(200, 151, Quantile(7.1, 6.2, 7.9), Quantile(20.5, 17.8, None), 33.2),
    ),
    "fixed at once, with ties": (
        [0, 0, 0, 1, 2, 2, 5, 5, 9, 0, 3],
        [1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1],
        DaysToFix(11, 8, Quantile(3, 0, None), Quantile(9, 5, None), 9),
    ),
    "nothing": ([], [], NONE_YET),
    "all open": ([3, 8, 40], [0, 0, 0], DaysToFix(3, 0, UNKNOWN, UNKNOWN, 40)),
    "one, open": ([12], [0], DaysToFix(1, 0, UNKNOWN, UNKNOWN, 12)),
    "one, fixed": ([12], [1], DaysToFix(1, 1, Quantile(12, None, None), Quantile(12, None, None), 12)),
    "one, fixed at once": ([0], [1], DaysToFix(1, 1, Quantile(0, None, None), Quantile(0, None, None), 0)),
    # Exactly half is fixed on day 4: that is the day. Nine in ten take at least as long.
    "half and half": (
        [4, 4, 9, 9],
        [1, 1, 0, 0],
        DaysToFix(4, 2, Quantile(4, 4, None), Quantile(None, 4, None), 9),
    ),
}


@pytest.mark.parametrize(("days", "fixed", "expected"), CASES.values(), ids=CASES)
def test_median_and_90th_percentile(days: list[float], fixed: list[int], expected: DaysToFix) -> None:
    assert days_to_fix(days, fixed) == expected


def test_the_curve_is_the_textbooks() -> None:
    curve = still_open(*TREATED)
    assert curve.days.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.share == pytest.approx([0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5)
    # lifelines: the interval on the last day.
    assert (curve.low[-1], curve.high[-1]) == pytest.approx((0.188052, 0.680143), abs=1e-6)


def test_open_reports_make_a_repair_last_longer_than_the_finished_ones_say() -> None:
    days, fixed = simulated()
    of_finished = float(np.median(days[fixed]))
    told = days_to_fix(days, fixed).median.days
    assert told is not None
    assert told > of_finished


def test_a_lower_confidence_has_a_narrower_interval() -> None:
    wide, narrow = (days_to_fix(*simulated(), confidence=c).median for c in (0.99, 0.8))
    assert None not in (wide.low, wide.high, narrow.low, narrow.high)
    assert wide.low < narrow.low <= narrow.days <= narrow.high < wide.high


@pytest.mark.parametrize(
    ("days", "fixed", "counts"),
    [
        ([1, -0.5], [1, 1], None),
        ([1, float("nan")], [1, 1], None),
        ([1, float("inf")], [1, 0], None),
        ([1, 2], [1], None),
        ([1, 2], [1, 1], [1]),
        ([1, 2], [1, 1], [1, -1]),
    ],
)
def test_what_is_no_number_of_days_is_refused(
    days: list[float], fixed: list[int], counts: list[int] | None
) -> None:
    with pytest.raises(ValueError, match=r"days|counts"):
        days_to_fix(days, fixed, counts)


def test_keys_and_days_are_of_one_length() -> None:
    with pytest.raises(ValueError, match="keys"):
        days_to_fix_by([1], [1, 2], [1, 1])


ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.booleans()), max_size=60)


@given(ROWS)
def test_a_histogram_says_the_same_as_its_reports(rows: list[tuple[int, int, bool]]) -> None:
    kinds, counts = np.unique(np.array(rows, dtype=int).reshape(-1, 3)[:, 1:], axis=0, return_counts=True)
    alone = days_to_fix([r[1] for r in rows], [r[2] for r in rows])
    assert days_to_fix(kinds[:, 0], kinds[:, 1], counts) == alone


@given(ROWS)
def test_every_key_gets_what_it_would_get_alone(rows: list[tuple[int, int, bool]]) -> None:
    by_key = days_to_fix_by([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])
    assert set(by_key) == {r[0] for r in rows}
    for key, found in by_key.items():
        assert found == days_to_fix([r[1] for r in rows if r[0] == key], [r[2] for r in rows if r[0] == key])


@given(st.lists(st.integers(0, 40), min_size=1, max_size=80))
def test_without_open_reports_it_is_the_plain_percentile(days: list[int]) -> None:
    found = days_to_fix(days, [True] * len(days))
    assert found.median.days == np.percentile(days, 50, method="inverted_cdf")
    assert found.p90.days == np.percentile(days, 90, method="inverted_cdf")
    assert found.open == 0


def test_the_median_interval_holds_the_truth_as_often_as_it_says() -> None:
    """300 draws of 60 reports whose true median is 10 days, about a third of them still open."""
    seeded = np.random.default_rng(11)
    held = 0
    for _ in range(300):
        repair, until_now = seeded.exponential(10 / np.log(2), 60), seeded.uniform(0, 45, 60)
        median = days_to_fix(np.minimum(repair, until_now), repair <= until_now).median
        held += median.low is not None and median.low <= 10 and (median.high is None or median.high >= 10)
    # So few reports come in steps, which errs to the safe side.
    assert held / 300 >= 0.94
