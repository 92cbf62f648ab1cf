"""Writing a long table of places into files that others read: CSV, GeoJSON, GeoParquet, GeoPackage.

Each writer takes stretches of rows, one after the other, and keeps none of them: what is in memory does not grow
with the table. A place is a point (EPSG:4326, longitude first) or nothing; a cell that is not known is empty, or null.

CSV: RFC 4180, UTF-8 with a heading, days as 2026-11-18. GeoJSON: RFC 7946, one feature a line. GeoParquet 1.1:
https://geoparquet.org/releases/v1.1.0/. GeoPackage: http://www.geopackage.org/spec131/, by GDAL.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from pyogrio import raw, read_info


class Kind(StrEnum):
    """What stands in a column: `str`, whole numbers, `datetime64[D]`, or true and false."""

    TEXT = "text"
    WHOLE = "whole"
    DAY = "day"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Field:
    """One column of the table."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Stretch:
    """Some rows: an array for each field, where each is not known, and the places (NaN: none)."""

    values: Mapping[str, NDArray[Any]]
    missing: Mapping[str, NDArray[np.bool_]]
    longitudes: NDArray[np.float64]
    latitudes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.longitudes)

    def cells(self, field: Field) -> list[Any]:
        """Return a column as plain values: days as text, what is not known as None."""
        values = self.values[field.name]
        plain = np.datetime_as_string(values, unit="D") if field.kind is Kind.DAY else values
        found: list[Any] = plain.tolist()
        for row in np.flatnonzero(self.missing[field.name]).tolist():
            found[row] = None
        return found

    def points(self) -> NDArray[np.object_]:
        """Return the places as points; None where there is none."""
        found = np.full(len(self), None, dtype=object)
        known = ~np.isnan(self.longitudes)
        found[known] = shapely.points(self.longitudes[known], self.latitudes[known])
        return found


def nothing(fields: Sequence[Field]) -> Stretch:
    """Return no row of these columns: a table without rows has its columns all the same."""
    types: dict[Kind, Any] = {
        Kind.TEXT: object,
        Kind.WHOLE: np.int32,
        Kind.DAY: "datetime64[D]",
        Kind.YES_NO: np.bool_,
    }
    return Stretch(
        values={field.name: np.array([], dtype=types[field.kind]) for field in fields},
        missing={field.name: np.array([], dtype=np.bool_) for field in fields},
        longitudes=np.array([], dtype=np.float64),
        latitudes=np.array([], dtype=np.float64),
    )


class Writer(Protocol):
    """Writes one file. After `close` it is whole."""

    def write(self, rows: Stretch) -> None:
        """Write some more rows."""

    def close(self) -> None:
        """Finish the file; also where nothing was written."""


class CsvWriter:
    """A line for each row; the place stands in the last two columns, rounded to a metre.

    `harmless` turns a text into one that no spreadsheet runs.
    """

    def __init__(self, path: Path, fields: Sequence[Field], harmless: Callable[[str], str] = str) -> None:
        self._fields = fields
        # There are few different codes, and each stands in very many rows.
        self._harmless = lru_cache(maxsize=50_000)(harmless)
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._lines = csv.writer(self._file)
        self._lines.writerow([*(field.name for field in fields), "longitude", "latitude"])

    def write(self, rows: Stretch) -> None:
        columns = [rows.cells(field) for field in self._fields]
        for place, field in enumerate(self._fields):
            if field.kind is Kind.YES_NO:
                columns[place] = [None if cell is None else str(cell).lower() for cell in columns[place]]
            elif field.kind is Kind.TEXT:
                columns[place] = [None if cell is None else self._harmless(cell) for cell in columns[place]]
        places = ([_rounded(n) for n in degrees.tolist()] for degrees in (rows.longitudes, rows.latitudes))
        self._lines.writerows(zip(*columns, *places, strict=True))

    def close(self) -> None:
        self._file.close()


class GeoJsonWriter:
    """One FeatureCollection, one feature a line, so that it can be read line by line as well."""

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        self._fields = fields
        self._file: IO[str] = path.open("w", encoding="utf-8")
        self._file.write('{"type":"FeatureCollection","features":[')
        self._between = "\n"

    def write(self, rows: Stretch) -> None:
        names = [field.name for field in self._fields]
        columns = [rows.cells(field) for field in self._fields]
        places = zip(rows.longitudes.tolist(), rows.latitudes.tolist(), strict=True)
        for cells, (longitude, latitude) in zip(zip(*columns, strict=True), places, strict=True):
            point = {"type": "Point", "coordinates": [_rounded(longitude), _rounded(latitude)]}
            feature = {
                "type": "Feature",
                "geometry": None if longitude != longitude else point,
                "properties": dict(zip(names, cells, strict=True)),
            }
            # Not `json.dump`: it writes in Python what `dumps` writes in C.
            line = json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            self._file.write(self._between + line)
            self._between = ",\n"

    def close(self) -> None:
        with self._file:
            self._file.write("\n]}\n")


class GeoPackageWriter:
    """A layer of points for QGIS, with a spatial index."""

    def __init__(self, path: Path, fields: Sequence[Field], layer: str) -> None:
        self._path, self._fields, self._layer = path, fields, layer
        self._began, self._written = False, 0

    def write(self, rows: Stretch) -> None:
        raw.write(
            self._path,
            shapely.to_wkb(rows.points()),
            [rows.values[field.name] for field in self._fields],
            np.array([field.name for field in self._fields], dtype=object),
            field_mask=[rows.missing[field.name] for field in self._fields],
            layer=self._layer,
            driver="GPKG",
            geometry_type="Point",
            crs="EPSG:4326",
            append=self._began,
        )
        self._began = True
        self._written += len(rows)

    def close(self) -> None:
        """Finish the file. Raises OSError where it holds fewer rows than were written: the disk may be full."""
        if not self._began:
            self.write(nothing(self._fields))
        held = read_info(self._path, layer=self._layer, force_feature_count=True)["features"]
        if held != self._written:
            raise OSError(f"{self._path.name} holds {held} rows of {self._written}")


class GeoParquetWriter:
    """Columns packed by zstd, for pandas, DuckDB and the like; the place as WKB in the column `geometry`."""

    #: Without a `crs` the standard means longitude and latitude on WGS 84, in this order.
    ABOUT = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
    }

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        # 30 MB of memory that only this work needs: not for every web process.
        import pyarrow
        from pyarrow import parquet

        types = {
            Kind.TEXT: pyarrow.string(),
            Kind.WHOLE: pyarrow.int32(),
            Kind.DAY: pyarrow.date32(),
            Kind.YES_NO: pyarrow.bool_(),
        }
        self._arrow, self._fields = pyarrow, fields
        self._schema = pyarrow.schema(
            [
                *(pyarrow.field(field.name, types[field.kind]) for field in fields),
                ("geometry", pyarrow.binary()),
            ],
            metadata={"geo": json.dumps(self.ABOUT)},
        )
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Stretch) -> None:
        columns = [
            self._arrow.array(
                rows.values[field.name],
                type=self._schema.field(field.name).type,
                mask=rows.missing[field.name],
            )
            for field in self._fields
        ]
        places = self._arrow.array(shapely.to_wkb(rows.points()).tolist(), type=self._arrow.binary())
        self._writer.write_table(self._arrow.Table.from_arrays([*columns, places], schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def _rounded(degrees: float) -> float | None:
    return None if degrees != degrees else round(degrees, 5)
