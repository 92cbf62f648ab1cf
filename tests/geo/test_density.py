"""Heat surfaces against brute force in metres."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from geo import cells
from geo.density import Surface, level_for, radius_for, surface
from geo.metres import metres_per_degree

SQUARE = box(69.2, 41.2, 69.3, 41.3)
NORTH = 41.25


def of_points(points: list[tuple[float, float]], *, within=SQUARE, radius_m=500.0, **options) -> Surface:
    level = level_for(radius_m, NORTH)
    codes = cells.cells_of(*zip(*points, strict=True)) >> 2 * (cells.MAX_LEVEL - level)
    counted, counts = np.unique(codes, return_counts=True)
    return surface(counted, counts, level, within=within, radius_m=radius_m, **options)


def at(found: Surface, lon: float, lat: float) -> float:
    height, width = found.per_km2.shape
    column = int((lon - found.west) / (found.east - found.west) * width)
    row = int((found.north - lat) / (found.north - found.south) * height)
    return float(found.per_km2[row, column])


def pixel_area_km2(found: Surface) -> float:
    east, north = metres_per_degree((found.south + found.north) / 2)
    height, width = found.per_km2.shape
    return float(
        (found.east - found.west) * east * (found.north - found.south) * north / height / width / 1e6
    )


def test_a_surface_holds_as_many_reports_as_it_was_given() -> None:
    found = of_points([(69.25, 41.25)] * 40)
    assert found.per_km2.sum() * pixel_area_km2(found) == pytest.approx(40, rel=0.02)


def test_the_radius_is_in_metres_to_every_side() -> None:
    found = of_points([(69.25, 41.25)] * 40)
    east, north = metres_per_degree(41.25)
    for bearing in np.linspace(0, 2 * np.pi, 16, endpoint=False):

        def place(metres: float, bearing: float = bearing) -> tuple[float, float]:
            return 69.25 + metres * np.sin(bearing) / east, 41.25 + metres * np.cos(bearing) / north

        assert at(found, *place(390)) > 0
        assert at(found, *place(610)) == 0


def test_the_middle_of_one_spot_is_as_dense_as_the_kernel_says() -> None:
    found = of_points([(69.25, 41.25)] * 100)
    # 3 / (π r²) for each report, in km².
    assert found.highest == pytest.approx(100 * 3 / (np.pi * 0.25), rel=0.05)


@pytest.mark.parametrize(("n", "is_shown"), [(0, False), (1, False), (2, False), (3, True), (4, True)])
def test_fewer_than_three_reports_within_the_radius_are_hidden(n: int, is_shown: bool) -> None:
    far_away = [(69.29, 41.29)] * 5
    found = of_points([(69.22, 41.22)] * n + far_away)
    assert (at(found, 69.22, 41.22) > 0) is is_shown
    assert at(found, 69.29, 41.29) > 0


def test_two_pairs_that_are_farther_apart_than_the_radius_stay_hidden() -> None:
    assert of_points([(69.22, 41.22)] * 2 + [(69.27, 41.22)] * 2).highest == 0


def test_nothing_is_shown_outside_the_area() -> None:
    hole = SQUARE.difference(Point(69.25, 41.25).buffer(0.01))
    found = of_points([(69.25, 41.25)] * 40 + [(69.3, 41.25)] * 40, within=hole)
    assert at(found, 69.25, 41.25) == 0
    assert at(found, 69.299, 41.25) > 0
    assert found.east < 69.302


def test_reports_just_outside_warm_the_edge() -> None:
    assert at(of_points([(69.301, 41.25)] * 10), 69.299, 41.25) > 0


def test_an_area_in_two_parts_is_shown_in_both() -> None:
    parts = MultiPolygon([box(69.2, 41.2, 69.22, 41.22), box(69.28, 41.28, 69.3, 41.3)])
    found = of_points([(69.21, 41.21)] * 3 + [(69.29, 41.29)] * 3 + [(69.25, 41.25)] * 9, within=parts)
    assert at(found, 69.21, 41.21) > 0
    assert at(found, 69.29, 41.29) > 0
    assert at(found, 69.25, 41.25) == 0


def test_weights_are_spread_and_reports_are_hidden_by_their_number() -> None:
    """Four reports that waited 10 days each, and one that waited 1,000: it could point at one home."""
    level = level_for(500, NORTH)
    codes = cells.cells_of([69.23, 69.27], [41.25, 41.25]) >> 2 * (cells.MAX_LEVEL - level)
    found = surface(codes, [4, 1], level, within=SQUARE, radius_m=500, weights=[40.0, 1000.0])
    assert found.per_km2.sum() * pixel_area_km2(found) == pytest.approx(40, rel=0.02)
    assert at(found, 69.23, 41.25) == pytest.approx(40 * 3 / np.pi / 0.25, rel=0.1)
    assert at(found, 69.27, 41.25) == 0


def test_without_weights_every_report_weighs_the_same() -> None:
    level = level_for(500, NORTH)
    codes = cells.cells_of([69.23, 69.27], [41.25, 41.25]) >> 2 * (cells.MAX_LEVEL - level)
    asked = {"level": level, "within": SQUARE, "radius_m": 500}
    plain, weighted = surface(codes, [4, 5], **asked), surface(codes, [4, 5], weights=[4, 5], **asked)
    assert np.array_equal(plain.per_km2, weighted.per_km2)


def test_no_reports_make_an_empty_surface() -> None:
    assert surface([], [], 15, within=SQUARE, radius_m=500).highest == 0


def test_a_tall_region_keeps_its_metres_in_the_north_and_in_the_south() -> None:
    tall = box(60.0, 37.0, 61.0, 46.0)
    level = level_for(5000, 41.5)
    for lat in (37.5, 45.5):
        codes = cells.cells_of([60.5] * 10, [lat] * 10) >> 2 * (cells.MAX_LEVEL - level)
        found = surface(*np.unique(codes, return_counts=True), level, within=tall, radius_m=5000)
        east, _ = metres_per_degree(lat)
        warm = np.nonzero(found.per_km2.max(axis=0))[0]
        width_m = (warm[-1] - warm[0] + 1) * (found.east - found.west) / found.per_km2.shape[1] * east
        assert width_m == pytest.approx(10_000, rel=0.08)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(69.2, 69.3), st.floats(41.2, 41.3)), min_size=1, max_size=60).map(
        lambda points: points + points[:3]
    )
)
def test_the_surface_agrees_with_brute_force(points: list[tuple[float, float]]) -> None:
    found = of_points(points, radius_m=1000.0, smallest=0)
    east, north = metres_per_degree(NORTH)
    lons, lats = np.array(points).T
    for lon, lat in ((69.25, 41.25), (69.21, 41.29), (69.28, 41.22)):
        distance = np.hypot((lons - lon) * east, (lats - lat) * north) / 1000
        # Positions are known to a pixel: the kernel changes by so much on the way across it.
        expected = (3 / np.pi * np.where(distance < 1, (1 - distance**2) ** 2, 0)).sum()
        assert at(found, lon, lat) == pytest.approx(expected, rel=0.15, abs=0.22 * len(points) ** 0.5)


@pytest.mark.parametrize(
    ("side", "expected"), [(0.001, 150), (0.01, 150), (0.1, 500), (1.0, 5000), (8.0, 10_000)]
)
def test_larger_areas_get_a_larger_radius(side: float, expected: int) -> None:
    assert radius_for(box(69.0, 41.0, 69.0 + side, 41.0 + side)) == expected


def test_a_pixel_is_a_small_part_of_the_radius() -> None:
    for radius in (100, 500, 3000):
        for latitude in (0.0, 41.0, 60.0):
            pixel_m = 40_075_016.686 * np.cos(np.radians(latitude)) / 2 ** level_for(radius, latitude)
            assert radius / 14 <= pixel_m <= radius / 7
