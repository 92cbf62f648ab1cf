"""The order of a day's stops: how long a way is, how it gets shorter, where a late stop fits, what lies together.

A way is a list of indexes into a square table of metres, `metres[here][there]`, which need not be symmetric
(one-way streets). It is open: nobody has to come back. Its first stop stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

Metres = Sequence[Sequence[float]]
T = TypeVar("T")

#: Jobs so near to each other are at one place: one photo can show them, and one walk reaches them.
TOGETHER_M = 30.0
#: Less than a step is no gain; without it two equal ways could be exchanged for ever.
_STEP_M = 0.01


def way_m(order: Sequence[int], metres: Metres) -> float:
    """Return the metres of a way, from its first stop to its last.

    >>> way_m([0, 1, 2], [[0, 5, 9], [5, 0, 3], [9, 3, 0]])
    8
    """
    return sum(metres[here][there] for here, there in pairwise(order))


def shortened(order: Sequence[int], metres: Metres) -> list[int]:
    """Return a way that no turning round of a stretch and no carrying of up to three stops makes shorter.

    The first stop stays first. The result is never longer than `order` (2-opt: Croes 1958; or-opt: Or 1976).
    """
    best, best_m = list(order), way_m(order, metres)
    while True:
        found = min(
            ((way_m(other, metres), other) for other in _neighbours(best)),
            default=(best_m, best),
        )
        if found[0] > best_m - _STEP_M:
            return best
        best_m, best = found


def _neighbours(order: list[int]) -> list[list[int]]:
    """Every way with one stretch turned round, or one stretch of up to three stops carried elsewhere."""
    n = len(order)
    turned = [order[:i] + order[i:j][::-1] + order[j:] for i in range(1, n - 1) for j in range(i + 2, n + 1)]
    carried = []
    for size in (1, 2, 3):
        for i in range(1, n - size + 1):
            stretch, rest = order[i : i + size], order[:i] + order[i + size :]
            carried += [rest[:k] + stretch + rest[k:] for k in range(1, len(rest) + 1) if k != i]
    return turned + carried


def inserted(order: Sequence[int], stop: int, metres: Metres) -> list[int]:
    """Return the way with one more stop where it costs the least; the others keep their order, the first stays."""
    ways = [[*order[:at], stop, *order[at:]] for at in range(min(1, len(order)), len(order) + 1)]
    return min(ways, key=lambda way: way_m(way, metres))


def together(
    stops: Sequence[T], distance_m: Callable[[T, T], float], within_m: float = TOGETHER_M
) -> list[list[T]]:
    """Return the stops in groups: each member lies at most `within_m` metres from the first of its group.

    Groups and members keep the order of `stops`. Counting from the first keeps a row of jobs along a street
    from becoming one place.
    """
    groups: list[list[T]] = []
    for stop in stops:
        for group in groups:
            if distance_m(group[0], stop) <= within_m:
                group.append(stop)
                break
        else:
            groups.append([stop])
    return groups
