"""The same map without a script: outlines, picture and hexagons on the Web-Mercator square, as a drawing's paths."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

#: The longer side of a drawing, in its own units.
SIDE = 1000.0


@dataclass(frozen=True)
class Still:
    """A drawing in its own units: paths as SVG writes them, and where the picture lies (x, y, width, height)."""

    width: int
    height: int
    outline: str
    inside: Sequence[str]
    hexagons: Sequence[tuple[str, int]]
    picture: str
    frame: tuple[float, float, float, float]


def still(
    boundary: BaseGeometry,
    inside: Sequence[BaseGeometry],
    picture_bounds: Sequence[Sequence[float]],
    picture: str,
    hexagons: Sequence[tuple[BaseGeometry, int]],
) -> Still:
    """Lay shapes (EPSG:4326) and a picture into a drawing that is as large as the boundary.

    `picture_bounds` are south-west and north-east, latitude first; `hexagons` have their shades.
    """
    west, south, east, north = boundary.bounds
    left, top = _x(west), _y(north)
    size = SIDE / max(_x(east) - left, _y(south) - top, 1e-9)

    def laid(points: NDArray[np.float64]) -> NDArray[np.float64]:
        y = np.log(np.tan(np.pi / 4 + np.radians(points[:, 1]) / 2))
        return np.column_stack([(np.radians(points[:, 0]) - left) * size, (-y - top) * size])

    def path(shape: BaseGeometry) -> str:
        flat = shapely.simplify(shapely.transform(shape, laid), 0.5, preserve_topology=True)
        rings = [
            ring
            for part in shapely.get_parts(flat)
            if part.geom_type == "Polygon"
            for ring in (part.exterior, *part.interiors)
        ]
        return "".join(
            "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in list(ring.coords)[:-1]) + "Z" for ring in rings
        )

    (low, first), (high, last) = picture_bounds
    x, y = (_x(first) - left) * size, (_y(high) - top) * size
    width, height = (_x(last) - _x(first)) * size, (_y(low) - _y(high)) * size
    return Still(
        width=math.ceil((_x(east) - left) * size),
        height=math.ceil((_y(south) - top) * size),
        outline=path(boundary),
        inside=[path(shape) for shape in inside],
        hexagons=[(path(outline), shade) for outline, shade in hexagons],
        picture=picture,
        frame=(round(x, 1), round(y, 1), round(width, 1), round(height, 1)),
    )


def _x(longitude: float) -> float:
    return math.radians(longitude)


def _y(latitude: float) -> float:
    """Return how far down a latitude lies, as the Web-Mercator square has it."""
    return -math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
