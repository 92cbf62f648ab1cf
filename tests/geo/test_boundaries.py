"""Reading boundary files: formats, coordinate systems, and what is wrong with one row."""

from __future__ import annotations

import math

import pytest
import shapely
from pyproj import Geod
from shapely import MultiPolygon, Point, Polygon, box

from geo.boundaries import area_km2, read_boundaries
from geo.boundary_file import BoundaryFile, FieldMap
from tests.geo.boundary_files import FORMATS, TIDY, write, write_geojson

FIELDS = FieldMap("code", {"uz": "name", "ru": "name_ru"})
SQUARE = box(69.0, 41.0, 69.01, 41.01)
PLAIN = FieldMap("code", {"uz": "name"})


def kinds(found: BoundaryFile) -> list[tuple[str, str]]:
    return [(finding.kind, finding.severity) for finding in found.findings]


def the_only(found: BoundaryFile):
    (finding,) = found.findings
    return finding


@pytest.mark.parametrize(("driver", "name"), FORMATS.items())
def test_every_format_reads_alike(tmp_path, driver, name):
    found = read_boundaries(write(tmp_path / name, TIDY, driver), FIELDS)
    assert found.findings == []
    assert [(f.row, f.code, f.names) for f in found.features] == [
        (row, values["code"], {"uz": values["name"], "ru": values["name_ru"]})
        for row, (_, values) in enumerate(TIDY, start=1)
    ]
    assert all(f.boundary.geom_type == "MultiPolygon" for f in found.features)
    assert all(f.boundary.equals(shape) for f, (shape, _) in zip(found.features, TIDY, strict=True))


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32642", "EPSG:28412"])
def test_every_coordinate_system_comes_out_in_degrees(tmp_path, crs):
    from pyproj import Transformer

    there = Transformer.from_crs(4326, crs, always_xy=True)
    rows = [(shapely.transform(shape, there.transform, interleaved=False), values) for shape, values in TIDY]
    found = read_boundaries(write(tmp_path / "areas.gpkg", rows, "GPKG", crs=crs), FIELDS)
    assert kinds(found) == [("reprojected", "note")]
    for feature, (shape, _) in zip(found.features, TIDY, strict=True):
        assert shapely.hausdorff_distance(feature.boundary, shape) < 1e-7


def test_progress_is_told_row_by_row(tmp_path):
    told = []
    read_boundaries(
        write(tmp_path / "a.gpkg", TIDY, "GPKG"), FIELDS, on_progress=lambda *seen: told.append(seen)
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


BOWTIE = Polygon([(69, 41), (69.01, 41.01), (69.01, 41), (69, 41.01), (69, 41)])
SHAPES = [
    # what stands in the file, what is said of it, surface in squares of the tidy file (None: unusable)
    (None, [("geometry_empty", "error")], None),
    ({"type": "Polygon", "coordinates": []}, [("geometry_empty", "error")], None),
    (Point(69, 41), [("not_a_polygon", "error")], None),
    (shapely.LineString([(69, 41), (69.01, 41.01)]), [("not_a_polygon", "error")], None),
    (BOWTIE, [("repaired", "warning")], 0.5),
    (Polygon([(69, 41), (69.01, 41.01), (69, 41)]), [("not_repairable", "error")], None),
    (shapely.GeometryCollection([SQUARE]), [("collection_unwrapped", "note")], 1),
    (shapely.GeometryCollection([Point(60, 40), SQUARE]), [("collection_unwrapped", "note")], 1),
    (
        shapely.GeometryCollection([SQUARE, box(69.005, 41.0, 69.015, 41.01)]),
        [("collection_unwrapped", "note")],
        1.5,
    ),
    (
        shapely.GeometryCollection([shapely.GeometryCollection([SQUARE])]),
        [("collection_unwrapped", "note")],
        1,
    ),
    (
        shapely.GeometryCollection([BOWTIE]),
        [("collection_unwrapped", "note"), ("repaired", "warning")],
        0.5,
    ),
    (
        shapely.GeometryCollection([Point(69, 41)]),
        [("collection_unwrapped", "note"), ("not_a_polygon", "error")],
        None,
    ),
    # A ring around an inner ring that was written as a part of its own, as raw OpenStreetMap does.
    (
        MultiPolygon([SQUARE, box(69.0025, 41.0025, 69.0075, 41.0075)]),
        [("repaired", "warning")],
        0.75,
    ),
    (
        MultiPolygon([box(69.0, 41.0, 69.005, 41.01), box(69.005, 41.0, 69.01, 41.01)]),
        [("repaired", "warning")],
        1,
    ),
]


@pytest.mark.parametrize(("shape", "said", "squares"), SHAPES)
def test_each_shape_becomes_a_valid_multipolygon_or_is_refused_in_words(tmp_path, shape, said, squares):
    rows = [(shape, {"code": "7", "name": "A"}), (box(69.5, 41, 69.6, 41.1), {"code": "8", "name": "B"})]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN)
    assert kinds(found) == said
    assert all(finding.row == 1 for finding in found.findings)
    usable = [feature for feature in found.features if feature.code == "7"]
    if squares is None:
        assert usable == []
        assert found.has_errors
    else:
        assert usable[0].boundary.is_valid
        assert usable[0].boundary.geom_type == "MultiPolygon"
        assert usable[0].area_km2 == pytest.approx(squares * area_km2(SQUARE), rel=1e-3)


