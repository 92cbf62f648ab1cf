"""Public ids survive being read aloud, typed on a phone and written on paper."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.public_id import (
    ALPHABET,
    RANDOM_SYMBOLS,
    UnreadablePublicId,
    check_symbol,
    new_public_id,
    normalise_public_id,
)

LOOK_ALIKES = ["0O", "1I", "1L", "IL", "2Z", "5S", "8B", "UV", "6G"]

bodies = st.text(ALPHABET, min_size=RANDOM_SYMBOLS, max_size=RANDOM_SYMBOLS)


def test_the_alphabet_is_a_prime_number_of_distinct_symbols() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 23


@pytest.mark.parametrize("pair", LOOK_ALIKES)
def test_of_two_look_alikes_at_most_one_is_used(pair: str) -> None:
    assert not set(pair) <= set(ALPHABET)


def test_new_ids_are_printed_in_two_fours_and_are_not_repeated() -> None:
    drawn = {new_public_id() for _ in range(2000)}
    assert len(drawn) > 1990
    assert all(re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", public_id) for public_id in drawn)
    assert all(normalise_public_id(public_id) == public_id for public_id in drawn)


@given(bodies)
def test_every_single_wrong_symbol_is_caught(body: str) -> None:
    whole = body + check_symbol(body)
    for i, right in enumerate(whole):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(UnreadablePublicId):
                normalise_public_id(whole[:i] + wrong + whole[i + 1 :])


@given(bodies)
def test_every_swap_of_two_symbols_is_caught(body: str) -> None:
    whole = body + check_symbol(body)
    for i, j in combinations(range(len(whole)), 2):
        if whole[i] != whole[j]:
            swapped = list(whole)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            with pytest.raises(UnreadablePublicId):
                normalise_public_id("".join(swapped))


def test_no_slip_can_cancel_out_modulo_the_prime() -> None:
    """The proof behind the two tests above, over every weight and every difference of symbols."""
    weights = range(1, RANDOM_SYMBOLS + 2)
    differences = range(1, len(ALPHABET))
    assert all(w * d % len(ALPHABET) for w in weights for d in differences)
    assert all((w - v) * d % len(ALPHABET) for w, v in combinations(weights, 2) for d in differences)


LAST = check_symbol("ACEKM3T")
OTHER_LAST = check_symbol("HPXY234")
# why, what is typed, how it is printed
TYPED = [
    ("lower case", f"acek-m3t{LAST.lower()}", f"ACEK-M3T{LAST}"),
    ("spaces", f"  ACEK M3T{LAST}\n", f"ACEK-M3T{LAST}"),
    ("no hyphen", f"ACEKM3T{LAST}", f"ACEK-M3T{LAST}"),
    ("a dash from a word processor", f"ACEK–M3T{LAST}", f"ACEK-M3T{LAST}"),
    ("Cyrillic letters, small", f"асек-м3т{LAST}", f"ACEK-M3T{LAST}"),
    ("Cyrillic letters, capital", f"НРХУ-234{OTHER_LAST}", f"HPXY-234{OTHER_LAST}"),
    ("Z can only mean 2", f"HPXY-Z34{OTHER_LAST}", f"HPXY-234{OTHER_LAST}"),
    ("full-width letters", f"ＨＰＸＹ234{OTHER_LAST}", f"HPXY-234{OTHER_LAST}"),
]


@pytest.mark.parametrize(("why", "typed", "printed"), TYPED, ids=[case[0] for case in TYPED])
def test_what_a_person_types_is_understood(why: str, typed: str, printed: str) -> None:
    assert normalise_public_id(typed) == printed, why


@pytest.mark.parametrize(
    "typed", ["", "-", "ACEK", "ACEK-M3T", "ACEK-M3TTT", "0000-0000", "🙂" * 8, "A" * 10_000, "\ud800" * 8]
)
def test_what_is_no_public_id_is_refused(typed: str) -> None:
    with pytest.raises(UnreadablePublicId):
        normalise_public_id(typed)


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_the_reading(typed: str) -> None:
    try:
        printed = normalise_public_id(typed)
    except UnreadablePublicId:
        return
    assert normalise_public_id(printed) == printed
