"""Morton cells: the same grid as map tiles, and ranges that cover a window."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cells import (
    MAX_LATITUDE,
    MAX_LEVEL,
    bounds,
    cell_of,
    cells_of,
    center,
    centers_of,
    columns_and_rows_of,
    corner,
    parent,
    ranges,
    roll_level,
)

# Adding nothing makes 0.0 of -0.0, which hypothesis takes for the smaller one.
longitudes = st.floats(-180, 179.999).map(lambda degrees: degrees + 0.0)
latitudes = st.floats(-85, 85).map(lambda degrees: degrees + 0.0)
levels = st.integers(0, MAX_LEVEL)


def tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """The tile of a point as OpenStreetMap's wiki computes it ("Slippy map tilenames")."""
    n = 2**zoom
    x = int((lon + 180) / 360 * n)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)
    return min(x, n - 1), y


def interleaved(x: int, y: int, level: int) -> int:
    return int("".join(f"{y >> bit & 1}{x >> bit & 1}" for bit in reversed(range(level))) or "0", 2)


@given(longitudes, latitudes, st.integers(0, 18))
def test_a_cell_is_the_map_tile_of_its_level(lon, lat, level):
    x, y = tile(lon, lat, level)
    assert parent(cell_of(lon, lat), level) == interleaved(x, y, level)


@given(longitudes, latitudes, levels)
def test_a_cell_holds_its_points_and_its_centre(lon, lat, level):
    cell = parent(cell_of(lon, lat), level)
    west, south, east, north = bounds(cell, level)
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9
    assert parent(cell_of(*center(cell, level)), level) == cell


@given(st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=20))
def test_many_points_get_the_same_cells_as_one_by_one(points):
    lons, lats = zip(*points, strict=True)
    assert cells_of(lons, lats).tolist() == [cell_of(lon, lat) for lon, lat in points]


def test_a_cell_of_the_last_level_is_a_javascript_number_and_smaller_than_a_step():
    assert cells_of([179.9999999], [-85.05]).max() < 2**53
    west, south, east, north = bounds(cell_of(69.28, 41.31), MAX_LEVEL)
    assert (east - west) * 84_000 < 0.6
    assert (north - south) * 111_000 < 0.6


EDGES = [(-180.0, 0.0), (180.0, 0.0), (0.0, 90.0), (0.0, -90.0), (180.0, 90.0), (-180.0, -90.0)]


@pytest.mark.parametrize(("lon", "lat"), EDGES)
def test_the_edges_of_the_earth_have_a_cell(lon, lat):
    assert 0 <= cell_of(lon, lat) < 4**MAX_LEVEL


def test_beyond_the_mercator_square_a_point_belongs_to_the_outermost_cell():
    assert cell_of(10, 89) == cell_of(10, MAX_LATITUDE)


@st.composite
def windows(draw):
    west, east = sorted((draw(longitudes), draw(longitudes)))
    south, north = sorted((draw(latitudes), draw(latitudes)))
    return west, south, east, north


@settings(max_examples=200)
@given(windows(), st.integers(1, 16), st.integers(1, 12), st.data())
def test_ranges_cover_every_point_of_the_window(window, level, most, data):
    found = ranges(*window, level, max_ranges=most)
    assert 1 <= len(found) <= most
    assert found == sorted(found)
    assert all(first <= last for first, last in found)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(found))
    west, south, east, north = window
    lon = data.draw(st.floats(west, east))
    lat = data.draw(st.floats(south, north))
    cell = parent(cell_of(lon, lat), level)
    assert any(first <= cell <= last for first, last in found)


CITY = (69.1, 41.2, 69.4, 41.4)


@pytest.mark.parametrize("level", [8, 12, 16, 20, 26])
def test_ranges_of_a_city_do_not_drag_in_the_country(level):
    held = sum(last - first + 1 for first, last in ranges(*CITY, level))
    left, top = tile(CITY[0], CITY[3], level)
    right, bottom = tile(CITY[2], CITY[1], level)
    wanted = (right - left + 1) * (bottom - top + 1)
    assert wanted <= held <= 4 * wanted + 4


def test_a_window_that_is_turned_round_is_covered_as_if_it_were_not():
    west, south, east, north = CITY
    assert ranges(east, north, west, south, 12) == ranges(*CITY, 12)


def test_a_single_point_is_one_range():
    cell = cell_of(69.28, 41.31)
    assert ranges(69.28, 41.31, 69.28, 41.31, MAX_LEVEL) == [(cell, cell)]


ROLL_LEVELS = {3: 8, 5: 8, 6: 8, 7: 10, 8: 10, 9: 12, 10: 12, 11: 14, 12: 14, 13: 16, 14: 16}


@pytest.mark.parametrize(("zoom", "level"), ROLL_LEVELS.items())
def test_the_rollup_of_a_zoom_has_cells_of_32_to_64_pixels(zoom, level):
    assert roll_level(zoom) == level
    if zoom >= 6:
        assert 32 <= 256 * 2 ** (zoom - level) <= 64


def test_no_points_have_no_cells():
    assert cells_of([], []).dtype == np.int64
    assert len(cells_of([], [])) == 0


def test_many_cells_are_taken_apart_at_once() -> None:
    codes = cells_of([69.24, -0.1, 179.99], [41.3, 0.1, -80.0]) >> 2 * (MAX_LEVEL - 14)
    columns, rows = columns_and_rows_of(codes)
    for code, column, row in zip(codes.tolist(), columns.tolist(), rows.tolist(), strict=True):
        west, _, _, north = bounds(code, 14)
        assert corner(column, row, 14) == (west, north)
    middles = zip(*(middle.tolist() for middle in centers_of(codes, 14)), strict=True)
    for code, middle in zip(codes.tolist(), middles, strict=True):
        assert middle == pytest.approx(center(code, 14))
