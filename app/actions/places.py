"""Importing places: all or nothing, twice the same as once; and keeping them in step with the territory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from app.actions.boundary_import import COUNTRIES
from app.actions.placing import areas_of, count_up, parts, place_table, updating
from app.actions.transaction import one_transaction
from app.db import db
from app.models import Place, PlaceKind, PlaceSource
from app.queries.territory import fresh_index, territory_bounds
from geo.locate import AreaIndex
from geo.osm_file import ATTRIBUTION, is_osm
from geo.place_file import PlaceFields, PlaceFile, read_places
from geo.same_place import Place as NewPlace

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Imported:
    """How many places a file brought, and what became of them. `outside` of them lie beyond the territory."""

    created: int
    changed: int
    removed: int
    unchanged: int
    outside: int


@dataclass(frozen=True)
class Outcome:
    """What reading found, and what the import did; None where it did not come to that."""

    file: PlaceFile
    imported: Imported | None


def import_file(
    path: Path | str,
    fields: PlaceFields,
    *,
    kind: PlaceKind | None = None,
    source: str = "",
    attribution: str | None = None,
    country: str,
    at: datetime,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Outcome:
    """Read a file and, where nothing in it is wrong, import it: all of it or nothing.

    `source` names where it comes from; its places replace those of its earlier file. Without it the file's own
    name, up to the first dot, is the source. Reading is the first half of the progress, importing the second.
    """
    told = _Halves(on_progress)

    found = read_places(
        path,
        fields,
        kind=kind.value if kind else None,
        expected=COUNTRIES.get(country) or territory_bounds(),
        on_progress=told,
    )
    if found.has_errors:
        return Outcome(found, None)
    told.half = 1
    if attribution is None:
        attribution = ATTRIBUTION if is_osm(path) else ""
    imported = import_places(
        source or Path(path).name.partition(".")[0],
        found.places,
        attribution=attribution,
        at=at,
        dry_run=dry_run,
        on_progress=told,
    )
    return Outcome(found, imported)


@one_transaction
def import_places(
    source: str,
    places: Sequence[NewPlace],
    *,
    attribution: str = "",
    at: datetime,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Imported:
    """Make the places of a source exactly these, in one transaction; with `dry_run` try it and keep nothing.

    Places outside the territory are kept, and wait for it to grow; until then nobody finds them.
    """
    kept = _source(source, attribution[:200], at)
    known = {
        key: (place_id, checksum)
        for place_id, key, checksum in db.session.execute(
            select(Place.id, Place.key, Place.checksum).where(Place.place_source_id == kept.id)
        )
    }
    rows = _rows(kept.id, places, fresh_index())
    new = [row for row in rows if row["key"] not in known]
    changed = [
        {"place_id": known[row["key"]][0], **{column: row[column] for column in _COLUMNS}}
        for row in rows
        if row["key"] in known and known[row["key"]][1] != row["checksum"]
    ]
    named = {row["key"] for row in rows}
    gone = [place_id for key, (place_id, _) in known.items() if key not in named]
    steps = _Steps(len(new) + len(changed) + len(gone), on_progress)
    for ids in parts(gone):
        db.session.execute(delete(Place).where(Place.id.in_(ids)))
        steps.did(len(ids))
    for statement, written in ((updating(*_COLUMNS), changed), (insert(place_table()), new)):
        for part in parts(written):
            db.session.execute(statement, part)
            steps.did(len(part))
    if new or changed or gone:
        count_up()
    imported = Imported(
        len(new),
        len(changed),
        len(gone),
        len(rows) - len(new) - len(changed),
        sum(row["area_id"] is None for row in rows),
    )
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    return imported


class _Halves:
    """Tells progress in two halves, of which each may be told in several rounds; it never goes back."""

    def __init__(self, on_progress: Progress | None) -> None:
        self.half, self._furthest, self._tell = 0, 0, on_progress

    def __call__(self, done: int, total: int) -> None:
        self._furthest = max(self._furthest, self.half * 100 + 100 * done // max(1, total))
        if self._tell:
            self._tell(self._furthest, 200)


class _Steps:
    """Counts what was written, and tells it."""

    def __init__(self, total: int, on_progress: Progress | None) -> None:
        self._done, self._total, self._tell = 0, max(1, total), on_progress
        if on_progress and not total:
            on_progress(1, 1)

    def did(self, rows: int) -> None:
        """Count rows that were written."""
        self._done += rows
        if self._tell:
            self._tell(self._done, self._total)


def _source(name: str, attribution: str, at: datetime) -> PlaceSource:
    kept = db.session.scalar(select(PlaceSource).where(PlaceSource.name == name[:100]))
    if kept is None:
        kept = PlaceSource(name=name[:100], attribution=attribution, imported_at=at)
        db.session.add(kept)
    elif kept.attribution != attribution:
        kept.attribution = attribution
        count_up()
    kept.imported_at = at
    db.session.flush()
    return kept


_COLUMNS = ("kind", "names", "spellings", "location", "area_id", "checksum")


def _rows(source_id: int, places: Sequence[NewPlace], index: AreaIndex) -> list[dict[str, Any]]:
    areas = areas_of([place.longitude for place in places], [place.latitude for place in places], index)
    return [
        {
            "place_source_id": source_id,
            "key": place.key,
            "kind": PlaceKind(place.kind),
            "names": place.names,
            "spellings": "\n".join(dict.fromkeys([*place.names.values(), *place.other_names])),
            "location": f"SRID=4326;POINT({place.longitude} {place.latitude})",
            "area_id": area_id,
            "checksum": _checksum(place),
        }
        for place, area_id in zip(places, areas, strict=True)
    ]


def _checksum(place: NewPlace) -> str:
    told = [place.kind, place.names, place.other_names, place.longitude, place.latitude]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
