"""Small counts that could point at one home are withheld, and so is what would give them away by subtraction.

Counts below `smallest` are withheld. Where the sum of all is known, as it nearly always is somewhere, a reader
subtracts what is shown and learns the sum of what is not: of a single count, the count itself. Then more is withheld
(*complementary suppression*: L. Willenborg, T. de Waal, "Elements of Statistical Disclosure Control", Springer, 2001).
What is withheld besides is chosen by place, never by size, because a reader who knows the rule could turn a choice
by size round. A test tries every table of up to five small counts: no withheld 1 or 2 can be worked out.

That protects one table beside its sum. A reader may also subtract tables (all groups less all groups but one), so the
public form shows classes of counts (`class_of`) and no exact ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

#: Fewer reports could point at one home.
SMALLEST_COUNT = 3
#: Where the classes of counts begin; each ends before the next.
CLASSES = (3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


def may_show(counts: ArrayLike, *, smallest: int = SMALLEST_COUNT) -> Flags | None:
    """Say which counts may be shown where their sum is known; None where the sum must not be told either.

    Neighbours should stand beside one another: where the single withheld count needs company, the next one joins it, and
    the two next where all withheld ones are as large as they can be. After the last comes the first.
    Raises ValueError for counts below 0.
    """
    whole = np.asarray(counts, dtype=np.int64).ravel()
    if (whole < 0).any():
        raise ValueError("a count below 0")
    shown: Flags = whole >= smallest
    small = np.flatnonzero(~shown)
    if not len(small):
        return shown
    if len(small) == 1:
        company = 1
    elif int(whole[small].sum()) == len(small) * (smallest - 1):
        company = 2
    else:
        return shown
    ring = (small[0] + np.arange(1, len(whole))) % len(whole)
    joining = ring[shown[ring]][:company]
    if len(joining) < company:
        return None
    shown[joining] = False
    return shown


def class_of(counts: ArrayLike) -> tuple[Integers, Integers]:
    """Return the first and the last count of each count's class; 0 and 2 below the first class.

    The last class has no end: its last count is -1.
    """
    begins = np.array([0, *CLASSES], dtype=np.int64)
    ends = np.array([*(first - 1 for first in CLASSES), -1], dtype=np.int64)
    number = np.searchsorted(begins, np.asarray(counts, dtype=np.int64), side="right") - 1
    return begins[number], ends[number]
