"""The fields of one row of a boundary file: its code, names and number of residents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.boundary_file import BoundaryFile, FieldMap

# Letters that nobody sees (zero-width ones, soft hyphens) go; every other blank becomes one space.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")


def code_of(value: Any) -> str:
    """Return a code as text, also where the file keeps it as a number (1726262.0 is "1726262")."""
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    return tidy(str(value))


def tidy(text: str) -> str:
    """Return one line: no blanks at the ends or side by side, nothing unseen, letters put together (NFC)."""
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", _UNSEEN.sub("", text))).strip()


def names_of(
    row: int, code: str, values: Mapping[str, Any], fields: FieldMap, found: BoundaryFile
) -> dict[str, str]:
    """Return the names by locale, tidied; the code stands in for a name that is missing everywhere."""
    names = {}
    for locale, name_field in fields.names.items():
        written = values[name_field]
        as_written = "" if written is None or written != written else str(written)
        name = tidy(as_written)
        if not name:
            found.say("name_missing", "warning", row, code, locale=locale)
            continue
        if name != as_written:
            found.say("name_tidied", "note", row, code, name=name)
        names[locale] = name
    if not names:
        # Nobody should read an empty line; the admin can name it later.
        first = next(iter(fields.names), "uz")
        names = {first: code}
    return names


def population_of(
    row: int, code: str, values: Mapping[str, Any], fields: FieldMap, found: BoundaryFile
) -> int | None:
    """Return the number of residents, or None where it is unknown or no number."""
    if not fields.population:
        return None
    written = values[fields.population]
    if written is None or written != written or str(written).strip() == "":
        return None
    try:
        number = float(str(written).replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        number = -1.0
    if not np.isfinite(number) or number < 0 or number > 2_000_000_000:
        found.say("population_unreadable", "warning", row, code, value=str(written)[:40])
        return None
    return round(number)
