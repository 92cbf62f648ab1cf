"""Files of places: shapes, tables, OpenStreetMap; what is one thing becomes one place, what is useless is told."""

import json

import pytest
from shapely import LineString, MultiLineString, Point, Polygon, box

from geo.place_file import PlaceFields, read_places
from geo.same_place import Named, as_places, middle
from tests.geo.boundary_files import write, write_geojson
from tests.osm_pbf import Node, Way, write_pbf

UZ = PlaceFields({"uz": "nomi"})
UZBEKISTAN = (55.9, 37.1, 73.2, 45.6)


def said(found):
    return [(finding.kind, finding.severity) for finding in found.findings]


def of_one(found):
    (place,) = found.places
    return place


# Shapes.


def test_lines_are_streets_and_the_rest_landmarks(tmp_path):
    rows = [
        (LineString([(69, 41), (69.002, 41)]), {"nomi": "Chinor koʻchasi"}),
        (Point(69.01, 41.01), {"nomi": "Chorsu"}),
        (box(69.02, 41.02, 69.03, 41.03), {"nomi": "Istirohat bogʻi"}),
    ]
    found = read_places(write_geojson(tmp_path / "a.geojson", rows), UZ)
    assert {(place.names["uz"], place.kind) for place in found.places} == {
        ("Chinor koʻchasi", "street"),
        ("Chorsu", "landmark"),
        ("Istirohat bogʻi", "landmark"),
    }
    assert not found.findings


def test_the_kind_that_is_named_wins(tmp_path):
    rows = [(Point(69, 41), {"nomi": "Qibray"})]
    found = read_places(write_geojson(tmp_path / "a.geojson", rows), UZ, kind="settlement")
    assert of_one(found).kind == "settlement"


def test_another_coordinate_system_is_brought_to_degrees(tmp_path):
    path = write(
        tmp_path / "a.gpkg",
        [(box(7_713_990, 5_049_990, 7_714_010, 5_050_010), {"nomi": "Chorsu"})],
        "GPKG",
        crs="EPSG:3857",
    )
    found = read_places(path, UZ)
    assert (round(of_one(found).longitude, 1), round(of_one(found).latitude, 1)) == (69.3, 41.3)
    assert said(found) == [("reprojected", "note")]


def test_names_are_tidied_and_further_names_kept(tmp_path):
    rows = [
        (Point(69, 41), {"nomi": " Amir\n Temur  xiyoboni ", "ru": "сквер Амира Темура", "eski": "Skver"})
    ]
    fields = PlaceFields({"uz": "nomi", "ru": "ru"}, others=("eski",))
    place = of_one(read_places(write_geojson(tmp_path / "a.geojson", rows), fields))
    assert place.names == {"uz": "Amir Temur xiyoboni", "ru": "сквер Амира Темура"}
    assert place.other_names == ("Skver",)


def test_rows_without_a_name_or_a_place_are_left_out_and_counted(tmp_path):
    rows = [
        (Point(69, 41), {"nomi": "Chorsu"}),
        (Point(69, 41), {"nomi": " "}),
        (Point(69, 41), {"nomi": None}),
        (None, {"nomi": "Hech qayer"}),
        (Point(69, 41), {"nomi": "x" * 201}),
    ]
    found = read_places(write_geojson(tmp_path / "a.geojson", rows), UZ)
    assert of_one(found).names == {"uz": "Chorsu"}
    told = {finding.kind: finding.params["number"] for finding in found.findings}
    assert told == {"left_out_nameless": 2, "left_out_placeless": 1, "left_out_long": 1}
    assert not found.has_errors


