"""Reading named places: streets, settlements and landmarks, out of shapes, a table, or OpenStreetMap.

Only what has a name counts. What is one thing but was written in several pieces (a street, way by way) becomes
one place; see `geo.same_place`. Whatever is left out is a finding, counted, and not told row by row.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.boundaries import look_at_place
from geo.boundary_file import ReadFile
from geo.boundary_values import code_of, tidy
from geo.osm_file import is_osm, read_osm
from geo.same_place import Named, Place, as_places
from geo.spatial_file import on_earth, read_shapes

Progress = Callable[[int, int], None]
Bounds = tuple[float, float, float, float]

LONGEST_NAME = 200
TABLES = {".csv", ".tsv", ".txt"}


@dataclass(frozen=True)
class PlaceFields:
    """Which fields hold what. `names` is locale → field; `others` are former and further names.

    A table needs `longitude` and `latitude`. Without `code` a place is known by its name and position.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[str] = ()
    code: str | None = None
    longitude: str | None = None
    latitude: str | None = None

    def fields(self) -> list[str]:
        """Return every field that is asked for, but not the coordinates."""
        return [name for name in (*self.names.values(), *self.others, self.code) if name]


@dataclass
class PlaceFile(ReadFile):
    """What a file of places holds."""

    places: list[Place] = field(default_factory=list)


def read_places(
    path: Path | str,
    fields: PlaceFields,
    *,
    kind: str | None = None,
    expected: Bounds | None = None,
    on_progress: Progress | None = None,
) -> PlaceFile:
    """Read a file and say what is wrong with it; never raises for that.

    `kind` is what every row is; without it lines are streets and the rest landmarks, and OpenStreetMap's tags
    decide. `expected` is where the territory lies, to recognise swapped coordinates.
    """
    found = PlaceFile()
    left_out: Counter[str] = Counter()
    if is_osm(path):
        named = read_osm(path, found, left_out, kind=kind, on_progress=on_progress)
    else:
        named = _rows(path, fields, kind, expected, found, left_out)
    _say_what_is_left_out(left_out, found)
    if not found.has_errors and not named:
        found.say("no_places", "error")
    if not found.has_errors:
        found.places = as_places(named, on_progress)
    return found


def _say_what_is_left_out(left_out: Counter[str], found: PlaceFile) -> None:
    if left_out["long"]:
        found.say("left_out_long", "note", number=left_out["long"])
    if left_out["nameless"]:
        found.say("left_out_nameless", "note", number=left_out["nameless"])
    if left_out["other"]:
        found.say("left_out_other", "note", number=left_out["other"])
    if left_out["placeless"]:
        found.say("left_out_placeless", "note", number=left_out["placeless"])


def _rows(
    path: Path | str,
    fields: PlaceFields,
    kind: str | None,
    expected: Bounds | None,
    found: PlaceFile,
    left_out: Counter[str],
) -> list[Named]:
    is_table = Path(path).suffix.lower() in TABLES
    read = _read_table(path, fields, found) if is_table else read_shapes(path, fields.fields(), found)
    shapes = on_earth(read[0], found) if read else None
    if read is None or shapes is None:
        return []
    look_at_place(shapes, expected, found)
    columns = read[1]
    named = []
    for row, shape in enumerate(shapes):
        values = {name: column[row] for name, column in columns.items()}
        reason, one = _named(shape, values, fields, kind)
        if one is not None:
            named.append(one)
        else:
            left_out[reason] += 1
    return named


def _named(
    shape: BaseGeometry | None, values: Mapping[str, Any], fields: PlaceFields, kind: str | None
) -> tuple[str, Named | None]:
    """Return one row, or why it is left out."""
    names = {locale: text for locale, name in fields.names.items() if (text := _text(values[name]))}
    if not names:
        return "nameless", None
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return "placeless", None
    if any(len(text) > LONGEST_NAME for text in names.values()):
        return "long", None
    kind = kind or ("street" if shape.geom_type in {"LineString", "MultiLineString"} else "landmark")
    others = [text for name in fields.others if (text := _text(values[name])[:LONGEST_NAME])]
    key = code_of(values[fields.code]) if fields.code else ""
    return "", Named(key[:80], kind, next(iter(names.values())), names, tuple(others), shape)


def _text(value: Any) -> str:
    return "" if value is None or value != value else tidy(str(value))


def _read_table(
    path: Path | str, fields: PlaceFields, found: PlaceFile
) -> tuple[NDArray[np.object_], dict[str, list[str]]] | None:
    """Read a table with a column for the longitude and one for the latitude, in degrees."""
    if not Path(path).is_file():
        found.say("no_such_file", "error", path=str(path))
        return None
    if not fields.longitude or not fields.latitude:
        found.say("coordinate_fields_missing", "error")
        return None
    wanted = [*fields.fields(), fields.longitude, fields.latitude]
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as lines:
            head = lines.readline()
            lines.seek(0)
            delimiter = max(",;\t", key=head.count)
            rows = csv.DictReader(lines, delimiter=delimiter)
            found.fields = list(rows.fieldnames or [])
            missing = [name for name in wanted if name not in found.fields]
            if missing:
                found.say("fields_missing", "error", missing=missing, available=found.fields)
                return None
            table = [{name: row[name] or "" for name in wanted} for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        found.say("unreadable_table", "error", reason=str(error)[:200])
        return None
    found.rows, found.crs = len(table), "EPSG:4326"
    lons, lats = (
        np.array([_degrees(row[name]) for row in table]) for name in (fields.longitude, fields.latitude)
    )
    shapes = np.full(len(table), None, dtype=object)
    known = np.isfinite(lons) & np.isfinite(lats)
    shapes[known] = shapely.points(lons[known], lats[known])
    return shapes, {name: [row[name] for row in table] for name in wanted}


def _degrees(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")
