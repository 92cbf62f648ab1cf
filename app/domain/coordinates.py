"""Reading a position that somebody typed or pasted: decimal degrees, or degrees, minutes and seconds.

Positions come out as (longitude, latitude), EPSG:4326. A pair in one text is read latitude first, as
maps on phones print it, unless its letters (N, S, E, W) say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import isfinite

from app.domain.errors import DomainError

#: No honest position is longer; four hundred digits are refused unread.
MAX_LENGTH = 100

Position = tuple[float, float]


class UnreadableCoordinates(DomainError):
    """No position on earth. `reason` is one of

    `empty`, `too_long`, `unreadable`, `ambiguous` (two readings), `out_of_range`, and `swapped` (out of
    range as it stands, but a position the other way round).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"unreadable coordinates: {reason}")
        self.reason = reason


_SAME = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("′’‘ʼʻ´`", "'"),
        **dict.fromkeys("″“”„", '"'),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("\u00a0\u202f\u2009\t\r\n", " "),
    }
)
#: Russian and Ukrainian abbreviations of "northern latitude" and so on, as maps print them.
_CYRILLIC = (("с", "ш", "N"), ("ю", "ш", "S"), ("в", "д", "E"), ("з", "д", "W"))

_NUMBER = r"[0-9]{1,99}(?:[.,][0-9]{0,99})?"
_ANGLE = re.compile(
    rf"""\s*(?P<sign>[+-])?\s*(?P<degrees>{_NUMBER})
    (?:\s*°\s*|\s+(?=[0-9])|\s*$)
    (?:(?P<minutes>{_NUMBER})(?:\s*'(?!')\s*|\s+(?=[0-9])|\s*$)
       (?:(?P<seconds>{_NUMBER})\s*(?:"|'')?\s*)?
    )?""",
    re.VERBOSE,
)
_HEMISPHERE = re.compile(r"\s*(?P<before>[NSEW](?=[^A-Z]))?(?P<angle>[^NSEW]*)(?P<after>[NSEW])?\s*")
_TWO_DECIMALS = re.compile(r"^[+-]?[0-9]{1,3}[.,][0-9]{1,99}(?= )|(?<= )[+-]?[0-9]{1,3}[.,][0-9]{1,99}$")
_PLAIN = re.compile(rf"\s*[+-]?{_NUMBER}(?:e[+-]?[0-9]{{1,2}})?\s*", re.IGNORECASE)


def parse_coordinate_pair(text: str) -> Position:
    """Return (longitude, latitude) of a pair in one text. Raises UnreadableCoordinates.

    "41.3111, 69.2797", "41,3111 69,2797", "41°18'40\\"N 69°16'47\\"E" and "E 69.2797 N 41.3111" are the
    same place.
    """
    typed = _prepared(text)
    # A comma before a blank parts two numbers, where other commas are decimal marks. So does a blank between two
    # decimal numbers: in "0,5 1,5" the second is no minute.
    for halves in (typed.split(", "), _TWO_DECIMALS.findall(typed)):
        parted = _pair(*halves) if len(halves) == 2 else None
        if parted is not None and _is_on_earth(*parted):
            return parted
    readings = {reading for reading in _splits(typed) if reading is not None}
    if not readings:
        raise UnreadableCoordinates("unreadable")
    on_earth = {reading for reading in readings if _is_on_earth(*reading)}
    if len(on_earth) > 1:
        raise UnreadableCoordinates("ambiguous")
    return checked_position(*(on_earth or readings).pop())


def parse_longitude_latitude(longitude: str, latitude: str) -> Position:
    """Return (longitude, latitude) of two fields. Raises UnreadableCoordinates.

    Each may be decimal (with a point or a comma, or an exponent as spreadsheets write it) or in degrees,
    minutes and seconds with its letter.
    """
    return checked_position(_field(longitude, "EW"), _field(latitude, "NS"))


def checked_position(longitude: float, latitude: float) -> Position:
    """Return the position as it is. Raises UnreadableCoordinates for NaN, infinities, and out of range."""
    if not (isfinite(longitude) and isfinite(latitude)):
        raise UnreadableCoordinates("unreadable")
    if not _is_on_earth(longitude, latitude):
        raise UnreadableCoordinates("swapped" if _is_on_earth(latitude, longitude) else "out_of_range")
    return longitude, latitude


def looks_swapped(longitude: float, latitude: float, covered: Callable[[float, float], bool]) -> bool:
    """Say whether a position outside the territory would be inside it the other way round.

    `covered(longitude, latitude)` tells whether the territory covers a position on earth.
    """
    if _is_on_earth(longitude, latitude) and covered(longitude, latitude):
        return False
    return _is_on_earth(latitude, longitude) and covered(latitude, longitude)


def _is_on_earth(longitude: float, latitude: float) -> bool:
    return -180 <= longitude <= 180 and -90 <= latitude <= 90


def _prepared(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise UnreadableCoordinates("too_long")
    typed = text.translate(_SAME).strip().strip("()[]").strip()
    if not typed:
        raise UnreadableCoordinates("empty")
    for first, second, letter in _CYRILLIC:
        typed = re.sub(rf"{first}\.?\s*{second}\.?", letter, typed, flags=re.IGNORECASE)
    return typed.upper()


def _field(text: str, letters: str) -> float:
    typed = _prepared(text)
    if _PLAIN.fullmatch(typed):
        return float(typed.replace(",", "."))
    angle = _angle(typed)
    if angle is None or (angle[1] and angle[1] not in letters):
        raise UnreadableCoordinates("unreadable")
    return angle[0]


def _splits(typed: str) -> Iterator[Position | None]:
    """Yield what every place to cut the text in two would mean; None where it means nothing."""
    for i in range(1, len(typed)):
        # The cut is at a separator, or right after a mark or a letter that ends an angle.
        if typed[i] in ",; /" or typed[i - 1] in "NSEW\"'°" or typed[i] in "NSEW":
            yield _pair(typed[:i].rstrip(), re.sub(r"^[,;/]", "", typed[i:].lstrip()).lstrip())


def _pair(left: str, right: str) -> Position | None:
    first, second = _angle(left), _angle(right)
    if first is None or second is None:
        return None
    (a, a_letter), (b, b_letter) = first, second
    if not a_letter and not b_letter:
        return b, a
    if a_letter in tuple("NS") and b_letter in tuple("EW"):
        return b, a
    if a_letter in tuple("EW") and b_letter in tuple("NS"):
        return a, b
    return None


def _angle(text: str) -> tuple[float, str] | None:
    """Return degrees and the hemisphere's letter (or none); None for what is no angle."""
    whole = _HEMISPHERE.fullmatch(text)
    if whole is None or (whole["before"] and whole["after"]):
        return None
    letter = whole["before"] or whole["after"] or ""
    parts = _ANGLE.fullmatch(whole["angle"].rstrip())
    if parts is None:
        return None
    numbers = [float((parts[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")]
    if numbers[1] >= 60 or numbers[2] >= 60 or (letter and parts["sign"]):
        return None
    # Only the last part may have a fraction: 41.5° 30' is a slip, not a position.
    if (parts["minutes"] and numbers[0] % 1) or (parts["seconds"] and numbers[1] % 1):
        return None
    degrees = numbers[0] + numbers[1] / 60 + numbers[2] / 3600
    return (-degrees if parts["sign"] == "-" or letter in tuple("SW") else degrees), letter
