"""A sheet of paper to draw on: 1600 × 1200, drawn twice as large and then reduced, so that edges are smooth."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw

WIDTH, HEIGHT = 1600, 1200
_FINE = 2

Spot = tuple[float, float]
Colour = str | tuple[int, int, int] | tuple[int, int, int, int]


class Sheet:
    """Shapes in sheet coordinates, the origin at the top left. `rng` makes one drawing differ from the next."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), "white")
        self._pen = ImageDraw.Draw(self.image, "RGBA")

    def poly(self, spots: Sequence[Spot], fill: Colour) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * _FINE, y * _FINE) for x, y in spots], fill=fill)

    def rect(self, x: float, y: float, width: float, height: float, fill: Colour, round: float = 0) -> None:
        """A rectangle by its top left corner; `round` is the radius of its corners."""
        box = (x * _FINE, y * _FINE, (x + width) * _FINE, (y + height) * _FINE)
        if round:
            self._pen.rounded_rectangle(box, round * _FINE, fill=fill)
        else:
            self._pen.rectangle(box, fill=fill)

    def disc(self, x: float, y: float, across: float, up: float | None = None, *, fill: Colour) -> None:
        """An ellipse by its centre and its radii."""
        up = across if up is None else up
        box = ((x - across) * _FINE, (y - up) * _FINE, (x + across) * _FINE, (y + up) * _FINE)
        self._pen.ellipse(box, fill=fill)

    def line(self, spots: Sequence[Spot], fill: Colour, width: float = 4) -> None:
        """A line with round ends and joints."""
        scaled = [(x * _FINE, y * _FINE) for x, y in spots]
        self._pen.line(scaled, fill=fill, width=max(1, round(width * _FINE)), joint="curve")
        if width >= 4:
            for x, y in (spots[0], spots[-1]):
                self.disc(x, y, width / 2, fill=fill)

    def blob(self, spots: Sequence[Spot], fill: Colour) -> None:
        """A closed smooth shape through the middle of each side (three rounds of corner cutting)."""
        self.poly(rounded(spots, closed=True), fill)

    def curve(self, spots: Sequence[Spot], fill: Colour, width: float = 4) -> None:
        """An open smooth line that begins and ends at its first and last spots."""
        self.line(rounded(spots, closed=False), fill, width)

    def puddle(
        self, x: float, y: float, across: float, up: float, fill: Colour, wobble: float = 0.14
    ) -> None:
        """A lying, uneven round shape."""
        self.blob(ring(self.rng, x, y, across, up, wobble), fill)

    def gradient(self, y0: float, y1: float, top: str, bottom: str) -> None:
        """A band over the whole width that changes from one colour to another."""
        first, last = ImageColor.getrgb(top), ImageColor.getrgb(bottom)
        rows = round(y1 - y0)
        for row in range(0, rows, 3):
            part = row / max(1, rows - 1)
            colour = tuple(round(a + (b - a) * part) for a, b in zip(first, last, strict=True))
            self.rect(0, y0 + row, WIDTH, 3, colour)  # type: ignore[arg-type]

    def glow(
        self, x: float, y: float, radius: float, colour: str, strength: int = 9, steps: int = 18
    ) -> None:
        """A soft light: many faint discs over one another."""
        red, green, blue = ImageColor.getrgb(colour)[:3]
        for step in range(steps):
            self.disc(x, y, radius * (1 - step / steps), fill=(red, green, blue, strength))

    def tint(self, colour: str) -> None:
        """Lay a coloured glass over everything that was drawn so far; white changes nothing."""
        if ImageColor.getrgb(colour) != (255, 255, 255):
            self.image.paste(ImageChops.multiply(self.image, Image.new("RGB", self.image.size, colour)))

    def finished(self, frame: tuple[int, int, int] = (0, 0, WIDTH), *, mirrored: bool = False) -> Image.Image:
        """Return what lies in the frame (left, top, width; always 4:3) at the final size."""
        left, top, width = frame
        box = tuple(edge * _FINE for edge in (left, top, left + width, top + width * HEIGHT // WIDTH))
        image = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC, box=box)
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image


def rounded(spots: Sequence[Spot], *, closed: bool) -> list[Spot]:
    """Cut the corners of a line three times (Chaikin), which makes it smooth."""
    points = list(spots)
    for _ in range(3):
        pairs = list(zip(points, points[1:] + points[:1] if closed else points[1:], strict=False))
        cut = [
            (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
            for a, b in pairs
            for part in (0.25, 0.75)
        ]
        points = cut if closed else [points[0], *cut, points[-1]]
    return points


def ring(
    rng: random.Random, x: float, y: float, across: float, up: float, wobble: float, n: int = 12
) -> list[Spot]:
    """Return spots on an uneven ellipse."""
    spots = []
    for step in range(n):
        angle, reach = 2 * math.pi * step / n, 1 + rng.uniform(-wobble, wobble)
        spots.append((x + across * reach * math.cos(angle), y + up * reach * math.sin(angle)))
    return spots
