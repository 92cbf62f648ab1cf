"""What an SMS costs, and what can be done that it costs less."""

import pytest

from app.domain import sms

OWN = "https://mahalla.example.uz/r/N3C2-7T3E/k3J8hdE2x"

#: Text, its alphabet, its places, its segments.
LENGTHS = [
    ("", "gsm7", 0, 1),
    ("a" * 160, "gsm7", 160, 1),
    ("a" * 161, "gsm7", 161, 2),
    ("a" * 306, "gsm7", 306, 2),
    ("a" * 307, "gsm7", 307, 3),
    # Two places each.
    ("[" * 80, "gsm7", 160, 1),
    ("€" * 81, "gsm7", 162, 2),
    # A character of two places is never cut: 152 + 2 do not fit into 153.
    ("a" * 152 + "{" + "a" * 151, "gsm7", 305, 2),
    ("a" * 152 + "{" + "a" * 152, "gsm7", 306, 3),
    ("я" * 70, "ucs2", 70, 1),
    ("я" * 71, "ucs2", 71, 2),
    ("я" * 134, "ucs2", 134, 2),
    ("я" * 135, "ucs2", 135, 3),
    # One letter outside the alphabet, and all of it is UCS-2.
    ("a" * 70 + "ʻ", "ucs2", 71, 2),
    ("😀" * 35, "ucs2", 70, 1),
    ("😀" * 36, "ucs2", 72, 2),
    ("ñàéÆΩ£¤\n", "gsm7", 8, 1),
    ("`", "ucs2", 1, 1),
    ("ç", "ucs2", 1, 1),
]

#: What is written, and what is sent.
PLAIN = [
    ("Yoʻl taʼmiri “tugadi”", "Yo'l ta'miri \"tugadi\""),
    ("Oʼzbekiston – gʻozal…", "O'zbekiston - g'ozal..."),
    ("Qaraqalpaqstan: jańa jol, kóshe, ǵárezsiz, ıssı, úy", None),
    # Cyrillic is UCS-2 anyway, so nothing is taken from it.
    ("Тошкент – “пойтахт”", "Тошкент – “пойтахт”"),
    ("a\u00a0b", "a b"),
]


@pytest.mark.parametrize(("text", "alphabet", "places", "segments"), LENGTHS)
def test_a_text_is_counted_as_a_network_counts_it(text, alphabet, places, segments):
    assert sms.length(text) == sms.Length(alphabet, places, segments)


@pytest.mark.parametrize(("written", "sent"), PLAIN)
def test_signs_with_an_equal_in_the_alphabet_are_replaced(written, sent):
    plain = sms.plain(written)
    if sent is None:
        assert sms.length(plain).alphabet == "gsm7"
    else:
        assert plain == sent


def test_the_alphabet_is_the_one_of_the_standard():
    """128 places in all: the escape is none of them, and each of the rest stands for one character."""
    assert len(sms.GSM) == 127
    assert len(sms.EXTENSION) == 10
    assert not sms.GSM & sms.EXTENSION


def test_what_is_plain_already_stays():
    for text in ("", OWN, "Ish boshlandi: 03.12"):
        assert sms.plain(text) == text
