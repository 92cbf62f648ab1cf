"""The funnel: how far a share may lie from the common one by chance, and who lies farther. `domain.league` says why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from app.charts.pieces import (
    HUES,
    SOFT,
    WIDTH,
    Chart,
    Told,
    drawing,
    element,
    mark,
    path,
    rule,
    text,
    ticks,
)
from app.domain.league import INNER, OUTER, Funnel, Standing

_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, WIDTH - 16.0, 16.0, 320.0
_HEIGHT = 384.0
_CIRCLE, _UP, _DOWN = 0, 2, 3
_ABOVE = (Standing.ABOVE, Standing.FAR_ABOVE)
_OUTSIDE = (*_ABOVE, Standing.BELOW, Standing.FAR_BELOW)
#: More names than this cover one another; the table has them all.
_NAMED = 6
#: The room of a letter and of a line of names, as large as they are on a phone.
_LETTER_ROOM, _LINE = 12.5, 25.0


@dataclass(frozen=True)
class FunnelWords:
    """The words of the two axes and of the table's columns: who, how many, how much, what may be said."""

    who: str
    size: str
    value: str
    said: str


def funnel(
    ident: str,
    title: str,
    description: str,
    compared: Funnel,
    names: Sequence[str],
    said: Sequence[str],
    words: FunnelWords,
    told: Told,
    *,
    size_told: Told,
) -> Chart:
    """Draw each by its size and its value, with the common value and both funnels (95 %, dotted 99.8 %).

    Raises ValueError where names or verdicts are not as many as what is compared.
    """
    if not len(names) == len(said) == len(compared.values):
        raise ValueError("a name and a verdict for each")
    known = [i for i, value in enumerate(compared.values) if math.isfinite(value) and compared.sizes[i] > 0]
    plane = _plane(compared, known)
    parts = _axes(plane, words.size, told, size_told)
    if known:
        parts += _edges(compared, plane)
        parts += _marks(compared, known, names, said, plane, told)
    return Chart(
        title,
        description,
        drawing(ident, title, description, _HEIGHT, parts),
        columns=[words.who, words.size, words.value, words.said],
        rows=[
            [
                names[i],
                size_told(float(compared.sizes[i])),
                told(float(compared.values[i])) if math.isfinite(compared.values[i]) else "–",
                said[i],
            ]
            for i in sorted(range(len(names)), key=lambda i: names[i].casefold())
        ],
    )


@dataclass(frozen=True)
class _Plane:
    """Where sizes and values lie in the drawing; sizes to the root, so that small ones have room."""

    first: float
    last: float
    steps: Sequence[float]

    def at(self, size: float, value: float) -> tuple[float, float]:
        wide = self.last - self.first
        across = (math.sqrt(max(size, 0.0)) - self.first) / wide if wide > 0 else 0.5
        return _LEFT + across * (_RIGHT - _LEFT), _BOTTOM - value / self.steps[-1] * (_BOTTOM - _TOP)

    @property
    def sizes(self) -> NDArray[np.float64]:
        """Sizes along the whole axis, for the funnel's lines."""
        return np.asarray(np.linspace(self.first, self.last, 80) ** 2, dtype=np.float64)


def _plane(compared: Funnel, known: Sequence[int]) -> _Plane:
    sizes = [float(compared.sizes[i]) for i in known] or [1.0]
    first, last = math.sqrt(max(min(sizes) * 0.7, 1.0)), math.sqrt(max(max(sizes) * 1.1, 4.0))
    values = [float(compared.values[i]) for i in known] or [1.0]
    common = 1.0 if compared.ratio else compared.centre
    highest = max([*values, common]) if math.isfinite(common) else max(values)
    # The funnel's mouth is cut off somewhat above the highest: farther up it says nothing.
    highest *= 1.15
    return _Plane(first, last, ticks(highest if compared.ratio else min(highest, 1.0)))


