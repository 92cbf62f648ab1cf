"""A small map that needs no script and no tiles: boundaries by shade, hot spots by number. For paper and for lists.

Everything is said by attributes of the drawing itself, so that it looks the same in a browser and in a PDF, and
paper stays white in any light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from markupsafe import Markup, escape
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

#: From none to most; lightness alone tells them apart, in print too. See `static/css/council-shades.css`.
SHADES = ("#f6f3ec", "#cce6e1", "#a0d3cc", "#62b2ac", "#22817f", "#084c52")
_INK, _LINE, _MARK, _PLAIN = "#12262b", "#6d7b7c", "#b3261e", "#ffffff"
#: Where the numbers turn white.
_DEEP = 4
#: So far from the edges of the drawing a hot spot's number stays.
_ROOM = 12
#: A count and a hot spot's number stand so far apart.
_APART = 22


@dataclass(frozen=True)
class Piece:
    """An area of the map: its outline, its shade (None: not known), what is written into it, and where."""

    boundary: BaseGeometry
    shade: int | None
    value: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Dot:
    """A place where something was reported, and how often."""

    longitude: float
    latitude: float
    reports: int


@dataclass(frozen=True)
class Mark:
    """A hot spot: its number, its square (west, south, east, north), and whether it is a place of failures."""

    number: int
    square: tuple[float, float, float, float]
    is_repeated: bool = False


@dataclass(frozen=True)
class Class:
    """One shade: from `low` to `high`, both included."""

    shade: int
    low: int
    high: int


def classes_of(counts: Sequence[int]) -> list[Class]:
    """Put counts into at most five classes with about as many areas in each; none at all is a class of its own.

    Equal counts always share a class, so there may be fewer.
    """
    some = sorted(n for n in counts if n > 0)
    tops = sorted({some[-(-len(some) * part // 5) - 1] for part in range(1, 6)}) if some else []
    shades = {0: (), 1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}[len(tops)]
    found = [Class(0, 0, 0)] if len(some) < len(counts) else []
    below = 0
    for shade, top in zip(shades, tops, strict=True):
        found.append(Class(shade, min(n for n in some if n > below), top))
        below = top
    return found


def drawn(
    boundary: BaseGeometry,
    pieces: Sequence[Piece],
    marks: Sequence[Mark],
    *,
    words: str,
    dots: Sequence[Dot] = (),
    width: int = 480,
    most_height: int = 400,
) -> Markup:
    """Draw an area as SVG. `words` is what the picture says, for those who do not see it."""
    place = _Projection(boundary, width, most_height)
    parts = [
        f'<svg class="drawn-map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {place.width:.0f} {place.height:.0f}"'
        f' role="img" aria-label="{escape(words)}">',
        '<defs><pattern id="not-known" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{_PLAIN}"/><rect width="2" height="6" fill="#c9c3b6"/></pattern></defs>',
    ]
    for piece in pieces:
        fill = "url(#not-known)" if piece.shade is None else SHADES[piece.shade]
        parts.append(
            f'<path d="{place.path(piece.boundary)}" fill="{fill}" stroke="{_LINE}" stroke-width="0.7"/>'
        )
    ground = "none" if pieces else SHADES[0]
    parts.append(
        f'<path d="{place.path(boundary)}" fill="{ground}" stroke="{_INK}" stroke-width="1.6" stroke-linejoin="round"/>'
    )
    parts += [_value(piece, place, marks) for piece in pieces if piece.value and _has_room(piece, place)]
    parts += [_dot(dot, place) for dot in dots]
    parts += [_square(mark, place) for mark in marks]
    # The numbers last, so that no square lies over one; of those that touch, the first one lies on top.
    parts += [_number(mark, place) for mark in reversed(marks)]
    return Markup("".join(parts) + "</svg>")


class _Projection:
    """Degrees to units of the drawing: true to shape in the middle, north above."""

    def __init__(self, boundary: BaseGeometry, width: int, most_height: int) -> None:
        west, south, east, north = boundary.bounds
        self._narrow = cos(radians((south + north) / 2))
        wide, high = max((east - west) * self._narrow, 1e-6), max(north - south, 1e-6)
        margin = 14
        self.scale = min((width - 2 * margin) / wide, (most_height - 2 * margin) / high)
        # As wide as it is wanted, so that a narrow area does not become a tall picture.
        self.width, self.height = float(width), high * self.scale + 2 * margin
        self._west, self._north = west, north
        self._left, self._top = (width - wide * self.scale) / 2, margin

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place lies on the drawing."""
        return (
            (longitude - self._west) * self._narrow * self.scale + self._left,
            (self._north - latitude) * self.scale + self._top,
        )

    def path(self, shape: BaseGeometry) -> str:
        """Return the outline of a polygon or of several, holes included."""
        polygons = [one for one in getattr(shape, "geoms", [shape]) if isinstance(one, Polygon)]
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        return "".join(
            "M" + "L".join("{:.1f},{:.1f}".format(*self.at(x, y)) for x, y, *_z in ring.coords) + "Z"
            for ring in rings
        )


