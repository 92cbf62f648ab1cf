"""Templates of replies: only our placeholders, filled with plain text."""

import pytest

from app.domain.errors import FieldError
from app.domain.reply_words import PLACEHOLDERS, check_words, fill


def test_every_placeholder_is_filled():
    words = " ".join("{" + name + "}" for name in PLACEHOLDERS)
    check_words(words)
    assert fill(words, {name: name.upper() for name in PLACEHOLDERS}) == " ".join(PLACEHOLDERS).upper()


@pytest.mark.parametrize("words", ["{name}", "{number.__class__}", "{}", "{0}", "{number!r}"])
def test_what_nobody_fills_in_is_refused(words):
    with pytest.raises(FieldError) as refusal:
        check_words(words)
    assert refusal.value.reason == "placeholder"
    assert fill(words, {"number": "N"}) == words


def test_what_is_filled_in_is_not_filled_again():
    assert fill("{place} {number}", {"place": "{number}", "number": "7"}) == "{number} 7"
