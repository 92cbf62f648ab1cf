"""Squares and hexagons that a boundary cuts: which of them lie far enough inside an area to be told of in public.

A square that reaches over a boundary holds the area's reports alone. Where only a sliver of it lies inside, with one
house on it, the square would say where those reports are, however large it is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo import cells

Flags = NDArray[np.bool_]

#: At least this part of a shape must lie inside: of the smallest hexagon in public, 190 m by 190 m.
LEAST_SHARE = 1 / 3
#: A square is looked at in four rows of four points; a hexagon in its middle and on the way to each corner.
_FINER = 2
_TO_CORNERS = (0.45, 0.85)


def squares_inside(squares: ArrayLike, level: int, within: BaseGeometry) -> Flags:
    """Say which cells of a level (at most 24) lie with a third of themselves or more in `within`."""
    codes = np.asarray(squares, dtype=np.int64).ravel()
    points = 4**_FINER
    finer = ((codes << 2 * _FINER)[:, None] + np.arange(points)).ravel()
    inside = _contained(*cells.centers_of(finer, level + _FINER), within)
    return np.asarray(inside.reshape(-1, points).mean(axis=1) >= LEAST_SHARE)


def shapes_inside(shapes: Sequence[shapely.Polygon], within: BaseGeometry) -> Flags:
    """Say which round shapes, hexagons, lie with a third of themselves or more in `within`."""
    points, sizes = [], []
    for shape in shapes:
        corners = shapely.get_coordinates(shape)[:-1]
        middle = corners.mean(axis=0)
        spread = [middle[None, :], *(middle + part * (corners - middle) for part in _TO_CORNERS)]
        points += spread
        sizes.append(sum(map(len, spread)))
    if not sizes:
        return np.zeros(0, dtype=bool)
    longitudes, latitudes = np.concatenate(points).T
    inside = _contained(longitudes, latitudes, within)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.asarray(np.add.reduceat(inside, starts) / np.array(sizes) >= LEAST_SHARE)


def _contained(longitudes: ArrayLike, latitudes: ArrayLike, within: BaseGeometry) -> NDArray[np.float64]:
    shapely.prepare(within)
    return np.asarray(shapely.contains_xy(within, longitudes, latitudes), dtype=np.float64)
