"""Real metres around a place, against planes, ellipsoids and tables."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import MultiPolygon, Point, box

from geo.metres import distance_m, metres_per_degree, metres_to_outline
from tests.geo.shapes import shapes

EARTH = Geod(ellps="WGS84")


def metres(boundary, lon, lat):
    """The distance in a plane that touches the earth at the point."""
    east, north = metres_per_degree(lat)
    flat = shapely.transform(boundary, lambda c: (c - [lon, lat]) * [east, north])
    return shapely.distance(flat, Point(0, 0))


@settings(max_examples=100, deadline=None)
@given(shapes(), st.floats(-1, 5), st.floats(-1, 5))
def test_metres_to_the_outline_agree_with_a_plane_at_the_point(shape, lon, lat):
    flat = metres(shape.boundary, lon, lat)
    assert metres_to_outline(shape, lon, lat)[0] == pytest.approx(float(flat), rel=1e-6, abs=1e-3)


def test_an_empty_boundary_is_infinitely_far():
    assert metres_to_outline(MultiPolygon(), [1.0], [1.0]) == [math.inf]


DEGREES = [  # latitude, metres of one degree of longitude and of latitude (WGS 84, NGA tables)
    (0, 111_320, 110_574),
    (30, 96_486, 110_852),
    (41, 84_137, 111_052),
    (60, 55_800, 111_412),
]


@pytest.mark.parametrize(("latitude", "east", "north"), DEGREES)
def test_a_degree_is_as_long_as_geodesists_say(latitude, east, north):
    assert np.allclose(metres_per_degree(latitude), (east, north), atol=1.0)


def test_the_poles_have_degrees_of_some_length():
    east, north = metres_per_degree([90.0, -90.0])
    assert (east >= 1.0).all()
    assert np.allclose(north, 111_694, atol=1.0)


NEAR = [  # a place, and a bearing; Tashkent, Nukus, the equator, Oslo, Ushuaia
    (69.28, 41.31, 10),
    (59.6, 42.46, 135),
    (0.0, 0.0, 200),
    (10.75, 59.91, 300),
    (-68.3, -54.8, 80),
]


@pytest.mark.parametrize(("lon", "lat", "bearing"), NEAR)
def test_two_hundred_and_fifty_metres_are_that_on_the_ellipsoid(lon, lat, bearing):
    """The near-miss rule measures in metres wherever a deployment is; a centimetre is the error allowed."""
    away_lon, away_lat, _ = EARTH.fwd(lon, lat, bearing, 250.0)
    corner = box(lon, lat, lon + 1e-9, lat + 1e-9)
    assert metres_to_outline(corner, away_lon, away_lat)[0] == pytest.approx(250.0, abs=0.01)


def test_a_point_inside_is_as_far_as_its_nearest_edge_and_a_hole_has_edges():
    square = box(69.0, 41.0, 69.01, 41.01)
    ring = square.difference(box(69.004, 41.004, 69.006, 41.006))
    east = metres_per_degree(41.005)[0]
    assert metres_to_outline(square, 69.005, 41.005)[0] == pytest.approx(float(east) * 0.005, rel=1e-6)
    assert metres_to_outline(ring, 69.005, 41.005)[0] == pytest.approx(float(east) * 0.001, rel=1e-6)


def test_very_many_points_are_measured_like_a_few():
    shape = Point(69.0, 41.0).buffer(0.01, quad_segs=256)
    lons = np.linspace(68.9, 69.1, 3000)
    at_once = metres_to_outline(shape, lons, np.full(3000, 41.0))
    assert at_once[::500].tolist() == [metres_to_outline(shape, lon, 41.0)[0] for lon in lons[::500]]


places = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


@given(places, places)
def test_distances_along_the_sphere_are_within_six_thousandths_of_the_ellipsoid(here, there):
    *_, exact = EARTH.inv(*here, *there)
    assert distance_m(here, there) == pytest.approx(exact, rel=0.006, abs=0.01)
    assert distance_m(here, there) == distance_m(there, here)


def test_a_place_is_no_metre_from_itself():
    assert distance_m((69.28, 41.31), (69.28, 41.31)) == 0.0
