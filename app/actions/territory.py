"""Importing territory: all or nothing, twice the same as once, every boundary by version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import shapely
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon
from sqlalchemy import or_, select, update
from sqlalchemy.orm import aliased, defer

from app.actions.placing import relocate
from app.actions.rerouting import reroute_open
from app.actions.territory_inbox import ensure_inbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import DomainError, FieldError
from app.models import Area, Boundary, Level, TerritoryVersion
from app.policy import policy
from app.queries.territory import fresh_index
from geo.locate import AreaIndex

Progress = Callable[[int, int], None]

#: The levels, the largest first.
ABOVE = {Level.MAHALLA: (Level.DISTRICT, Level.REGION), Level.DISTRICT: (Level.REGION,), Level.REGION: ()}

#: So many areas are written by one statement.
AT_ONCE = 500


class ParentsNotFound(DomainError):
    """Areas name parents that were not imported; `codes` maps each missing parent to the areas that name it."""

    def __init__(self, codes: Mapping[str, Sequence[str]]) -> None:
        super().__init__(f"unknown parents: {', '.join(sorted(codes))}")
        self.codes = codes


@dataclass(frozen=True)
class NewArea:
    """One area of a file: its boundary is a valid MultiPolygon, EPSG:4326."""

    code: str
    names: dict[str, str]
    boundary: MultiPolygon
    area_km2: float
    parent_code: str | None = None
    population: int | None = None


@dataclass
class Imported:
    """What an import did, by codes; `rerouted` are the public ids of open reports that went elsewhere."""

    created: list[str] = field(default_factory=list)
    new_boundary: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    rerouted: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.new_boundary or self.renamed)


@one_transaction
def import_areas(
    level: Level,
    areas: Sequence[NewArea],
    *,
    valid_from: date,
    source: str,
    at: datetime,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> Imported:
    """Import areas of one level in one transaction, and say what became of each.

    A boundary that differs from the current one becomes its next version from `valid_from` on, and open
    reports are routed again. Areas that the file does not name stay as they are. Parents come from
    `parent_code`, else from geometry (the area of a higher level that shares most of the surface). With
    `dry_run` everything is tried and nothing kept. Raises ParentsNotFound, and FieldError for a day that
    has not come: what is imported answers at once.
    """
    if valid_from > at.astimezone(policy().calendar.zone).date():
        raise FieldError("valid_from", "in_future")
    result = Imported()
    index = fresh_index()
    known = {area.code: area for area in db.session.scalars(select(Area).where(Area.level == level))}
    current = _current_boundaries(level)
    parents = _parents(level, areas)
    for done, new in enumerate(areas, start=1):
        _import_one(level, new, known, current, parents, index, valid_from, source, at, result)
        if done % AT_ONCE == 0:
            db.session.flush()
        if on_progress:
            on_progress(done, len(areas))
    db.session.flush()
    if result.changed:
        db.session.execute(
            update(TerritoryVersion).values(version=TerritoryVersion.version + 1, changed_at=at)
        )
        _adopt_orphans(level)
        if level is Level.DISTRICT:
            for area in db.session.scalars(select(Area).where(Area.level == level)):
                ensure_inbox(area)
        redrawn = fresh_index()
        # Another parent alone moves reports too: to its district.
        result.rerouted = reroute_open(redrawn, at=at)
        relocate(redrawn)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    return result


def _import_one(
    level: Level,
    new: NewArea,
    known: dict[str, Area],
    current: dict[int, Boundary],
    parents: dict[str, int],
    index: AreaIndex,
    valid_from: date,
    source: str,
    at: datetime,
    result: Imported,
) -> None:
    parent_id = parents[new.parent_code] if new.parent_code else _parent_by_shape(level, new, index)
    area = known.get(new.code)
    if area is None:
        area = Area(
            level=level, code=new.code, names=new.names, population=new.population, parent_id=parent_id
        )
        db.session.add(area)
        known[new.code] = area
        result.created.append(new.code)
        _add_boundary(area, new, 1, valid_from, source, at)
        return
    wanted = (
        {**area.names, **new.names},
        new.population if new.population is not None else area.population,
        parent_id if parent_id is not None else area.parent_id,
    )
    renamed = wanted != (area.names, area.population, area.parent_id)
    if renamed:
        area.names, area.population, area.parent_id = wanted
        result.renamed.append(new.code)
    held = current.get(area.id)
    if held is None:
        _add_boundary(area, new, 1, valid_from, source, at)
        result.new_boundary.append(new.code)
    elif held.checksum != checksum(new.boundary):
        # A correction may carry an earlier date than the boundary it replaces.
        held.valid_to = max(valid_from, held.valid_from)
        _add_boundary(area, new, held.version + 1, held.valid_to, source, at)
        result.new_boundary.append(new.code)
    elif not renamed:
        result.unchanged.append(new.code)


def checksum(boundary: MultiPolygon) -> str:
    """Return the fingerprint of a shape, whatever the order of its parts and the noise below a centimetre."""
    rounded = shapely.set_precision(boundary, 1e-7, mode="pointwise")
    return hashlib.sha256(shapely.to_wkb(shapely.normalize(rounded))).hexdigest()


def _add_boundary(
    area: Area, new: NewArea, version: int, valid_from: date, source: str, at: datetime
) -> None:
    db.session.add(
        Boundary(
            area=area,
            version=version,
            boundary=from_shape(new.boundary, srid=4326),
            area_km2=new.area_km2,
            checksum=checksum(new.boundary),
            source=source[:200],
            valid_from=valid_from,
            imported_at=at,
        )
    )


def _current_boundaries(level: Level) -> dict[int, Boundary]:
    rows = db.session.scalars(
        select(Boundary)
        # The fingerprint says whether a shape is new; the shapes themselves would be many megabytes.
        .options(defer(Boundary.boundary))
        .join(Area)
        .where(Area.level == level, Boundary.valid_to.is_(None))
    )
    return {boundary.area_id: boundary for boundary in rows}


def _parents(level: Level, areas: Sequence[NewArea]) -> dict[str, int]:
    named = {new.parent_code for new in areas if new.parent_code}
    found: dict[str, int] = {}
    if named:
        rows = db.session.execute(
            select(Area.level, Area.code, Area.id).where(Area.level.in_(ABOVE[level]))
        ).all()
        for above in reversed(ABOVE[level]):  # The nearest level wins where two share a code.
            found |= {code: area_id for area_level, code, area_id in rows if area_level == above}
    missing = {code: [new.code for new in areas if new.parent_code == code] for code in named - set(found)}
    if missing:
        raise ParentsNotFound(missing)
    return found


def _parent_by_shape(level: Level, new: NewArea, index: AreaIndex) -> int | None:
    for above in ABOVE[level]:
        parent = index.largest_overlap(new.boundary, above.value)
        if parent is not None:
            return parent.id
    return None


def _adopt_orphans(level: Level) -> None:
    """Give areas below, imported before this level was, the parent that holds them.

    An orphan has no parent, or one from higher up.
    """
    below = [lower for lower, above in ABOVE.items() if level in above]
    parent = aliased(Area)
    orphans = db.session.scalars(
        select(Area)
        .outerjoin(parent, Area.parent_id == parent.id)
        .where(Area.level.in_(below), or_(Area.parent_id.is_(None), parent.level.in_(ABOVE[level])))
    ).all()
    if not orphans:
        return
    index = fresh_index()
    for area in orphans:
        shape = located.boundary if (located := index.area(area.id)) else None
        found = index.largest_overlap(shape, level.value) if shape is not None else None
        if found is not None:
            area.parent_id = found.id
    db.session.flush()
