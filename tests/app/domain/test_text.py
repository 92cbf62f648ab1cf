"""What people type: kept where it means something, cleaned where it can only harm."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import (
    MAX_MARKS,
    TextTooLong,
    UnreadableEmail,
    UnreadablePhone,
    clean_email,
    clean_line,
    clean_phone,
    clean_text,
    fold,
)

FAMILY = "👨\u200d👩\u200d👧"
RAINBOW = "🏳\ufe0f\u200d🌈"
BUILDER = "👷🏽\u200d♀\ufe0f"

TEXTS = [
    # why, typed, kept
    ("plain words stay", "Yoʻlda chuqur bor", "Yoʻlda chuqur bor"),
    ("spaces around go", "  bor \n", "bor"),
    ("Windows line ends", "a\r\nb\rc", "a\nb\nc"),
    ("other line ends", "a\u2028b\u2029c\x85d\x0be", "a\nb\nc\nd\ne"),
    ("two blank lines stay", "a\n\n\nb", "a\n\n\nb"),
    ("more than two collapse", "a\n\n\n\n\n  \n\nb", "a\n\n\nb"),
    ("blanks at the end of a line go", "a  \nb", "a\nb"),
    ("tabs become spaces", "a\tb", "a b"),
    ("NUL and control characters go", "a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
    ("lone surrogates go", "a\ud83db\udc00", "ab"),
    ("composed letters", "и\u0306", "й"),
    ("bidirectional overrides go", "abc\u202egnp.exe\u202c", "abcgnp.exe"),
    ("bidirectional isolates go", "\u2066abc\u2069", "abc"),
    ("right-to-left letters stay", "שלום مرحبا", "שלום مرحبا"),
    ("zero-width junk goes", "ma\u200bhal\u2060la\ufeff", "mahalla"),
    ("a soft hyphen goes", "ma\u00adhalla", "mahalla"),
    ("a text of blanks is empty", "\u3164\u2800\u200b \n\u200e", ""),
    ("emoji stay", "🚮🔥", "🚮🔥"),
    ("a family keeps its joiners", FAMILY, FAMILY),
    ("a flag keeps its joiner and selector", RAINBOW, RAINBOW),
    ("a skin tone keeps its joiner", BUILDER, BUILDER),
    ("a joiner between letters goes", "ma\u200dhalla", "mahalla"),
    ("a joiner at an end goes", "\u200d👨\u200d", "👨"),
    ("a Persian word keeps its non-joiner", "می\u200cخواهم", "می\u200cخواهم"),
    ("a non-joiner elsewhere goes", "ma\u200challa", "mahalla"),
    ("Cyrillic inside Latin stays: people do that", "Oʻrikzor кўчаси", "Oʻrikzor кўчаси"),
    ("marks stacked up are cut", "e" + "\u0301\u0302" * 50, "é\u0302\u0301\u0302"),
    ("markup is only text", "<b>a & b</b>", "<b>a & b</b>"),
]


@pytest.mark.parametrize(("why", "typed", "kept"), TEXTS, ids=[case[0] for case in TEXTS])
def test_a_text_is_cleaned(why: str, typed: str, kept: str) -> None:
    assert clean_text(typed, max_length=100) == kept, why


def test_twenty_thousand_characters_are_too_long_and_the_error_says_how_many() -> None:
    with pytest.raises(TextTooLong) as caught:
        clean_text("ў" * 20_000, max_length=4_000)
    assert (caught.value.length, caught.value.limit) == (20_000, 4_000)
    assert clean_text("ў" * 20_000, max_length=20_000) == "ў" * 20_000


def test_the_length_is_counted_after_cleaning() -> None:
    assert clean_text("\x00" * 50 + "a" * 10 + " " * 50, max_length=10) == "a" * 10


def test_a_million_characters_are_refused_unread() -> None:
    begun = time.perf_counter()
    with pytest.raises(TextTooLong):
        clean_text("a\u0316\u0301" * 1_000_000, max_length=4_000)
    assert time.perf_counter() - begun < 0.5


def test_stacked_marks_take_no_time() -> None:
    """Normalising a run of marks takes time with its square; the run is cut first."""
    begun = time.perf_counter()
    for clean in (lambda text: clean_text(text, max_length=4_000), fold):
        assert clean("a" + "\u0301\u0316" * 20_000) == unicodedata.normalize("NFC", "a" + "\u0301\u0316" * 2)
    assert time.perf_counter() - begun < 2


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_whatever_is_typed_comes_out_clean_and_stays_so(typed: str) -> None:
    kept = clean_text(typed, max_length=1000)
    assert clean_text(kept, max_length=1000) == kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    assert "\n\n\n\n" not in kept
    line = clean_line(typed, max_length=1000)
    assert "\n" not in line
    assert "  " not in line
    assert clean_line(line, max_length=1000) == line


def test_a_name_is_one_line() -> None:
    assert clean_line(" Aziza\n\u00a0 Karimova\t", max_length=40) == "Aziza Karimova"
    with pytest.raises(TextTooLong):
        clean_line("a" * 41, max_length=40)


PHONES = [
    ("+998901234567", "+998901234567"),
    ("998901234567", "+998901234567"),
    ("90 123 45 67", "+998901234567"),
    ("(90) 123-45-67", "+998901234567"),
    ("00998 90 123.45.67", "+998901234567"),
    ("998123456", "+998998123456"),  # nine digits of a number that itself begins with 998
    ("0901234567", "+998901234567"),
    ("+7 701 123 45 67", "+77011234567"),
    ("+49 30 901820", "+4930901820"),
    ("９０ １２３ ４５ ６７", "+998901234567"),
    ("+998\u200b90\u00a01234567", "+998901234567"),
    ("\u202a+998 90 123 45 67\u202c", "+998901234567"),  # as some phones copy it from their contacts
]


@pytest.mark.parametrize(("typed", "kept"), PHONES)
def test_a_phone_number_is_read(typed: str, kept: str) -> None:
    assert clean_phone(typed) == kept


NO_PHONES = [
    ("", "too_short"),
    ("102", "too_short"),
    ("+998 90 123", "too_short"),
    ("90 123 45", "too_short"),
    ("+0901234567", "too_short"),
    ("90 123 45 67 8", "too_long"),
    ("+998 90 123 45 67 8", "too_long"),
    ("+49" + "1" * 14, "too_long"),
    ("call me", "letters"),
    ("90 123 45 6O", "letters"),
    ("+", "too_short"),
    ("++998901234567", "letters"),
    ("٩٠١٢٣٤٥٦٧", "letters"),
]


@pytest.mark.parametrize(("typed", "reason"), NO_PHONES)
def test_what_is_no_phone_number_is_refused_without_repeating_it(typed: str, reason: str) -> None:
    with pytest.raises(UnreadablePhone) as caught:
        clean_phone(typed)
    assert caught.value.reason == reason
    assert len(typed) < 4 or typed not in str(caught.value)


def test_another_country_has_its_own_code() -> None:
    assert clean_phone("701 123 45 67", country_code="7") == "+77011234567"
    assert clean_phone("030 901820", country_code="49") == "+4930901820"


EMAILS = [
    ("aziza@example.uz", "aziza@example.uz"),
    ("  Aziza.K+mahalla@Example.UZ ", "Aziza.K+mahalla@example.uz"),
    ("aziza@sub.example.co.uk", "aziza@sub.example.co.uk"),
    ("aziza@пример.рф", "aziza@xn--e1afmkfd.xn--p1ai"),
    ("o'tkir@example.uz", "o'tkir@example.uz"),
]


@pytest.mark.parametrize(("typed", "kept"), EMAILS)
def test_an_email_address_is_read(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept


NO_EMAILS = [
    "",
    "aziza",
    "@example.uz",
    "aziza@",
    "aziza@example",
    "aziza@@example.uz",
    "a b@example.uz",
    "aziza@exam ple.uz",
    "aziza@example..uz",
    "aziza@.uz",
    "aziza@-example.uz",
    ".aziza@example.uz",
    "aziza.@example.uz",
    "az..iza@example.uz",
    "азиза@example.uz",  # A Cyrillic name before the @ is nearly always a keyboard left on.
    "aziza@127.0.0.1",
    "aziza@example.uz\nBcc: everybody@example.uz",
    '"aziza"@example.uz',
    "a" * 65 + "@example.uz",
    "a@" + "b" * 64 + ".uz",
    "a@" + "b." * 130 + "uz",
]


@pytest.mark.parametrize("typed", NO_EMAILS)
def test_what_is_no_email_address_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableEmail) as caught:
        clean_email(typed)
    assert not typed or typed not in str(caught.value)


@given(st.text(st.characters(exclude_categories=()), max_size=120))
def test_no_text_breaks_the_readers_of_contacts(typed: str) -> None:
    for read in (clean_phone, clean_email):
        try:
            kept = read(typed)
        except (UnreadablePhone, UnreadableEmail):
            continue
        assert read(kept) == kept
    assert fold(fold(typed)) == fold(typed)


@pytest.mark.parametrize(
    "typed", ["Oʻrikzor", "O'rikzor", "O‘rikzor", "O’RIKZOR", "oʼrikzor", " O`rikzor ", "Ｏ´rikzor"]
)
def test_every_apostrophe_finds_the_same_name(typed: str) -> None:
    assert fold(typed) == "o'rikzor"


def test_a_language_keeps_its_marks() -> None:
    vietnamese = unicodedata.normalize("NFD", "Nguyễn")
    assert clean_text(vietnamese, max_length=20) == "Nguyễn"
    assert MAX_MARKS >= 2
