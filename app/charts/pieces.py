"""What every chart is made of: its colours, its axes, its escaped elements, the table that says the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

#: A drawing is so many units wide. On a phone it is shrunk to two thirds, and style sheets make its letters larger;
#: the margins leave room for them.
WIDTH: Final = 640
LETTER: Final = 15
#: The palette on paper (`css/tokens.css`, light). Style sheets of pages override it by class; a PDF has these alone.
#: The four lines differ in lightness, dash and mark as well, so that nobody needs the hues.
INK, SOFT, LINE, CARD = "#17252a", "#4a5a60", "#e3ded4", "#ffffff"
HUES = ("#0a6e6e", "#8a5200", "#1f4e8c", "#4a5a60")
BRICK = "#b3261e"
DASHES = ("", "9 5", "2 5", "14 4 2 4")

Told = Callable[[float], str]


@dataclass(frozen=True)
class Chart:
    """A finished chart: the drawing, and the table behind it. `legend` has the key's drawing and its words.

    Show it by `components/charts.html`; in a PDF the drawing alone is whole.
    """

    title: str
    description: str
    svg: Markup
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    legend: Sequence[tuple[Markup, str]] = ()


def element(name: str, inside: str | Markup = "", **attributes: object) -> Markup:
    """Return an SVG element; `_` in a name is `-`, one at its end is dropped; None and "" leave an attribute out."""
    written = "".join(
        f' {_attribute(key)}="{_short(value) if isinstance(value, float) else escape(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return Markup(f"<{name}{written}>{escape(inside)}</{name}>")


def drawing(ident: str, title: str, description: str, height: float, parts: Sequence[Markup]) -> Markup:
    """Return the whole drawing, a single picture to who cannot see it: its title and what it says."""
    named = [
        element("title", title, id=f"{ident}-title"),
        element("desc", description, id=f"{ident}-desc"),
    ]
    return element(
        "svg",
        Markup("").join([*named, *parts]),
        xmlns="http://www.w3.org/2000/svg",
        class_="chart-drawing",
        viewBox=f"0 0 {WIDTH} {_short(height)}",
        role="img",
        aria_labelledby=f"{ident}-title {ident}-desc",
        font_family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif",
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", strong: bool = False) -> Markup:
    """Return words at a place; `anchor`: start, middle or end."""
    return element(
        "text",
        words,
        class_="chart-strong" if strong else "chart-text",
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=LETTER,
        font_weight=600 if strong else None,
        fill=INK if strong else SOFT,
    )


def rule(x1: float, y1: float, x2: float, y2: float, kind: str = "grid") -> Markup:
    """Return a straight line; `kind`: grid, axis or whisker."""
    return element(
        "line",
        class_=f"chart-{kind}",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=LINE if kind == "grid" else INK,
        stroke_width=1 if kind == "grid" else 1.5,
    )


def path(points: Sequence[tuple[float, float]], closed: bool = False) -> str:
    """Return the `d` of a line through points."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")


def ticks(highest: float, many: int = 4, lowest: float = 0.0) -> list[float]:
    """Return round numbers from `lowest` to at least `highest`, about `many` steps of 1, 2, 2.5 or 5 times a ten.

    Nothing above `lowest`: a step of one, so that an empty chart has an axis too.
    """
    span = highest - lowest
    if not math.isfinite(span) or span <= 0:
        return [lowest, lowest + 1]
    rough = span / many
    ten = 10 ** math.floor(math.log10(rough))
    step = next(ten * n for n in (1, 2, 2.5, 5, 10) if ten * n >= rough - 1e-12)
    first = math.floor(lowest / step + 1e-9) * step
    steps = math.ceil((highest - first) / step - 1e-9)
    return [round(first + step * n, 10) for n in range(steps + 1)]


def room_for(labels: Sequence[str]) -> int:
    """Return how many of these labels fit side by side, on a phone too."""
    longest = max((len(label) for label in labels), default=1)
    return 5 if longest <= 6 else 4 if longest <= 9 else 3


def spread(many: int, at_most: int) -> list[int]:
    """Return which of `many` labels fit, evenly apart, the last one always among them."""
    if many <= 0:
        return []
    every = max(1, math.ceil(many / at_most))
    return list(range((many - 1) % every, many, every))


def mark(
    x: float, y: float, shape: int, colour: str, class_: str, size: float = 4.0, words: str = ""
) -> Markup:
    """Return a mark: circle, square, triangle up, triangle down. `words` are shown when it is pointed at."""
    said = element("title", words) if words else Markup("")
    if shape % 4 == 0:
        return element("circle", said, class_=class_, cx=x, cy=y, r=size, fill=colour)
    if shape % 4 == 1:
        side = size * 1.8
        return element(
            "rect",
            said,
            class_=class_,
            x=x - side / 2,
            y=y - side / 2,
            width=side,
            height=side,
            fill=colour,
        )
    turn = 1 if shape % 4 == 2 else -1
    corners = [
        (x, y - turn * size * 1.25),
        (x + size * 1.25, y + turn * size),
        (x - size * 1.25, y + turn * size),
    ]
    return element("path", said, class_=class_, d=path(corners, closed=True), fill=colour)


@lru_cache(maxsize=100)
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _short(value: object) -> str:
    """Return numbers with a tenth of a unit at most: nobody sees more."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
