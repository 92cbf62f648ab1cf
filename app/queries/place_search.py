"""Finding a place by its name: areas, and the streets, settlements and landmarks that were imported.

The names lie in an index in this process, made again when a name, a place or a boundary changed anywhere. With
9,400 mahallas and 300,000 streets that takes a few seconds; meanwhile the old one answers.
"""

from __future__ import annotations

import math
import threading
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import shapely
from sqlalchemy import LargeBinary, String, func, select, type_coerce

from app.db import db
from app.domain.coordinates import Position
from app.domain.folding import fold, fold_all
from app.domain.text import clean_line
from app.models import Area, NameVersion, Place, PlaceSource
from app.queries.name_index import Entry, NameIndex, Near
from app.queries.territory import area_index, areas_by_id, territory_version
from geo.locate import AreaIndex, UnreadablePoint

#: No name of a place is longer; what is, is refused in a sentence.
LONGEST = 100
#: So many answers fit under a field on a phone.
MOST = 8
#: So many places are read from the database at once.
AT_ONCE = 10_000

#: Of several of one name, the larger one first.
RANKS = {"region": 1.0, "district": 0.9, "mahalla": 0.7, "settlement": 0.6, "landmark": 0.4, "street": 0.3}
#: How near the map comes to what was chosen; an area is shown whole.
ZOOMS = {"settlement": 15, "landmark": 18, "street": 17}

_lock = threading.Lock()
_held: _Names | None = None


@dataclass(frozen=True)
class Found:
    """One answer. `kind` is a level of area or a kind of place; `around` are the areas it lies in, smallest first."""

    kind: str
    names: Mapping[str, str]
    around: tuple[Area, ...]
    longitude: float
    latitude: float
    zoom: int
    attribution: str = ""
    #: An area's own key on the map, `level:code`.
    area_key: str = ""


@dataclass(frozen=True)
class _Names:
    """An index, and whose names they are: first the areas, then the places."""

    key: tuple[str, int, int]
    index: NameIndex
    area_ids: Sequence[int]
    place_ids: Sequence[int]


def search(text: str, *, near: Position | None = None, most: int = MOST) -> list[Found]:
    """Return the places that match best, the best first; `near` decides between two of one name.

    Raises TextTooLong.
    """
    folded = fold(clean_line(text, max_length=LONGEST))
    if not folded:
        return []
    names = _names()
    numbers = names.index.search(folded, most=most, near=Near(*near) if near else None)
    return _answers(names, numbers)


def inside(kind: str, names: Mapping[str, str], longitude: float, latitude: float) -> Found | None:
    """Return what another service found as an answer, or None where nobody could report it: outside the territory."""
    try:
        located = area_index().locate(longitude, latitude)
    except UnreadablePoint:
        return None
    areas = areas_by_id(area.id for area in located.chain)
    around = tuple(areas[area.id] for area in located.chain if area.id in areas)
    return Found(kind, names, around, longitude, latitude, ZOOMS["landmark"]) if around else None


def forget_names() -> None:
    """Drop this process's index; tests call it where they roll names back."""
    global _held
    _held = None


def _names() -> _Names:
    global _held
    version = db.session.scalar(select(NameVersion.version)) or 0
    key = (str(db.engine.engine.url), territory_version(), version)
    held = _held
    if held is not None and held.key == key:
        return held
    # One thread makes the new index; the others go on with the old one, if there is one of this database.
    usable = held is not None and held.key[0] == key[0]
    if not _lock.acquire(blocking=not usable):
        assert held is not None
        return held
    try:
        if _held is None or _held.key != key:
            _held = _read(key)
        return _held
    finally:
        _lock.release()


def _read(key: tuple[str, int, int]) -> _Names:
    area_ids, place_ids = array("q"), array("q")
    number_of: dict[int, int] = {}
    rows = db.session.execute(select(Area.id, Area.level, Area.parent_id, Area.names).order_by(Area.id)).all()
    for row in rows:
        number_of[row.id] = len(area_ids)
        area_ids.append(row.id)

    def entries() -> Iterator[Entry]:
        yield from _areas(rows, number_of)
        yield from _every_place(place_ids, number_of)

    return _Names(key, NameIndex(entries()), area_ids, place_ids)


