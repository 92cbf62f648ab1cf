"""Heat as maps draw it: one surface and the hexagons of each span of days, and the same by part, for the table.

What everybody may see is made of classes alone. Reports are counted by squares about as wide as the radius; a
square with fewer than 3 of them is nothing, any other becomes the middle of its class (`geo.heat_classes`), and only
then the surface is made. So a picture holds no more than those classes do, and two pictures laid over one another
(all groups less one, this week less the last) do not show where a single report lies.

Squares and hexagons lie across one another, and so do hexagons of two sizes. All of them are put together from the same
small squares (`PUBLIC_LEVEL`): whatever is cut out of them holds whole ones, about 115 m wide, and never a sliver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from app.db import db
from app.domain.errors import NotFound
from app.domain.heat_steps import Days
from app.domain.rollup import day_number
from app.models import Area, Level, RollupState, ServiceGroup
from app.queries.heat import SMALLEST_COUNT, Places, Weight, places
from app.queries.standing import Standing
from app.queries.statistics_scope import Asked
from app.queries.territory import area_index
from geo import cells, density, edges, heat_classes, hexagons
from geo.heat_block import by_cell
from geo.heat_classes import Class

#: In public nothing is drawn finer: within 300 m and in hexagons of 0.1 km² live more than one household. Larger areas are
#: drawn more coarsely: where a district's map shared its shapes with its mahallas', one less the other would be what
#: lies in a shape beyond the boundary.
PUBLIC_RADIUS_M = {Level.REGION: 1000, Level.DISTRICT: 500, Level.MAHALLA: 300}
PUBLIC_RESOLUTION = {Level.REGION: 7, Level.DISTRICT: 8, Level.MAHALLA: 9}
#: The smallest squares that anything public is put together from, about 115 m wide (`geo.cells`).
PUBLIC_LEVEL = 18
#: Levels between a pixel and the square that is counted in public: 8 pixels, about a radius.
_PUBLIC_STEPS = 3

Counted = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Question:
    """What a map shows: reports sent in each of some spans, of some service groups (none: all), standing like this.

    `is_public`: for everybody, in classes; else for those who oversee the area.
    """

    spans: tuple[Days, ...]
    today: date
    weight: Weight = Weight.REPORTS
    standing: Standing = Standing.ALL
    group_ids: tuple[int, ...] = ()
    is_public: bool = True


@dataclass(frozen=True)
class Drawn:
    """One surface for each span, all to be coloured up to `highest`; and the hexagons that any span has.

    `values` has a row for each span and a column for each hexagon: what it weighs, 0 where nothing is shown; in public
    the lowest number of the class. `classes` are their shades.
    """

    boundary: BaseGeometry
    surfaces: Sequence[density.Surface]
    highest: float
    resolution: int
    codes: Sequence[str]
    values: NDArray[np.int64]
    classes: tuple[Class, ...]


@dataclass(frozen=True)
class Part:
    """The next smaller area that reports name (a service group in a mahalla; 0: none), span by span."""

    id: int
    reports: Sequence[int]
    weights: Sequence[float]


def version() -> int:
    """Return the number that goes up with every change of what is counted."""
    return db.session.scalar(select(RollupState.version)) or 0


def public_area(level: str, code: str) -> Area:
    """Return any area, for a page that everybody may read. Raises NotFound."""
    found = None
    # PostgreSQL keeps no NUL in a text, and refuses to look for one.
    if level in set(Level) and "\0" not in code:
        found = db.session.scalar(select(Area).where(Area.level == Level(level), Area.code == code))
    if found is None:
        raise NotFound(code)
    return found


def subjects(area: Area) -> Sequence[Area | ServiceGroup]:
    """Return what the table has a line for: the areas inside one, or the service groups where there are none."""
    inside = db.session.scalars(select(Area).where(Area.parent_id == area.id).order_by(Area.code)).all()
    if area.level is not Level.MAHALLA:
        return inside
    return db.session.scalars(select(ServiceGroup).order_by(ServiceGroup.position, ServiceGroup.id)).all()


def parts(area: Area, question: Question) -> list[Part]:
    """Count every span by part, for the table beside the map; parts without any report are left out."""
    of_spans = _taken(area, question)
    found = np.unique(np.concatenate([span.part for span in of_spans]))
    reports, weights = [], []
    for span in of_spans:
        place = np.searchsorted(found, span.part)
        reports.append(np.bincount(place, minlength=len(found)))
        weights.append(np.bincount(place, span.weight, len(found)))
    return [
        Part(part, [int(n[i]) for n in reports], [float(n[i]) for n in weights])
        for i, part in enumerate(found.tolist())
    ]


def drawn(area: Area, question: Question) -> Drawn | None:
    """Return surfaces and hexagons, or None where the area's boundary is not known."""
    held = area_index().area(area.id)
    if held is None or held.boundary is None or not held.has_surface:
        return None
    boundary = held.boundary
    _, south, _, north = boundary.bounds
    radius_m, resolution, finest = _fineness(area, boundary, question)
    level = density.level_for(radius_m, (south + north) / 2)
    squares = level - _PUBLIC_STEPS
    # What plays is looked at for a moment: half as fine, a quarter of the work.
    level -= len(question.spans) > 2
    of_spans = _taken(area, question)
    if question.is_public:
        told = _without_slivers(
            [_in_classes(_counted(span, squares)) for span in of_spans], squares, boundary
        )
        counted = [_spread_out(*one, level - squares) for one in told]
    else:
        counted = [_counted(span, level) for span in of_spans]
    surfaces = [
        density.surface(there, reports, level, within=boundary, radius_m=radius_m, weights=weights)
        for there, reports, weights in counted
    ]
    smallest_cells = min(hexagons.level_for(resolution, (south + north) / 2), finest)
    codes, values = _hexagons(of_spans, resolution, smallest_cells, boundary if question.is_public else None)
    smallest = SMALLEST_COUNT if question.is_public else 1
    return Drawn(
        boundary=boundary,
        surfaces=surfaces,
        highest=max(surface.highest for surface in surfaces),
        resolution=resolution,
        codes=codes,
        values=values,
        classes=heat_classes.scale(values.max(initial=0), smallest=smallest),
    )