WRONG = [
    ("there is no such file", lambda folder: folder / "none.geojson", UZ, "no_such_file"),
    ("no GeoJSON at all", lambda folder: _written(folder / "a.geojson", "{"), UZ, "unreadable_file"),
    ("another field", lambda folder: write_geojson(folder / "a.geojson", [(Point(69, 41), {"x": "y"})]), UZ, "fields_missing"),
    ("nothing named", lambda folder: write_geojson(folder / "a.geojson", [(Point(69, 41), {"nomi": ""})]), UZ, "no_places"),
    ("swapped", lambda folder: write_geojson(folder / "a.geojson", [(Point(41, 69), {"nomi": "Chorsu"})]), UZ, "swapped"),
    ("a table without coordinates", lambda folder: _written(folder / "a.csv", "nomi\nChorsu\n"), UZ, "coordinate_fields_missing"),
    ("a table in another encoding", lambda folder: _bytes(folder / "a.csv", "nomi,x,y\nЧорсу,69,41\n".encode("cp1251")), PlaceFields({"uz": "nomi"}, longitude="x", latitude="y"), "unreadable_table"),
    ("no extract at all", lambda folder: _written(folder / "a.osm.pbf", "not one"), PlaceFields(), "unreadable_osm"),
    ("no such extract", lambda folder: folder / "none.osm.pbf", PlaceFields(), "no_such_file"),
    ("an extract of nothing", lambda folder: write_pbf(folder / "a.osm.pbf", [Node(1, 69, 41)]), PlaceFields(), "no_places"),
]  # fmt: skip


def _written(path, text):
    path.write_text(text)
    return path


