"""Boundaries for the map: simplified for the zoom, by window, bounded in size."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import mapping
from sqlalchemy import select

from app.db import db
from app.models import Area
from app.queries.public_map import Window
from app.queries.territory import area_index, territory_version
from geo.locate import AreaIndex

#: A view shows at most so many boundaries; where there are more, the next larger level is shown.
MAX_AREAS = 260


def areas(window: Window) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of the boundaries in view, with names by language and a label point.

    The level follows the zoom: regions from afar, districts, then the lowest level near the ground. Lines
    are simplified to about a pixel of that zoom.
    """
    index = area_index()
    for level in _levels(index, window.zoom):
        found = index.areas_in(level, window.west, window.south, window.east, window.north)
        if len(found) <= MAX_AREAS:
            break
    hidden = 0
    if len(found) > MAX_AREAS:
        found, hidden = [], len(found)
    names = {
        area_id: (names, code)
        for area_id, names, code in db.session.execute(
            select(Area.id, Area.names, Area.code).where(Area.id.in_([area.id for area in found]))
        )
    }
    version = territory_version()
    return {
        "type": "FeatureCollection",
        "level": level,
        # Only where a deployment has no larger level to show from afar; the map then says "come closer".
        "hidden": hidden,
        "features": [
            _feature(
                area.id, names[area.id], _outline(version, area.boundary_id or 0, window.zoom, area.boundary)
            )
            for area in found
        ],
    }


def _levels(index: AreaIndex, zoom: int) -> tuple[str, ...]:
    """Return the imported levels to try, the best for this zoom first, then larger ones."""
    wanted = {"region": 0, "district": 8, "mahalla": 12}
    fitting = tuple(level for level in index.levels if zoom >= wanted[level])
    return fitting or index.levels[-1:] or ("region",)


class _Outline:
    """A boundary as the cache's key: one version of one boundary is one shape."""

    def __init__(self, key: tuple[int, int], shape: Any) -> None:
        self.key, self.shape = key, shape

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Outline) and other.key == self.key


def _outline(
    version: int, boundary_id: int, zoom: int, shape: Any
) -> tuple[dict[str, Any], tuple[float, float]]:
    return _simplified(_Outline((version, boundary_id), shape), min(zoom, 17))


@lru_cache(maxsize=20_000)
def _simplified(outline: _Outline, zoom: int) -> tuple[dict[str, Any], tuple[float, float]]:
    tolerance = 360 / 256 / 2**zoom
    shape = shapely.simplify(outline.shape, tolerance, preserve_topology=True)
    shape = shapely.set_precision(shape, 1e-6 if zoom >= 14 else 1e-5, mode="pointwise")
    label = shapely.point_on_surface(outline.shape)
    return mapping(shape), (round(label.x, 6), round(label.y, 6))


def forget_outlines() -> None:
    """Drop the simplified outlines; tests call it where they roll territory back."""
    _simplified.cache_clear()


def _feature(
    area_id: int, named: tuple[dict[str, str], str], drawn: tuple[dict[str, Any], tuple[float, float]]
) -> dict[str, Any]:
    names, code = named
    geometry, label = drawn
    return {
        "type": "Feature",
        "id": area_id,
        "properties": {"names": names, "code": code, "label": label},
        "geometry": geometry,
    }
