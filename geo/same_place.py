"""One place for what is one thing: pieces of the same name and kind that lie together, and where it is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point, STRtree
from shapely.geometry.base import BaseGeometry

Progress = Callable[[int, int], None]

#: How far apart pieces of one thing may lie, in metres: a street goes on beyond a square.
TOGETHER_M = {"street": 400.0, "settlement": 1_500.0, "landmark": 120.0}
#: A degree of longitude in Uzbekistan is so long; a rough measure is enough here.
_METRES = 84_000.0


@dataclass(frozen=True)
class Named:
    """One named piece of a file, EPSG:4326. Pieces are put together by `main`, the name that all of them bear.

    With an empty key it is known by what it is called, and where.
    """

    key: str
    kind: str
    main: str
    names: Mapping[str, str]
    other_names: tuple[str, ...]
    shape: BaseGeometry


@dataclass(frozen=True)
class Place:
    """One place to find, with the point at which it is shown."""

    key: str
    kind: str
    names: dict[str, str]
    other_names: tuple[str, ...]
    longitude: float
    latitude: float


def as_places(pieces: Sequence[Named], on_progress: Progress | None = None) -> list[Place]:
    """Return the places that the pieces make up, by key; the same pieces in any order make the same places."""
    groups: dict[tuple[str, str], list[Named]] = {}
    for piece in pieces:
        groups.setdefault((piece.kind, piece.main.casefold()), []).append(piece)
    places: dict[str, Place] = {}
    for done, ((kind, _), group) in enumerate(groups.items(), start=1):
        for together in _clusters(group, TOGETHER_M.get(kind, 100.0) / _METRES):
            place = _place(together)
            # Two with one key are one thing that the file names twice; the first one stands.
            places.setdefault(place.key, place)
        if on_progress and (done % 500 == 0 or done == len(groups)):
            on_progress(done, len(groups))
    return [places[key] for key in sorted(places)]


def middle(shape: BaseGeometry) -> Point:
    """Return where a shape is shown: halfway along its longest line, inside its surface, or the point itself."""
    if shape.geom_type in {"LineString", "MultiLineString"}:
        lines = shapely.get_parts(shapely.line_merge(shape))
        return shapely.line_interpolate_point(max(lines, key=shapely.length), 0.5, normalized=True)
    return shapely.point_on_surface(shape)


def _clusters(group: list[Named], reach: float) -> list[list[Named]]:
    """Return the pieces that lie within reach of one another, directly or by a chain of others."""
    if len(group) == 1:
        return [group]
    shapes = [piece.shape for piece in group]
    pairs = STRtree(shapes).query(shapes, predicate="dwithin", distance=reach).T.tolist()
    first = list(range(len(group)))

    def root(at: int) -> int:
        while first[at] != at:
            first[at] = first[first[at]]
            at = first[at]
        return at

    for one, other in pairs:
        first[root(one)] = root(other)
    found: dict[int, list[Named]] = {}
    for at, piece in enumerate(group):
        found.setdefault(root(at), []).append(piece)
    return list(found.values())


def _place(pieces: list[Named]) -> Place:
    pieces = sorted(pieces, key=lambda piece: (len(piece.key), piece.key, piece.shape.wkb))
    names: dict[str, str] = {}
    others: dict[str, None] = {}
    for piece in pieces:
        names = {**piece.names, **names}
        others |= dict.fromkeys(piece.other_names)
    point = middle(_joined([piece.shape for piece in pieces]))
    lon, lat = (round(float(degrees), 6) for degrees in (point.x, point.y))
    kind = pieces[0].kind
    key = pieces[0].key or _fingerprint(kind, names, lon, lat)
    kept = tuple(name for name in others if name not in names.values())
    return Place(key, kind, names, kept, lon, lat)


def _joined(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Return lines together; of surfaces and points the largest, because a school is its building."""
    lines = [shape for shape in shapes if shape.geom_type in {"LineString", "MultiLineString"}]
    if lines and len(lines) == len(shapes):
        return shapely.multilinestrings([part for line in lines for part in shapely.get_parts(line)])
    surfaces = np.array([shape.area for shape in shapes])
    return shapes[int(surfaces.argmax())]


def _fingerprint(kind: str, names: Mapping[str, str], lon: float, lat: float) -> str:
    told = f"{kind}|{sorted(names.items())}|{lon:.5f}|{lat:.5f}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]
