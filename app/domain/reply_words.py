"""Templates of public replies: which placeholders there are, and filling them in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.errors import FieldError

#: What may stand in a template, in braces.
PLACEHOLDERS = ("number", "service", "agency", "place", "due", "link")

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


def check_words(words: str) -> None:
    """Raise FieldError where a placeholder is none of ours: nobody would fill it in."""
    for name in _IN_BRACES.findall(words):
        if name.strip() not in PLACEHOLDERS:
            raise FieldError("words", "placeholder", name=name)


def fill(words: str, values: Mapping[str, str]) -> str:
    """Return the words with each placeholder's value; one without a value stays, so that it is seen.

    Braces are never anything else here: no attribute, no index, no format.

    >>> fill("{agency}: {number}, {due}", {"agency": "Toza hudud", "number": "N3C2-7T3E"})
    'Toza hudud: N3C2-7T3E, {due}'
    """
    return _IN_BRACES.sub(lambda found: values.get(found[1].strip(), found[0]), words)