def _areas(rows: Sequence[Any], number_of: Mapping[int, int]) -> Iterator[Entry]:
    index = area_index()
    for row in rows:
        names = dict.fromkeys(fold_all(row.names.values()))
        yield Entry(list(names), number_of.get(row.parent_id, -1), RANKS[row.level], *_centre(index, row.id))


def _every_place(place_ids: array[int], number_of: Mapping[int, int]) -> Iterator[Entry]:
    """Yield the places of the territory, and note their ids; a part at a time, so that few lie in memory."""
    shape = func.ST_AsBinary(Place.location, type_=LargeBinary)
    kind = type_coerce(Place.kind, String)
    rows = db.session.execute(
        select(Place.id, kind, Place.area_id, Place.spellings, shape)
        .where(Place.area_id.is_not(None))
        .order_by(Place.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for part in rows.partitions():
        points = shapely.from_wkb([row[4] for row in part])
        lons, lats = shapely.get_x(points).tolist(), shapely.get_y(points).tolist()
        # All of them are folded together, which is quicker.
        spellings = [row[3].split("\n") for row in part]
        folded = iter(fold_all(spelling for of_one in spellings for spelling in of_one))
        for row, of_one, lon, lat in zip(part, spellings, lons, lats, strict=True):
            names = dict.fromkeys(islice(folded, len(of_one)))
            place_ids.append(row[0])
            yield Entry(list(names), number_of.get(row[2] or 0, -1), RANKS[row[1]], lon, lat)


def _centre(index: AreaIndex, area_id: int) -> tuple[float, float]:
    area = index.area(area_id)
    if area is None or area.boundary is None or area.boundary.is_empty:
        return math.nan, math.nan
    centre = shapely.centroid(area.boundary)
    return float(centre.x), float(centre.y)


def _answers(names: _Names, numbers: Sequence[int]) -> list[Found]:
    of_areas = len(names.area_ids)
    around = {number: [names.area_ids[n] for n in names.index.around(number)] for number in numbers}
    own = {number: names.area_ids[number] for number in numbers if number < of_areas}
    areas = areas_by_id({*own.values(), *(area_id for ids in around.values() for area_id in ids)})
    places = _places([names.place_ids[number - of_areas] for number in numbers if number >= of_areas])
    found = []
    for number in numbers:
        chain = tuple(areas[area_id] for area_id in around[number] if area_id in areas)
        if number < of_areas:
            area = areas.get(own[number])
            found.append(_area(area, chain) if area else None)
            continue
        place = places.get(names.place_ids[number - of_areas])
        if place is not None:
            lon, lat = names.index.position(number)
            zoom = ZOOMS[place.kind]
            found.append(Found(place.kind, place.names, chain, lon, lat, zoom, place.attribution))
    return [answer for answer in found if answer is not None]


def _places(ids: Sequence[int]) -> dict[int, Any]:
    if not ids:
        return {}
    rows = db.session.execute(
        select(Place.id, Place.kind, Place.names, PlaceSource.attribution)
        .join(PlaceSource)
        .where(Place.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _area(area: Area, chain: tuple[Area, ...]) -> Found | None:
    """Return an area as an answer: a point that surely lies inside it, and the zoom at which it fills a phone."""
    located = area_index().area(area.id)
    if located is None or located.boundary is None or located.boundary.is_empty:
        return None
    west, south, east, north = located.boundary.bounds
    point = located.boundary.representative_point()
    width = max(east - west, (north - south) / math.cos(math.radians(south)), 1e-6)
    zoom = max(8, min(16, math.floor(math.log2(360 / width))))
    key = f"{area.level}:{area.code}"
    return Found(area.level, area.names, chain, float(point.x), float(point.y), zoom, area_key=key)
