"""A place that somebody types or pastes into a search: a pair of coordinates, or the link of a map.

What is no place is left to the search for words: a phone number, a date and a house number are none.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from app.domain.coordinates import (
    MAX_LENGTH,
    Position,
    UnreadableCoordinates,
    checked_position,
    parse_coordinate_pair,
)

#: The longest link that is read; what a map adds behind the place is longer than anybody's words.
LONGEST_LINK = 2000

_NUMBER = r"([+-]?[0-9]{1,3}\.[0-9]{1,20})"
_PAIR = re.compile(rf"\s*{_NUMBER}\s*[,; +]\s*{_NUMBER}\s*")
#: A mark that no phone number and no date has: a fraction of a degree, or the sign or the letter of an angle.
_OF_AN_ANGLE = re.compile(r"[0-9][.,][0-9]{2,}|[0-9]\s*[°º˚]|[0-9]\s*[NSEWnsew]\b", re.ASCII)
_GEO = re.compile(rf"geo:{_NUMBER},{_NUMBER}", re.IGNORECASE)

#: Google's own mark of the place (`!3d41.31!4d69.28`); in its address alone stands where the map was.
_GOOGLE_PLACE = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}")
_GOOGLE_VIEW = re.compile(rf"/@{_NUMBER},{_NUMBER}")
_OSM_VIEW = re.compile(rf"map=[0-9.]+/{_NUMBER}/{_NUMBER}")
_PATH_PAIR = re.compile(rf"/{_NUMBER},{_NUMBER}(?=/|$)")

#: Parameters that hold a pair, latitude first; the place before where the map was.
_LATITUDE_FIRST = ("q", "query", "text", "destination", "daddr", "rtext", "sll", "center", "ll")
#: The same with the longitude first, as Yandex and 2GIS write it.
_LONGITUDE_FIRST = ("whatshere[point]", "poi[point]", "pt", "ll", "m")


def is_link(text: str) -> bool:
    """Whether this is an address of the web, and nothing else."""
    return re.fullmatch(r"(https?://|geo:)\S+", text.strip(), re.IGNORECASE) is not None


def pasted_place(text: str) -> Position | None:
    """Return (longitude, latitude) of what was typed or pasted, or None where it is no place.

    A pair is read latitude first unless its letters say otherwise. Of a link the place counts that was chosen on
    the map; without one, the middle of the map. A shortened link does not say where: None.

    >>> pasted_place("41.31, 69.24")
    (69.24, 41.31)
    >>> pasted_place("https://yandex.uz/maps/?ll=69.24%2C41.31&z=16")
    (69.24, 41.31)
    >>> pasted_place("90 123 45 67") is None
    True
    """
    typed = text.strip()
    if is_link(typed):
        return _of_link(typed) if len(typed) <= LONGEST_LINK else None
    if len(typed) > MAX_LENGTH or not _OF_AN_ANGLE.search(typed):
        return None
    try:
        return parse_coordinate_pair(typed)
    except UnreadableCoordinates:
        return None


def _of_link(link: str) -> Position | None:
    if geo := _GEO.match(link):
        return _position(geo[2], geo[1])
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
        given = parse_qs(parts.query)
    except ValueError:
        return None
    path, rest = unquote(parts.path), unquote(link)
    marker = [given.get(name, [""])[0] for name in ("mlat", "mlon")]
    if all(marker):
        return _position(marker[1], marker[0])
    if places := _GOOGLE_PLACE.findall(rest):
        # The last one: before it may stand the stops of a way.
        return _position(places[-1][1], places[-1][0])
    other_way = re.search(r"(^|\.)(yandex\.|2gis\.|ya\.ru$)", host) is not None
    for name in _LONGITUDE_FIRST if other_way else ():
        if (found := _pair(given.get(name, [""])[0])) is not None:
            return _position(*found)
    for name in _LATITUDE_FIRST:
        if (other_way and name == "ll") or (found := _pair(given.get(name, [""])[0])) is None:
            continue
        return _position(found[1], found[0])
    return _of_path(path, rest, longitude_first=other_way)


def _of_path(path: str, rest: str, *, longitude_first: bool) -> Position | None:
    in_path = _PATH_PAIR.findall(path.replace(" ", "").replace("+", ""))
    if in_path:
        first, second = in_path[-1]
        return _position(first, second) if longitude_first else _position(second, first)
    for view in (_GOOGLE_VIEW, _OSM_VIEW):
        if found := view.search(rest):
            return _position(found[2], found[1])
    return None


def _pair(value: str) -> tuple[str, str] | None:
    """Return the last pair in a parameter: `loc:41.3,69.2`, `41.3,69.2~41.4,69.3`, `69.2,41.3/16`."""
    last = re.split(r"[~|]", value)[-1].split("/")[0].removeprefix("loc:")
    parts = _PAIR.match(last)
    return (parts[1], parts[2]) if parts else None


def _position(longitude: str, latitude: str) -> Position | None:
    try:
        return checked_position(float(longitude), float(latitude))
    except (UnreadableCoordinates, ValueError):
        return None
