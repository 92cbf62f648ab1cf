"""Funnels: what chance alone does stays inside, what differs is outside, and who reports more is not listed worse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.league import (
    INNER,
    OUTER,
    Standing,
    Verdict,
    of_rates,
    of_shares,
    order,
    verdicts,
)

CALM = [(80, 100)] * 8


def standing(areas: list[tuple[float, float]]) -> Standing:
    """The standing of the last of these areas."""
    return of_shares(*zip(*areas, strict=True)).standings[-1]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (80, 100, Standing.AS_EXPECTED),
        (87, 100, Standing.AS_EXPECTED),
        (88, 100, Standing.ABOVE),
        (93, 100, Standing.FAR_ABOVE),
        (72, 100, Standing.AS_EXPECTED),
        (70, 100, Standing.BELOW),
        (66, 100, Standing.FAR_BELOW),
        # The same shares of few reports say nothing.
        (9, 10, Standing.AS_EXPECTED),
        (6, 10, Standing.AS_EXPECTED),
        (9, 9, Standing.TOO_FEW),
        (0, 0, Standing.TOO_FEW),
    ],
)
def test_a_share_is_judged_by_how_many_reports_it_has(part: int, whole: int, expected: Standing) -> None:
    assert standing([*CALM * 10, (part, whole)]) is expected


def test_the_funnel_is_the_binomials_where_there_are_many() -> None:
    found = of_shares(*zip(*CALM, strict=True))
    low, high = found.limits([100, 1000])
    # scipy.stats.binom.ppf([0.025, 0.975], n, 0.8) / n
    assert low == pytest.approx([0.72, 0.775], abs=0.005)
    assert high == pytest.approx([0.87, 0.824], abs=0.005)
    wide_low, wide_high = found.limits([100], OUTER)
    # scipy.stats.binom.ppf([0.001, 0.999], 100, 0.8) / 100
    assert (wide_low[0], wide_high[0]) == pytest.approx((0.67, 0.91), abs=0.01)
    assert found.centre == pytest.approx(0.8)
    assert (found.dispersion, found.between) == (1.0, 0.0)


def test_a_rate_is_compared_with_the_rate_of_all() -> None:
    people = [20_000] * 10 + [20_000, 20_000, 0, float("nan")]
    found = of_rates([100] * 10 + [160, 90, 50, 50], people)
    assert found.standings[-4:] == (
        Standing.FAR_ABOVE,
        Standing.AS_EXPECTED,
        Standing.TOO_FEW,
        Standing.TOO_FEW,
    )
    # Those without a population are not in the common rate: 1,250 reports of 240,000 residents.
    assert found.centre == pytest.approx(1250 / 240)
    assert found.values[10] == pytest.approx(160 / (1250 / 12))
    assert np.isnan(found.values[-2:]).all()
    low, high = found.limits([100.0])
    # scipy.stats.poisson.ppf([0.025, 0.975], 100) / 100
    assert (low[0], high[0]) == pytest.approx((0.81, 1.20), abs=0.01)


@pytest.mark.parametrize("between", [0.0, 0.05, 0.2])
def test_by_chance_one_in_twenty_lies_outside(between: float) -> None:
    """However much areas differ, when they differ normally: 40 draws of 200 areas of 20 to 2,000 reports."""
    seeded = np.random.default_rng(5)
    outside, far = [], []
    for _ in range(40):
        wholes = np.exp(seeded.uniform(np.log(20), np.log(2000), 200)).astype(int)
        true = np.sin(np.clip(np.arcsin(np.sqrt(0.7)) + seeded.normal(0, between, 200), 0, np.pi / 2)) ** 2
        found = of_shares(seeded.binomial(wholes, true), wholes)
        outside += [s is not Standing.AS_EXPECTED for s in found.standings]
        far += [s in (Standing.FAR_ABOVE, Standing.FAR_BELOW) for s in found.standings]
    assert np.mean(outside) == pytest.approx(1 - INNER, abs=0.015)
    assert np.mean(far) == pytest.approx(1 - OUTER, abs=0.004)


def test_one_that_really_differs_is_found_among_others_that_scatter() -> None:
    seeded = np.random.default_rng(6)
    wholes = np.full(60, 400)
    parts = seeded.binomial(wholes, np.clip(seeded.normal(0.8, 0.04, 60), 0, 1))
    parts[7] = 180
    found = of_shares(parts, wholes)
    assert found.dispersion > 2
    assert found.standings[7] is Standing.FAR_BELOW
    assert sum(s is Standing.FAR_BELOW for s in found.standings) == 1
    assert found.outside_by_chance == pytest.approx(3)


def test_few_areas_are_measured_against_chance_alone() -> None:
    assert of_shares([10, 90], [100, 100]).dispersion == 1


@pytest.mark.parametrize(
    ("more_is_better", "expected"),
    [
        (True, (Verdict.BETTER, Verdict.PERHAPS_WORSE, Verdict.WORSE)),
        (False, (Verdict.WORSE, Verdict.PERHAPS_BETTER, Verdict.BETTER)),
    ],
)
def test_what_may_be_said_depends_on_what_is_better(
    more_is_better: bool, expected: tuple[Verdict, ...]
) -> None:
    found = of_shares(*zip(*CALM * 10, (93, 100), (70, 100), (60, 100), (1, 2), strict=True))
    said = verdicts(found, more_is_better=more_is_better)
    assert said[-4:-1] == expected
    assert set(said[:80]) == {Verdict.NO_DIFFERENCE}
    assert said[-1] is Verdict.TOO_FEW


def test_those_that_cannot_be_told_apart_stand_by_name() -> None:
    areas = [*CALM * 10, (93, 100), (96, 100), (60, 100), (2, 2), (82, 100)]
    names = [f"b{i:02}" for i in range(80)] + ["Zangiota", "Yakkasaroy", "Uchtepa", "Olmazor", "Asaka"]
    listed = order(of_shares(*zip(*areas, strict=True)), names, more_is_better=True)
    assert [verdict for verdict, _ in listed] == [
        Verdict.BETTER,
        Verdict.NO_DIFFERENCE,
        Verdict.WORSE,
        Verdict.TOO_FEW,
    ]
    assert listed[0][1] == [81, 80]
    # Not first for its better figure, but for its letter.
    assert listed[1][1] == [84, *range(80)]
    assert [listed[2][1], listed[3][1]] == [[82], [83]]


@given(st.integers(1, 40))
def test_an_area_that_reports_more_with_the_same_figure_is_listed_the_same(times: int) -> None:
    calm = CALM * 20
    worse, worst = (65 * times, 100 * times), (60, 100)
    areas = [*calm, worse, worst]
    listed = dict(
        order(of_shares(*zip(*areas, strict=True)), [str(i) for i in range(len(areas))], more_is_better=True)
    )
    assert listed[Verdict.WORSE] == [160, 161]


@pytest.mark.parametrize(
    ("parts", "wholes"), [([2], [1]), ([-1], [3]), ([1, 1], [2]), ([float("nan")], [-1])]
)
def test_a_part_lies_within_its_whole(parts: list[float], wholes: list[float]) -> None:
    with pytest.raises(ValueError, match="whole"):
        of_shares(parts, wholes)


@pytest.mark.parametrize(("counts", "people"), [([-1], [5]), ([1], [-5]), ([1, 2], [5])])
def test_a_rate_is_of_counts_and_people(counts: list[int], people: list[int]) -> None:
    with pytest.raises(ValueError, match="population"):
        of_rates(counts, people)


@pytest.mark.parametrize("found", [of_shares([], []), of_rates([], []), of_rates([3, 4], [0, 0])])
def test_nothing_to_compare_is_no_error(found: object) -> None:
    assert set(found.standings) <= {Standing.TOO_FEW}  # type: ignore[attr-defined]
    assert found.outside_by_chance == 0  # type: ignore[attr-defined]
