"""Draw the icons of the installed app from our own mark: app/static/img/mark.svg, as PNG.

Phones want pixels, and no tool that draws SVG is worth installing for five pictures: the mark is two paths
of lines, curves and arcs, which is all that is understood here.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageChops, ImageColor, ImageDraw

Point = tuple[float, float]
Subpath = list[Point]
Shape = tuple[str, list[Subpath]]

#: Drawn so many times larger, then made smaller: the edges become smooth.
FINER = 4
#: Of these many straight lines is a curve made.
PIECES = 24
#: The ground behind the mark where a phone cuts the icon to a shape of its own, and the white of what is cut out.
PAPER = "#faf8f4"
#: A phone may cut away all but a circle of 80 %; the mark's tips stay inside it.
SAFE = 0.72

_TOKEN = re.compile(r"([MmLlHhVvCcSsAaZz])|(-?(?:\d+\.?\d*|\.\d+))")
_SVG = "{http://www.w3.org/2000/svg}"
#: How many numbers each command takes.
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7}


def read_mark(svg: str) -> tuple[float, list[Shape]]:
    """Return the side of a square drawing, and its paths: colour and outlines. Raises ValueError for anything else."""
    root = ElementTree.fromstring(svg)
    left, top, width, height = (float(n) for n in root.attrib["viewBox"].split())
    if (left, top) != (0, 0) or width != height:
        raise ValueError("the mark is not a square that begins at 0 0")
    if any(child.tag != f"{_SVG}path" for child in root):
        raise ValueError("the mark has more than paths in it")
    return width, [(child.attrib["fill"], outlines(child.attrib["d"])) for child in root]


def outlines(d: str) -> list[Subpath]:
    """Return the closed outlines of a path; curves become short lines."""
    tokens = [match.group(0) for match in _TOKEN.finditer(d)]
    found: list[Subpath] = []
    at = start = (0.0, 0.0)
    control: Point | None = None
    command = ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        if command in "Zz":
            at, control = start, None
            continue
        kind, is_relative = command.upper(), command.islower()
        numbers = [float(tokens.pop(0)) for _ in range(_TAKES[kind])]
        before = at
        points = _absolute(kind, numbers, before if is_relative else (0.0, 0.0), before)
        at = points[-1]
        if kind == "M":
            found.append([at])
            start = at
            # More pairs after a move are lines.
            command = "l" if is_relative else "L"
        elif kind in "CS":
            first = points[0] if kind == "C" else _mirrored(control, before)
            found[-1] += _curve(before, first, points[-2], at)
        elif kind == "A":
            found[-1] += _arc(before, at, numbers)
        else:
            found[-1].append(at)
        control = points[-2] if kind in "CS" else None
    return found


def _absolute(kind: str, numbers: list[float], origin: Point, before: Point) -> list[Point]:
    if kind == "H":
        return [(origin[0] + numbers[0], before[1])]
    if kind == "V":
        return [(before[0], origin[1] + numbers[0])]
    pairs = numbers[5:] if kind == "A" else numbers
    return [(origin[0] + x, origin[1] + y) for x, y in zip(pairs[::2], pairs[1::2], strict=True)]


def _mirrored(control: Point | None, at: Point) -> Point:
    return at if control is None else (2 * at[0] - control[0], 2 * at[1] - control[1])


def _curve(a: Point, b: Point, c: Point, d: Point) -> Subpath:
    def along(i: int, t: float) -> float:
        u = 1 - t
        return float(u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i])

    return [(along(0, n / PIECES), along(1, n / PIECES)) for n in range(1, PIECES + 1)]


def _arc(start: Point, end: Point, numbers: list[float]) -> Subpath:
    """Follow the circle through two points (SVG 1.1, F.6.5, without ellipses and rotation)."""
    radius, is_large, is_clockwise = numbers[0], bool(numbers[3]), bool(numbers[4])
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    half = math.hypot(dx, dy)
    radius = max(radius, half)
    off = math.sqrt(max(0.0, radius**2 - half**2)) / half * (-1 if is_large == is_clockwise else 1)
    centre = ((start[0] + end[0]) / 2 + off * dy, (start[1] + end[1]) / 2 - off * dx)
    begin = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = math.atan2(end[1] - centre[1], end[0] - centre[0]) - begin
    if is_clockwise and turn < 0:
        turn += 2 * math.pi
    elif not is_clockwise and turn > 0:
        turn -= 2 * math.pi
    angles = (begin + turn * n / PIECES for n in range(1, PIECES + 1))
    return [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles]


def _mask(paths: list[Subpath], side: float, size: int, share: float) -> Image.Image:
    """Return where a path is, by the even-odd rule, the drawing taking `share` of the picture."""
    large = size * FINER
    scale, edge = large * share / side, large * (1 - share) / 2
    mask = Image.new("1", (large, large))
    for path in paths:
        one = Image.new("1", (large, large))
        ImageDraw.Draw(one).polygon([(edge + x * scale, edge + y * scale) for x, y in path], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    return mask.convert("L").resize((size, size), Image.Resampling.BOX)


def draw(svg: str, size: int, *, share: float = 1.0, ground: str | None = None) -> Image.Image:
    """Return the mark in its colours; on transparent, or on a `ground` that fills the square."""
    side, shapes = read_mark(svg)
    clear = (*ImageColor.getrgb(PAPER)[:3], 0)
    picture = Image.new("RGBA", (size, size), ImageColor.getrgb(ground) if ground else clear)
    for colour, paths in shapes:
        picture.paste(Image.new("RGBA", (size, size), colour), mask=_mask(paths, side, size, share))
    return picture


def draw_badge(svg: str, size: int) -> Image.Image:
    """Return the mark as one white shape with the pin cut out: the small sign in a phone's status line."""
    side, shapes = read_mark(svg)
    masks = [_mask(paths, side, size, 1.0) for _, paths in shapes]
    picture = Image.new("RGBA", (size, size), "#ffffff")
    picture.putalpha(ImageChops.subtract(masks[0], masks[1]))
    return picture


def write_icons(mark: Path, folder: Path) -> None:
    """Write every icon that the manifest and base.html name."""
    svg = mark.read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    for size in (192, 512):
        draw(svg, size).save(folder / f"app-{size}.png", optimize=True)
        draw(svg, size, share=SAFE, ground=PAPER).save(folder / f"app-{size}-maskable.png", optimize=True)
    # iOS rounds the corners by itself, and shows black where a picture is clear.
    draw(svg, 180, share=0.8, ground=PAPER).convert("RGB").save(folder / "app-180.png", optimize=True)
    draw_badge(svg, 96).save(folder / "badge-96.png", optimize=True)
