"""Locating every row of a CSV file: the same rows, in the same order, with four more columns."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

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
    when it is complete. Raises TableError for a missing column, or one that is there already.
    """
    counted: Counter[str] = Counter()
    total = _count_rows(source)
    unfinished = target.with_name(target.name + ".part")
    with (
        source.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as read,
        unfinished.open("w", newline="", encoding="utf-8", errors="surrogateescape") as written,
    ):
        rows = csv.reader(read, dialect=_dialect(source))
        header = next(rows, None)
        if header is None:
            raise TableError(f"{source} is empty. It needs a first row with the names of its columns.")
        lon_at, lat_at = _column(header, lon_field), _column(header, lat_field)
        taken = [name for name in ADDED if name in header]
        if taken:
            raise TableError(f"{source} has a column {taken[0]} already. Rename it first.")
        writer = csv.writer(written)
        writer.writerow([*header, *ADDED])
        done = 0
        for chunk in _chunks(rows):
            for row, found in zip(chunk, _locate(chunk, lon_at, lat_at), strict=True):
                # A short row is filled up, so that the new columns stand where they belong.
                writer.writerow([*row, *[""] * (len(header) - len(row)), *found])
                counted[found[-1]] += 1
            done += len(chunk)
            if on_progress:
                on_progress(done, max(total, done))
    unfinished.replace(target)
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


def _dialect(source: Path) -> type[csv.Dialect] | str:
    with source.open(newline="", encoding="utf-8-sig", errors="replace") as read:
        first = read.readline()
    try:
        return csv.Sniffer().sniff(first, delimiters=",;\t|")
    except csv.Error:
        return "excel"


def _count_rows(source: Path) -> int:
    with source.open("rb") as read:
        return max(0, sum(block.count(b"\n") for block in iter(lambda: read.read(1 << 20), b"")) - 1)
