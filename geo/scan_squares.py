"""The squares that a scan for hot spots looks through: several sizes, each in steps of half its side.

A square of level z is two by two cells of level z + 1, wherever these begin, so that every report lies in four
squares of each size, and none of them depends on what else was reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo import cells
from geo.metres import distance_m

Integers = NDArray[np.int64]

#: Column, row and 32,000 groups fit into one whole number.
_FINEST = 22


@dataclass(frozen=True)
class Squares:
    """Squares with at least some reports of one group.

    By square: `levels`, the `columns` and `rows` of its north-west half-cell (of level + 1), `groups` and `totals`.
    `rows_of` says, by report, which squares hold it; the number after the last square stands for those that were
    too empty. `halves` are the reports' own columns and rows of level 26.
    """

    levels: Integers
    columns: Integers
    rows: Integers
    groups: Integers
    totals: Integers
    rows_of: Integers
    halves: tuple[Integers, Integers]

    def outline(self, square: int) -> tuple[int, float, float, float, float, float]:
        """Return level, west, south, east, north in degrees, and the side in metres."""
        level = int(self.levels[square])
        column, row = int(self.columns[square]), int(self.rows[square])
        west, north = cells.corner(column, row, level + 1)
        east, south = cells.corner(column + 2, row + 2, level + 1)
        middle = (south + north) / 2
        return level, west, south, east, north, distance_m((west, middle), (east, middle))

    def inside(self, square: int, level: int) -> NDArray[np.bool_]:
        """Say for each report whether the square holds it, whatever its group."""
        shift = cells.MAX_LEVEL - level - 1
        within: NDArray[np.bool_] = np.ones(len(self.halves[0]), dtype=bool)
        for half, first in zip(self.halves, (self.columns[square], self.rows[square]), strict=True):
            steps = (half >> shift) - first
            within &= (steps == 0) | (steps == 1)
        return within


def squares_of(places: Integers, groups: Integers, levels: tuple[int, ...], *, fewest: int) -> Squares:
    """Return the squares of these levels that hold at least `fewest` reports of one group.

    `places` are level-26 cells. Raises ValueError for levels beyond 0 to 22.
    """
    if not levels or not 0 <= min(levels) <= max(levels) <= _FINEST:
        raise ValueError(f"levels from 0 to {_FINEST}")
    halves = cells.columns_and_rows_of(places)
    kinds, group_number = np.unique(groups, return_inverse=True)
    found = [
        _of_step(halves, group_number, level, right, down, fewest)
        for level in levels
        for right in (0, 1)
        for down in (0, 1)
    ]
    before = np.cumsum([0, *(len(step.totals) for step in found)])
    last = int(before[-1])
    rows_of = [
        np.where(step.square_of >= 0, step.square_of + first, last)
        for step, first in zip(found, before, strict=False)
    ]
    return Squares(
        levels=np.concatenate([np.full(len(step.totals), step.level) for step in found]),
        columns=np.concatenate([step.columns for step in found]),
        rows=np.concatenate([step.rows for step in found]),
        groups=kinds[np.concatenate([step.groups for step in found])],
        totals=np.concatenate([step.totals for step in found]),
        rows_of=np.stack(rows_of, axis=1).astype(np.int32),
        halves=halves,
    )


@dataclass(frozen=True)
class _Step:
    """The squares of one size that begin at even or at odd half-cells, and in which of them each report lies."""

    level: int
    columns: Integers
    rows: Integers
    groups: Integers
    totals: Integers
    square_of: Integers


def _of_step(
    halves: tuple[Integers, Integers], groups: Integers, level: int, right: int, down: int, fewest: int
) -> _Step:
    shift = cells.MAX_LEVEL - level - 1
    bits = level + 2
    # The first half-cell, even or odd; plus 2, because an odd square may begin one column before the first.
    column, row = (
        (((half >> shift) - odd >> 1) << 1) + odd + 2 for half, odd in zip(halves, (right, down), strict=True)
    )
    key, number, totals = np.unique(
        (groups << 2 * bits) | (column << bits) | row, return_inverse=True, return_counts=True
    )
    enough = totals >= fewest
    place = np.where(enough, np.cumsum(enough) - 1, -1)
    key, mask = key[enough], (1 << bits) - 1
    return _Step(
        level=level,
        columns=(key >> bits & mask) - 2,
        rows=(key & mask) - 2,
        groups=key >> 2 * bits,
        totals=totals[enough],
        square_of=place[number],
    )
