"""Shapes that a boundary cuts: told of only where a third of them lies inside."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import box

from geo import cells, hexagons
from geo.edges import shapes_inside, squares_inside

LEVEL = 17


@pytest.mark.parametrize(
    ("share", "inside"), [(0.0, False), (0.2, False), (0.45, True), (0.8, True), (1.0, True)]
)
def test_a_square_is_inside_by_a_third(share: float, inside: bool) -> None:
    square = int(cells.cell_of(69.25, 41.25)) >> 2 * (cells.MAX_LEVEL - LEVEL)
    west, south, east, north = cells.bounds(square, LEVEL)
    within = box(west - 1, south - 1, west + share * (east - west) + 1e-9, north + 1)
    assert squares_inside([square], LEVEL, within).tolist() == [inside]


def test_hexagons_are_inside_by_about_a_third() -> None:
    choose = np.random.default_rng(3)
    places = cells.cells_of(69.2 + choose.random(200) / 50, 41.2 + choose.random(200) / 50)
    codes, _number = hexagons.hexagon_of(np.unique(places), cells.MAX_LEVEL, 9)
    shapes = hexagons.outlines([hexagons.word_of(code) for code in codes.tolist()])
    within = box(69.2, 41.2, 69.21, 41.21)
    told = shapes_inside(shapes, within)
    shares = np.array([shape.intersection(within).area / shape.area for shape in shapes])
    assert told[shares > 0.45].all()
    assert not told[shares < 0.22].any()
    assert 0 < told.sum() < len(told)


def test_nothing_is_inside_nothing() -> None:
    assert squares_inside([], LEVEL, box(0, 0, 1, 1)).tolist() == []
    assert shapes_inside([], box(0, 0, 1, 1)).tolist() == []
