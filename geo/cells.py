"""Points → map cells: Morton codes on the Web-Mercator square, the same grid that map tiles use.

A cell of level z is the tile of zoom z that holds the point; its code interleaves the bits of the tile's
column and row, so that every cell's children are neighbours in one range: `parent(cell, z)` is a shift, and a
window is a few ranges of a plain B-tree. Level 26 has 52 bits, which a JavaScript number holds exactly, and
is under 0.6 m wide. (G. M. Morton, "A computer oriented geodetic data base", IBM, 1966.)
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

MAX_LEVEL = 26
#: Web-Mercator ends here; nearer to the poles a point belongs to the outermost cell.
MAX_LATITUDE = 85.05112877980659

_SIDE = 1 << MAX_LEVEL
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)

_GATHER = (
    (1, 0x3333333333333333),
    (2, 0x0F0F0F0F0F0F0F0F),
    (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF),
    (16, 0x00000000FFFFFFFF),
)


def cell_of(lon: float, lat: float) -> int:
    """Return the level-26 cell of a point (EPSG:4326, longitude first)."""
    return int(cells_of([lon], [lat])[0])


def cells_of(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int64]:
    """Return the level-26 cell of every point."""
    x, y = _columns_and_rows(np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64))
    return (_spread(x) | (_spread(y) << 1)).astype(np.int64)


def parent(cell: int, level: int) -> int:
    """Return the cell of `level` that holds a level-26 cell."""
    return cell >> 2 * (MAX_LEVEL - level)


def center(cell: int, level: int) -> tuple[float, float]:
    """Return the middle of a cell as (longitude, latitude)."""
    column, row = _column_and_row(cell)
    return _longitude(column + 0.5, level), _latitude(row + 0.5, level)


def columns_and_rows_of(codes: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the columns and rows of many cells of one level, by taking the interleaved bits apart."""
    whole = np.asarray(codes).astype(np.uint64)
    return _gathered(whole), _gathered(whole >> np.uint64(1))


def centers_of(codes: ArrayLike, level: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middles of many cells of one level as longitudes and latitudes."""
    columns, rows = columns_and_rows_of(codes)
    return (
        (columns + 0.5) / 2**level * 360.0 - 180.0,
        np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (rows + 0.5) / 2**level)))),
    )


def corner(column: float, row: float, level: int) -> tuple[float, float]:
    """Return the north-west corner of the cell in this column and row as (longitude, latitude)."""
    return _longitude(column, level), _latitude(row, level)


def bounds(cell: int, level: int) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a cell, in degrees."""
    column, row = _column_and_row(cell)
    return (
        _longitude(column, level),
        _latitude(row + 1, level),
        _longitude(column + 1, level),
        _latitude(row, level),
    )


def ranges(
    west: float, south: float, east: float, north: float, level: int, max_ranges: int = 8
) -> list[tuple[int, int]]:
    """Return inclusive ranges (first, last) of level-`level` cells that cover a window, in order.

    At most `max_ranges`; to keep to that, they may hold cells outside the window, never the other way round.
    A window that is turned round or empty is covered as the smallest one that holds its corners.
    """
    x, y = _columns_and_rows(np.array([west, east]), np.array([south, north]))
    shift = MAX_LEVEL - level
    left, right = sorted(int(v) >> shift for v in x)
    top, bottom = sorted(int(v) >> shift for v in y)
    found = [(0, 0, 0)]
    # Split quadrants of the whole square, the largest first, as long as the ranges stay few.
    depth = 0
    while depth < level:
        deeper: list[tuple[int, int, int]] = []
        for column, row, _ in found:
            for child_column, child_row in _children(column, row):
                size = level - depth - 1
                if (
                    child_column << size <= right
                    and ((child_column + 1) << size) - 1 >= left
                    and child_row << size <= bottom
                    and ((child_row + 1) << size) - 1 >= top
                ):
                    deeper.append((child_column, child_row, depth + 1))
        if len(_joined(deeper, level)) > max_ranges:
            break
        found, depth = deeper, depth + 1
        if len(found) > 4096:
            break
    return _joined(found, level)


def roll_level(zoom: int) -> int:
    """Return the rollup level shown at a map zoom: an even one, with cells of 32 to 64 pixels, 8 to 16."""
    return max(8, min(16, (zoom + 3) // 2 * 2))


def _children(column: int, row: int) -> list[tuple[int, int]]:
    return [(2 * column + dx, 2 * row + dy) for dy in (0, 1) for dx in (0, 1)]


def _joined(squares: list[tuple[int, int, int]], level: int) -> list[tuple[int, int]]:
    spans = sorted(
        (code << 2 * (level - depth), ((code + 1) << 2 * (level - depth)) - 1)
        for column, row, depth in squares
        for code in [_interleave(column, row)]
    )
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and joined[-1][1] + 1 >= first:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _columns_and_rows(
    lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    sine = np.sin(np.radians(np.clip(lats, -MAX_LATITUDE, MAX_LATITUDE)))
    x = (lons + 180.0) / 360.0
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return tuple(np.clip(np.floor(v * _SIDE), 0, _SIDE - 1).astype(np.uint64) for v in (x, y))  # type: ignore[return-value]


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    spread = values.copy()
    for shift, mask in _SPREAD:
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


def _gathered(codes: NDArray[np.uint64]) -> NDArray[np.int64]:
    bits = codes & np.uint64(0x5555555555555555)
    for shift, mask in _GATHER:
        bits = (bits | (bits >> np.uint64(shift))) & np.uint64(mask)
    return bits.astype(np.int64)


def _interleave(column: int, row: int) -> int:
    x, y = _spread(np.array([column, row], dtype=np.uint64)).tolist()
    return int(x | (y << 1))


def _column_and_row(cell: int) -> tuple[int, int]:
    column = row = 0
    for bit in range(MAX_LEVEL):
        column |= (cell >> 2 * bit & 1) << bit
        row |= (cell >> 2 * bit + 1 & 1) << bit
    return column, row


def _longitude(column: float, level: int) -> float:
    return float(column / 2**level * 360.0 - 180.0)


def _latitude(row: float, level: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**level))))