def _bytes(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("what", "make", "fields", "kind"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_with_a_file_is_an_error_and_nothing_of_it_is_used(tmp_path, what, make, fields, kind):
    found = read_places(make(tmp_path), fields, expected=UZBEKISTAN)
    assert (kind, "error") in said(found)
    assert found.places == []


# Tables.

TABLE = PlaceFields({"uz": "nomi", "ru": "название"}, code="id", longitude="lon", latitude="lat")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_with_whatever_divides_its_columns(tmp_path, delimiter):
    rows = [["id", "nomi", "название", "lon", "lat"], ["7", "Chorsu", "Чорсу", " 69.24", "41.32 "]]
    path = _written(tmp_path / "a.csv", "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows))
    place = of_one(read_places(path, TABLE))
    assert (place.key, place.names) == ("7", {"uz": "Chorsu", "ru": "Чорсу"})
    assert (place.longitude, place.latitude, place.kind) == (69.24, 41.32, "landmark")


def test_a_row_whose_coordinates_are_no_numbers_is_left_out(tmp_path):
    text = "id,nomi,название,lon,lat\n1,A,А,69,41\n2,B,Б,,\n3,C,В,shimol,41\n4,D,Г\n"
    found = read_places(_written(tmp_path / "a.csv", text), TABLE)
    assert [place.key for place in found.places] == ["1"]
    assert said(found) == [("left_out_placeless", "note")]


def test_decimal_commas_are_understood(tmp_path):
    text = "id;nomi;название;lon;lat\n1;A;А;69,5;41,25\n"
    place = of_one(read_places(_written(tmp_path / "a.csv", text), TABLE))
    assert (place.longitude, place.latitude) == (69.5, 41.25)


# OpenStreetMap.

CORNERS = [(10, 69.02, 41.02), (11, 69.021, 41.02), (12, 69.021, 41.021), (13, 69.02, 41.021)]
NODES = [
    Node(1, 69.05, 41.05, {"name": "Chorsu bozori", "amenity": "marketplace", "name:ru": "Базар Чорсу"}),
    Node(2, 69.06, 41.06, {"name": "Юнусабад", "place": "suburb", "name:uz": "Yunusobod"}),
    Node(3, 69.07, 41.07, {"name": "Чўпон ота", "historic": "memorial", "alt_name": "Chupan;Чупан"}),
    Node(4, 69.08, 41.08, {"name": "Sim yogʻoch", "power": "pole"}),
    Node(5, 69.09, 41.09, {"amenity": "bench"}),
    Node(6, 69.0205, 41.0205, {"name": "25-maktab", "amenity": "school"}),
    *(Node(number, lon, lat) for number, lon, lat in CORNERS),
    *(Node(20 + step, 69.0 + step / 1000, 41.01) for step in range(12)),
]
STREET = {"highway": "residential", "name": "Chinor koʻchasi"}
WAYS = [
    Way(100, [20, 21, 22], {**STREET, "old_name": "улица Ленина"}),
    Way(101, [22, 23, 24], {**STREET, "name:ru": "улица Чинар"}),
    Way(102, [30, 31], STREET),
    Way(103, [10, 11, 12, 13, 10], {"building": "school", "amenity": "school", "name": "25-maktab"}),
    Way(104, [20, 10], {"highway": "residential"}),
    Way(105, [10, 11, 12, 13, 10], {"boundary": "administrative", "name": "Chilonzor tumani"}),
]


@pytest.fixture
def extract(tmp_path):
    return {
        place.key: place
        for place in read_places(write_pbf(tmp_path / "town.osm.pbf", NODES, WAYS), PlaceFields()).places
    }


def test_an_extract_gives_streets_settlements_and_landmarks(extract):
    assert {place.key: place.kind for place in extract.values()} == {
        "n1": "landmark",
        "n2": "settlement",
        "n3": "landmark",
        "n6": "landmark",
        "w100": "street",
        "w102": "street",
    }


def test_names_of_an_extract_are_kept_by_language(extract):
    assert extract["n1"].names == {"uz": "Chorsu bozori", "ru": "Базар Чорсу"}
    assert extract["n2"].names == {"uz": "Yunusobod", "ru": "Юнусабад"}
    assert extract["n3"].names == {"uz_Cyrl": "Чўпон ота"}
    assert extract["n3"].other_names == ("Chupan", "Чупан")


def test_a_street_in_pieces_is_one_place_with_all_its_names(extract):
    street = extract["w100"]
    assert street.names == {"uz": "Chinor koʻchasi", "ru": "улица Чинар"}
    assert street.other_names == ("улица Ленина",)
    # Halfway along the whole.
    assert (street.longitude, street.latitude) == (69.002, 41.01)


def test_streets_of_one_name_far_apart_are_two(extract):
    assert extract["w102"].longitude == pytest.approx(69.0105)


def test_a_school_that_is_a_point_and_a_building_is_one(extract):
    schools = [place for place in extract.values() if place.names.get("uz") == "25-maktab"]
    assert len(schools) == 1


def test_administrative_areas_and_poles_are_no_places(tmp_path):
    found = read_places(write_pbf(tmp_path / "town.osm.pbf", NODES, WAYS), PlaceFields())
    assert not {"Chilonzor tumani", "Sim yogʻoch"} & {place.names.get("uz") for place in found.places}
    assert {finding.kind: finding.params["number"] for finding in found.findings} == {"left_out_other": 2}


def test_an_extract_is_told_layer_by_layer(tmp_path):
    told = []
    path = write_pbf(tmp_path / "town.osm.pbf", NODES, WAYS)
    read_places(path, PlaceFields(), on_progress=lambda done, total: told.append((done, total)))
    assert told[:3] == [(1, 3), (2, 3), (3, 3)]
    assert told[-1][0] == told[-1][1]


# One place for one thing.


def named(shape, name="Chinor", kind="street", key=""):
    return Named(key, kind, name, {"uz": name}, (), shape)


def test_the_order_of_the_pieces_changes_nothing():
    pieces = [
        named(LineString([(69 + n / 1000, 41), (69 + (n + 1) / 1000, 41)]), key=f"w{n}") for n in range(9)
    ]
    assert as_places(pieces) == as_places(pieces[::-1])
    assert len(as_places(pieces)) == 1


def test_places_without_a_code_are_known_by_name_and_position():
    one, same, other = (as_places([named(Point(lon, 41), kind="landmark")])[0] for lon in (69, 69, 69.5))
    assert one.key == same.key != other.key


def test_two_rows_with_one_code_are_one_place():
    pieces = [named(Point(69, 41), "A", "landmark", "7"), named(Point(70, 41), "B", "landmark", "7")]
    assert len(as_places(pieces)) == 1


@pytest.mark.parametrize(
    ("shape", "point"),
    [
        (Point(1, 2), (1, 2)),
        (LineString([(0, 0), (4, 0)]), (2, 0)),
        (MultiLineString([[(0, 0), (4, 0)], [(9, 9), (9.5, 9)]]), (2, 0)),
    ],
)
def test_a_place_is_shown_in_its_middle(shape, point):
    assert middle(shape).coords[0] == point


def test_a_surface_is_shown_inside_itself():
    horseshoe = Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])
    assert horseshoe.covers(middle(horseshoe))


def test_geojson_of_nothing_is_told(tmp_path):
    path = _written(tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": []}))
    assert read_places(path, UZ).has_errors
