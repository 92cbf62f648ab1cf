"""Counts by hexagon: H3, a grid of the whole world whose hexagons have a name each and are nearly of one size.

The hexagons are drawn from counts by small map cells (`geo.cells`), so a million reports cost no more than
their cells. H3 numbers hexagons of a resolution; from one to the next the edge is 2.65 times as short (I. Brodsky,
"H3: Uber's Hexagonal Hierarchical Spatial Index", 2018, https://h3geo.org).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo import cells
from geo.metres import metres_per_degree
from geo.small_numbers import SMALLEST_COUNT, may_show

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: The resolutions in use: edges of 3,725 m (6), 1,406 m (7), 531 m (8), 201 m (9), 76 m (10) on the average.
RESOLUTIONS = (6, 7, 8, 9, 10)
#: About so many hexagons lie side by side across an area.
_ACROSS = 30
#: A cell that is counted is at most this part of an edge wide; it goes to one hexagon as a whole.
_CELLS_IN_EDGE = 6
_EQUATOR_M = 40_075_016.686


@dataclass(frozen=True)
class Hexagons:
    """One entry for each hexagon that is shown, in the order of H3.

    `codes` are H3 indexes as hexadecimal words, `counts` reports, `values` the sums of their weights, `per_km2` the
    values by surface. `withheld` is how many reports lie in hexagons that are not shown; None where that
    would give them away, and then neither may the sum of all reports be told beside this map.
    """

    resolution: int
    codes: tuple[str, ...]
    counts: Integers
    values: Floats
    per_km2: Floats
    withheld: int | None


def resolution_for(boundary: BaseGeometry) -> int:
    """Return the resolution that suits an area: about thirty hexagons across its longer side."""
    west, south, east, north = boundary.bounds
    per_degree_east, per_degree_north = metres_per_degree((south + north) / 2)
    side_m = max((east - west) * float(per_degree_east), (north - south) * float(per_degree_north), 1.0)
    return min(RESOLUTIONS, key=lambda r: abs(math.log(side_m / (_edge_m(r) * math.sqrt(3) * _ACROSS))))


def level_for(resolution: int, latitude: float) -> int:
    """Return the level of the cells to count for hexagons of a resolution at a latitude."""
    wanted_m = _edge_m(resolution) / _CELLS_IN_EDGE
    level = math.ceil(math.log2(_EQUATOR_M * math.cos(math.radians(latitude)) / wanted_m))
    return max(0, min(level, cells.MAX_LEVEL))


def hexagons(
    counted: ArrayLike,
    counts: ArrayLike,
    level: int,
    *,
    resolution: int,
    weights: ArrayLike | None = None,
    smallest: int = SMALLEST_COUNT,
) -> Hexagons:
    """Return the hexagons of counted cells of one level.

    `counts` are the reports of each cell, `weights` what is added up for them (days open, reporters; the counts if
    left out). Hexagons with fewer than `smallest` reports are left out, and with them those that would give them away
    by subtraction from the sum (`geo.small_numbers.may_show`); `smallest=1` shows all, for those who may see
    the reports themselves. Weights that pick some of the reports (only the late ones) need the counts of those.
    """
    codes, number = hexagon_of(np.asarray(counted, dtype=np.int64).ravel(), level, resolution)
    reports = np.bincount(number, np.asarray(counts, dtype=np.float64).ravel(), len(codes))
    whole = np.rint(reports).astype(np.int64)
    added = np.asarray(counts if weights is None else weights, dtype=np.float64).ravel()
    values: Floats = np.bincount(number, added, len(codes)).astype(np.float64)
    there = whole > 0
    codes, whole, values = codes[there], whole[there], values[there]
    flags = may_show(whole, smallest=smallest)
    shown = np.zeros(len(whole), dtype=bool) if flags is None else flags
    areas = np.array([h3.cell_area(code, unit="km^2") for code in codes[shown].tolist()], dtype=np.float64)
    return Hexagons(
        resolution=resolution,
        codes=tuple(h3.int_to_str(code) for code in codes[shown].tolist()),
        counts=whole[shown],
        values=values[shown],
        per_km2=values[shown] / areas,
        withheld=None if flags is None else int(whole[~shown].sum()),
    )


def word_of(code: int) -> str:
    """Return a hexagon's H3 index as everybody writes it, a hexadecimal word."""
    return str(h3.int_to_str(code))


def outlines(codes: Sequence[str]) -> list[shapely.Polygon]:
    """Return each hexagon's outline (EPSG:4326, longitude first), to six decimals."""
    return [
        shapely.Polygon(
            [(round(lon, 6), round(lat, 6)) for lat, lon in h3.cell_to_boundary(h3.str_to_int(code))]
        )
        for code in codes
    ]


def hexagon_of(counted: Integers, level: int, resolution: int) -> tuple[Integers, Integers]:
    """Return the hexagons that occur, as whole numbers in order, and which of them holds each cell of a level."""
    longitudes, latitudes = cells.centers_of(counted, level)
    found = map(h3.latlng_to_cell, latitudes.tolist(), longitudes.tolist(), repeat(resolution))
    codes, number = np.unique(np.fromiter(found, dtype=np.int64, count=len(counted)), return_inverse=True)
    return codes, number


def _edge_m(resolution: int) -> float:
    return float(h3.average_hexagon_edge_length(resolution, unit="m"))
