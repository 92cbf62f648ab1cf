"""`flask places import` and `find`: the words, the exit code, and what is written."""

from __future__ import annotations

import pytest
from shapely import LineString, Point, box
from sqlalchemy import func, select

from app.models import NameVersion, Place, PlaceSource
from tests.factories import World, make_area
from tests.geo.boundary_files import write, write_geojson
from tests.osm_pbf import Node, Way, write_pbf

OPTIONS = ["--name-field", "uz=nomi"]
ROWS = [
    (Point(69.05, 41.05), {"nomi": "Chorsu bozori", "ru": "Базар Чорсу"}),
    (LineString([(69.01, 41.01), (69.02, 41.01)]), {"nomi": "Chinor koʻchasi", "ru": "улица Чинар"}),
    (Point(60.0, 42.0), {"nomi": "Uzoqdagi joy", "ru": None}),
]


@pytest.fixture
def places(app):
    """Run a command of the group; the answer has `exit_code` and `output`."""

    def run(*words: object):
        done = app.test_cli_runner().invoke(args=["places", *map(str, words)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return run


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def file(tmp_path):
    return write_geojson(tmp_path / "joylar.geojson", ROWS)


def how_many(session) -> int:
    return session.scalar(select(func.count()).select_from(Place))


def version(session) -> int:
    return session.scalar(select(NameVersion.version))


def test_an_import_says_what_it_did(places, session, world, file):
    done = places("import", file, *OPTIONS, "--name-field", "ru=ru")
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            "3 new, 0 changed, 0 removed, 0 unchanged.",
            "1 of them lie outside every imported area and are not found until one holds them.",
        ],
    )
    rows = session.execute(
        select(Place.kind, Place.names, Place.area_id).order_by(Place.kind, Place.area_id)
    ).all()
    assert ("street", {"uz": "Chinor koʻchasi", "ru": "улица Чинар"}, world.mahalla.id) in [
        tuple(row) for row in rows
    ]
    assert session.scalar(select(PlaceSource.name)) == "joylar"


def test_importing_twice_is_the_same_as_once(places, session, world, file):
    places("import", file, *OPTIONS)
    before = version(session)
    again = places("import", file, *OPTIONS)
    assert again.output.splitlines()[0] == "0 new, 0 changed, 0 removed, 3 unchanged."
    assert (how_many(session), version(session)) == (3, before)


def test_a_newer_file_of_the_same_source_replaces_the_older_one(places, session, world, tmp_path):
    with_codes = [(shape, {**values, "id": number}) for number, (shape, values) in enumerate(ROWS)]
    options = [*OPTIONS, "--code-field", "id", "--source", "hokimiyat"]
    places("import", write_geojson(tmp_path / "2026.geojson", with_codes), *options)
    newer = [
        (Point(69.06, 41.06), {"nomi": "Chorsu", "id": 0}),
        *with_codes[1:2],
        (Point(69.07, 41.07), {"nomi": "Yangi", "id": 9}),
    ]
    done = places("import", write_geojson(tmp_path / "2027.geojson", newer), *options)
    assert done.output.splitlines()[0] == "1 new, 1 changed, 1 removed, 1 unchanged."
    assert set(session.scalars(select(Place.key))) == {"0", "1", "9"}
    assert "Chorsu, mahalla" in places("find", "chorsu").output
    assert "69.06000 41.06000" in places("find", "chorsu").output


def test_two_sources_leave_one_another_alone(places, session, world, file):
    places("import", file, *OPTIONS)
    done = places("import", file, *OPTIONS, "--source", "boshqa")
    assert done.output.splitlines()[0] == "3 new, 0 changed, 0 removed, 0 unchanged."
    assert how_many(session) == 6


def test_a_dry_run_tells_the_same_and_keeps_nothing(places, session, world, file):
    done = places("import", file, *OPTIONS, "--dry-run")
    assert done.output.splitlines()[0] == "3 new, 0 changed, 0 removed, 0 unchanged."
    assert done.output.splitlines()[-1] == "This was a dry run: nothing was kept."
    assert (how_many(session), version(session)) == (0, 0)


def test_what_is_left_out_is_told_in_words(places, session, world, tmp_path):
    rows = [*ROWS, (Point(69, 41), {"nomi": ""}), (None, {"nomi": "Hech qayer"})]
    done = places("import", write_geojson(tmp_path / "a.geojson", rows), *OPTIONS)
    assert done.output.splitlines()[:2] == [
        "· 1 row has no name and was left out.",
        "· 1 row has no place on earth and was left out.",
    ]