def _fineness(area: Area, boundary: BaseGeometry, question: Question) -> tuple[int, int, int]:
    """Return the radius in metres, the hexagons' resolution, and the level of the smallest squares that are counted."""
    radius_m, resolution = density.radius_for(boundary), hexagons.resolution_for(boundary)
    if not question.is_public:
        return radius_m, resolution, cells.MAX_LEVEL
    return (
        max(radius_m, PUBLIC_RADIUS_M[area.level]),
        min(resolution, PUBLIC_RESOLUTION[area.level]),
        PUBLIC_LEVEL,
    )


def _taken(area: Area, question: Question) -> list[Places]:
    """Read the reports of every span; of the late ones alone where that is what counts."""
    spans = question.spans
    # Many spans lie side by side; one or two may lie years apart.
    reads = [Days(spans[0].first_on, spans[-1].last_on)] if len(spans) > 2 else spans
    read = [
        places(
            Asked(area, first_on, last_on, question.group_ids),
            today=question.today,
            weight=question.weight,
            standing=question.standing,
        )
        for first_on, last_on in reads
    ]
    if question.weight is Weight.OVERDUE:
        read = [_of(found, found.weight > 0) for found in read]
    if len(read) == len(spans):
        return read
    return [
        _of(read[0], (read[0].day >= day_number(first)) & (read[0].day <= day_number(last)))
        for first, last in spans
    ]


def _of(found: Places, here: NDArray[np.bool_]) -> Places:
    return Places(found.cell[here], found.day[here], found.weight[here], found.part[here])


def _counted(span: Places, level: int) -> Counted:
    where = span.cell >> 2 * (cells.MAX_LEVEL - level)
    there, (reports, weights) = by_cell(where, [np.ones(len(where)), span.weight])
    return there, reports, weights


def _in_classes(counted: Counted) -> Counted:
    there, reports, weights = counted
    shown = reports >= SMALLEST_COUNT
    return there[shown], heat_classes.about(reports[shown]), heat_classes.about(weights[shown])


def _spread_out(
    there: NDArray[np.int64], reports: NDArray[np.float64], weights: NDArray[np.float64], steps: int
) -> Counted:
    """Share each square out among its pixels, so that no picture says where inside it something lies."""
    pixels = 4**steps
    inside = ((there << 2 * steps)[:, None] + np.arange(pixels)).ravel()
    return inside, np.repeat(reports / pixels, pixels), np.repeat(weights / pixels, pixels)


def _without_slivers(told: Sequence[Counted], level: int, boundary: BaseGeometry) -> list[Counted]:
    """Leave out the squares that hardly reach into the area."""
    there = np.unique(np.concatenate([one[0] for one in told]))
    inside = there[edges.squares_inside(there, level, boundary)]
    kept = [np.isin(one[0], inside) for one in told]
    return [(one[0][here], one[1][here], one[2][here]) for one, here in zip(told, kept, strict=True)]


def _hexagons(
    of_spans: Sequence[Places], resolution: int, level: int, public_within: BaseGeometry | None
) -> tuple[Sequence[str], NDArray[np.int64]]:
    """Return the hexagons that cells of a level make, and what each weighs in each span.

    For everybody: in classes, and only those that lie in the boundary far enough.
    """
    counted = [_counted(span, level) for span in of_spans]
    union = np.unique(np.concatenate([there for there, _, _ in counted]))
    codes, number = hexagons.hexagon_of(union, level, resolution)
    values = np.zeros((len(of_spans), len(codes)), dtype=np.int64)
    for row, (there, reports, weights) in enumerate(counted):
        place = number[np.searchsorted(union, there)]
        held = np.rint(np.bincount(place, reports, len(codes)))
        weighed = np.rint(np.bincount(place, weights, len(codes)))
        if public_within is not None:
            weighed = np.where(held < SMALLEST_COUNT, 0, _lowest(weighed))
        values[row] = weighed
    shown = np.flatnonzero(values.any(axis=0))
    words = [hexagons.word_of(code) for code in codes[shown].tolist()]
    if public_within is not None:
        inside = edges.shapes_inside(hexagons.outlines(words), public_within)
        words, shown = [word for word, here in zip(words, inside, strict=True) if here], shown[inside]
    return words, values[:, shown]


def _lowest(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the first number of each weight's class; 0 for what is below the smallest that is told."""
    begins = np.array([0, *heat_classes.LADDER])
    lowest: NDArray[np.int64] = begins[np.searchsorted(heat_classes.LADDER, weights, side="right")]
    return np.where(lowest < SMALLEST_COUNT, 0, lowest)
