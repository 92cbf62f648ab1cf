"""Hot spots: found where they are planted, silent where days have nothing to do with places."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geo import cells
from geo.hot_spots import FEWEST, SPANS, HotSpot, hot_spots
from geo.metres import distance_m
from tests.geo.planted import TODAY, Reports, cluster, region

HOME = cells.cell_of(69.2401, 41.2995)


def found_in(reports: Reports, **options: object) -> list[HotSpot]:
    asked: dict[str, object] = {"today": TODAY, "shuffles": 199, **options}
    return hot_spots(reports.places, reports.days, reports.groups, **asked)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def calm() -> Reports:
    return region(np.random.default_rng(1), 6000)


@pytest.mark.parametrize(
    ("reports", "spread_m", "last_days", "is_new"),
    [
        # A house, a street, a quarter, a town; a week, a month, half a year.
        (12, 5, 7, True),
        (15, 60, 7, True),
        (20, 60, 28, True),
        (25, 250, 14, True),
        (40, 800, 28, True),
        (40, 60, 91, False),
        (120, 250, 170, False),
    ],
)
def test_a_planted_cluster_is_found(
    calm: Reports, reports: int, spread_m: float, last_days: int, is_new: bool
) -> None:
    planted = cluster(np.random.default_rng(2), calm, reports, spread_m=spread_m, last_days=last_days)
    spot, *others = found_in(calm + planted)
    assert not others
    assert spot.group == 1
    assert spot.p_value <= 0.01
    there = {*range(len(calm.places), len(calm.places) + reports)}
    assert len(there & set(spot.members)) >= 0.6 * reports
    assert len(spot.members) == spot.observed
    assert spot.is_new is is_new
    assert spot.last_day == TODAY
    assert spot.last_day - spot.first_day + 1 in SPANS
    assert distance_m(spot.centre, planted.middle) < spot.side_m + spread_m


def test_two_planted_clusters_are_both_found_and_the_less_likely_comes_first(calm: Reports) -> None:
    seeded = np.random.default_rng(8)
    first = cluster(seeded, calm, 40, spread_m=60, last_days=14, group=1)
    second = cluster(seeded, calm, 18, spread_m=60, last_days=7, group=2)
    assert [spot.group for spot in found_in(calm + second + first)] == [1, 2]


@pytest.mark.parametrize("reports", [400, 3000])
def test_shuffled_data_are_silent(reports: int) -> None:
    """Of 50 regions whose days are dealt out anew, planted reports among them, at most 2 show a hot spot.

    One in a hundred is expected to: `ALPHA`. benchmarks/hot_spots.py measures more of larger regions.
    """
    seeded = np.random.default_rng(reports)
    true = region(seeded, reports)
    true += cluster(seeded, true, 30, spread_m=60, last_days=7)
    alarms = sum(bool(found_in(true.shuffled(seeded), shuffles=99, seed=run)) for run in range(50))
    assert alarms <= 2


def test_a_busy_place_and_a_busy_month_are_no_hot_spot() -> None:
    """One town with nine tenths of all reports, half of them everywhere in the last month."""
    seeded = np.random.default_rng(4)
    town = seeded.random(4000) < 0.9
    reports = Reports(
        cells.cells_of(
            np.where(town, 66.0, 66.5) + seeded.normal(0, 0.005, 4000), 38.8 + seeded.normal(0, 0.005, 4000)
        ),
        TODAY
        - np.where(seeded.random(4000) < 0.5, seeded.integers(0, 28, 4000), seeded.integers(0, 364, 4000)),
        np.zeros(4000, dtype=np.int64),
    )
    assert found_in(reports) == []


def test_all_in_one_building_is_no_cluster_in_space() -> None:
    seeded = np.random.default_rng(5)
    days = TODAY - np.r_[seeded.integers(0, 364, 300), seeded.integers(0, 7, 40)]
    assert hot_spots(np.full(340, HOME), days, today=TODAY, shuffles=199) == []


@pytest.mark.parametrize("reports", [0, 1, FEWEST - 1])
def test_no_report_and_one_report_are_silent(reports: int) -> None:
    assert hot_spots(np.full(reports, HOME), np.full(reports, TODAY), today=TODAY) == []


def test_reports_that_were_not_made_yet_or_long_ago_count_for_nothing(calm: Reports) -> None:
    planted = cluster(np.random.default_rng(2), calm, 30, spread_m=60, last_days=7)
    for shift in (30, -400):
        moved = Reports(planted.places, planted.days + shift, planted.groups)
        assert found_in(calm + moved) == []


def test_new_year_is_a_day_as_any_other(calm: Reports) -> None:
    """The same reports, once with today in summer and once on 3 January."""
    planted = calm + cluster(np.random.default_rng(2), calm, 20, spread_m=60, last_days=10)
    new_year, summer = date(2027, 1, 3).toordinal(), date(2026, 7, 15).toordinal()
    spans = []
    for today in (new_year, summer):
        moved = Reports(planted.places, planted.days - TODAY + today, planted.groups)
        (spot,) = found_in(moved, today=today)
        spans.append((spot.first_day - today, spot.last_day - today, spot.observed, spot.p_value))
    assert spans[0] == spans[1]
    assert spans[0][1] == 0


def test_the_same_seed_finds_the_same_and_the_order_of_reports_does_not_matter(calm: Reports) -> None:
    planted = calm + cluster(np.random.default_rng(2), calm, 20, spread_m=60, last_days=10)
    first = found_in(planted, seed=7)
    assert first == found_in(planted, seed=7)
    turned = Reports(planted.places[::-1], planted.days[::-1], planted.groups[::-1])
    (spot,) = found_in(turned, seed=7)
    assert (spot.west, spot.north, spot.observed, spot.expected) == (
        first[0].west,
        first[0].north,
        first[0].observed,
        first[0].expected,
    )


def test_what_is_expected_is_the_places_share_times_the_spans_share() -> None:
    """10 reports lie here, 30 elsewhere; 8 of the 40 are of the last week, and 7 of those lie here."""
    here, there = cells.cell_of(69.24, 41.3), cells.cell_of(69.9, 41.3)
    days = [0] * 7 + [100] * 3 + [0] + [100] * 29
    (spot,) = hot_spots([here] * 10 + [there] * 30, [TODAY - d for d in days], today=TODAY)
    assert (spot.observed, spot.expected) == (7, pytest.approx(10 * 8 / 40))
    assert spot.times_expected == pytest.approx(3.5)
    assert spot.members == tuple(range(7))
    assert spot.west < 69.24 < spot.east
    assert spot.south < 41.3 < spot.north


def test_progress_is_told_to_the_end(calm: Reports) -> None:
    told: list[tuple[int, int]] = []
    found_in(calm, shuffles=250, progress=lambda done, all_of: told.append((done, all_of)))
    assert told[-1] == (250, 250)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) <= 126


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"spans": (7, 200)}, "half"),
        ({"spans": (0, 7)}, "half"),
        ({"levels": (23,)}, "levels"),
        ({"levels": ()}, "levels"),
        ({"days": [TODAY]}, "length"),
    ],
)
def test_what_cannot_be_scanned_is_refused(options: dict[str, object], said: str) -> None:
    asked: dict[str, object] = {"places": [HOME] * 5, "days": [TODAY] * 5, "today": TODAY, **options}
    with pytest.raises(ValueError, match=said):
        hot_spots(**asked)  # type: ignore[arg-type]
