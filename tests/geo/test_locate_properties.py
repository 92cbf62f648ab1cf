"""The index against the same rules written out plainly, without any index, on random small countries."""

import math

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.locate import Area, AreaIndex
from geo.metres import metres_per_degree
from tests.geo.shapes import grid, shapes


@st.composite
def countries(draw):
    levels = draw(st.lists(st.sampled_from(["region", "district", "mahalla"]), min_size=1, max_size=8))
    return [
        Area(number, level, draw(st.sampled_from("abc")) + str(number), None, draw(shapes()))
        for number, level in enumerate(levels)
    ]


def by_brute_force(areas, lon, lat, near_m):
    """The five rules of `geo.locate`, word for word, without any index."""
    point = Point(lon, lat)
    levels = [level for level in ("mahalla", "district", "region") if any(a.level == level for a in areas)]

    def smallest(area):
        south, north = area.boundary.bounds[1::2]
        return area.boundary.area * math.cos(math.radians((south + north) / 2)), area.code

    for level in levels:
        lowest = level == levels[0]
        here = [a for a in areas if a.level == level]
        inside = [a for a in here if a.boundary.contains(point)]
        if inside:
            return min(inside, key=smallest).code, "inside" if lowest else level
        edge = [a for a in here if a.boundary.covers(point)]
        if edge:
            return min(a.code for a in edge), "border" if lowest else level
        if lowest:
            away = sorted((round(metres(a.boundary, lon, lat), 3), a.code) for a in here)
            if away[0][0] <= near_m:
                return away[0][1], "nearest"
    return None, "outside"


def metres(boundary, lon, lat):
    """The distance in a plane that touches the earth at the point."""
    east, north = metres_per_degree(lat)
    flat = shapely.transform(boundary, lambda c: (c - [lon, lat]) * [east, north])
    return shapely.distance(flat, Point(0, 0))


@settings(max_examples=200, deadline=None)
@given(countries(), st.lists(st.tuples(grid, grid), min_size=1, max_size=12), st.sampled_from([250, 30_000]))
def test_the_index_agrees_with_brute_force(country, places, near_m):
    index = AreaIndex(country, near_m=near_m)
    at_once = index.locate_many(*zip(*places, strict=True))
    for (lon, lat), many in zip(places, at_once, strict=True):
        one = index.locate(lon, lat)
        assert one == many
        assert (one.area and one.area.code, one.located_by) == by_brute_force(country, lon, lat, near_m)
