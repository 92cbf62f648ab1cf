"""Every finding about a boundary file has a sentence, and no sentence is left without a finding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask_babel import force_locale

from app import findings
from geo.boundary_file import Finding

ROOT = Path(__file__).parents[2]

#: What each kind is said with, and the sentence that it makes, in the language of the code.
SAID = [
    ("no_such_file", {"path": "a.gpkg"}, "There is no file a.gpkg."),
    (
        "unreadable_file",
        {"reason": "No driver knows it."},
        "The file cannot be read as GeoJSON, GeoPackage, zipped Shapefile or FlatGeobuf. No driver knows it.",
    ),
    ("empty_file", {}, "The file holds no areas."),
    (
        "several_layers",
        {"layer": "mahallas", "others": ["roads", "rivers"]},
        "The file has several layers. mahallas was read, and not roads, rivers.",
    ),
    (
        "fields_missing",
        {"missing": ["soato", "soato"], "available": ["code", "name"]},
        "The file has no field soato. It has these: code, name.",
    ),
    (
        "not_geographic",
        {"crs": "workshop"},
        "The file's coordinate system (workshop) has no place on earth. Save it in WGS 84 (EPSG:4326).",
    ),
    (
        "not_degrees",
        {"crs": "", "x": 7_680_000.4, "y": 5_010_000.0},
        "The coordinates are no degrees (the first is 7,680,000, 5,010,000), though the file says nothing "
        "about its coordinate system. Save it again with the coordinate system that it was drawn in.",
    ),
    ("crs_missing", {}, "The file does not name its coordinate system; it was read as WGS 84."),
    (
        "reprojected",
        {"crs": "WGS 84 / UTM zone 42N"},
        "The coordinates were brought from WGS 84 / UTM zone 42N to WGS 84.",
    ),
    (
        "swapped",
        {"west": 41.004, "south": 69.0, "east": 41.5, "north": 69.4},
        "Longitude and latitude look swapped: the file lies between 41 and 41.5 of longitude. "
        "Write the longitude first.",
    ),
    (
        "far_away",
        {"west": -71.1, "south": 42.3, "east": -71.0, "north": 42.4},
        "The file lies far from the territory: -71.1 to -71 of longitude, 42.3 to 42.4 of latitude.",
    ),
    ("swapped_row", {}, "Longitude and latitude look swapped. Write the longitude first."),
    ("ring_closed", {}, "An outline of the boundary was left open; it was closed."),
    ("code_missing", {}, "There is no code."),
    ("duplicate_code", {"rows": [1, 3]}, "The code stands in rows 1, 3. Each code may stand once."),
    ("name_missing", {"locale": "ru"}, "There is no name in the field for ru."),
    (
        "name_tidied",
        {"name": "Oq tepa"},
        "Spaces or line ends were taken out of the name: “Oq tepa”.",
    ),
    ("population_unreadable", {"value": "many"}, "The population “many” is no number."),
    ("geometry_empty", {}, "There is no boundary."),
    ("coordinates_unreadable", {}, "The boundary has coordinates that are no numbers."),
    ("collection_unwrapped", {}, "The boundary was a collection; its surfaces were taken out of it."),
    ("not_a_polygon", {"shape": "Point"}, "The boundary is a Point, and not a surface."),
    (
        "repaired",
        {"reason": "Self-intersection[69 41]", "before_km2": 0.93211, "after_km2": 0.5},
        "The boundary crossed itself and was repaired (Self-intersection[69 41]); "
        "its surface was 0.9321 km² and is 0.5 km².",
    ),
    (
        "not_repairable",
        {"reason": "Too few points"},
        "The boundary is broken and cannot be repaired (Too few points).",
    ),
    ("parent_missing", {}, "No parent is named; it is looked for by its place."),
    (
        "parent_unknown",
        {"codes": ["1", "2"]},
        "This parent was not imported. These areas name it: 1, 2.",
    ),
    (
        "overlap",
        {"other": "102", "km2": 1.234, "share": 0.1234},
        "It overlaps 102 by 1.23 km² (12.3 % of the smaller one).",
    ),
    ("more_overlaps", {"number": 3, "km2": 1.0}, "3 more overlaps, 1 km² together."),
    (
        "overlap_slivers",
        {"number": 443, "km2": 0.19},
        "443 more overlaps are only slivers, 0.19 km² together.",
    ),
    (
        "gap",
        {"km2": 0.00012345, "lon": 69.1, "lat": 41.2},
        "Nothing covers 0.000123 km² around 41.2, 69.1.",
    ),
    ("more_gaps", {"number": 1, "km2": 2.5}, "1 more gap, 2.5 km²."),
    ("gap_slivers", {"number": 1, "km2": 0.0001}, "1 more gap is only a sliver, 0.0001 km²."),
    ("no_places", {}, "The file holds no place with a name."),
    (
        "coordinate_fields_missing",
        {},
        "A table needs the columns of the longitude and the latitude. "
        "Name them with --lon-field and --lat-field.",
    ),
    (
        "unreadable_table",
        {"reason": "byte 0xd7"},
        "The table cannot be read. Save it as CSV in UTF-8. byte 0xd7",
    ),
    (
        "unreadable_osm",
        {"reason": "cut off"},
        "The file cannot be read as an extract of OpenStreetMap. cut off",
    ),
    ("left_out_nameless", {"number": 1}, "1 row has no name and was left out."),
    ("left_out_placeless", {"number": 2}, "2 rows have no place on earth and were left out."),
    (
        "left_out_long",
        {"number": 2},
        "2 rows have names of more than 200 characters and were left out.",
    ),
    (
        "left_out_other",
        {"number": 1},
        "1 named thing is no street, settlement or landmark and was left out.",
    ),
]


def kinds_in_the_code() -> set[str]:
    """Every kind that the reading and the checks can say."""
    said = re.compile(r"\.say\(\s*\"(\w+)\"")
    return {kind for path in (ROOT / "geo").glob("*.py") for kind in said.findall(path.read_text("utf-8"))}


def test_every_kind_of_finding_stands_in_the_table_below_and_no_other():
    assert {kind for kind, _, _ in SAID} == kinds_in_the_code()


@pytest.mark.parametrize(("kind", "params", "sentence"), SAID, ids=[kind for kind, _, _ in SAID])
def test_each_finding_is_a_whole_sentence(app, kind, params, sentence):
    with app.test_request_context(), force_locale("en"):
        assert findings.sentence(Finding(kind, "error", params=params)) == sentence


@pytest.mark.parametrize(("kind", "params"), [(kind, params) for kind, params, _ in SAID])
def test_each_finding_can_be_said_in_every_language(app, kind, params):
    for locale in app.config["LOCALES"]:
        with app.test_request_context(), force_locale(locale):
            said = findings.sentence(Finding(kind, "warning", 3, "101", params))
        assert "%(" not in said
        assert "3" in said
        assert "101" in said


WHERE = [
    (None, None, "There is no code."),
    (7, None, "Row 7: There is no code."),
    (None, "101", "101: There is no code."),
    (7, "101", "Row 7, 101: There is no code."),
]


@pytest.mark.parametrize(("row", "code", "sentence"), WHERE)
def test_a_finding_says_its_row_and_its_code_where_it_has_them(app, row, code, sentence):
    with app.test_request_context(), force_locale("en"):
        assert findings.sentence(Finding("code_missing", "error", row, code)) == sentence


def test_of_many_children_without_a_parent_only_the_first_are_named(app):
    with app.test_request_context(), force_locale("en"):
        said = findings.sentence(Finding("parent_unknown", "error", None, "x", {"codes": list("abcdefghij")}))
    assert said == "x: This parent was not imported. These areas name it: a, b, c, d, e, f, g, h …."