WRONG = [
    ("none.geojson", None, OPTIONS, "✗ There is no file"),
    ("a.geojson", "{", OPTIONS, "✗ The file cannot be read as GeoJSON"),
    ("a.osm.pbf", "x", [], "✗ The file cannot be read as an extract of OpenStreetMap."),
    ("a.csv", "nomi\nA\n", OPTIONS, "✗ A table needs the columns of the longitude and the latitude."),
    (
        "a.csv",
        "nomi,x\nA,69\n",
        [*OPTIONS, "--lon-field", "x", "--lat-field", "y"],
        "✗ The file has no field y.",
    ),
]


@pytest.mark.parametrize(("name", "text", "options", "words"), WRONG)
def test_a_file_that_is_wrong_changes_nothing(places, session, world, tmp_path, name, text, options, words):
    if text is not None:
        (tmp_path / name).write_text(text)
    done = places("import", tmp_path / name, *options)
    assert done.exit_code == 1
    assert words in done.output
    assert done.output.splitlines()[-1] == "Error: 1 error. Mend the file and try again; nothing was written."
    assert how_many(session) == 0


BAD_OPTIONS = [
    ([], "Say which field holds the name: --name-field uz=FIELD."),
    (["--name-field", "nomi"], "write it as LANGUAGE=FIELD"),
    (["--name-field", "fr=nomi"], "the languages are uz, uz_Cyrl, kaa, ru, en"),
    ([*OPTIONS, "--kind", "river"], "'river' is not one of"),
]


@pytest.mark.parametrize(("options", "words"), BAD_OPTIONS)
def test_an_option_that_makes_no_sense_says_how_to_write_it(places, file, options, words):
    done = places("import", file, *options)
    assert done.exit_code == 2
    assert words in done.output


def test_a_table_is_imported(places, session, world, tmp_path):
    path = tmp_path / "maktablar.csv"
    path.write_text("id;nomi;lon;lat\n7;25-maktab;69.05;41.05\n8;26-maktab;69.15;41.05\n")
    done = places("import", path, *OPTIONS, "--code-field", "id", "--lon-field", "lon", "--lat-field", "lat")
    assert done.output == "2 new, 0 changed, 0 removed, 0 unchanged.\n"
    assert places("find", "maktab", "26").output.startswith(
        "landmark   69.15000 41.05000  26-maktab, mahalla"
    )


def test_an_extract_of_openstreetmap_needs_no_fields_and_names_its_owner(places, session, world, tmp_path):
    nodes = [
        Node(1, 69.05, 41.05, {"name": "Чорсу", "amenity": "marketplace"}),
        Node(2, 69.01, 41.01),
        Node(3, 69.02, 41.01),
    ]
    ways = [Way(7, [2, 3], {"highway": "residential", "name": "Chinor koʻchasi", "old_name": "улица Ленина"})]
    done = places("import", write_pbf(tmp_path / "uzbekistan-latest.osm.pbf", nodes, ways))
    assert done.output == "2 new, 0 changed, 0 removed, 0 unchanged.\n"
    assert session.scalar(select(PlaceSource.attribution)) == "© OpenStreetMap"
    # By its former name too.
    assert "Chinor koʻchasi" in places("find", "lenina").output


def test_a_place_outside_the_territory_is_found_once_an_area_holds_it(app, places, session, world, file):
    places("import", file, *OPTIONS)
    assert places("find", "uzoqdagi").output == "Nothing was found.\n"
    rows = [(box(59.9, 41.9, 60.1, 42.1), {"code": "9", "name": "Uzoq tumani"})]
    path = write(file.with_name("areas.gpkg"), rows, "GPKG")
    areas = [
        "areas",
        "import",
        str(path),
        "--level",
        "mahalla",
        "--code-field",
        "code",
        "--name-field",
        "uz=name",
    ]
    assert app.test_cli_runner().invoke(args=areas).exit_code == 0
    assert "Uzoqdagi joy, Uzoq tumani" in places("find", "uzoqdagi").output


def test_a_search_of_ten_thousand_characters_is_refused_in_a_sentence(places, session):
    make_area()
    done = places("find", "x" * 10_000)
    assert done.exit_code == 1
    assert "at most 100 fit. Shorten it." in done.output