def _has_room(piece: Piece, place: _Projection) -> bool:
    west, south, east, north = piece.boundary.bounds
    (left, top), (right, bottom) = place.at(west, north), place.at(east, south)
    return right - left > 9 + 7 * len(piece.value) and bottom - top > 16


def _value(piece: Piece, place: _Projection, marks: Sequence[Mark]) -> str:
    x, y = place.at(piece.longitude, piece.latitude)
    if any(hypot(x - at_x, y - at_y) < _APART for at_x, at_y in (_centre(mark, place) for mark in marks)):
        # A hot spot's number would lie on it.
        y += _APART
    ink = _PLAIN if piece.shade is not None and piece.shade >= _DEEP else _INK
    return (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="11" font-family="sans-serif"'
        f' fill="{ink}">{escape(piece.value)}</text>'
    )


def _dot(dot: Dot, place: _Projection) -> str:
    x, y = place.at(dot.longitude, dot.latitude)
    # Its surface grows with the reports; beyond a score of them it would hide its neighbours.
    radius = 3.4 * min(dot.reports, 20) ** 0.5
    # A report near the area's edge may lie outside it, and is seen all the same.
    x = min(max(x, radius), place.width - radius)
    y = min(max(y, radius), place.height - radius)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{SHADES[4]}" fill-opacity="0.8"'
        f' stroke="{_PLAIN}" stroke-width="0.8"/>'
    )


def _square(mark: Mark, place: _Projection) -> str:
    left, top, right, bottom = _seen(mark, place)
    if mark.is_repeated or right - left < 12 or bottom - top < 12:
        return ""
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" fill="{_MARK}"'
        f' fill-opacity="0.16" stroke="{_MARK}" stroke-width="1.4" stroke-dasharray="4 2"/>'
    )


def _seen(mark: Mark, place: _Projection) -> tuple[float, float, float, float]:
    """Return which part of a hot spot's square lies on the drawing: left, top, right, bottom."""
    west, south, east, north = mark.square
    (left, top), (right, bottom) = place.at(west, north), place.at(east, south)
    return max(left, 0.0), max(top, 0.0), min(right, place.width), min(bottom, place.height)


def _centre(mark: Mark, place: _Projection) -> tuple[float, float]:
    """Return where a hot spot's number stands: whole, even where the square lies beside the drawing."""
    left, top, right, bottom = _seen(mark, place)
    return (
        min(max((left + right) / 2, _ROOM), place.width - _ROOM),
        min(max((top + bottom) / 2, _ROOM), place.height - _ROOM),
    )


def _number(mark: Mark, place: _Projection) -> str:
    x, y = _centre(mark, place)
    shape = (
        f'<rect x="{x - 9:.1f}" y="{y - 9:.1f}" width="18" height="18" fill="{_INK}" stroke="{_PLAIN}" stroke-width="1.5"/>'
        if mark.is_repeated
        else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{_MARK}" stroke="{_PLAIN}" stroke-width="1.5"/>'
    )
    return shape + (
        f'<text x="{x:.1f}" y="{y + 4.3:.1f}" text-anchor="middle" font-size="12" font-weight="700"'
        f' font-family="sans-serif" fill="{_PLAIN}">{mark.number}</text>'
    )


def swatch(shade: int) -> Markup:
    """Return a shade as the legend shows it."""
    return Markup(
        '<svg class="drawn-swatch" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 12" width="18" height="12"'
        f' aria-hidden="true"><rect x="0.5" y="0.5" width="17" height="11" fill="{SHADES[shade]}" stroke="{_LINE}"/></svg>'
    )
