"""Positions as people type and paste them, and everything that is none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.coordinates import (
    UnreadableCoordinates,
    checked_position,
    looks_swapped,
    parse_coordinate_pair,
    parse_longitude_latitude,
)

TASHKENT = (69.2797, 41.3111)

PAIRS = [
    # how it is written, (longitude, latitude)
    ("41.3111, 69.2797", TASHKENT),
    ("41.3111,69.2797", TASHKENT),
    ("41.3111 69.2797", TASHKENT),
    ("41.3111;69.2797", TASHKENT),
    ("  (41.3111, 69.2797)\n", TASHKENT),
    ("41,3111, 69,2797", TASHKENT),
    ("41,3111,69,2797", TASHKENT),
    ("41,3111 69,2797", TASHKENT),
    ("41,3111; 69,2797", TASHKENT),
    ("41.3111° 69.2797°", TASHKENT),
    ("41.3111°, 69.2797°", TASHKENT),
    ("41.3111N 69.2797E", TASHKENT),
    ("41.3111° N, 69.2797° E", TASHKENT),
    ("N 41.3111 E 69.2797", TASHKENT),
    ("n41.3111 e69.2797", TASHKENT),
    ("69.2797E 41.3111N", TASHKENT),
    ("E 69.2797, N 41.3111", TASHKENT),
    ("41.3111N69.2797E", TASHKENT),
    ("41.3111° с. ш. 69.2797° в. д.", TASHKENT),
    ("41, 69", (69.0, 41.0)),
    ("41 69", (69.0, 41.0)),
    ("0, 0", (0.0, 0.0)),
    ("-33.8688, 151.2093", (151.2093, -33.8688)),
    ("−33.8688, 151.2093", (151.2093, -33.8688)),
    ("33.8688S 151.2093E", (151.2093, -33.8688)),
    ("40.7128 N, 74.0060 W", (-74.006, 40.7128)),
    ("90, 180", (180.0, 90.0)),
    ("-90, -180", (-180.0, -90.0)),
    ("41°18'40\"N 69°16'47\"E", (69.2797222, 41.3111111)),
    ("41°18'40.5\"N 69°16'47,25\"E", (69.2797917, 41.31125)),
    ("41° 18' 40\" N, 69° 16' 47\" E", (69.2797222, 41.3111111)),
    ("41°18′40″N69°16′47″E", (69.2797222, 41.3111111)),
    ("41º18’40”N 69º16’47”E", (69.2797222, 41.3111111)),
    ("41°18'40'' 69°16'47''", (69.2797222, 41.3111111)),
    ("41°18'40\" 69°16'47\"", (69.2797222, 41.3111111)),
    ("41 18 40 N 69 16 47 E", (69.2797222, 41.3111111)),
    ("N41 18 40 E69 16 47", (69.2797222, 41.3111111)),
    ("41°18.666'N 69°16.783'E", (69.2797167, 41.3111)),
    ("41° 69°", (69.0, 41.0)),
]


@pytest.mark.parametrize(("text", "place"), PAIRS, ids=[text for text, _ in PAIRS])
def test_a_pasted_position_is_read(text: str, place: tuple[float, float]) -> None:
    assert parse_coordinate_pair(text) == pytest.approx(place, abs=1e-6)


NO_PAIRS = [
    ("", "empty"),
    (" \n", "empty"),
    ("()", "empty"),
    ("here", "unreadable"),
    ("41.3111", "unreadable"),
    ("41.3111,", "unreadable"),
    ("NaN, NaN", "unreadable"),
    ("nan 69", "unreadable"),
    ("inf, 69.2", "unreadable"),
    ("Infinity, -Infinity", "unreadable"),
    ("1e5, 69", "unreadable"),
    ("41.3.1, 69.2", "unreadable"),
    ("41.3111 69.2797 12", "unreadable"),
    ("41°18''N 69°16''E", "unreadable"),
    ("41°61'00\"N 69°16'47\"E", "unreadable"),
    ("41.5°30'N 69°16'47\"E", "unreadable"),
    ("41.3111N 69.2797N", "unreadable"),
    ("41.3111N 69.2797", "unreadable"),
    ("-41.3111S 69.2797E", "unreadable"),
    ("٤١, ٦٩", "unreadable"),
    ("🙂, 🙂", "unreadable"),
    ("\x00, \ud800", "unreadable"),
    ("<script>, 69", "unreadable"),
    ("4" * 400 + ", 69", "too_long"),
    ("41, 69." + "3" * 400, "too_long"),
    ("41,31,69", "ambiguous"),
    ("91, 69", "swapped"),
    ("139.69, 35.68", "swapped"),
    ("91, 181", "out_of_range"),
    ("41.3, 1" + "0" * 60, "out_of_range"),
    ("7711000, 5060000", "out_of_range"),  # metres of some map projection
]


@pytest.mark.parametrize(("text", "reason"), NO_PAIRS, ids=[text[:30] or "nothing" for text, _ in NO_PAIRS])
def test_what_is_no_position_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(UnreadableCoordinates) as caught:
        parse_coordinate_pair(text)
    assert caught.value.reason == reason


FIELDS = [
    ("69.2797", "41.3111", TASHKENT),
    (" 69,2797 ", "41,3111", TASHKENT),
    ("+69.2797", "41.3111", TASHKENT),
    ("6.92797e1", "4.13111E+1", TASHKENT),
    ("69.2797E", "41.3111N", TASHKENT),
    ("69°16'47\"E", "41°18'40\"N", (69.2797222, 41.3111111)),
    ("69°16'47\"", "41°18'40\"", (69.2797222, 41.3111111)),
    ("69 16 47", "41 18 40", (69.2797222, 41.3111111)),
    ("74.0060W", "40.7128", (-74.006, 40.7128)),
    ("-74.0060", "40.7128", (-74.006, 40.7128)),
    ("69.", "41", (69.0, 41.0)),
]


@pytest.mark.parametrize(("longitude", "latitude", "place"), FIELDS)
def test_two_fields_are_read(longitude: str, latitude: str, place: tuple[float, float]) -> None:
    assert parse_longitude_latitude(longitude, latitude) == pytest.approx(place, abs=1e-6)


NO_FIELDS = [
    ("", "41.3111", "empty"),
    ("69.2797", "", "empty"),
    ("nan", "41", "unreadable"),
    ("69", "-inf", "unreadable"),
    ("69N", "41E", "unreadable"),
    ("sixty-nine", "41", "unreadable"),
    ("6_9", "41", "unreadable"),
    ("0x45", "41", "unreadable"),
    ("69", "1" * 400, "too_long"),
    ("1e99", "41", "out_of_range"),
    ("41.3111", "169.2797", "swapped"),
    ("269", "41", "out_of_range"),
    ("69", "90.0001", "swapped"),
    ("181", "91", "out_of_range"),
]


@pytest.mark.parametrize(("longitude", "latitude", "reason"), NO_FIELDS)
def test_two_unreadable_fields_are_refused_with_a_reason(longitude: str, latitude: str, reason: str) -> None:
    with pytest.raises(UnreadableCoordinates) as caught:
        parse_longitude_latitude(longitude, latitude)
    assert caught.value.reason == reason


def in_uzbekistan(longitude: float, latitude: float) -> bool:
    """A box round the country."""
    return 55 < longitude < 74 and 37 < latitude < 46


SWAPPED = [
    (69.28, 41.31, False),
    (41.31, 69.28, True),
    (0, 0, False),
    (41.31, 169.28, False),
    (float("nan"), 41, False),
]


@pytest.mark.parametrize(("longitude", "latitude", "swapped"), SWAPPED)
def test_a_swapped_position_is_noticed(longitude: float, latitude: float, swapped: bool) -> None:
    assert looks_swapped(longitude, latitude, in_uzbekistan) is swapped


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_are_refused(number: float) -> None:
    for longitude, latitude in ((number, 41.0), (69.0, number)):
        with pytest.raises(UnreadableCoordinates):
            checked_position(longitude, latitude)


@example(0.0, 1.0, " ", ",")
@given(
    st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([", ", " ", ";", ","]), st.sampled_from(".,")
)
def test_a_printed_position_is_read_back(
    latitude: float, longitude: float, separator: str, mark: str
) -> None:
    text = f"{latitude:.6f}{separator}{longitude:.6f}".replace(".", mark)
    assert parse_coordinate_pair(text) == pytest.approx((longitude, latitude), abs=1e-6)


@given(st.text(max_size=60) | st.text("0123456789.,-+°'\"NSEW ", max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for read in (parse_coordinate_pair, lambda typed: parse_longitude_latitude(typed, typed)):
        try:
            longitude, latitude = read(text)
        except UnreadableCoordinates:
            continue
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
