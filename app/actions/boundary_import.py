"""Checking and importing a boundary file, for the command and for the admin's form alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.actions.territory import ABOVE, Imported, NewArea, import_areas
from app.models import Level
from app.queries.territory import codes_of, territory_bounds
from geo.boundaries import Bounds, read_boundaries
from geo.boundary_checks import check_together
from geo.boundary_file import BoundaryFile, FieldMap

Progress = Callable[[int, int], None]

#: Where a country lies, for recognising swapped coordinates; elsewhere the areas that are known have to do.
COUNTRIES: dict[str, Bounds] = {"UZ": (55.9, 37.1, 73.2, 45.6)}


@dataclass(frozen=True)
class Outcome:
    """What a check found, and what the import did; None where it did not come to that."""

    file: BoundaryFile
    imported: Imported | None


def check_file(
    path: Path | str, level: Level, fields: FieldMap, *, country: str, on_progress: Progress | None = None
) -> BoundaryFile:
    """Read a file and say everything that is wrong with it. Writes nothing."""
    found = read_boundaries(
        path, fields, expected=COUNTRIES.get(country) or territory_bounds(), on_progress=on_progress
    )
    parents = codes_of(*ABOVE[level]) if fields.parent else None
    check_together(found, parents)
    return found


def import_file(
    path: Path | str,
    level: Level,
    fields: FieldMap,
    *,
    country: str,
    valid_from: date,
    at: datetime,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Outcome:
    """Check a file and, where nothing in it is wrong, import it: all of it or nothing.

    Reading is the first half of the progress, importing the second.
    """
    found = check_file(path, level, fields, country=country, on_progress=_half(on_progress, 0))
    if found.has_errors:
        return Outcome(found, None)
    areas = [
        NewArea(f.code, f.names, f.boundary, f.area_km2, f.parent_code, f.population) for f in found.features
    ]
    imported = import_areas(
        level,
        areas,
        valid_from=valid_from,
        source=Path(path).name,
        at=at,
        dry_run=dry_run,
        on_progress=_half(on_progress, 1),
    )
    return Outcome(found, imported)


def _half(on_progress: Progress | None, half: int) -> Progress | None:
    if on_progress is None:
        return None
    return lambda done, total: on_progress(half * total + done, 2 * total)
