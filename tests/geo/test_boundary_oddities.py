"""Boundary files as they come by e-mail: odd names, odd packing, odd drawing; nothing in them stops the reading."""

from __future__ import annotations

import json
import random
import zipfile

import pytest
import shapely
from shapely import Point, box

from geo.boundaries import read_boundaries
from geo.boundary_checks import check_together
from geo.boundary_file import BoundaryFile, FieldMap
from tests.geo.boundary_files import FORMATS, TIDY, write, write_geojson

PLAIN = FieldMap("code", {"uz": "name"})
SQUARE = TIDY[0][0]
UZBEKISTAN = (55.9, 37.1, 73.2, 45.6)


def said(found: BoundaryFile) -> list[tuple[str, str, int | None]]:
    return [(finding.kind, finding.severity, finding.row) for finding in found.findings]


def drawn(tmp_path, coordinates: str):
    """A file of one area whose outline is written as it stands here."""
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "1", "name": "A"},'
        f' "geometry": {{"type": "Polygon", "coordinates": [{coordinates}]}}}}]}}',
        encoding="utf-8",
    )
    return path


OUTLINES = [
    ("[[69, 41], [69.01, 41], [69.01, 41.01]]", [("ring_closed", "note", 1)], 1),
    ("[[69, 41], [70, 42]]", [("ring_closed", "note", 1), ("not_repairable", "error", 1)], 0),
    ("[[69, 41], [69, NaN], [70, 42], [69, 41]]", [("coordinates_unreadable", "error", 1)], 0),
    ("[]", [("geometry_empty", "error", 1)], 0),
]


@pytest.mark.parametrize(("outline", "findings", "usable"), OUTLINES)
def test_an_outline_that_is_open_or_no_outline_is_closed_or_refused(tmp_path, outline, findings, usable):
    found = read_boundaries(drawn(tmp_path, outline), PLAIN, expected=UZBEKISTAN)
    assert said(found) == findings
    assert len(found.features) == usable


@pytest.mark.parametrize("expected", [None, UZBEKISTAN])
def test_a_file_in_which_nothing_has_a_boundary_says_so_of_every_row(tmp_path, expected):
    rows = [(None, {"code": str(n), "name": "A"}) for n in range(3)]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN, expected=expected)
    assert said(found) == [("geometry_empty", "error", row) for row in (1, 2, 3)]


def test_a_half_valid_file_keeps_what_is_good_beside_what_is_wrong(tmp_path):
    rows = [TIDY[0], (None, {"code": "2", "name": "B"}), (Point(69, 41), {"code": "3", "name": "C"}), TIDY[3]]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN)
    assert said(found) == [("geometry_empty", "error", 2), ("not_a_polygon", "error", 3)]
    assert [feature.code for feature in found.features] == ["101", "104"]
    assert found.has_errors
    assert found.rows == 4


def test_one_row_with_latitude_first_is_found_among_good_ones(tmp_path):
    turned = shapely.transform(TIDY[1][0], lambda x, y: (y, x), interleaved=False)
    rows = [TIDY[0], (turned, {"code": "102", "name": "B"}), TIDY[2]]
    path = write_geojson(tmp_path / "a.geojson", rows)
    assert said(read_boundaries(path, PLAIN, expected=UZBEKISTAN)) == [("swapped_row", "error", 2)]
    # Without a territory there is no telling.
    assert said(read_boundaries(path, PLAIN)) == []


def test_a_file_with_latitude_first_throughout_is_one_finding(tmp_path):
    rows = [
        (shapely.transform(shape, lambda x, y: (y, x), interleaved=False), values) for shape, values in TIDY
    ]
    path = write_geojson(tmp_path / "a.geojson", rows)
    assert said(read_boundaries(path, PLAIN, expected=UZBEKISTAN)) == [("swapped", "error", None)]


