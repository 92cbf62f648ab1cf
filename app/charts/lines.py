"""Lines over weeks or months, and lying bars, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from app.charts.pieces import (
    BRICK,
    CARD,
    DASHES,
    HUES,
    WIDTH,
    Chart,
    Told,
    drawing,
    element,
    mark,
    path,
    room_for,
    rule,
    spread,
    text,
    ticks,
)

Numbers = Sequence[float | None]

_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, WIDTH - 16.0, 16.0, 262.0
_HEIGHT = 300.0
#: More marks than this run into one another.
_MARKED = 60


@dataclass(frozen=True)
class Line:
    """One line, a value for each label. `low` and `high` are its interval. `expected`: a forecast, drawn dashed.

    A forecast goes on where the line before it ends, in that line's colour.
    """

    name: str
    values: Numbers
    low: Numbers = ()
    high: Numbers = ()
    expected: bool = False


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value (None: not known, told by `words`), and its interval as a whisker.

    `words` stand beside it; empty: the value as `told` has it. `kind`: "" or "late".
    """

    name: str
    value: float | None
    words: str = ""
    low: float | None = None
    high: float | None = None
    kind: str = ""


def line(
    ident: str,
    title: str,
    description: str,
    heading: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    told: Told,
    *,
    short: Sequence[str] = (),
) -> Chart:
    """Draw up to four lines over the same labels (weeks, months), from 0 up. `short` are the labels on the axis.

    Raises ValueError for more than four colours, and for a line of another length than the labels.
    """
    if any(len(one.values) != len(labels) for one in lines):
        raise ValueError("a line has a value for each label")
    hues = _hues_of(lines)
    if hues and max(hues) >= len(HUES):
        raise ValueError("nobody tells more than four lines apart")
    seen = [n for one in lines for n in (*one.values, *one.high) if n is not None]
    steps = ticks(max(seen, default=0.0))

    def at(place: int, value: float) -> tuple[float, float]:
        across = place / (len(labels) - 1) if len(labels) > 1 else 0.5
        up = (value - steps[0]) / (steps[-1] - steps[0])
        return _LEFT + across * (_RIGHT - _LEFT), _BOTTOM - up * (_BOTTOM - _TOP)

    parts = []
    for step in steps:
        height = at(0, step)[1]
        parts += [rule(_LEFT, height, _RIGHT, height), text(_LEFT - 8, height + 5, told(step), anchor="end")]
    parts.append(rule(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, "axis"))
    shown = short or labels
    places = spread(len(labels), room_for(shown))
    for place in places:
        x = at(place, 0)[0]
        edge = (
            "end"
            if place == len(labels) - 1 and len(labels) > 1
            else "start"
            if place == 0 and x < 80
            else ""
        )
        parts.append(text(x, _BOTTOM + 24, shown[place], anchor=edge or "middle"))
    for one, hue in zip(lines, hues, strict=True):
        band = [i for i in range(len(one.low)) if one.low[i] is not None and one.high[i] is not None]
        if band:
            edge_of = [at(i, one.high[i] or 0.0) for i in band] + [
                at(i, one.low[i] or 0.0) for i in band[::-1]
            ]
            parts.append(
                element(
                    "path",
                    class_=f"chart-band chart-fill-{hue}",
                    d=path(edge_of, closed=True),
                    fill=HUES[hue],
                    fill_opacity=0.18,
                )
            )
    for one, hue in zip(lines, hues, strict=True):
        for piece in _pieces(one.values):
            parts.append(_stroke([at(i, one.values[i] or 0.0) for i in piece], hue, one.expected))
        if len(labels) <= _MARKED:
            parts += [
                mark(
                    *at(i, n), hue, HUES[hue], f"chart-fill-{hue}", 3.2, f"{labels[i]}: {one.name}, {told(n)}"
                )
                for i, n in enumerate(one.values)
                if n is not None
            ]
    return Chart(
        title,
        description,
        drawing(ident, title, description, _HEIGHT, parts),
        columns=[heading, *(column for one in lines for column in _columns(one))],
        rows=[
            [label, *(cell for one in lines for cell in _cells(one, i, told))]
            for i, label in enumerate(labels)
        ],
        legend=[(_key(hue, one.expected), one.name) for one, hue in zip(lines, hues, strict=True)],
    )


