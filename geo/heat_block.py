"""Where many reports lie, packed into bytes: 20 of them for each report, read by NumPy without a copy.

A block holds the reports of one place and week. From a million of them, any weight of any part of them by cells
of any size takes a fraction of a second, where a database would have to pass every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: One report. `cell` is of level 26; `day` counts from the block's Monday; `days` is how long it was open, where it
#: is not any more; `state` is a `Stood`, plus LATE where its promise was broken.
REPORT = np.dtype(
    [
        ("cell", "<i8"),
        ("mahalla", "<i4"),
        ("people", "<u2"),
        ("days", "<u2"),
        ("group", "<u2"),
        ("day", "u1"),
        ("state", "u1"),
    ]
)
LATE = 4
_MOST = 65_535


class Stood(IntEnum):
    """How a report stands, as far as a map tells."""

    WAITS = 0
    IN_WORK = 1
    FIXED = 2
    NOT_DONE = 3  # Rejected, or tied to another report.


def pack(columns: Mapping[str, Ints]) -> bytes:
    """Return the bytes of reports given by columns, named as in REPORT. Numbers too large for theirs are cut down."""
    packed = np.empty(len(columns["cell"]), dtype=REPORT)
    for name in REPORT.names or ():
        values = columns[name]
        packed[name] = np.clip(values, 0, _MOST) if name in ("people", "days") else values
    return packed.tobytes()


def unpack(blocks: Sequence[bytes], weeks: Sequence[int]) -> tuple[NDArray[np.void], Ints]:
    """Return the reports of blocks one after the other, and the day of each, counted as their weeks are."""
    found = np.frombuffer(b"".join(blocks), dtype=REPORT)
    lengths = [len(block) // REPORT.itemsize for block in blocks]
    return found, np.repeat(np.asarray(weeks, dtype=np.int64), lengths) + found["day"]


def by_cell(cells: Ints, weights: Sequence[NDArray[np.float64]]) -> tuple[Ints, list[NDArray[np.float64]]]:
    """Return the different cells in order, and the sum of each weight in them."""
    place: Ints
    if not len(cells):
        return cells, [_sums(cells, weight, 0) for weight in weights]
    lowest = int(cells.min())
    span = int(cells.max()) - lowest + 1
    # Near cells have near codes: where they leave few gaps, counting needs no sorting.
    if span <= 4 * len(cells) + 65_536:
        place = cells - lowest
        there = np.flatnonzero(np.bincount(place, minlength=span))
        return there + lowest, [_sums(place, weight, span)[there] for weight in weights]
    found, place = np.unique(cells, return_inverse=True)
    return found, [_sums(place, weight, len(found)) for weight in weights]


def _sums(place: Ints, weight: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.bincount(place, weights=weight, minlength=size).astype(np.float64, copy=False)
