"""A heatmap made ready to be sent: pictures, hexagons, shades. Kept by its process for a while, because a page asks twice.

What is kept is found by everything that it was made from, the version of the sums among it; another process, or one
that forgot, makes the same again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from app import maps
from app.db import db
from app.heat.keeping import Kept
from app.models import Area
from app.queries import heat_maps
from app.queries.heat_maps import Part, Question
from app.queries.territory import territory_version
from geo import heat_classes, hexagons
from geo.density import Surface
from geo.heat_classes import Class


@dataclass(frozen=True)
class Prepared:
    """The pictures of every span in one frame and one scale, and what every hexagon weighs in each.

    `pictures`: PNG as data addresses, empty where nothing is shown; `surfaces` are what they were made from, of which the
    frame and the highest are kept. `shades` and `values` have a row for each span and a column for each hexagon; 0: not shown.
    """

    surfaces: Sequence[Surface]
    pictures: Sequence[str]
    highest: float
    codes: Sequence[str]
    outlines: Sequence[Polygon]
    values: NDArray[np.int64]
    shades: NDArray[np.int64]
    classes: tuple[Class, ...]

    @property
    def bounds(self) -> list[list[float]]:
        """South-west and north-east of the pictures, latitude first, as Leaflet has it."""
        surface = self.surfaces[0]
        return [[surface.south, surface.west], [surface.north, surface.east]]


_pictures: Kept[Prepared | None] = Kept(24)
_parts: Kept[Sequence[Part]] = Kept(64)


def prepared(area: Area, question: Question) -> Prepared | None:
    """Return what a map of this area shows, or None where its boundary is not known."""
    return _pictures.get(
        _key(area, question), lambda: _drawn(area, question), patiently=not question.is_public
    )


def counted_parts(area: Area, question: Question) -> Sequence[Part]:
    """Return what `heat_maps.parts` counts."""
    return _parts.get(
        _key(area, question), lambda: heat_maps.parts(area, question), patiently=not question.is_public
    )


def is_kept(area: Area, question: Question, *, picture: bool) -> bool:
    """Say whether the pictures, or the numbers of the table, are there without any work."""
    return _key(area, question) in (_pictures if picture else _parts)


def forget_pictures() -> None:
    """Drop what this process keeps; tests call it where they roll reports back."""
    _pictures.forget()
    _parts.forget()


def _key(area: Area, question: Question) -> tuple[object, ...]:
    return (str(db.engine.engine.url), heat_maps.version(), territory_version(), area.id, question)


def _drawn(area: Area, question: Question) -> Prepared | None:
    drawn = heat_maps.drawn(area, question)
    if drawn is None:
        return None
    return Prepared(
        surfaces=[_light(surface) for surface in drawn.surfaces],
        pictures=[
            maps.heat_picture(surface, drawn.highest) if surface.highest else "" for surface in drawn.surfaces
        ],
        highest=drawn.highest,
        codes=drawn.codes,
        outlines=hexagons.outlines(drawn.codes),
        values=drawn.values,
        shades=heat_classes.shades(drawn.values, drawn.classes),
        classes=drawn.classes,
    )


def _light(surface: Surface) -> Surface:
    """Return a surface of one pixel, its densest: a year of weeks in doubles takes more room than all its pictures."""
    return replace(surface, per_km2=np.array([[surface.highest]]))
