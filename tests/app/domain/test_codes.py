"""What a one-time code is, in whatever way it is typed or pasted, and who counts as one visitor."""

from __future__ import annotations

import pytest

from app.domain.codes import CODES_A_DAY, MAX_TRIES, clean_code, network_of, new_code

TYPED = [
    ("123456", "123456"),
    (" 123 456 ", "123456"),
    ("123-456", "123456"),
    ("012345", "012345"),
    ("１２３４５６", "123456"),
    ("۱۲۳۴۵۶", "123456"),
    ("123456 is your code. It holds for 10 minutes. Tell it to nobody.", "123456"),
    ("Smart-mahalla: kod 123456, 10 daqiqa", "123456"),
    ("@example.uz #123456", "123456"),
    ("12345", "12345"),
    ("1234567", "1234567"),
    ("123456 654321", "123456654321"),
    ("", ""),
    ("kod", ""),
    ("²³⁴⁵⁶⁷", ""),
    ("½", ""),
]


@pytest.mark.parametrize(("typed", "code"), TYPED)
def test_a_code_is_found_in_what_was_typed(typed: str, code: str) -> None:
    assert clean_code(typed) == code


def test_a_hopelessly_long_text_is_cut_and_no_code() -> None:
    assert clean_code("x" * 10_000 + "123456") == ""
    assert len(clean_code("9" * 1_000_000)) <= 400


def test_codes_have_six_digits_and_are_not_one_like_the_other() -> None:
    codes = {new_code() for _ in range(500)}
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert len(codes) > 490


def test_all_the_guesses_of_a_day_are_one_in_thirty_thousand() -> None:
    assert MAX_TRIES * CODES_A_DAY / 1_000_000 <= 1 / 30_000


ADDRESSES = [
    ("203.0.113.9", "203.0.113.9"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ("::ffff:203.0.113.9", "203.0.113.9"),
    ("unix:", "unix:"),
]


@pytest.mark.parametrize(("address", "network"), ADDRESSES)
def test_one_home_is_one_visitor(address: str, network: str) -> None:
    assert network_of(address) == network
