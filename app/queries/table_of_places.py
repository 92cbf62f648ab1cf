"""Locating every row of a CSV file: the same rows, in the same order, with four more columns."""

from __future__ import annotations

import csv
import math
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.domain.coordinates import UnreadableCoordinates, parse_longitude_latitude
from app.queries.territory import area_index

ADDED = ["region_code", "district_code", "mahalla_code", "located_by"]
_ROWS_AT_ONCE = 10_000


class TableError(ValueError):
    """The table cannot be read at all; the text says why, and what to do."""


def locate_file(
    source: Path,
    target: Path,
    *,
    lon_field: str,
    lat_field: str,
    on_progress: Callable[[int, int], None] | None = None,
) -> Counter[str]:
    """Write `target`, and return how many rows were located by which rule.

    Coordinates that cannot be read are marked `unreadable`, and the row stays. The target appears only
    when it is complete, with the separator and the line ends of the source; it may be the source itself.
    Raises TableError for a missing column, or one that is there already.
    """
    unfinished = target.with_name(target.name + ".part")
    try:
        counted = _write(source, unfinished, lon_field, lat_field, on_progress)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return counted


def _write(
    source: Path,
    unfinished: Path,
    lon_field: str,
    lat_field: str,
    on_progress: Callable[[int, int], None] | None,
) -> Counter[str]:
    counted: Counter[str] = Counter()
    form = _form(source)
    size = source.stat().st_size
    # A row may carry a long letter in one of its cells; it is not lost for that. The limit is the whole process's:
    # it is never lowered.
    csv.field_size_limit(max(size, csv.field_size_limit()))
    with (
        source.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as read,
        unfinished.open("w", newline="", encoding="utf-8", errors="surrogateescape") as written,
    ):
        rows = csv.reader(read, delimiter=form["delimiter"])
        header = next(rows, None)
        if header is None:
            raise TableError(f"{source} is empty. It needs a first row with the names of its columns.")
        lon_at, lat_at = _column(header, lon_field), _column(header, lat_field)
        taken = [name for name in ADDED if name in header]
        if taken:
            raise TableError(f"{source} has a column {taken[0]} already. Rename it first.")
        writer = csv.writer(written, **form)
        writer.writerow([*header, *ADDED])
        for chunk in _chunks(rows):
            for row, found in zip(chunk, _locate(chunk, lon_at, lat_at), strict=True):
                # A short row is filled up and a long one keeps its surplus at the end, so that the
                # new columns stand where they belong and nothing is lost.
                width = len(header)
                writer.writerow([*row[:width], *[""] * (width - len(row)), *found, *row[width:]])
                counted[found[-1]] += 1
            if on_progress:
                on_progress(os.lseek(read.fileno(), 0, os.SEEK_CUR), size)
    return counted


def _locate(rows: list[list[str]], lon_at: int, lat_at: int) -> list[list[str]]:
    lons, lats = [], []
    for row in rows:
        lon, lat = _read(row[lon_at] if lon_at < len(row) else "", row[lat_at] if lat_at < len(row) else "")
        lons.append(lon)
        lats.append(lat)
    return [
        [
            located.region.code if located.region else "",
            located.district.code if located.district else "",
            located.mahalla.code if located.mahalla else "",
            located.located_by,
        ]
        for located in area_index().locate_many(lons, lats)
    ]


def _read(longitude: str, latitude: str) -> tuple[float, float]:
    if "_" in longitude or "_" in latitude:
        return math.nan, math.nan  # Python reads 4_1 as forty-one; nobody else does.
    try:
        # Plain numbers are nearly every row, and quick to read.
        return float(longitude), float(latitude)
    except ValueError:
        pass
    try:
        return parse_longitude_latitude(longitude, latitude)
    except UnreadableCoordinates:
        return math.nan, math.nan


def _chunks(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    chunk: list[list[str]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _ROWS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _column(header: list[str], name: str) -> int:
    if name not in header:
        raise TableError(f"There is no column {name}. The columns are: {', '.join(header)}.")
    return header.index(name)


def _form(source: Path) -> dict[str, Any]:
    """Return the separator and the line ends that the first row uses."""
    with source.open(newline="", encoding="utf-8-sig", errors="replace") as read:
        first = read.readline()
    return {
        "delimiter": max(",;\t|", key=first.count),
        "lineterminator": "\r\n" if first.endswith("\r\n") else "\n",
    }
