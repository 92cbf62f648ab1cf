"""`flask areas locate`, for places and ways of writing that are easy to get wrong."""

from __future__ import annotations

import pytest

from tests.factories import make_area, make_service


@pytest.fixture
def locate(app):
    """Run `flask areas locate` and return the result."""
    return lambda lon, lat: app.test_cli_runner().invoke(args=["areas", "locate", lon, lat])


WEST = [("-71.06", "42.36"), ("W 71.06", "42.36"), ("71°3'36\"W", "42°21'36\"N"), ("-71,06", "42,36")]


@pytest.mark.parametrize(("lon", "lat"), WEST)
def test_a_western_longitude_is_no_option_of_the_command(locate, lon, lat):
    make_area(bounds=(-71.2, 42.2, -71.0, 42.5), code="boston")
    make_area(bounds=(71.0, 42.2, 71.2, 42.5), code="asia")
    done = locate(lon, lat)
    assert done.exit_code == 0, done.output
    assert "mahalla   boston" in done.output


WORDS = [
    (("inf", "41"), "These coordinates cannot be read."),
    (("41", "-inf"), "These coordinates cannot be read."),
    (("999", "41"), "There is no such place on earth."),
    (("41", "120"), "Latitude and longitude look swapped."),
    (("", "41"), "Mark the problem on the map, or enter its coordinates."),
    (("0", "0"), "This place is outside the area that we serve."),
]


@pytest.mark.parametrize(("place", "words"), WORDS)
def test_what_is_no_place_here_ends_with_a_sentence(locate, place, words):
    make_area(bounds=(69.0, 41.0, 69.1, 41.1))
    done = locate(*place)
    assert done.exit_code == 1
    assert words in done.output


def test_before_any_import_every_place_is_outside(locate):
    done = locate("69.05", "41.05")
    assert done.exit_code == 1
    assert "outside the area that we serve" in done.output


def test_a_shared_border_says_that_the_lowest_code_answers(locate):
    make_area(bounds=(69.0, 41.0, 69.5, 41.5), code="b")
    make_area(bounds=(69.5, 41.0, 70.0, 41.5), code="a")
    told = locate("69.5", "41.25").output
    assert "mahalla   a" in told
    assert "border: The pin lies on a shared border; the area with the lowest code answers." in told


@pytest.mark.parametrize("level", ["region", "district", "mahalla"])
def test_the_inbox_is_named_where_nobody_answers_whatever_was_imported(locate, level):
    make_area(level, (69.0, 41.0, 69.1, 41.1), names={"uz": "Bogʻ"})
    make_service()
    assert "inbox of Bogʻ" in locate("69.05", "41.05").output