def test_a_repair_tells_the_surface_before_and_after(tmp_path):
    finding = the_only(
        read_boundaries(write_geojson(tmp_path / "a.geojson", [(BOWTIE, {"code": "7", "name": "A"})]), PLAIN)
    )
    assert finding.params["after_km2"] == pytest.approx(area_km2(SQUARE) / 2, rel=1e-3)
    assert "Self-intersection" in finding.params["reason"]


UNREADABLE = [
    ("notes.geojson", b"these are no boundaries"),
    ("cut.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Feat'),
    ("empty.geojson", b""),
    ("not.zip", b"PK\x03\x04 half a zip"),
    ("picture.gpkg", b"\x89PNG\r\n\x1a\n"),
]


@pytest.mark.parametrize(("name", "content"), UNREADABLE)
def test_what_is_no_boundary_file_is_said_to_be_unreadable(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert kinds(read_boundaries(tmp_path / name, PLAIN)) == [("unreadable_file", "error")]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    assert kinds(read_boundaries(tmp_path / "none.gpkg", PLAIN)) == [("no_such_file", "error")]


def test_a_file_without_areas_is_said_to_be_empty(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [])
    # Without areas there are no fields either, and the first reason is the one to tell.
    assert kinds(read_boundaries(path, PLAIN))[0][1] == "error"
    tables = write(tmp_path / "b.gpkg", TIDY, "GPKG")
    import sqlite3

    with sqlite3.connect(tables) as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("DELETE FROM b")
    connection.close()
    assert kinds(read_boundaries(tables, PLAIN)) == [("empty_file", "error")]


def test_of_several_layers_it_says_which_one_it_reads(tmp_path):
    path = write(tmp_path / "a.gpkg", TIDY, "GPKG", layer="mahallas")
    write(path, TIDY[:1], "GPKG", layer="roads", append=True)
    found = read_boundaries(path, FIELDS)
    finding = the_only(found)
    assert (finding.kind, finding.severity) == ("several_layers", "warning")
    assert finding.params == {"layer": "mahallas", "others": ["roads"]}
    assert len(found.features) == 4


def test_a_file_without_a_coordinate_system_is_read_as_degrees_and_says_so(tmp_path):
    found = read_boundaries(write(tmp_path / "areas.zip", TIDY, "ESRI Shapefile", crs=None), FIELDS)
    assert kinds(found) == [("crs_missing", "warning")]
    assert len(found.features) == 4


def test_metres_that_call_themselves_degrees_are_refused(tmp_path):
    rows = [(box(7_680_000, 5_010_000, 7_681_000, 5_011_000), {"code": "7", "name": "A"})]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN)
    assert kinds(found) == [("not_degrees", "error")]
    assert found.features == []


def test_a_drawing_without_a_place_on_earth_is_refused(tmp_path):
    crs = 'LOCAL_CS["workshop",LOCAL_DATUM["bench",0],UNIT["metre",1],AXIS["x",EAST],AXIS["y",NORTH]]'
    path = write(tmp_path / "a.gpkg", [(SQUARE, {"code": "7", "name": "A"})], "GPKG", crs=crs)
    assert kinds(read_boundaries(path, PLAIN)) == [("not_geographic", "error")]


def swapped(shape):
    return shapely.transform(shape, lambda x, y: (y, x), interleaved=False)


@pytest.mark.parametrize("lon", [69.0, 100.0])
def test_latitude_before_longitude_is_recognised(tmp_path, lon):
    rows = [(swapped(box(lon, 41, lon + 0.01, 41.01)), {"code": "7", "name": "A"})]
    found = read_boundaries(
        write_geojson(tmp_path / "a.geojson", rows), PLAIN, expected=(lon - 10, 37, lon + 10, 46)
    )
    assert ("swapped", "error") in kinds(found)


def test_another_country_is_only_a_warning(tmp_path):
    rows = [(box(-71.1, 42.3, -71.0, 42.4), {"code": "7", "name": "A"})]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN, expected=(56, 37, 73, 46))
    assert kinds(found) == [("far_away", "warning")]
    assert len(found.features) == 1


def test_heights_are_left_out(tmp_path):
    rows = [(shapely.force_3d(SQUARE, 400.0), {"code": "7", "name": "A"})]
    found = read_boundaries(write_geojson(tmp_path / "a.geojson", rows), PLAIN)
    assert not found.features[0].boundary.has_z


@pytest.mark.parametrize("latitude", [0, 41, 60, -35])
def test_surfaces_are_real_square_kilometres(latitude):
    shape = box(69.0, latitude, 69.01, latitude + 0.01)
    metres2, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape.segmentize(0.0001))
    assert area_km2(shape) == pytest.approx(math.fabs(metres2) / 1e6, rel=1e-4)
    assert area_km2(MultiPolygon()) == 0.0
