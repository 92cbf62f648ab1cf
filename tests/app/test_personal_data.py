"""Personal data is sealed at rest, opens with any of the keys, and can be found without being opened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import personal_data
from app.personal_data import PersonalDataBox, PersonalDataNotConfigured, PersonalDataUnreadable, new_key

OLD, NEW, FOREIGN = new_key(), new_key(), new_key()
PHONE = "+998901234567"


@pytest.fixture(autouse=True)
def same_keys_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the process as it was."""
    monkeypatch.setattr(personal_data, "_box", personal_data._box)


def test_what_was_sealed_opens_and_does_not_show() -> None:
    box = PersonalDataBox([NEW])
    token = box.seal(PHONE)
    assert PHONE not in token
    assert token.isascii()
    assert box.open(token) == PHONE
    assert box.seal(PHONE) != token


@given(st.text(max_size=200))
def test_any_text_survives(text: str) -> None:
    box = PersonalDataBox([NEW])
    assert box.open(box.seal(text)) == text


def test_after_rotation_the_old_rows_still_open_and_new_ones_need_the_new_key() -> None:
    rotated = PersonalDataBox([NEW, OLD])
    old_token = PersonalDataBox([OLD]).seal(PHONE)
    assert rotated.open(old_token) == PHONE
    assert PersonalDataBox([NEW]).open(rotated.reseal(old_token)) == PHONE
    with pytest.raises(PersonalDataUnreadable):
        PersonalDataBox([OLD]).open(rotated.seal(PHONE))


@pytest.mark.parametrize("damage", [lambda t: t[:-4], lambda t: t.swapcase(), lambda t: "", lambda t: "ʻ"])
def test_a_damaged_token_is_refused_and_the_error_tells_nothing(damage: Callable[[str], str]) -> None:
    token = PersonalDataBox([NEW]).seal(PHONE)
    with pytest.raises(PersonalDataUnreadable) as caught:
        PersonalDataBox([NEW]).open(damage(token))
    assert PHONE not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_foreign_token_is_refused() -> None:
    with pytest.raises(PersonalDataUnreadable):
        PersonalDataBox([NEW, OLD]).open(PersonalDataBox([FOREIGN]).seal(PHONE))


def test_the_blind_index_finds_equal_texts_and_needs_the_key() -> None:
    box = PersonalDataBox([NEW])
    assert box.blind_index(PHONE) == box.blind_index(PHONE)
    assert len(box.blind_index(PHONE)) == 64
    assert box.blind_index(PHONE) != box.blind_index(PHONE[:-1])
    assert box.blind_index(PHONE) != PersonalDataBox([FOREIGN]).blind_index(PHONE)


def test_during_rotation_a_row_is_found_under_either_key() -> None:
    rotated = PersonalDataBox([NEW, OLD])
    assert rotated.blind_indexes(PHONE) == [
        PersonalDataBox([NEW]).blind_index(PHONE),
        PersonalDataBox([OLD]).blind_index(PHONE),
    ]


def test_without_keys_nothing_is_kept_and_the_error_names_the_setting() -> None:
    personal_data.configure([])
    with pytest.raises(PersonalDataNotConfigured, match="PERSONAL_DATA_KEYS"):
        personal_data.box()
    personal_data.configure([NEW])
    assert personal_data.box().open(personal_data.box().seal(PHONE)) == PHONE


WRONG_KEYS = {"short": "short", "empty": "", "no_base64": "x" * 44, "cyrillic": "ў" * 44, "cut_off": NEW[:-2]}


@pytest.mark.parametrize("key", WRONG_KEYS.values(), ids=list(WRONG_KEYS))
def test_what_is_no_key_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(PersonalDataNotConfigured, match="PERSONAL_DATA_KEYS") as caught:
        personal_data.configure([key])
    assert not key or key not in str(caught.value)