def bars(
    ident: str,
    title: str,
    description: str,
    heading: str,
    rows: Sequence[Bar],
    told: Told,
    *,
    column: str = "",
) -> Chart:
    """Draw lying bars, each under its name, so that long names fit on a phone; the interval is a whisker.

    `column` is the table's heading for the values; empty: the title.
    """
    line_height, top = 52.0, 4.0
    seen = [n for bar in rows for n in (bar.value, bar.high) if n is not None]
    most = max(seen, default=0.0) or 1.0
    parts: list[Markup] = []
    for place, bar in enumerate(rows):
        y = top + place * line_height
        words = bar.words or (told(bar.value) if bar.value is not None else _("not known"))
        parts += [text(4, y + 18, bar.name), text(WIDTH - 4, y + 18, words, anchor="end", strong=True)]
        parts.append(rule(4, y + 44, WIDTH - 4, y + 44))
        if bar.value is not None:
            late = bar.kind == "late"
            parts.append(
                element(
                    "rect",
                    class_="chart-late" if late else "chart-fill-0",
                    x=4,
                    y=y + 26,
                    width=max(_wide(bar.value, most), 1.0),
                    height=14,
                    rx=2,
                    fill=BRICK if late else HUES[0],
                )
            )
        if bar.low is not None and bar.high is not None:
            low, high = (4 + _wide(edge, most) for edge in (bar.low, bar.high))
            # A light edge keeps the whisker to be seen on the bar itself.
            parts += [
                element(
                    "line",
                    class_="chart-halo",
                    x1=low,
                    y1=y + 33,
                    x2=high,
                    y2=y + 33,
                    stroke=CARD,
                    stroke_width=5,
                ),
                rule(low, y + 33, high, y + 33, "whisker"),
                *(rule(edge, y + 28, edge, y + 38, "whisker") for edge in (low, high)),
            ]
    between = any(bar.low is not None for bar in rows)
    return Chart(
        title,
        description,
        drawing(ident, title, description, top + max(len(rows), 1) * line_height, parts),
        columns=[heading, column or title, *([_("Interval")] if between else [])],
        rows=[
            [
                bar.name,
                bar.words or (told(bar.value) if bar.value is not None else "–"),
                *([_span(bar.low, bar.high, told)] if between else []),
            ]
            for bar in rows
        ],
    )


def _wide(value: float, most: float) -> float:
    return max(value, 0.0) / most * (WIDTH - 8)


def _hues_of(lines: Sequence[Line]) -> list[int]:
    hues: list[int] = []
    for one in lines:
        hues.append(hues[-1] if one.expected and hues else (max(hues) + 1 if hues else 0))
    return hues


def _pieces(values: Numbers) -> list[list[int]]:
    """Return the runs of places that are known: a line is not drawn through what nobody knows."""
    runs: list[list[int]] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _stroke(points: Sequence[tuple[float, float]], hue: int, expected: bool) -> Markup:
    return element(
        "path",
        class_=f"chart-line chart-stroke-{hue}",
        d=path(points),
        fill="none",
        stroke=HUES[hue],
        stroke_width=2.5,
        stroke_linejoin="round",
        stroke_dasharray="5 5" if expected else DASHES[hue],
    )


def _key(hue: int, expected: bool) -> Markup:
    drawn = _stroke([(1, 8), (35, 8)], hue, expected) + mark(18, 8, hue, HUES[hue], f"chart-fill-{hue}", 3.6)
    return element(
        "svg", drawn, class_="chart-key", viewBox="0 0 36 16", width=36, height=16, aria_hidden="true"
    )


def _columns(one: Line) -> list[str]:
    return [one.name, _("%(name)s: interval", name=one.name)] if one.low else [one.name]


def _cells(one: Line, place: int, told: Told) -> list[str]:
    value = one.values[place]
    words = "–" if value is None else told(value)
    return [words, _span(one.low[place], one.high[place], told)] if one.low else [words]


def _span(low: float | None, high: float | None, told: Told) -> str:
    return "–" if low is None or high is None else f"{told(low)}–{told(high)}"