def test_heights_do_not_make_another_coordinate_system(tmp_path):
    rows = [(shapely.force_3d(SQUARE, 400.0), {"code": "1", "name": "A"})]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN)
    assert said(found) == []
    assert not found.features[0].boundary.has_z


@pytest.mark.parametrize("folder", ["", "areas/", "from the office/2026/"])
def test_a_zip_may_hold_its_shapefile_in_a_folder(tmp_path, folder):
    write(tmp_path / "areas.zip", TIDY, "ESRI Shapefile")
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as packed:
        for part in tmp_path.glob("areas.*"):
            if part.suffix != ".zip":
                packed.write(part, f"{folder}{part.name}")
                packed.writestr(f"__MACOSX/{folder}._{part.name}", b"\x00\x05")
    found = read_boundaries(tmp_path / "sent.zip", PLAIN)
    assert said(found) == []
    assert len(found.features) == 4


def test_a_zip_without_any_areas_is_unreadable(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("readme.txt", "they are in the other file")
    assert said(read_boundaries(tmp_path / "a.zip", PLAIN)) == [("unreadable_file", "error", None)]


@pytest.mark.parametrize("name", ["Toshkent oʻzi.geojson", "a #1?.geojson", "районы.geojson", "A.GEOJSON"])
def test_a_file_may_be_called_anything(tmp_path, name):
    assert said(read_boundaries(write_geojson(tmp_path / name, TIDY), PLAIN)) == []


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path):
    plain = write_geojson(tmp_path / "a.geojson", TIDY).read_bytes()
    (tmp_path / "b.geojson").write_bytes(b"\xef\xbb\xbf" + plain)
    assert len(read_boundaries(tmp_path / "b.geojson", PLAIN).features) == 4


def test_a_single_feature_is_a_file_of_one_area(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"code": "1", "name": "A"},
        "geometry": shapely.geometry.mapping(SQUARE),
    }
    (tmp_path / "a.geojson").write_text(json.dumps(feature), encoding="utf-8")
    assert [feature.code for feature in read_boundaries(tmp_path / "a.geojson", PLAIN).features] == ["1"]


def test_names_in_the_old_cyrillic_code_page_are_read(tmp_path):
    rows = [(SQUARE, {"code": "1", "name": "Навруз"})]
    path = write(tmp_path / "areas.zip", rows, "ESRI Shapefile", encoding="CP1251")
    assert read_boundaries(path, PLAIN).features[0].names == {"uz": "Навруз"}


NO_AREAS = [
    ("table.csv", "code,name\n1,A\n"),
    ("other.json", '{"a": 1}'),
    ("topology.json", '{"type": "Topology", "objects": {}, "arcs": []}'),
    ("bare.geojson", json.dumps(shapely.geometry.mapping(box(69, 41, 70, 42)))),
]


@pytest.mark.parametrize(("name", "content"), NO_AREAS)
def test_what_holds_no_areas_is_one_error_and_no_crash(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = read_boundaries(tmp_path / name, PLAIN)
    assert [finding.severity for finding in found.findings] == ["error"]
    assert found.features == []


def test_a_folder_is_no_file(tmp_path):
    assert said(read_boundaries(tmp_path, PLAIN)) == [("no_such_file", "error", None)]


@pytest.mark.parametrize(("driver", "name"), FORMATS.items())
def test_a_file_that_was_damaged_on_the_way_is_told_and_never_a_crash(tmp_path, driver, name):
    whole = write(tmp_path / name, TIDY, driver).read_bytes()
    chance = random.Random(20261118)
    for n in range(30):
        damaged = bytearray(whole)
        if n % 3:
            for _ in range(chance.choice([1, 3, 20])):
                damaged[chance.randrange(len(whole))] = chance.randrange(256)
        else:
            del damaged[chance.randrange(len(whole)) :]
        path = tmp_path / f"{n}-{name}"
        path.write_bytes(damaged)
        found = read_boundaries(path, PLAIN, expected=UZBEKISTAN)
        check_together(found)
        assert found.has_errors or found.features
