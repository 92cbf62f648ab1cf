"""The writers of open data by themselves: nothing that grows, nothing that runs, nothing half-written that looks whole."""

from __future__ import annotations

import csv
import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
from pyogrio.errors import DataSourceError

from geo.open_formats import (
    CsvWriter,
    Field,
    GeoJsonWriter,
    GeoPackageWriter,
    GeoParquetWriter,
    Kind,
    Stretch,
    Writer,
)

FIELDS = (Field("code", Kind.TEXT), Field("n", Kind.WHOLE), Field("on", Kind.DAY), Field("good", Kind.YES_NO))


def rows(n: int, code: str = "1701") -> Stretch:
    """Some rows; every third has no place, every second no number."""
    numbers = np.arange(n)
    return Stretch(
        values={
            "code": np.full(n, code, dtype=object),
            "n": numbers.astype(np.int32),
            "on": np.full(n, "2026-11-18", dtype="datetime64[D]"),
            "good": numbers % 2 == 0,
        },
        missing={
            field.name: numbers % 2 == 1 if field.name == "n" else np.zeros(n, dtype=np.bool_)
            for field in FIELDS
        },
        longitudes=np.where(numbers % 3 == 0, np.nan, 69.0 + numbers / 1e5),
        latitudes=np.where(numbers % 3 == 0, np.nan, 41.0),
    )


MAKERS: dict[str, Callable[[Path], Writer]] = {
    "rows.csv": lambda path: CsvWriter(path, FIELDS),
    "rows.geojson": lambda path: GeoJsonWriter(path, FIELDS),
    "rows.gpkg": lambda path: GeoPackageWriter(path, FIELDS, "rows"),
    "rows.parquet": lambda path: GeoParquetWriter(path, FIELDS),
}


def maker(name: str) -> Callable[[Path], Writer]:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    return MAKERS[name]


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("name", MAKERS)
def test_a_full_disk_is_an_error_and_no_short_file(name: str, tmp_path: Path) -> None:
    make = maker(name)

    def written() -> None:
        writer = make(tmp_path / name)
        try:
            for number in range(20):
                writer.write(rows(5_000, code=f"{number} of {name}"))
        finally:
            writer.close()

    with files_up_to(100_000), pytest.raises((OSError, DataSourceError)):
        written()


@pytest.mark.parametrize("name", ["rows.csv", "rows.geojson", "rows.gpkg"])
def test_gdal_reads_every_row_of_every_stretch(name: str, tmp_path: Path) -> None:
    writer = maker(name)(tmp_path / name)
    for _stretch in range(3):
        writer.write(rows(7))
    writer.close()
    assert pyogrio.read_info(tmp_path / name, force_feature_count=True)["features"] == 21


def test_geojson_can_be_read_line_by_line(tmp_path: Path) -> None:
    writer = GeoJsonWriter(tmp_path / "rows.geojson", FIELDS)
    writer.write(rows(3))
    writer.write(rows(2))
    writer.close()
    _head, *lines, _foot = (tmp_path / "rows.geojson").read_text().splitlines()
    features = [json.loads(line.removesuffix(",")) for line in lines]
    assert features[1] == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [69.00001, 41.0]},
        "properties": {"code": "1701", "n": None, "on": "2026-11-18", "good": False},
    }
    assert [feature["geometry"] is None for feature in features] == [True, False, False, True, False]


def test_a_text_of_the_csv_is_made_harmless(tmp_path: Path) -> None:
    writer: Any = CsvWriter(tmp_path / "rows.csv", FIELDS, lambda text: "'" + text)
    writer.write(rows(2, code="=1+1"))
    writer.close()
    with (tmp_path / "rows.csv").open(newline="") as file:
        lines = list(csv.reader(file))
    assert lines == [
        ["code", "n", "on", "good", "longitude", "latitude"],
        ["'=1+1", "0", "2026-11-18", "true", "", ""],
        ["'=1+1", "", "2026-11-18", "false", "69.00001", "41.0"],
    ]
