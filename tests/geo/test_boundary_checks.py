"""What is wrong between the areas of a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo.boundaries import area_km2
from geo.boundary_checks import SLIVER_KM2, TOLD, check_together, overlapping
from geo.boundary_file import BoundaryFile, Feature


def file_of(*shapes, codes=None, parents=None) -> BoundaryFile:
    found = BoundaryFile(rows=len(shapes))
    for row, shape in enumerate(shapes, start=1):
        boundary = shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
        code = codes[row - 1] if codes else str(row)
        parent = parents[row - 1] if parents else None
        found.features.append(Feature(row, code, {"uz": code}, parent, None, boundary, area_km2(boundary)))
    return found


def checked(*shapes, **values) -> list:
    found = file_of(*shapes, **values)
    check_together(found)
    return found.findings


def tile(column: int, row: int, size: float = 0.01) -> Polygon:
    return box(69 + column * size, 41 + row * size, 69 + (column + 1) * size, 41 + (row + 1) * size)


def test_a_tidy_file_gives_no_reason_to_speak():
    assert checked(*(tile(x, y) for x in range(4) for y in range(4))) == []


def test_one_area_alone_gives_no_reason_to_speak():
    assert checked(tile(0, 0)) == []
    assert checked() == []


def test_a_code_that_stands_twice_is_an_error_with_its_rows():
    (finding,) = checked(tile(0, 0), tile(1, 0), tile(2, 0), tile(3, 0), codes=["a", "b", "a", "a"])
    assert (finding.kind, finding.severity, finding.row, finding.code) == ("duplicate_code", "error", 3, "a")
    assert finding.params == {"rows": [1, 3, 4]}


def test_an_overlap_names_both_areas_and_its_surface():
    (finding,) = checked(box(69, 41, 69.02, 41.01), box(69.01, 41, 69.03, 41.01))
    assert (finding.kind, finding.severity, finding.code) == ("overlap", "warning", "1")
    assert finding.params["other"] == "2"
    assert finding.params["km2"] == pytest.approx(area_km2(tile(1, 0)), rel=1e-6)
    assert finding.params["share"] == pytest.approx(0.5, rel=1e-3)


def test_a_city_on_top_of_its_district_overlaps_wholly():
    (finding,) = checked(box(69, 41, 69.1, 41.1), box(69.02, 41.02, 69.05, 41.05))
    assert finding.params["share"] == pytest.approx(1)


SLIVER = 0.01 - 1e-6  # A tenth of a metre inside the neighbour's edge.


def test_slivers_are_told_together():
    shapes = [tile(0, 0), box(69 + SLIVER, 41, 69.02, 41.01), box(69.02 - 1e-6, 41, 69.03, 41.01)]
    (finding,) = checked(*shapes)
    assert (finding.kind, finding.severity) == ("overlap_slivers", "note")
    assert finding.params["number"] == 2
    assert 0 < finding.params["km2"] < SLIVER_KM2


def test_a_small_overlap_that_is_much_of_a_small_area_is_no_sliver():
    (finding,) = checked(tile(0, 0), box(69.0095, 41.0, 69.0105, 41.0001))
    assert finding.kind == "overlap"


def test_areas_that_only_touch_do_not_overlap():
    assert overlapping(file_of(tile(0, 0), tile(1, 0), tile(1, 1)).features) == []


def test_the_largest_overlaps_come_first_and_the_rest_by_number():
    shapes = [box(69, 41 + n, 69.1, 41.05 + n) for n in range(TOLD + 3)]
    on_top = [box(69.02, 41.01 + n, 69.15, 41.05 + n) for n in range(TOLD + 3)]
    findings = checked(*shapes, *on_top)
    told = [f.params["km2"] for f in findings if f.kind == "overlap"]
    assert len(told) == TOLD
    assert told == sorted(told, reverse=True)
    (rest,) = [f for f in findings if f.kind == "more_overlaps"]
    assert rest.params["number"] == 3


def test_a_gap_that_the_areas_enclose_is_told_with_its_place():
    ring = [tile(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    (finding,) = checked(*ring)
    assert (finding.kind, finding.severity) == ("gap", "warning")
    assert finding.params["km2"] == pytest.approx(area_km2(tile(1, 1)), rel=1e-6)
    assert tile(1, 1).contains_properly(box(*(2 * (finding.params["lon"], finding.params["lat"]))).centroid)


def test_a_hole_that_an_enclave_fills_is_no_gap():
    assert checked(tile(0, 0).difference(tile(0, 0).buffer(-0.003)), tile(0, 0).buffer(-0.003)) == []


def test_a_hole_that_an_enclave_fills_in_part_is_a_gap():
    hole = box(69.002, 41.002, 69.008, 41.008)
    (finding,) = checked(tile(0, 0).difference(hole), box(69.004, 41.004, 69.006, 41.006))
    assert finding.kind == "gap"
    filled = area_km2(box(69.004, 41.004, 69.006, 41.006))
    assert finding.params["km2"] == pytest.approx(area_km2(hole) - filled, rel=1e-4)


def test_gap_slivers_are_told_together():
    notch = Polygon([(69.01, 41.002), (69.01 - 1e-5, 41.005), (69.01, 41.008)])
    (finding,) = checked(tile(0, 0).difference(notch), tile(1, 0))
    assert (finding.kind, finding.severity) == ("gap_slivers", "note")
    assert finding.params["number"] == 1


def test_the_open_country_around_is_no_gap():
    assert checked(tile(0, 0), tile(5, 5)) == []


def test_parents_that_are_not_known_are_errors_by_parent():
    found = file_of(tile(0, 0), tile(1, 0), tile(2, 0), tile(3, 0), parents=["a", "x", None, "x"])
    check_together(found, known_parents={"a"})
    assert [(f.kind, f.severity, f.code) for f in found.findings] == [
        ("parent_missing", "warning", "3"),
        ("parent_unknown", "error", "x"),
    ]
    assert found.findings[1].params["codes"] == ["2", "4"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), unique=True, min_size=1))
def test_squares_of_one_grid_never_overlap_and_enclose_what_is_missing(places):
    kinds = {finding.kind for finding in checked(*(tile(x, y) for x, y in places))}
    assert kinds <= {"gap"}
