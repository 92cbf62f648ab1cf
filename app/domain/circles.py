"""Circles that residents draw: how large they may be, and on which level of the map's cells they are kept."""

from __future__ import annotations

from app.domain.errors import FieldError

MIN_RADIUS_M = 100.0
MAX_RADIUS_M = 5_000.0
#: The levels on which circles of any size lie; a pin looks on each of them.
LEVELS = range(9, 18)
#: The widest a cell of level 0 is, at the equator.
_AROUND_M = 40_075_016.686


def level_of(radius_m: float, east_stretch: float) -> int:
    """Return the finest level whose cells are at least as wide as the circle, so that it reaches into four at most.

    A little wider: a cell narrows towards the pole. `east_stretch` is how much narrower it is on the ground here
    than at the equator: the cosine of the latitude. Raises FieldError for a radius that is not allowed.
    """
    if not MIN_RADIUS_M <= radius_m <= MAX_RADIUS_M:
        raise FieldError("radius_m", "out_of_range")
    fitting = [level for level in LEVELS if _AROUND_M * east_stretch / 2**level >= 2.1 * radius_m]
    return max(fitting, default=min(LEVELS))
