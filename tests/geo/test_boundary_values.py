"""The fields of a boundary file: codes, names, numbers of residents."""

from __future__ import annotations

import pytest
from shapely import box

from geo.boundaries import fields_of, read_boundaries
from geo.boundary_file import FieldMap
from tests.geo.boundary_files import TIDY, write, write_geojson

SQUARE = box(69.0, 41.0, 69.01, 41.01)
PLAIN = FieldMap("code", {"uz": "name"})

CODES = [
    ("1726262001", "1726262001"),
    (1726262001, "1726262001"),
    (1726262.0, "1726262"),
    ("  17 26\u00a0262\n", "17 26 262"),
    ("0017", "0017"),
    (12.5, "12.5"),
]


@pytest.mark.parametrize(("written", "read"), CODES)
def test_codes_are_text_even_where_the_column_is_a_number(tmp_path, written, read):
    found = read_boundaries(
        write(tmp_path / "a.gpkg", [(SQUARE, {"code": written, "name": "A"})], "GPKG"), PLAIN
    )
    assert [feature.code for feature in found.features] == [read]


NAMES = [
    ("Navroʻz", "Navroʻz", []),
    ("Navroʻz\n", "Navroʻz", ["name_tidied"]),
    (" Oq\u00a0 \r\n tepa ", "Oq tepa", ["name_tidied"]),
    ("Yangi\u200b obod", "Yangi obod", ["name_tidied"]),
    ("Й" + "и\u0306", "Йй", ["name_tidied"]),
    ("", "7", ["name_missing"]),
    (" \n", "7", ["name_missing"]),
    (None, "7", ["name_missing"]),
]


@pytest.mark.parametrize(("written", "read", "findings"), NAMES)
def test_names_are_tidied_and_the_code_stands_in_for_one_that_is_missing(tmp_path, written, read, findings):
    rows = [(SQUARE, {"code": "7", "name": written})]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN)
    assert found.features[0].names == {"uz": read}
    assert [finding.kind for finding in found.findings] == findings


POPULATIONS = [
    (5120, 5120, []),
    (5120.4, 5120, []),
    ("5 120", 5120, []),
    ("5\u00a0120", 5120, []),
    (None, None, []),
    ("", None, []),
    ("many", None, ["population_unreadable"]),
    (-3, None, ["population_unreadable"]),
    ("1e99", None, ["population_unreadable"]),
]


@pytest.mark.parametrize(("written", "read", "findings"), POPULATIONS)
def test_populations_are_whole_numbers_or_unknown(tmp_path, written, read, findings):
    rows = [(SQUARE, {"code": "7", "name": "A", "people": written})]
    fields = FieldMap("code", {"uz": "name"}, population="people")
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), fields)
    assert found.features[0].population == read
    assert [finding.kind for finding in found.findings] == findings


def test_the_parents_code_is_read_as_text(tmp_path):
    rows = [
        (SQUARE, {"code": "7", "name": "A", "of": 1726}),
        (box(69.5, 41, 69.6, 41.1), {"code": "8", "name": "B", "of": None}),
    ]
    found = read_boundaries(
        write_geojson(tmp_path / "a.geojson", rows), FieldMap("code", {"uz": "name"}, parent="of")
    )
    assert [feature.parent_code for feature in found.features] == ["1726", None]


def test_a_missing_code_is_an_error_in_its_row(tmp_path):
    rows = [(SQUARE, {"code": "", "name": "A"}), (box(69.5, 41, 69.6, 41.1), {"code": None, "name": "B"})]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN)
    assert [(f.kind, f.row) for f in found.findings] == [("code_missing", 1), ("code_missing", 2)]


def test_missing_fields_are_named_with_those_that_are_there(tmp_path):
    found = read_boundaries(write(tmp_path / "a.gpkg", TIDY, "GPKG"), FieldMap("soato", {"uz": "nomi"}))
    finding = found.findings[0]
    assert (finding.kind, finding.severity) == ("fields_missing", "error")
    assert finding.params["missing"] == ["soato", "nomi"]
    assert finding.params["available"] == ["code", "name", "name_ru"]


def test_the_fields_of_a_file_can_be_asked_for(tmp_path):
    assert fields_of(write(tmp_path / "areas.zip", TIDY, "ESRI Shapefile")) == ["code", "name", "name_ru"]
    assert fields_of(tmp_path / "nothing.gpkg") == []
