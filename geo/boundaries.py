"""Reading a boundary file: any format and CRS that GDAL knows, to valid MultiPolygons in EPSG:4326.

Nothing is guessed silently. Whatever was repaired, unwrapped or tidied is a finding, and so is whatever
cannot be used; `geo.boundary_checks` adds what is wrong between areas. A finding is a `kind`, a severity
and its facts; the words for it are the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.boundary_file import BoundaryFile, Feature, FieldMap, ReadFile
from geo.boundary_values import code_of, names_of, population_of
from geo.spatial_file import UNREADABLE, layers_of, on_earth, read_shapes, source_of, total_bounds

Progress = Callable[[int, int], None]
Bounds = tuple[float, float, float, float]

#: Equal-area cylindrical projection of the whole earth, for surfaces in real square metres.
_EQUAL_AREA = pyproj.Transformer.from_crs(4326, 6933, always_xy=True)


def fields_of(path: Path | str) -> list[str]:
    """Return the names of a file's fields, or none where it cannot be read."""
    try:
        info = pyogrio.read_info(source_of(path), layer=layers_of(path)[0])
        return [str(name) for name in info["fields"]]
    except UNREADABLE:
        return []


def read_boundaries(
    path: Path | str,
    fields: FieldMap,
    *,
    expected: Bounds | None = None,
    on_progress: Progress | None = None,
) -> BoundaryFile:
    """Read a file and look at every row by itself.

    `expected` is where the territory lies (west, south, east, north); coordinates that only lie there the
    other way round are recognised as swapped. Never raises for what is wrong with the file: that is what the
    findings are for.
    """
    found = BoundaryFile()
    read = read_shapes(path, fields.fields(), found)
    if read is None:
        return found
    as_written, columns = read
    shapes = on_earth(as_written, found)
    if shapes is None:
        return found
    look_at_place(shapes, expected, found)
    for row, shape in enumerate(shapes, start=1):
        values = {name: column[row - 1] for name, column in columns.items()}
        _look_at_row(row, shape, values, fields, expected, found)
        if on_progress:
            on_progress(row, len(shapes))
    return found


def area_km2(shape: BaseGeometry) -> float:
    """Return the surface of a shape in EPSG:4326, in square kilometres (equal-area projection EPSG:6933)."""

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_EQUAL_AREA.transform(points[:, 0], points[:, 1]))

    return float(shapely.area(shapely.transform(shape, project)) / 1e6)


def look_at_place(shapes: NDArray[np.object_], expected: Bounds | None, found: ReadFile) -> None:
    """Say where a whole file lies, if that is not where it is expected."""
    bounds = total_bounds(shapes)
    if expected is None or np.isnan(bounds).any():
        return
    west, south, east, north = (float(edge) for edge in bounds)
    where = _lies(shapely.box(west, south, east, north), expected)
    if where == "swapped":
        found.say("swapped", "error", west=west, south=south, east=east, north=north)
    elif where == "elsewhere":
        found.say("far_away", "warning", west=west, south=south, east=east, north=north)


def _lies(shape: BaseGeometry, expected: Bounds | None) -> str:
    """Return whether a shape's envelope lies `here`, here if `swapped`, or `elsewhere`."""
    west, south, east, north = shape.bounds
    here = shapely.box(*expected) if expected else None
    if here is None or here.intersects(shapely.box(west, south, east, north)):
        return "here"
    return "swapped" if here.intersects(shapely.box(south, west, north, east)) else "elsewhere"


def _look_at_row(
    row: int,
    shape: BaseGeometry | None,
    values: Mapping[str, Any],
    fields: FieldMap,
    expected: Bounds | None,
    found: BoundaryFile,
) -> None:
    code = code_of(values[fields.code])
    if not code:
        found.say("code_missing", "error", row)
    names = names_of(row, code, values, fields, found)
    boundary = _boundary(row, code, shape, found)
    if not code or boundary is None:
        return
    # Where the whole file is, that is one finding for the file.
    if not found.says("swapped") and _lies(boundary, expected) == "swapped":
        found.say("swapped_row", "error", row, code)
    found.features.append(
        Feature(
            row=row,
            code=code,
            names=names,
            parent_code=code_of(values[fields.parent]) or None if fields.parent else None,
            population=population_of(row, code, values, fields, found),
            boundary=boundary,
            area_km2=area_km2(boundary),
        )
    )


def _boundary(row: int, code: str, shape: BaseGeometry | None, found: BoundaryFile) -> MultiPolygon | None:
    if shape is None or shape.is_empty:
        found.say("geometry_empty", "error", row, code)
        return None
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        found.say("coordinates_unreadable", "error", row, code)
        return None
    if shape.geom_type == "GeometryCollection":
        found.say("collection_unwrapped", "note", row, code)
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        before = area_km2(MultiPolygon(list(_polygons(shape))))
        shape = shapely.make_valid(shape)
        polygons = list(_polygons(shape))
        if not polygons:
            found.say("not_repairable", "error", row, code, reason=reason)
            return None
        after = area_km2(MultiPolygon(polygons))
        found.say("repaired", "warning", row, code, reason=reason, before_km2=before, after_km2=after)
    polygons = list(_polygons(shape))
    if not polygons:
        found.say("not_a_polygon", "error", row, code, shape=shape.geom_type)
        return None
    return _whole(polygons)


def _whole(polygons: list[Any]) -> MultiPolygon:
    """Return the parts as one valid MultiPolygon; parts that touch or overlap become one."""
    together = MultiPolygon(polygons)
    if not together.is_valid:
        union = shapely.union_all(polygons)
        together = MultiPolygon(list(_polygons(union)))
    return together


def _polygons(shape: BaseGeometry) -> Iterable[Any]:
    if shape.geom_type == "Polygon":
        if not shape.is_empty:
            yield shape
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _polygons(part)
