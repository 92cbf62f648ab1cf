"""The words that a report is found by: folded, so that script, case and apostrophes make no difference."""

from __future__ import annotations

from app.domain.folding import fold

#: What is longer is no word; a database keeps no such key.
LONGEST_WORD = 40


def search_words(*texts: str) -> str:
    """Return each different word of the texts once, in the order of letters, divided by one space.

    >>> search_words("Yoʻlda chuqur.", "Чуқур yonida")
    'chuqur yolda yonida'
    """
    return " ".join(sorted({word[:LONGEST_WORD] for text in texts for word in fold(text).split()}))


def typed_words(text: str, *, most: int) -> list[str]:
    """Return the first words of what somebody typed into a search, as `search_words` keeps them."""
    words = dict.fromkeys(word[:LONGEST_WORD] for word in fold(text).split())
    return list(words)[:most]
