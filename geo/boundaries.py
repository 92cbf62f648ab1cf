"""Reading a boundary file: any format and CRS that GDAL knows, to valid MultiPolygons in EPSG:4326.

Nothing is guessed silently. Whatever was repaired, unwrapped or tidied is a finding, and so is whatever
cannot be used; `geo.boundary_checks` adds what is wrong between areas. A finding is a `kind`, a severity
and its facts; the words for it are the caller's.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio import raw
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import CRSError
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.boundary_file import BoundaryFile, Feature, FieldMap
from geo.boundary_values import code_of, names_of, population_of

Progress = Callable[[int, int], None]
Bounds = tuple[float, float, float, float]

#: What reading raises for a file that is no boundary file, or a damaged one; pyogrio stumbles in its own way
#: (UnboundLocalError) over a coordinate system that was cut off.
UNREADABLE = (DataSourceError, DataLayerError, ValueError, UnboundLocalError)

#: Equal-area cylindrical projection of the whole earth, for surfaces in real square metres.
_EQUAL_AREA = pyproj.Transformer.from_crs(4326, 6933, always_xy=True)


def fields_of(path: Path | str) -> list[str]:
    """Return the names of a file's fields, or none where it cannot be read."""
    try:
        return [str(name) for name in pyogrio.read_info(_source(path), layer=_layers(path)[0])["fields"]]
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
    read = _read(path, fields, found)
    if read is None:
        return found
    as_written, columns = read
    shapes = _on_earth(as_written, found)
    if shapes is None:
        return found
    _look_at_place(shapes, expected, found)
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


def _source(path: Path | str) -> str:
    """Return what GDAL is to open: in a zip whose files lie in a folder, that folder."""
    if not str(path).lower().endswith(".zip"):
        return str(path)
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [PurePosixPath(name) for name in packed.namelist() if name.lower().endswith(".shp")]
    except (OSError, zipfile.BadZipFile):
        inside = []
    # macOS packs a hidden copy of everything beside it.
    folders = {str(name.parent) for name in inside if name.parts[0] != "__MACOSX"}
    return f"/vsizip/{path}" if len(folders) != 1 or "." in folders else f"/vsizip/{path}/{folders.pop()}"


def _layers(path: Path | str) -> list[str]:
    """Return the names of a file's layers, those with shapes first."""
    layers = pyogrio.list_layers(_source(path)).tolist()
    if not layers:
        raise DataLayerError("there are no layers in it")
    return [str(name) for name, _ in sorted(layers, key=lambda layer: layer[1] is None)]


def _read(
    path: Path | str, fields: FieldMap, found: BoundaryFile
) -> tuple[NDArray[np.object_], dict[str, NDArray[Any]]] | None:
    if not Path(path).is_file():
        found.say("no_such_file", "error", path=str(path))
        return None
    try:
        layer, *others = _layers(path)
        info = pyogrio.read_info(_source(path), layer=layer)
        found.fields = [str(name) for name in info["fields"]]
        missing = [name for name in fields.fields() if name not in found.fields]
        if missing:
            found.say("fields_missing", "error", missing=missing, available=found.fields)
            return None
        with warnings.catch_warnings(action="ignore"):  # What GDAL mutters is found again, row by row.
            meta, _, wkb, data = raw.read(
                _source(path), layer=layer, columns=sorted(set(fields.fields())), force_2d=True
            )
    except UNREADABLE as error:
        found.say("unreadable_file", "error", reason=str(error).splitlines()[0][:200] if str(error) else "")
        return None
    if others:
        found.say("several_layers", "warning", layer=layer, others=others)
    found.crs = str(meta["crs"]) if meta["crs"] else None
    found.rows = len(wkb) if wkb is not None else 0
    if wkb is None or not len(wkb):
        found.say("empty_file", "error")
        return None
    with np.errstate(invalid="ignore"):
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
        unread = shapely.is_missing(shapes)
        shapes[unread] = shapely.from_wkb(wkb[unread], on_invalid="fix")
    for row in np.flatnonzero(unread & ~shapely.is_missing(shapes)).tolist():
        found.say("ring_closed", "note", row + 1)
    columns = dict(zip((str(name) for name in meta["fields"]), data, strict=True))
    return shapes, columns


def _on_earth(shapes: NDArray[np.object_], found: BoundaryFile) -> NDArray[np.object_] | None:
    """Bring the shapes to EPSG:4326; say so, or why that cannot be done."""
    if found.crs is not None:
        try:
            crs = pyproj.CRS.from_user_input(found.crs)
        except CRSError:
            found.say("not_geographic", "error", crs=found.crs[:80])
            return None
        if not (crs.is_geographic or crs.is_projected):
            found.say("not_geographic", "error", crs=crs.name)
            return None
        crs = crs.to_2d()  # Heights are left out, and are no other system.
        if not crs.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
            found.say("reprojected", "note", crs=crs.name)
            transformer = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)

            def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
                return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

            shapes = np.array(
                [None if s is None else shapely.transform(s, project) for s in shapes], dtype=object
            )
    bounds = _total_bounds(shapes)
    if not np.isfinite(bounds).all():
        if np.isnan(bounds).all():  # Nothing in it has a shape; each row says so itself.
            return shapes
        _say_not_degrees(found, bounds)
        return None
    west, south, east, north = (float(edge) for edge in bounds)
    if west < -180 or east > 180 or south < -90 or north > 90:
        if west >= -90 and east <= 90 and south >= -180 and north <= 180:
            found.say("swapped", "error", west=west, south=south, east=east, north=north)
            return None
        _say_not_degrees(found, bounds)
        return None
    if found.crs is None:
        found.say("crs_missing", "warning")
    return shapes


def _total_bounds(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return west, south, east, north of every shape that has some; NaN where none has."""
    drawn = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    return shapely.total_bounds(drawn) if len(drawn) else np.full(4, np.nan)


def _say_not_degrees(found: BoundaryFile, bounds: NDArray[np.float64]) -> None:
    found.say("not_degrees", "error", crs=found.crs or "", x=float(bounds[0]), y=float(bounds[1]))


def _look_at_place(shapes: NDArray[np.object_], expected: Bounds | None, found: BoundaryFile) -> None:
    bounds = _total_bounds(shapes)
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
