"""Which area holds each place, and the number that tells every process that names changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import shapely
from sqlalchemy import LargeBinary, Table, bindparam, func, select, update

from app.db import db
from app.models import NameVersion, Place
from geo.locate import AreaIndex

T = TypeVar("T")

#: So many rows are written by one statement.
AT_ONCE = 500


def count_up() -> None:
    """Let every process notice that names changed, as soon as this transaction is committed."""
    db.session.execute(update(NameVersion).values(version=NameVersion.version + 1))


def relocate(index: AreaIndex) -> int:
    """Tell every place anew which area holds it, inside the caller's transaction; return how many moved."""
    stored = func.ST_AsBinary(Place.location, type_=LargeBinary)
    rows = db.session.execute(select(Place.id, Place.area_id, stored)).all()
    points = shapely.from_wkb([row[2] for row in rows])
    areas = areas_of(shapely.get_x(points), shapely.get_y(points), index)
    moved = [
        {"place_id": place_id, "area_id": area_id}
        for (place_id, held, _), area_id in zip(rows, areas, strict=True)
        if held != area_id
    ]
    for part in parts(moved):
        db.session.execute(updating("area_id"), part)
    if moved:
        count_up()
    return len(moved)


def areas_of(lons: Any, lats: Any, index: AreaIndex) -> list[int | None]:
    """Return the id of the smallest area that answers for each point, None outside all of them."""
    located = index.locate_many(np.asarray(lons, np.float64), np.asarray(lats, np.float64))
    return [found.area.id if found.area else None for found in located]


def updating(*columns: str) -> Any:
    """Return an update of these columns for many places at once, each known by `place_id`."""
    table = place_table()
    values: dict[str, Any] = {column: bindparam(column) for column in columns}
    return table.update().where(table.c.id == bindparam("place_id")).values(values)


def place_table() -> Table:
    """Return the table itself: many rows at once go past the mapper."""
    table = Place.__table__
    assert isinstance(table, Table)
    return table


def parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Return the rows in parts that one statement writes."""
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
