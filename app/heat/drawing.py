"""A heatmap made ready to be sent: pictures, hexagons, shades. Kept by its process for a while, because a page asks twice.

What is kept is found by everything that it was made from, the version of the sums among it; another process, or one
that forgot, makes the same again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from app import maps
from app.db import db
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

    `pictures`: PNG as data addresses, empty where nothing is shown; `surfaces` are what they were made from. `shades`
    and `values` have a row for each span and a column for each hexagon; 0: not shown.
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


def prepared(area: Area, question: Question) -> Prepared | None:
    """Return what a map of this area shows, or None where its boundary is not known."""
    return _pictures(_asked(area, question))


def counted_parts(area: Area, question: Question) -> Sequence[Part]:
    """Return what `heat_maps.parts` counts."""
    return _parts(_asked(area, question))


def forget_pictures() -> None:
    """Drop what this process keeps; tests call it where they roll reports back."""
    _pictures.cache_clear()
    _parts.cache_clear()


class _Asked:
    """An area and a question as the cache's key."""

    def __init__(self, key: tuple[object, ...], area: Area, question: Question) -> None:
        self.key, self.question = (*key, question), question
        self._area: Area | None = area

    def taken(self) -> Area:
        """Return the area, once: what is kept must not hold a session that is over."""
        area, self._area = self._area, None
        assert area is not None
        return area

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.key == self.key


def _asked(area: Area, question: Question) -> _Asked:
    key = (str(db.engine.engine.url), heat_maps.version(), territory_version(), area.id)
    return _Asked(key, area, question)


@lru_cache(maxsize=64)
def _parts(asked: _Asked) -> Sequence[Part]:
    return heat_maps.parts(asked.taken(), asked.question)


@lru_cache(maxsize=24)
def _pictures(asked: _Asked) -> Prepared | None:
    drawn = heat_maps.drawn(asked.taken(), asked.question)
    if drawn is None:
        return None
    return Prepared(
        surfaces=drawn.surfaces,
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
