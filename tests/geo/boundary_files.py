"""Boundary files for the tests of the importer, written where a test wants them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio import raw
from shapely import MultiPolygon, box
from shapely.geometry.base import BaseGeometry

#: Four squares of a hundredth of a degree that share their edges, as a tidy file has them.
TIDY: list[tuple[BaseGeometry | None, dict[str, Any]]] = [
    (box(69.0, 41.0, 69.01, 41.01), {"code": "101", "name": "Bogʻobod", "name_ru": "Багабад"}),
    (box(69.01, 41.0, 69.02, 41.01), {"code": "102", "name": "Navroʻz", "name_ru": "Навруз"}),
    (box(69.0, 41.01, 69.01, 41.02), {"code": "103", "name": "Tinchlik", "name_ru": "Тинчлик"}),
    (box(69.01, 41.01, 69.02, 41.02), {"code": "104", "name": "Doʻstlik", "name_ru": "Дустлик"}),
]

FORMATS = {
    "GeoJSON": "areas.geojson",
    "GPKG": "areas.gpkg",
    "FlatGeobuf": "areas.fgb",
    "ESRI Shapefile": "areas.zip",
}


def write(
    path: Path,
    rows: list[tuple[BaseGeometry | None, dict[str, Any]]],
    driver: str = "GeoJSON",
    crs: str | None = "EPSG:4326",
    **options: Any,
) -> Path:
    """Write rows of (shape, fields) by GDAL and return the path; a Shapefile is zipped."""
    names = list(dict.fromkeys(name for _, values in rows for name in values))
    columns = [[values.get(name) for _, values in rows] for name in names]
    data = [
        np.array(column, dtype=None if all(isinstance(v, int | float) for v in column) else object)
        for column in columns
    ]
    shapes = np.array([None if shape is None else MultiPolygon([shape]) for shape, _ in rows], dtype=object)
    if driver == "FlatGeobuf":
        options["SPATIAL_INDEX"] = "NO"  # Its index puts the rows into another order.
    target = path.with_suffix(".shp") if driver == "ESRI Shapefile" else path
    raw.write(
        target,
        shapely.to_wkb(shapes),
        data,
        names,
        driver=driver,
        crs=crs or "EPSG:4326",
        geometry_type="MultiPolygon",
        **{"encoding": "UTF-8"} | options,
    )
    if driver == "ESRI Shapefile":
        if crs is None:
            path.with_suffix(".prj").unlink()
        with zipfile.ZipFile(path, "w") as packed:
            for part in path.parent.glob(f"{path.stem}.*"):
                if part.suffix != ".zip":
                    packed.write(part, part.name)
    return path


def write_geojson(path: Path, rows: list[tuple[Any, dict[str, Any]]]) -> Path:
    """Write rows of (GeoJSON geometry or shape or None, fields) as they are, however wrong."""
    features = [
        {
            "type": "Feature",
            "properties": values,
            "geometry": shapely.geometry.mapping(shape) if isinstance(shape, BaseGeometry) else shape,
        }
        for shape, values in rows
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8"
    )
    return path
