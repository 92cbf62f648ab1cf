"""Which area answers for a point."""

import math

import pytest
from shapely import MultiPolygon, Point, box

from geo.locate import Area, AreaIndex, UnreadablePoint
from tests.hard_points import HARD_POINTS, HardPoint, areas

INDEX = AreaIndex(areas())


def codes(located):
    return tuple(a and a.code for a in (located.region, located.district, located.mahalla))


@pytest.mark.parametrize("hard", HARD_POINTS, ids=lambda hard: hard.name)
def test_each_hard_point_is_answered_by_the_rules(hard: HardPoint):
    located = INDEX.locate(hard.lon, hard.lat)
    assert (located.located_by, codes(located)) == (hard.located_by, hard.chain)


@pytest.mark.parametrize("hard", HARD_POINTS, ids=lambda hard: hard.name)
def test_shapely_covers_agrees_with_the_table(hard: HardPoint):
    point = Point(hard.lon, hard.lat)
    covering = {a.code for a in areas() if a.level == "mahalla" and a.boundary.covers(point)}
    assert covering == hard.covered_by


def test_many_points_at_once_get_the_same_answers_in_the_same_order():
    one_by_one = [INDEX.locate(hard.lon, hard.lat) for hard in HARD_POINTS]
    told = []
    at_once = INDEX.locate_many(
        [hard.lon for hard in HARD_POINTS],
        [hard.lat for hard in HARD_POINTS],
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert at_once == one_by_one
    assert told == [(len(HARD_POINTS), len(HARD_POINTS))]


UNREADABLE = [
    (math.nan, 41.0),
    (66.0, math.nan),
    (math.inf, 41.0),
    (66.0, -math.inf),
    (180.1, 41.0),
    (66.0, 90.1),
    (10**400, 41.0),
    (-999, 41.0),
]


@pytest.mark.parametrize(("lon", "lat"), UNREADABLE)
def test_what_is_not_a_place_on_earth_is_refused(lon, lat):
    with pytest.raises(UnreadablePoint):
        INDEX.locate(lon, lat)


def test_what_is_not_a_place_on_earth_is_marked_and_stops_nothing():
    rows = [(math.nan, 41.0), (66.2, 41.2), (math.inf, 41.2), (66.2, 91.0), (66.2, 41.2)]
    located = INDEX.locate_many(*zip(*rows, strict=True))
    assert [row.located_by for row in located] == [
        "unreadable",
        "inside",
        "unreadable",
        "unreadable",
        "inside",
    ]
    assert located[0].area is None
    assert located[0].chain == ()


def test_a_located_point_knows_its_chain_and_its_boundary_version():
    located = INDEX.locate(66.2, 41.2)
    assert [area.code for area in located.chain] == ["001", "D1", "R"]
    assert located.area.code == "001"
    assert located.area.boundary_id == 1000 + located.area.id
    assert located.distance_m == 0.0


def test_a_near_miss_says_how_many_metres():
    assert INDEX.locate(66.0 - 1.19e-4, 41.2).distance_m == pytest.approx(10, abs=0.05)
    assert INDEX.locate(71.0, 41.25).distance_m == math.inf


def test_nothing_is_a_near_miss_when_the_distance_is_zero():
    assert AreaIndex(areas(), near_m=0).locate(66.0 - 1.19e-4, 41.2).located_by == "outside"


SUBSETS = [
    # levels imported, place, how it is found, chain
    ({"district", "region"}, (66.2, 41.2), "inside", ("R", "D1", None)),
    ({"district", "region"}, (66.25, 41.2), "border", ("R", "D1", None)),
    ({"district", "region"}, (68.375, 41.25), "inside", ("R", "D4", None)),
    ({"district", "region"}, (69.0 + 1.19e-4, 41.25), "nearest", ("R", "D3", None)),
    ({"district", "region"}, (69.5, 41.25), "region", ("R", None, None)),
    ({"district"}, (66.2, 41.2), "inside", (None, "D1", None)),
    ({"district"}, (69.5, 41.25), "outside", (None, None, None)),
    ({"region"}, (66.2, 41.2), "inside", ("R", None, None)),
    ({"region"}, (70.0, 41.2), "border", ("R", None, None)),
    ({"region"}, (70.0 + 1.19e-4, 41.2), "nearest", ("R", None, None)),
    ({"mahalla"}, (66.2, 41.2), "inside", (None, None, "001")),
    ({"mahalla"}, (66.09375, 41.09375), "outside", (None, None, None)),
    ({"mahalla", "region"}, (66.2, 41.2), "inside", ("R", None, "001")),
    ({"mahalla", "region"}, (66.09375, 41.09375), "region", ("R", None, None)),
    (set(), (66.2, 41.2), "outside", (None, None, None)),
]


@pytest.mark.parametrize(("levels", "place", "located_by", "chain"), SUBSETS)
def test_any_subset_of_the_levels_may_be_imported(levels, place, located_by, chain):
    index = AreaIndex(area for area in areas() if area.level in levels)
    located = index.locate(*place)
    assert (located.located_by, codes(located)) == (located_by, chain)
    assert index.locate_many([place[0]], [place[1]]) == [located]


def area(number, level, code, shape, parent_id=None):
    return Area(number, level, code, parent_id, MultiPolygon([shape]) if shape else None)


def test_of_two_that_overlap_the_smaller_answers_even_with_a_higher_code():
    index = AreaIndex(
        [area(1, "district", "1", box(0, 0, 4, 4)), area(2, "district", "2", box(1, 1, 2, 2))], near_m=0
    )
    assert index.locate(1.5, 1.5).area.code == "2"
    assert index.locate(3, 3).area.code == "1"


def test_of_two_of_the_same_size_the_lower_code_answers():
    index = AreaIndex([area(1, "mahalla", "b", box(0, 0, 1, 1)), area(2, "mahalla", "a", box(0, 0, 1, 1))])
    assert index.locate(0.5, 0.5).area.code == "a"
    assert index.locate(0, 0.5).area.code == "a"


def test_an_interior_beats_an_edge():
    """Where neighbours overlap by a sliver, the one that has the point inside it has the better claim."""
    index = AreaIndex([area(1, "mahalla", "1", box(0, 0, 1, 1)), area(2, "mahalla", "2", box(0.5, 0, 9, 1))])
    located = index.locate(1, 0.5)
    assert (located.area.code, located.located_by) == ("2", "inside")


def test_a_missing_parent_is_found_by_the_largest_overlap():
    districts = [area(1, "district", "D1", box(0, 0, 2, 2)), area(2, "district", "D2", box(2, 0, 9, 2))]
    index = AreaIndex([*districts, area(3, "mahalla", "m", box(1, 0, 2.4, 1))])
    assert index.locate(2.3, 0.5).district.code == "D1"


def test_a_missing_parent_is_the_city_rather_than_the_district_under_it():
    districts = [area(1, "district", "D1", box(0, 0, 9, 9)), area(2, "district", "D2", box(1, 1, 4, 4))]
    index = AreaIndex([*districts, area(3, "mahalla", "m", box(2, 2, 3, 3))])
    assert index.locate(2.5, 2.5).district.code == "D2"
    assert index.largest_overlap(box(0, 0, 9, 9), "district").code == "D1"
    assert index.largest_overlap(box(20, 20, 21, 21), "district") is None
    assert index.largest_overlap(box(2, 2, 3, 3), "region") is None


def test_a_neighbour_that_only_touches_with_a_sliver_is_no_parent():
    """Where a district is missing, its mahallas do not fall to the one beside it."""
    index = AreaIndex(
        [
            area(1, "district", "D1", box(0, 0, 2.05, 2)),
            area(2, "mahalla", "sliver", box(2, 0, 3, 1)),
            area(3, "mahalla", "split", box(1.45, 1, 2.45, 2)),
        ]
    )
    assert codes(index.locate(2.5, 0.5)) == (None, None, "sliver")
    assert codes(index.locate(1.5, 1.5)) == (None, "D1", "split")


def test_a_mahalla_at_a_ragged_outer_border_still_has_its_district():
    """45 % in one district, 40 % in another, the rest beyond both."""
    index = AreaIndex(
        [
            area(1, "district", "D1", box(0, 0, 0.45, 1)),
            area(2, "district", "D2", box(0.45, 0, 0.85, 1)),
            area(3, "mahalla", "m", box(0, 0, 1, 1)),
        ]
    )
    assert index.locate(0.9, 0.5).district.code == "D1"


def test_a_parent_two_levels_up_does_not_hide_the_district_between():
    index = AreaIndex(
        [
            area(1, "region", "R", box(0, 0, 9, 9)),
            area(2, "district", "D", box(0, 0, 4, 4), parent_id=1),
            area(3, "mahalla", "in", box(0, 0, 1, 1), parent_id=1),
            area(4, "mahalla", "out", box(5, 5, 6, 6), parent_id=1),
        ]
    )
    assert codes(index.locate(0.5, 0.5)) == ("R", "D", "in")
    assert codes(index.locate(5.5, 5.5)) == ("R", None, "out")


def test_a_parent_is_known_by_its_id_even_without_a_boundary():
    index = AreaIndex([area(1, "region", "R", None), area(2, "mahalla", "m", box(0, 0, 1, 1), parent_id=1)])
    assert codes(index.locate(0.5, 0.5)) == ("R", None, "m")
    assert index.lowest_level == "mahalla"
    assert len(index) == 2


def test_the_index_knows_its_window_and_what_lies_in_one():
    assert INDEX.bounds() == (66.0, 41.0, 70.0, 41.5)
    assert [a.code for a in INDEX.areas_in("mahalla", 66.2, 41.2, 66.3, 41.3)] == ["001", "002", "003", "004"]
    assert INDEX.areas_in("mahalla", 0, 0, 1, 1) == AreaIndex([]).areas_in("mahalla", 0, 0, 1, 1) == []
    assert AreaIndex([]).bounds() is None


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="village"):
        AreaIndex([area(1, "village", "1", box(0, 0, 1, 1))])


def test_two_lists_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="same length"):
        INDEX.locate_many([1.0, 2.0], [1.0])


def test_no_points_are_located_without_complaint():
    told = []
    assert INDEX.locate_many([], [], on_progress=lambda *seen: told.append(seen)) == []
    assert told == [(0, 0)]


def test_a_boundary_of_many_vertices_is_answered_like_one_of_few():
    dense = box(66.0, 41.0, 66.25, 41.25).segmentize(0.001)
    index = AreaIndex([area(1, "mahalla", "1", dense)])
    assert index.locate(66.1, 41.1).located_by == "inside"
    assert index.locate(66.25, 41.25).located_by == "border"
    assert index.locate(66.0 - 1.19e-4, 41.2).distance_m == pytest.approx(10, abs=0.05)
