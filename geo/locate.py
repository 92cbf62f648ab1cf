"""Point → area: which region, district and mahalla answer for a place, and how that was decided.

The rules, in this order. "The lowest level" is the smallest one that was imported at all, so a
deployment may import mahallas alone, districts alone, or any other subset of the three levels.

1. Inside. The areas of the lowest level whose interior holds the point: `inside`. Where several
   overlap (a city drawn on top of the district around it), the smallest one answers, then the
   lowest code.
2. Border. The point is in no interior but on the boundary of one or more areas: the lowest code
   answers, marked `border`, so that the same pin always reaches the same council. This is
   `covers`, not `contains`; the edges of holes, enclaves and parts count.
3. Nearest. Outside all of them, but within `near_m` real metres of one: the nearest, then the
   lowest code, marked `nearest`.
4. `district`, then `region`: the point is covered by an area of that level, chosen by 1 and 2.
5. `outside`: none of these.

Codes are compared as text. What stands above an area follows from `parent_id`; where that is
missing or skips a level, from geometry: the area of the level above that shares most of its
surface, unless still more of it lies beyond that level.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.layer import Area, Layer

#: The levels of territory, the largest first.
LEVELS = ("region", "district", "mahalla")

#: Told how many rows are done, and of how many.
Progress = Callable[[int, int], None]

_ROWS_AT_ONCE = 10_000

__all__ = ["LEVELS", "OUTSIDE", "UNREADABLE", "Area", "AreaIndex", "Located", "Progress", "UnreadablePoint"]


class UnreadablePoint(ValueError):
    """Not a place on earth: not finite, or beyond ±180 of longitude or ±90 of latitude."""

    def __init__(self, lon: float, lat: float) -> None:
        super().__init__("the coordinates are not a place on earth")
        self.lon, self.lat = lon, lat


@dataclass(frozen=True, slots=True)
class Located:
    """What was found for a point. `located_by` names the rule, see the module.

    `distance_m` is 0 except for `nearest` (metres to the area) and for `outside` and
    `unreadable` (infinite).
    """

    region: Area | None
    district: Area | None
    mahalla: Area | None
    located_by: str
    distance_m: float = 0.0

    @property
    def chain(self) -> tuple[Area, ...]:
        """The areas that were found, the most specific first."""
        return tuple(a for a in (self.mahalla, self.district, self.region) if a is not None)

    @property
    def area(self) -> Area | None:
        """The most specific area that was found, or None."""
        return self.mahalla or self.district or self.region


OUTSIDE = Located(None, None, None, "outside", math.inf)
UNREADABLE = Located(None, None, None, "unreadable", math.inf)


class AreaIndex:
    """Finds areas by point. It never changes after it was built, so threads may share it."""

    def __init__(self, areas: Iterable[Area], near_m: float = 250.0) -> None:
        """Index areas of any of the three levels; `near_m` is how far a near miss may be.

        Raises ValueError for an unknown level.
        """
        self.near_m = near_m
        self._by_id = {area.id: area for area in areas}
        unknown = {area.level for area in self._by_id.values()} - set(LEVELS)
        if unknown:
            raise ValueError(f"unknown levels: {sorted(unknown)}")
        self._layers: list[Layer] = []
        for level in reversed(LEVELS):
            known = [a for a in self._by_id.values() if a.level == level and a.has_surface]
            if known:
                self._layers.append(Layer(level, known))
        self._found: dict[tuple[int, str], Located] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def lowest_level(self) -> str | None:
        """The smallest level that has a boundary, or None when nothing was imported."""
        return self._layers[0].level if self._layers else None

    def area(self, area_id: int) -> Area | None:
        """Return an area by its id, or None."""
        return self._by_id.get(area_id)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that have boundaries, the smallest first."""
        return tuple(layer.level for layer in self._layers)

    def areas_in(self, level: str, west: float, south: float, east: float, north: float) -> list[Area]:
        """Return the areas of a level whose envelope meets a window (degrees), by code."""
        layer = next((layer for layer in self._layers if layer.level == level), None)
        if layer is None:
            return []
        return [
            layer.areas[i] for i in sorted(layer.tree.query(shapely.box(west, south, east, north)).tolist())
        ]

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north of everything, or None when nothing was imported."""
        if not self._layers:
            return None
        edges = np.array([shapely.total_bounds(layer.boundaries) for layer in self._layers])
        return (
            float(edges[:, 0].min()),
            float(edges[:, 1].min()),
            float(edges[:, 2].max()),
            float(edges[:, 3].max()),
        )

    def locate(self, lon: float, lat: float) -> Located:
        """Return what answers for a point (EPSG:4326, longitude first), by the module's rules.

        Raises UnreadablePoint for NaN, infinities and anything that is not a place on earth.
        """
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            raise UnreadablePoint(lon, lat)
        point = Point(lon, lat)
        for layer in self._layers:
            hit = layer.covering(point)
            lowest = layer is self._layers[0]
            if hit is not None:
                area, on_border = hit
                how = ("border" if on_border else "inside") if lowest else layer.level
                return self._located(area, how)
            if lowest:
                near = layer.nearest([lon], [lat], self.near_m)[0]
                if near is not None:
                    return self._located(near[0], "nearest", near[1])
        return OUTSIDE

    def locate_many(
        self, lons: ArrayLike, lats: ArrayLike, on_progress: Progress | None = None
    ) -> list[Located]:
        """Return what `locate` returns for every row, in the same order; one that cannot be read is marked.

        `on_progress` is called with (rows done, rows in all), at least once.
        """
        x = np.atleast_1d(np.asarray(lons, dtype=np.float64))
        y = np.atleast_1d(np.asarray(lats, dtype=np.float64))
        if x.shape != y.shape or x.ndim != 1:
            raise ValueError("longitudes and latitudes must be two lists of the same length")
        located: list[Located] = []
        for first in range(0, len(x), _ROWS_AT_ONCE):
            rows = slice(first, first + _ROWS_AT_ONCE)
            located += self._locate_rows(x[rows], y[rows])
            if on_progress:
                on_progress(len(located), len(x))
        if on_progress and not len(x):
            on_progress(0, 0)
        return located

    def largest_overlap(self, boundary: BaseGeometry, level: str) -> Area | None:
        """Return the area of a level that shares the most surface with a boundary, or None.

        Two that share alike (to a millionth) are a tie: the smaller one wins, then the lowest code. None
        too, where more of the surface lies outside the whole level than in any area of it.
        """
        layer = next((layer for layer in self._layers if layer.level == level), None)
        return layer.largest_overlap(boundary) if layer else None

    def _locate_rows(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[Located]:
        answers: list[Located] = [OUTSIDE] * len(x)
        readable = (np.abs(x) <= 180.0) & (np.abs(y) <= 90.0)
        for row in np.flatnonzero(~readable).tolist():
            answers[row] = UNREADABLE
        left = np.flatnonzero(readable)
        for layer in self._layers:
            lowest = layer is self._layers[0]
            found, on_border = layer.covering_many(shapely.points(x[left], y[left]))
            for row, position, border in zip(left.tolist(), found.tolist(), on_border.tolist(), strict=True):
                if position >= 0:
                    how = ("border" if border else "inside") if lowest else layer.level
                    answers[row] = self._located(layer.areas[position], how)
            left = left[found < 0]
            if lowest and len(left):
                near = layer.nearest(x[left], y[left], self.near_m)
                for row, hit in zip(left.tolist(), near, strict=True):
                    if hit is not None:
                        answers[row] = self._located(hit[0], "nearest", hit[1])
                left = left[[hit is None for hit in near]]
        return answers

    def _located(self, area: Area, how: str, distance_m: float = 0.0) -> Located:
        """The chain of an area never changes, so each is put together once."""
        found = self._found.get((area.id, how))
        if found is None:
            chain = self._chain(area)
            found = Located(chain.get("region"), chain.get("district"), chain.get("mahalla"), how)
            self._found[area.id, how] = found
        if distance_m:
            return Located(found.region, found.district, found.mahalla, how, distance_m)
        return found

    def _chain(self, area: Area) -> dict[str, Area]:
        chain = {area.level: area}
        lowest = area
        for level in reversed(LEVELS[: LEVELS.index(area.level)]):
            parent = self._by_id.get(lowest.parent_id) if lowest.parent_id is not None else None
            if (parent is None or parent.level != level) and lowest.boundary is not None:
                # Mahallas may have been imported under their region, before its districts were.
                parent = self.largest_overlap(lowest.boundary, level)
            if parent is not None and parent.level == level:
                chain[level] = lowest = parent
        return chain
