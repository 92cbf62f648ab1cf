"""The areas of one level, and the questions asked of them; `geo.locate` says the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import Point, STRtree
from shapely.geometry.base import BaseGeometry

from geo.metres import metres_per_degree, metres_to_outline

# Two parents that share a child's surface alike to this part of it are a tie: the smaller one
# is the city, the larger one the district drawn around and under it.
_TIE = 1e-6
# From this many vertices on, GEOS gets an index of a boundary's edges. Below it the index would
# save less than a microsecond and cost 40 bytes for every vertex: 80 MB for a country's mahallas.
_PREPARE_FROM = 300


@dataclass(frozen=True, slots=True)
class Area:
    """A territory as the index needs it; `boundary` is a valid Polygon or MultiPolygon.

    An area whose boundary is unknown (None) is never the answer itself, but still found as a parent.
    """

    id: int
    level: str
    code: str
    parent_id: int | None
    boundary: BaseGeometry | None
    boundary_id: int | None = None

    @property
    def has_surface(self) -> bool:
        """Whether a point can be inside it at all."""
        return self.boundary is not None and not self.boundary.is_empty


class Layer:
    """The areas of one level, in the order of their codes: a lower position is a lower code."""

    def __init__(self, level: str, areas: Sequence[Area]) -> None:
        self.level = level
        self.areas = sorted(areas, key=lambda area: area.code)
        self.boundaries = np.array([area.boundary for area in self.areas], dtype=object)
        self.tree = STRtree(self.boundaries)
        self._warm_up()
        # Square degrees shrink towards the poles, so the size is taken where the area lies.
        _, south, _, north = shapely.bounds(self.boundaries).T
        self.sizes = shapely.area(self.boundaries) * np.cos(np.radians((south + north) / 2))
        self.rank = np.empty(len(self.areas), dtype=np.int64)
        self.rank[np.argsort(self.sizes, kind="stable")] = np.arange(len(self.areas))
        # What one lookup needs, side by side: an array's element access costs as much as the test.
        self._pairs = [(area.boundary, area) for area in self.areas]

    def _warm_up(self) -> None:
        """Build what GEOS would build at the first question, without a lock between threads."""
        large = self.boundaries[shapely.get_num_coordinates(self.boundaries) >= _PREPARE_FROM]
        shapely.prepare(large)
        shapely.contains(large, shapely.point_on_surface(large))
        self.tree.query(Point(0, 0))

    def covering(self, point: Point) -> tuple[Area, bool] | None:
        """The area that answers for a point, and whether the point is on its boundary."""
        near = self.tree.query(point).tolist()
        pairs = self._pairs
        inside = [i for i in near if pairs[i][0].contains(point)]
        if inside:
            first = inside[0] if len(inside) == 1 else min(inside, key=self.rank.__getitem__)
            return pairs[first][1], False
        edge = [i for i in near if pairs[i][0].covers(point)]
        return (pairs[min(edge)][1], True) if edge else None

    def covering_many(self, points: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The same for many: positions of the areas (-1: none), and whether on their boundary."""
        found = np.full(len(points), -1)
        row, position = self.tree.query(points)
        inside = shapely.contains(self.boundaries[position], points[row])
        _first_of_each(found, row[inside], position[inside], self.rank[position[inside]])
        open_pairs = found[row] < 0
        row, position = row[open_pairs], position[open_pairs]
        edge = shapely.covers(self.boundaries[position], points[row])
        _first_of_each(found, row[edge], position[edge], position[edge])
        on_border = np.zeros(len(points), dtype=np.bool_)
        on_border[row[edge]] = True
        return found, on_border

    def nearest(self, lons: ArrayLike, lats: ArrayLike, near_m: float) -> list[tuple[Area, float] | None]:
        """For points that no area covers: the nearest within `near_m` metres, and how far.

        Distances count to the millimetre: two that are equally far to it are a tie, and the
        lowest code wins.
        """
        x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
        east, north = metres_per_degree(y)
        # Degrees overstate how far `near_m` may reach; what is too far goes out below, in metres.
        row, position = self.tree.query(
            shapely.points(x, y), predicate="dwithin", distance=near_m / np.minimum(east, north) * 1.0001
        )
        best: list[tuple[Area, float] | None] = [None] * len(x)
        order = np.argsort(position, kind="stable")
        row, position = row[order], position[order]
        for at in np.split(np.arange(len(row)), np.flatnonzero(np.diff(position)) + 1):
            if not len(at):
                continue
            here = int(position[at[0]])
            metres = metres_to_outline(self.boundaries[here], x[row[at]], y[row[at]]).round(3)
            for which, how_far in zip(row[at].tolist(), metres.tolist(), strict=True):
                rival = best[which]
                # Positions come in the order of codes, so on a tie the lowest code stays.
                if how_far <= near_m and (rival is None or how_far < rival[1]):
                    best[which] = (self.areas[here], how_far)
        return best

    def largest_overlap(self, boundary: BaseGeometry) -> Area | None:
        """The area that shares the most surface with a boundary; see `AreaIndex.largest_overlap`."""
        positions = np.sort(self.tree.query(boundary, predicate="intersects"))
        pieces = shapely.intersection(self.boundaries[positions], boundary)
        shared = shapely.area(pieces)
        if not len(shared) or shared.max() <= 0.0:
            return None
        # A neighbour whose border was drawn a little differently is no parent of what lies beyond it.
        beyond = shapely.area(boundary) - shapely.area(shapely.union_all(pieces))
        if shared.max() < beyond:
            return None
        tied = positions[shared >= shared.max() * (1.0 - _TIE)]
        best: int = min(tied.tolist(), key=self.rank.__getitem__)
        return self.areas[best]


def _first_of_each(
    found: NDArray[np.int64], row: NDArray[np.int64], position: NDArray[np.int64], order: NDArray[np.int64]
) -> None:
    """Write into `found`, for each row that appears, its position of the lowest order."""
    last_first = np.lexsort((-order, row))
    # The last write wins, so the lowest order of each row comes last.
    found[row[last_first]] = position[last_first]
