"""Reading a file of shapes: any format and coordinate system that GDAL knows, brought to EPSG:4326."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Sequence
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

from geo.boundary_file import ReadFile

#: What reading raises for a file that is no boundary file, or a damaged one; pyogrio stumbles in its own way
#: (UnboundLocalError) over a coordinate system that was cut off.
UNREADABLE = (DataSourceError, DataLayerError, ValueError, UnboundLocalError)


def source_of(path: Path | str) -> str:
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


def layers_of(path: Path | str) -> list[str]:
    """Return the names of a file's layers, those with shapes first."""
    layers = pyogrio.list_layers(source_of(path)).tolist()
    if not layers:
        raise DataLayerError("there are no layers in it")
    return [str(name) for name, _ in sorted(layers, key=lambda layer: layer[1] is None)]


def read_shapes(
    path: Path | str, columns: Sequence[str], found: ReadFile
) -> tuple[NDArray[np.object_], dict[str, NDArray[Any]]] | None:
    """Return the shapes of the first layer as they were written, and these columns; None says why in `found`."""
    if not Path(path).is_file():
        found.say("no_such_file", "error", path=str(path))
        return None
    try:
        layer, *others = layers_of(path)
        info = pyogrio.read_info(source_of(path), layer=layer)
        found.fields = [str(name) for name in info["fields"]]
        missing = [name for name in columns if name not in found.fields]
        if missing:
            found.say("fields_missing", "error", missing=missing, available=found.fields)
            return None
        with warnings.catch_warnings(action="ignore"):  # What GDAL mutters is found again, row by row.
            meta, _, wkb, data = raw.read(
                source_of(path), layer=layer, columns=sorted(set(columns)), force_2d=True
            )
    except UNREADABLE as error:
        found.say("unreadable_file", "error", reason=reason_of(error))
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
    return shapes, dict(zip((str(name) for name in meta["fields"]), data, strict=True))


def reason_of(error: BaseException) -> str:
    """Return the first line of what GDAL says, cut short."""
    return str(error).splitlines()[0][:200] if str(error) else ""


def on_earth(shapes: NDArray[np.object_], found: ReadFile) -> NDArray[np.object_] | None:
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
    bounds = total_bounds(shapes)
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


def total_bounds(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return west, south, east, north of every shape that has some; NaN where none has."""
    drawn = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    return shapely.total_bounds(drawn) if len(drawn) else np.full(4, np.nan)


def _say_not_degrees(found: ReadFile, bounds: NDArray[np.float64]) -> None:
    found.say("not_degrees", "error", crs=found.crs or "", x=float(bounds[0]), y=float(bounds[1]))
