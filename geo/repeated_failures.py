"""Places where the same thing fails again and again: what was mended there did not last.

Reports of one group within a distance of one another are one place. Reports that come close upon one another are one
failure, reported by several; a failure begins when nothing had been reported there for some days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo import cells
from geo.metres import metres_per_degree

Integers = NDArray[np.int64]

#: How far apart reports of one place may lie, in metres from its middle.
RADIUS_M = 50.0
#: So many failures within a year make a place of repeated failures.
TIMES = 3
#: So many days without a report there end a failure.
QUIET_DAYS = 14
#: Reports are put together in cells of this level first: 7 m at 41° north, so that a hundred thousand in one building
#: are a few dozen places to compare.
_LEVEL = 22


@dataclass(frozen=True)
class RepeatedFailure:
    """A place where a group failed again and again.

    `longitude` and `latitude` are the middle of its reports. `began_on` has the first day of each failure, in the days
    that were handed in; `last_day` is the last report's. `members` are the positions of its reports in what was handed
    in, by day.
    """

    group: int
    longitude: float
    latitude: float
    began_on: tuple[int, ...]
    last_day: int
    members: tuple[int, ...]

    @property
    def times(self) -> int:
        """How many failures there were."""
        return len(self.began_on)


def repeated_failures(
    places: ArrayLike,
    days: ArrayLike,
    groups: ArrayLike,
    *,
    today: int,
    radius_m: float = RADIUS_M,
    times: int = TIMES,
    days_back: int = 365,
    quiet_days: int = QUIET_DAYS,
) -> list[RepeatedFailure]:
    """Return the places with at least `times` failures in the `days_back` days up to `today`, the most first.

    `places` are level-26 cells (`geo.cells`), `days` whole day numbers of the local days on which the reports were
    made, `groups` whole numbers. Every report belongs to one place at most: the one with most reports around it
    takes them first. Positions are known to some 5 m, the width of the cells that are compared.
    Raises ValueError for arrays that differ in length, and for a radius or a number of times that is not above 0.
    """
    if radius_m <= 0 or times < 1:
        raise ValueError("a radius and a number of times above 0")
    every = np.asarray(places, dtype=np.int64).ravel()
    made = np.asarray(days, dtype=np.int64).ravel()
    kinds = np.asarray(groups, dtype=np.int64).ravel()
    if not len(every) == len(made) == len(kinds):
        raise ValueError("places, days and groups differ in length")
    recent = (made <= today) & (made > today - days_back)
    found: list[RepeatedFailure] = []
    for group in np.unique(kinds[recent]):
        rows = np.flatnonzero(recent & (kinds == group))
        rows = rows[np.lexsort((rows, made[rows]))]
        for members in _together(every[rows], radius_m, times):
            began = _began(made[rows[members]], quiet_days)
            if len(began) >= times:
                found.append(_told(int(group), rows[members], every, made, began))
    return sorted(found, key=lambda place: (-place.times, -place.last_day, place.group, place.members))


def _together(places: Integers, radius_m: float, fewest: int) -> Iterator[Integers]:
    """Give the positions of reports that lie within the radius of one cell, the busiest cells first."""
    cell, cell_of_report, counts = np.unique(
        places >> 2 * (cells.MAX_LEVEL - _LEVEL), return_inverse=True, return_counts=True
    )
    columns, rows = cells.columns_and_rows_of(cell)
    _, latitudes = cells.centers_of(cell, _LEVEL)
    cell_m = metres_per_degree(latitudes)[0] * 360.0 / 2**_LEVEL
    points = shapely.points(columns, rows)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=radius_m / cell_m)
    around = np.bincount(one, weights=counts[other], minlength=len(cell))
    starts = np.searchsorted(one, np.arange(len(cell) + 1))
    reports_of = np.split(np.argsort(cell_of_report, kind="stable"), np.cumsum(counts)[:-1])
    free = np.ones(len(cell), dtype=bool)
    # Equally busy ones in the order of the grid, so that the same reports always make the same places.
    for middle in np.argsort(-around, kind="stable"):
        if around[middle] < fewest:
            return
        if free[middle]:
            near = other[starts[middle] : starts[middle + 1]]
            near = near[free[near]]
            if counts[near].sum() >= fewest:
                free[near] = False
                yield np.sort(np.concatenate([reports_of[i] for i in near]))


def _began(days: Integers, quiet_days: int) -> Integers:
    """Return the first day of each failure of one place, its reports in order."""
    return days[np.r_[True, np.diff(days) > quiet_days]]


def _told(
    group: int, members: Integers, places: Integers, days: Integers, began: Integers
) -> RepeatedFailure:
    longitudes, latitudes = cells.centers_of(places[members], cells.MAX_LEVEL)
    return RepeatedFailure(
        group=group,
        longitude=float(longitudes.mean()),
        latitude=float(latitudes.mean()),
        began_on=tuple(began.tolist()),
        last_day=int(days[members[-1]]),
        members=tuple(members.tolist()),
    )
