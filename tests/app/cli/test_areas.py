"""`flask areas import`, `check` and `locate`: the words, the exit code, and what is written."""

from __future__ import annotations

import pytest
from shapely import Polygon, box
from sqlalchemy import func, select

from app.models import Area, Boundary
from app.queries.territory import territory_version
from tests.factories import World, make_area, make_service
from tests.geo.boundary_files import FORMATS, TIDY, write, write_geojson

OPTIONS = ["--level", "mahalla", "--code-field", "code", "--name-field", "uz=name"]
BOWTIE = Polygon([(69, 41), (69.01, 41.01), (69.01, 41), (69, 41.01), (69, 41)])


@pytest.fixture
def areas(app):
    """Run a command of the group; the answer has `exit_code` and `output`."""

    def run(*words: object):
        done = app.test_cli_runner().invoke(args=["areas", *map(str, words)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return run


@pytest.fixture
def tidy(tmp_path):
    """A file with nothing wrong in it."""
    return write(tmp_path / "areas.gpkg", TIDY, "GPKG")


def how_many(session) -> int:
    return session.scalar(select(func.count()).select_from(Area))


@pytest.mark.parametrize(("driver", "name"), FORMATS.items())
def test_every_format_is_imported(areas, session, tmp_path, driver, name):
    done = areas("import", write(tmp_path / name, TIDY, driver), *OPTIONS, "--name-field", "ru=name_ru")
    assert (done.exit_code, done.output) == (0, "4 new, 0 with a new boundary, 0 renamed, 0 unchanged.\n")
    names = session.scalars(select(Area.names).order_by(Area.code)).all()
    assert names == [{"uz": values["name"], "ru": values["name_ru"]} for _, values in TIDY]


def test_importing_twice_is_the_same_as_once(areas, session, tidy):
    areas("import", tidy, *OPTIONS)
    version = territory_version()
    again = areas("import", tidy, *OPTIONS)
    assert again.output == "0 new, 0 with a new boundary, 0 renamed, 4 unchanged.\n"
    assert territory_version() == version
    assert session.scalar(select(func.count()).select_from(Boundary)) == 4


def test_a_dry_run_tells_the_same_and_keeps_nothing(areas, session, tidy):
    done = areas("import", tidy, *OPTIONS, "--dry-run")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "4 new, 0 with a new boundary, 0 renamed, 0 unchanged.",
        "This was a dry run: nothing was kept.",
    ]
    assert how_many(session) == 0


def test_a_check_says_everything_and_writes_nothing(areas, session, tmp_path):
    rows = [
        (BOWTIE, {"code": "101", "name": "Bogʻobod\n"}),
        (box(69.01, 41, 69.02, 41.01), {"code": "102", "name": ""}),
    ]
    done = areas("check", write_geojson(tmp_path / "a.geojson", rows), *OPTIONS)
    assert done.exit_code == 0
    told = done.output.splitlines()
    assert told[0].startswith("! Row 1, 101: The boundary crossed itself and was repaired")
    assert told[1] == "! Row 2, 102: There is no name in the field for uz."
    assert told[2].startswith("· Row 1, 101: Spaces or line ends were taken out of the name")
    assert told[-1] == "2 of 2 areas are usable. Nothing was written."
    assert how_many(session) == 0


def test_a_half_valid_file_is_refused_whole_by_either_command(areas, session, tmp_path):
    rows = [*TIDY[:2], (None, {"code": "103", "name": "Tinchlik"}), TIDY[3]]
    path = write_geojson(tmp_path / "a.geojson", rows)
    for command in ("check", "import"):
        done = areas(command, path, *OPTIONS)
        assert done.exit_code == 1
        assert done.output.splitlines() == [
            "✗ Row 3, 103: There is no boundary.",
            "Error: 1 error. Mend the file and try again; nothing was written.",
        ]
    assert how_many(session) == 0


def test_errors_come_before_warnings_and_warnings_before_notes(areas, tmp_path):
    rows = [
        (box(69.0, 41, 69.01, 41.01), {"code": "1", "name": "A\n"}),
        (box(69.005, 41, 69.015, 41.01), {"code": "2", "name": "B"}),
        (None, {"code": "3", "name": "C"}),
    ]
    told = areas("check", write_geojson(tmp_path / "a.geojson", rows), *OPTIONS).output.splitlines()
    assert [line[0] for line in told[:3]] == ["✗", "!", "·"]


def test_a_file_that_is_not_there_ends_with_an_error(areas, tmp_path):
    done = areas("import", tmp_path / "none.gpkg", *OPTIONS)
    assert done.exit_code == 1
    assert f"✗ There is no file {tmp_path / 'none.gpkg'}." in done.output


def test_a_wrong_field_is_told_with_those_that_are_there(areas, tidy):
    done = areas("import", tidy, "--level", "mahalla", "--code-field", "soato", "--name-field", "uz=name")
    assert done.exit_code == 1
    assert "✗ The file has no field soato. It has these: code, name, name_ru." in done.output


BAD_OPTIONS = [
    (["--name-field", "name"], "write it as LANGUAGE=FIELD"),
    (["--name-field", "uz="], "write it as LANGUAGE=FIELD"),
    (["--name-field", "fr=name"], "the languages are uz, uz_Cyrl, kaa, ru, en"),
    (["--level", "village"], "'village' is not one of"),
    (["--valid-from", "soon"], "does not match the format"),
]


@pytest.mark.parametrize(("options", "words"), BAD_OPTIONS)
def test_an_option_that_makes_no_sense_says_how_to_write_it(areas, tidy, options, words):
    done = areas("import", tidy, *OPTIONS, *options)
    assert done.exit_code == 2
    assert words in done.output


def test_a_day_that_has_not_come_is_refused(areas, session, tidy):
    done = areas("import", tidy, *OPTIONS, "--valid-from", "2027-01-01")
    assert done.exit_code == 1
    assert "Choose today or an earlier day." in done.output
    assert how_many(session) == 0


def test_parents_and_residents_come_from_the_fields_that_are_named(areas, session, tmp_path):
    district = make_area("district", (69.0, 41.0, 69.4, 41.4), code="1701")
    rows = [(shape, {**values, "of": 1701, "people": "1 200"}) for shape, values in TIDY]
    path = write(tmp_path / "areas.gpkg", rows, "GPKG")
    done = areas("import", path, *OPTIONS, "--parent-field", "of", "--population-field", "people")
    assert done.exit_code == 0
    mahallas = session.scalars(select(Area).where(Area.level == "mahalla")).all()
    assert {(area.parent_id, area.population) for area in mahallas} == {(district.id, 1200)}


def test_parents_that_do_not_exist_are_named_and_nothing_is_imported(areas, session, tmp_path):
    rows = [(shape, {**values, "of": "9999"}) for shape, values in TIDY]
    done = areas("import", write(tmp_path / "a.gpkg", rows, "GPKG"), *OPTIONS, "--parent-field", "of")
    assert done.exit_code == 1
    assert "✗ 9999: This parent was not imported. These areas name it: 101, 102, 103, 104." in done.output
    assert how_many(session) == 0


def test_reports_that_go_elsewhere_are_named(areas, session, tmp_path):
    world = World()
    sr = world.report()
    smaller = [
        (box(69.0, 41.0, 69.04, 41.1), {"code": "170101", "name": "A"}),
        (box(69.04, 41.0, 69.2, 41.1), {"code": "170102", "name": "B"}),
    ]
    done = areas("import", write(tmp_path / "areas.gpkg", smaller, "GPKG"), *OPTIONS)
    assert (
        done.output.splitlines()
        == [
            "0 new, 2 with a new boundary, 0 renamed, 0 unchanged.",
            f"1 open report was routed again: {sr.public_id}",
        ]
        or "2 with a new boundary" in done.output
    )
    assert sr.public_id in done.output
    assert sr.mahalla_id == world.other_mahalla.id


def test_locate_prints_the_chain_how_it_was_found_and_who_answers(areas):
    world = World()
    make_service(world.group, "kerb")
    done = areas("locate", "69.05", "41.05")
    assert done.exit_code == 0
    told = done.output.splitlines()
    assert told[0].split(maxsplit=2) == ["region", "17", world.region.names["uz"]]
    assert told[1].split(maxsplit=2) == ["district", "1701", world.district.names["uz"]]
    assert told[2].split(maxsplit=2) == ["mahalla", "170101", world.mahalla.names["uz"]]
    assert told[3] == "found     inside: The pin lies inside the area."
    assert told[4].split() == ["roads", "roads-1701"]


def test_locate_says_how_far_a_near_miss_is(areas):
    make_area(bounds=(69.0, 41.0, 69.1, 41.1))
    done = areas("locate", "69.05", "40.9999")
    assert "found     nearest (11 m): The pin lies just outside; the nearest area answers." in done.output


@pytest.mark.parametrize(
    ("lon", "lat"), [("-71.06", "42.36"), ("E 71.06", "42.36"), ("71°3'36\"W", "42°21'36\"N")]
)
def test_locate_takes_western_longitudes_and_degrees_with_letters(areas, lon, lat):
    make_area(bounds=(-71.2, 42.2, -71.0, 42.5), code="boston")
    make_area(bounds=(71.0, 42.2, 71.2, 42.5), code="asia")
    done = areas("locate", lon, lat)
    assert done.exit_code == 0
    assert ("asia" if lon.startswith("E") else "boston") in done.output


NOWHERE = [
    ("10", "10", "This place is outside the area that we serve."),
    ("41.05", "69.05", "Latitude and longitude look swapped."),
    ("nan", "41", "These coordinates cannot be read."),
    ("inf", "41", "These coordinates cannot be read."),
    ("abc", "41", "These coordinates cannot be read."),
    ("1" * 400, "41", "These coordinates are too long."),
    ("999", "41", "There is no such place on earth."),
    ("", "41", "Mark the problem on the map, or enter its coordinates."),
]


@pytest.mark.parametrize(("lon", "lat", "words"), NOWHERE)
def test_locate_ends_with_a_sentence_for_what_is_no_place_here(areas, lon, lat, words):
    make_area(bounds=(69.0, 41.0, 69.1, 41.1))
    done = areas("locate", lon, lat)
    assert done.exit_code == 1
    assert words in done.output


def test_locate_names_the_inbox_where_nobody_answers(areas):
    make_area("district", (69.0, 41.0, 69.1, 41.1), names={"uz": "Bogʻ tumani"})
    make_service()
    assert "inbox of Bogʻ tumani" in areas("locate", "69.05", "41.05").output
