"""Hexagons: nothing lost, small ones withheld, and the same names that H3 gives everywhere."""

from __future__ import annotations

import math

import h3
import numpy as np
import pytest
from shapely import Point, Polygon, box

from geo import cells
from geo.hexagons import RESOLUTIONS, Hexagons, hexagons, level_for, outlines, resolution_for
from geo.metres import metres_per_degree

NORTH = 41.3


def of_points(
    lons: object, lats: object, *, resolution: int = 9, reports: object = None, **options: object
) -> Hexagons:
    level = level_for(resolution, NORTH)
    codes = cells.cells_of(lons, lats) >> 2 * (cells.MAX_LEVEL - level)  # type: ignore[arg-type]
    counts = np.ones(len(codes)) if reports is None else reports
    return hexagons(codes, counts, level, resolution=resolution, **options)  # type: ignore[arg-type]


def scattered(many: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    seeded = np.random.default_rng(9)
    return seeded.normal(69.24, 0.02, many), seeded.normal(NORTH, 0.015, many)


def test_a_hexagon_has_its_name_of_h3() -> None:
    found = of_points([69.2401] * 3, [41.2995] * 3)
    # Worked out by h3 4.5.0 from the point itself.
    assert found.codes == ("8920a52d203ffff",) == (h3.latlng_to_cell(41.2995, 69.2401, 9),)
    assert found.counts.tolist() == [3]
    assert found.per_km2[0] == pytest.approx(3 / h3.cell_area(found.codes[0], unit="km^2"))


def test_nothing_is_lost() -> None:
    found = of_points(*scattered())
    assert found.withheld is not None
    assert found.withheld > 0
    assert found.counts.sum() + found.withheld == 3000
    assert found.counts.min() >= 3
    assert of_points(*scattered(), smallest=1).counts.sum() == 3000


def test_a_report_counts_in_the_hexagon_it_lies_in_or_next_to_it() -> None:
    """Cells are small beside hexagons: of 3,000 reports few lie in the one and are counted in the next."""
    lons, lats = scattered()
    found = of_points(lons, lats, smallest=1)
    own = {}
    for lon, lat in zip(lons, lats, strict=True):
        code = h3.latlng_to_cell(lat, lon, 9)
        own[code] = own.get(code, 0) + 1
    moved = sum(abs(own.get(c, 0) - n) for c, n in zip(found.codes, found.counts.tolist(), strict=True)) / 2
    assert moved < 0.03 * 3000


def test_weights_are_added_up_and_small_counts_withheld_whatever_they_weigh() -> None:
    found = of_points(
        [69.24, 69.28, 69.32, 69.36], [NORTH] * 4, reports=[5, 1, 4, 2], weights=[50, 900, 8, 900]
    )
    assert sorted(found.values.tolist()) == [8, 50]
    assert found.withheld == 3


def test_a_single_small_hexagon_takes_another_with_it() -> None:
    found = of_points([69.24, 69.28, 69.32], [NORTH] * 3, reports=[5, 1, 4])
    assert len(found.codes) == 1
    assert found.withheld is not None
    assert found.withheld >= 5


@pytest.mark.parametrize(("reports", "withheld"), [([1], None), ([2, 2], None), ([1, 2], 3), ([], 0)])
def test_few_reports_show_nothing(reports: list[int], withheld: int | None) -> None:
    found = of_points([69.24 + i / 10 for i in range(len(reports))], [NORTH] * len(reports), reports=reports)
    assert found.codes == ()
    assert found.withheld == withheld


def test_an_outline_is_a_hexagon_around_its_reports() -> None:
    (outline,) = outlines(of_points([69.2401] * 3, [41.2995] * 3).codes)
    assert isinstance(outline, Polygon)
    assert len(outline.exterior.coords) == 7
    assert outline.contains(Point(69.2401, 41.2995))
    east, north = metres_per_degree(41.3)
    assert outline.area * east * north / 1e6 == pytest.approx(0.105, rel=0.2)


@pytest.mark.parametrize(
    ("side", "expected"), [(0.001, 10), (0.04, 10), (0.1, 9), (0.3, 8), (1.0, 7), (8.0, 6)]
)
def test_larger_areas_get_larger_hexagons(side: float, expected: int) -> None:
    assert resolution_for(box(69.0, 41.0, 69.0 + side, 41.0 + side)) == expected


def test_a_cell_is_a_small_part_of_an_edge() -> None:
    for resolution in RESOLUTIONS:
        edge_m = h3.average_hexagon_edge_length(resolution, unit="m")
        cell_m = 40_075_016.686 * math.cos(math.radians(NORTH)) / 2 ** level_for(resolution, NORTH)
        assert edge_m / 12 <= cell_m <= edge_m / 6
