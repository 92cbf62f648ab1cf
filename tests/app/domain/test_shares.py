"""Intervals of shares, ratings and rates against scipy 1.17 and statsmodels 0.15, and how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.shares import (
    change_of_count,
    change_of_share,
    mean_rating,
    per_thousand,
    poisson_interval,
    share,
    shares,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # statsmodels.stats.proportion.proportion_confint(method="wilson")
        (0, 1, 0.0, 0.793451),
        (1, 1, 0.206549, 1.0),
        (1, 3, 0.061492, 0.792340),
        (0, 10, 0.0, 0.277533),
        (3, 10, 0.107791, 0.603222),
        (50, 100, 0.403832, 0.596168),
        (999, 1000, 0.994357, 0.999823),
    ],
)
def test_a_share_has_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)
    assert found is not None
    assert found.value == part / whole
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)
    assert found.of == whole


def test_a_share_of_nothing_is_not_known() -> None:
    assert share(0, 0) is None
    low, high = shares([0, 1], [0, 2])
    assert np.isnan([low[0], high[0]]).all()
    assert not np.isnan([low[1], high[1]]).any()


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (6, 5), (1, 0)])
def test_a_part_is_no_more_than_its_whole(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="part"):
        share(part, whole)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_a_confidence_lies_between_0_and_1(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        share(1, 2, confidence=confidence)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        # scipy.stats.chi2.ppf(0.025, 2 n) / 2 and chi2.ppf(0.975, 2 n + 2) / 2
        (0, 0.0, 3.688879),
        (1, 0.025318, 5.571643),
        (3, 0.618672, 8.767273),
        (10, 4.795389, 18.390356),
        (200, 173.240883, 229.721982),
        (201, 174.171645, 230.791050),
        (500, 457.128577, 545.809269),
        (10000, 9804.952467, 10197.951625),
    ],
)
def test_a_count_has_garwoods_interval(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == pytest.approx((low, high), rel=1e-5, abs=1e-6)


def test_a_count_has_an_interval_of_any_confidence() -> None:
    assert poisson_interval(5, confidence=0.998) == pytest.approx((0.739372, 16.454745), abs=1e-6)


@pytest.mark.parametrize(
    ("count", "population", "expected"),
    [
        (25, 5000, (5.0, 3.2357, 7.3809)),
        (0, 2000, (0.0, 0.0, 1.8444)),
        (3, 3, (1000.0, 206.2240, 2922.4243)),
        # Nobody has entered how many live there.
        (25, None, None),
        (25, 0, None),
    ],
)
def test_a_rate_needs_a_population(
    count: int, population: int | None, expected: tuple[float, ...] | None
) -> None:
    found = per_thousand(count, population)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found.value, found.low, found.high) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("count", "population"), [(-1, 100), (1, -100), (-1, None)])
def test_neither_a_count_nor_a_population_lies_below_0(count: int, population: int | None) -> None:
    with pytest.raises(ValueError, match="below 0"):
        per_thousand(count, population)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 0, 0, 0), None),
        ((0, 0, 0, 0, 1), (5.0, 1.0, 5.0)),
        ((0, 0, 0, 0, 3), (5.0, 2.70, 5.0)),
        ((0, 0, 0, 0, 200), (5.0, 4.95, 5.0)),
        ((1, 0, 0, 0, 1), (3.0, 1.0, 5.0)),
        ((2, 1, 3, 10, 24), (4.325, 3.92, 4.60)),
        ((8, 5, 7, 20, 60), (4.19, 3.92, 4.41)),
    ],
)
def test_a_mean_rating(counts: tuple[int, ...], expected: tuple[float, ...] | None) -> None:
    found = mean_rating(counts)
    assert (found and (found.value, round(found.low, 2), round(found.high, 2))) == expected


@pytest.mark.parametrize("counts", [(1, 2, 3), (0, 0, 0, 0, -1)])
def test_ratings_are_five_counts(counts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="five counts"):
        mean_rating(counts)


#: Opinions about repairs: mostly content, divided, evenly spread, moderate, nearly all content, discontent.
OPINIONS = {
    "content": (0.08, 0.05, 0.07, 0.2, 0.6),
    "divided": (0.35, 0.05, 0.05, 0.1, 0.45),
    "even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "moderate": (0.05, 0.15, 0.5, 0.25, 0.05),
    "delighted": (0.02, 0.01, 0.02, 0.1, 0.85),
    "discontent": (0.6, 0.2, 0.1, 0.05, 0.05),
}


@pytest.mark.parametrize("opinion", OPINIONS.values(), ids=OPINIONS)
@pytest.mark.parametrize("given_ratings", [1, 3, 10, 50])
def test_a_rating_interval_holds_the_true_mean(opinion: tuple[float, ...], given_ratings: int) -> None:
    seeded = np.random.default_rng(3)
    true_mean = float(np.dot(opinion, (1, 2, 3, 4, 5)))
    drawn = [mean_rating(counts) for counts in seeded.multinomial(given_ratings, opinion, 600).tolist()]
    held = [found is not None and found.low <= true_mean <= found.high for found in drawn]
    assert np.mean(held) >= 0.92


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_a_mean_lies_in_its_interval_and_both_among_the_stars(counts: list[int]) -> None:
    found = mean_rating(counts)
    if found is not None:
        assert 1 <= found.low <= found.value <= found.high <= 5


@given(st.integers(0, 5000))
def test_more_reports_raise_both_ends(count: int) -> None:
    (low, high), (next_low, next_high) = poisson_interval(count), poisson_interval(count + 1)
    assert low <= count <= high
    assert low < next_low
    assert high < next_high


@pytest.mark.parametrize(
    ("now", "before", "expected", "is_clear"),
    [
        # Newcombe's own example, 56 of 70 and 48 of 80: table II of the paper, and statsmodels' "newcomb".
        ((56, 70), (48, 80), (0.2, 0.0524, 0.3339), True),
        ((48, 80), (56, 70), (-0.2, -0.3339, -0.0524), True),
        ((9, 10), (3, 10), (0.6, 0.1705, 0.8090), True),
        ((5, 10), (3, 10), (0.2, -0.2017, 0.5261), False),
        ((10, 10), (0, 10), (1.0, 0.6075, 1.0), True),
    ],
)
def test_a_share_has_changed_or_perhaps_not(
    now: tuple[int, int], before: tuple[int, int], expected: tuple[float, ...], is_clear: bool
) -> None:
    found = change_of_share(share(*now), share(*before))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(expected, abs=1e-4)
    assert found.is_clear is is_clear


def test_a_change_from_or_to_what_is_not_known_is_not_known() -> None:
    assert change_of_share(share(1, 2), share(0, 0)) is None
    assert change_of_share(None, share(1, 2)) is None
    assert change_of_count(5, 0) is None
    assert change_of_count(0, 0) is None


@pytest.mark.parametrize(
    ("now", "before", "longer", "expected", "is_clear"),
    [
        # Odds of statsmodels' proportion_confint(now, now + before, method="wilson").
        (120, 100, 1.0, (1.2, 0.9210, 1.5635), False),
        (150, 100, 1.0, (1.5, 1.1654, 1.9306), True),
        (310, 280, 31 / 28, (1.0, 0.8509, 1.1752), False),
        (0, 10, 1.0, (0.0, 0.0, 0.3841), True),
    ],
)
def test_a_count_has_changed_or_perhaps_not(
    now: int, before: int, longer: float, expected: tuple[float, ...], is_clear: bool
) -> None:
    found = change_of_count(now, before, longer=longer)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(expected, abs=1e-4)
    assert found.is_clear is is_clear


def test_a_time_is_longer_than_nothing() -> None:
    with pytest.raises(ValueError, match="time"):
        change_of_count(1, 1, longer=0)
