"""Place codes: the way there and back, typing slips, nonsense."""

from __future__ import annotations

import random

import pytest

from app.domain.coordinates import UnreadableCoordinates
from app.domain.place_code import place_code, place_of_code
from app.domain.public_id import ALPHABET, UnreadablePublicId
from geo.metres import distance_m

TASHKENT = (69.279737, 41.311081)


def somewhere(seed: int) -> tuple[float, float]:
    draw = random.Random(seed)
    return draw.uniform(55.9, 73.2), draw.uniform(37.1, 45.6)


@pytest.mark.parametrize("seed", range(200))
def test_a_code_leads_back_to_within_two_metres(seed: int) -> None:
    place = somewhere(seed)
    assert distance_m(place, place_of_code(place_code(*place))) < 1.7


def test_the_code_of_a_code_is_the_same_code() -> None:
    code = place_code(*TASHKENT)
    assert place_code(*place_of_code(code)) == code


@pytest.mark.parametrize("place", [(-180, -90), (180, 90), (0, 0), (-179.99, 85)])
def test_the_ends_of_the_earth_have_codes(place: tuple[float, float]) -> None:
    assert len(place_code(*place)) == 14
    place_of_code(place_code(*place))


def test_it_is_read_however_it_is_typed() -> None:
    code = place_code(*TASHKENT)
    there = place_of_code(code)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code} "):
        assert place_of_code(typed) == there


def test_one_wrong_symbol_or_two_swapped_are_found() -> None:
    symbols = place_code(*TASHKENT).replace("-", "")
    for i, symbol in enumerate(symbols):
        for other in ALPHABET.replace(symbol, ""):
            with pytest.raises(UnreadablePublicId):
                place_of_code(symbols[:i] + other + symbols[i + 1 :])
    for i in range(len(symbols)):
        for j in range(i):
            if symbols[i] == symbols[j]:
                continue
            swapped = list(symbols)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            with pytest.raises(UnreadablePublicId):
                place_of_code("".join(swapped))


@pytest.mark.parametrize(
    "text", ["", "N3C2-7T3E", "Y" * 12, "Y" * 10_000, "0000-0000-0000", "<b>", "🙂" * 12]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePublicId):
        place_of_code(text)


@pytest.mark.parametrize("place", [(float("nan"), 41), (200, 41), (69, 91)])
def test_what_is_no_place_has_no_code(place: tuple[float, float]) -> None:
    with pytest.raises(UnreadableCoordinates):
        place_code(*place)
