"""Few classes for many sizes: what hexagons are shaded by, and all that the public is told of a number.

The classes stand on one ladder (1, 3, 5, 10, 20, 50, ...), so that maps of different weeks and filters can be laid side
by side. Every class from 3 on holds at least two numbers: from classes nobody subtracts a single one
(`geo.small_numbers`).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.small_numbers import SMALLEST_COUNT

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Where the classes begin; each ends before the next, the last one has no end.
LADDER = (1, 3, 5, *(n * 10**power for power in range(1, 7) for n in (1, 2, 5)))
#: More shades than this nobody tells apart on paper.
MOST_SHADES = 5
#: Which of the five shades are used where there are fewer classes, so that they stay far apart.
SHADES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}

#: From the first number to the last, both included; -1: there is no last one.
Class = tuple[int, int]


def class_of(value: float) -> Class | None:
    """Return the class of a number, or None for less than 1."""
    place = int(np.searchsorted(LADDER, value + 1e-9, side="right")) - 1
    return _class(place) if place >= 0 else None


def about(values: ArrayLike, *, smallest: int = SMALLEST_COUNT) -> Floats:
    """Return the middle of each number's class instead of the number; what is below `smallest` becomes 0."""
    sizes = np.asarray(values, dtype=np.float64)
    middles = [
        *((first + after - 1) / 2 for first, after in pairwise(LADDER)),
        float(LADDER[-1]),
    ]
    place = np.searchsorted(LADDER, sizes + 1e-9, side="right") - 1
    return np.where(sizes < smallest, 0.0, np.array([*middles, 0.0])[place])


def scale(highest: float, *, smallest: int = 1) -> tuple[Class, ...]:
    """Return at most five classes, the last of which holds `highest`; the first begins at `smallest`.

    The first takes in all that lies below the others. Nothing to show has no classes.
    """
    if highest < smallest:
        return ()
    last = int(np.searchsorted(LADDER, highest + 1e-9, side="right")) - 1
    lowest = int(np.searchsorted(LADDER, smallest, side="right")) - 1
    first = max(lowest, last - MOST_SHADES + 1)
    classes = [_class(place) for place in range(first, last + 1)]
    return ((smallest, classes[0][1]), *classes[1:])


def shades(values: ArrayLike, classes: tuple[Class, ...]) -> Integers:
    """Return the shade of each number on a scale, 1 to 5; 0 for what lies below its first class."""
    sizes = np.asarray(values, dtype=np.float64)
    if not classes:
        return np.zeros(sizes.shape, dtype=np.int64)
    place = np.searchsorted([low for low, _high in classes], sizes + 1e-9, side="right") - 1
    found: Integers = np.where(place < 0, 0, np.array(SHADES[len(classes)])[place])
    return found


def _class(place: int) -> Class:
    return LADDER[place], LADDER[place + 1] - 1 if place + 1 < len(LADDER) else -1