def _axes(plane: _Plane, size_words: str, told: Told, size_told: Told) -> list[Markup]:
    parts = []
    for step in plane.steps:
        height = plane.at(1, step)[1]
        parts += [rule(_LEFT, height, _RIGHT, height), text(_LEFT - 8, height + 5, told(step), anchor="end")]
    parts.append(rule(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, "axis"))
    parts.append(text((_LEFT + _RIGHT) / 2, _BOTTOM + 50, size_words, anchor="middle"))
    told_until = -math.inf
    for size in _round_sizes(plane.first**2, plane.last**2):
        x = plane.at(size, 0)[0]
        if x - told_until > 80 and x < _RIGHT - 20:
            parts.append(text(x, _BOTTOM + 24, size_told(size), anchor="middle"))
            told_until = x
    return parts


def _round_sizes(first: float, last: float) -> list[float]:
    """Return 1, 2, 5, 10, 20 ... between two sizes."""
    tens = range(math.floor(math.log10(max(first, 1.0))), math.ceil(math.log10(max(last, 2.0))) + 1)
    return [n * 10.0**ten for ten in tens for n in (1, 2, 5) if first <= n * 10.0**ten <= last]


def _edges(compared: Funnel, plane: _Plane) -> list[Markup]:
    common = 1.0 if compared.ratio else compared.centre
    parts = [_edge([plane.at(float(size), common) for size in (plane.first**2, plane.last**2)], "")]
    for confidence, dash in ((INNER, "7 4"), (OUTER, "2 4")):
        for side in compared.limits(plane.sizes, confidence):
            points = [
                plane.at(float(size), float(value))
                for size, value in zip(plane.sizes, side, strict=True)
                if value <= plane.steps[-1]
            ]
            if len(points) > 1:
                parts.append(_edge(points, dash))
    return parts


def _edge(points: Sequence[tuple[float, float]], dash: str) -> Markup:
    return element(
        "path",
        class_="chart-edge",
        d=path(points),
        fill="none",
        stroke=SOFT,
        stroke_width=1.5,
        stroke_dasharray=dash,
    )


def _marks(
    compared: Funnel,
    known: Sequence[int],
    names: Sequence[str],
    said: Sequence[str],
    plane: _Plane,
    told: Told,
) -> list[Markup]:
    """Draw those inside as circles, those above and below as triangles; name the farthest outside."""
    middle = 1.0 if compared.ratio else compared.centre
    outside = [i for i in known if compared.standings[i] in _OUTSIDE]
    farthest = sorted(outside, key=lambda i: -abs(compared.values[i] - middle))[:_NAMED]
    parts = []
    for i in known:
        standing = compared.standings[i]
        x, y = plane.at(float(compared.sizes[i]), float(compared.values[i]))
        shape = _UP if standing in _ABOVE else _DOWN if i in outside else _CIRCLE
        words = f"{names[i]}: {told(float(compared.values[i]))}, {said[i]}"
        colour, class_ = (HUES[1], "chart-fill-1") if i in outside else (HUES[0], "chart-fill-0")
        parts.append(mark(x, y, shape, colour, class_, 6.0 if i in outside else 4.0, words))
    taken: list[tuple[float, float, float]] = []
    for i in sorted(farthest, key=lambda i: -compared.values[i]):
        x, y = plane.at(float(compared.sizes[i]), float(compared.values[i]))
        is_left = x > (_LEFT + _RIGHT) / 2
        edge = x + (-11 if is_left else 11)
        wide = len(names[i]) * _LETTER_ROOM
        first, last = (edge - wide, edge) if is_left else (edge, edge + wide)
        # A name that would cover another one moves down by a line; one that finds no room is in the table.
        label = y + 5
        while any(abs(label - line) < _LINE and first < end and start < last for start, end, line in taken):
            label += _LINE
        if label < _BOTTOM:
            taken.append((first, last, label))
            parts.append(text(edge, label, names[i], anchor="end" if is_left else "start", strong=True))
    return parts
