"""Times of day and year: the colours of the sky and of the air between us and the street."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.drawings.canvas import WIDTH, Sheet


@dataclass(frozen=True)
class Light:
    """`air` is the glass that everything is seen through; `snow` lies on roofs and verges."""

    name: str
    top: str
    low: str
    hills: tuple[str, str]
    air: str
    sun: str | None = None
    clouds: str | None = None
    night: bool = False
    snow: bool = False
    leaves: tuple[str, str, str] = ("#5E9657", "#77AD63", "#4B7F4C")


LIGHTS = {
    "morning": Light("morning", "#BFE0EA", "#FBE9D2", ("#B7CBD0", "#A5BFBE"), "#FFF8EE", "#FFF3CF", "#FFFFFF"),
    "noon": Light("noon", "#6FB9DB", "#D5EEF3", ("#A9C6CF", "#94B8B5"), "#FFFFFF", None, "#FFFFFF"),
    "evening": Light("evening", "#F0A983", "#FCE3B8", ("#C79C93", "#B0898A"), "#FFE6CC", "#FFF0BE", "#FBD0AC"),
    "autumn": Light(
        "autumn", "#B9CFD8", "#EFE7D9", ("#B4BDBB", "#A6AFA6"), "#FCF3E4", None, "#F5F2EC",
        leaves=("#D59B3C", "#E3B557", "#B97A35"),
    ),
    "winter": Light(
        "winter", "#C4D2DC", "#EDF1F3", ("#CBD6DC", "#B9C6CC"), "#F3F7FB", None, "#FFFFFF", snow=True,
        leaves=("#A59E8E", "#B7B1A3", "#8F897B"),
    ),
    "night": Light("night", "#101C3A", "#37466F", ("#24304F", "#1D2743"), "#FFFFFF", night=True),
}  # fmt: skip

#: What the street looks like when only the moon shines on it.
MOONLIGHT = "#56649A"


def sky(sheet: Sheet, light: Light, horizon: float) -> None:
    """Sky, sun or moon, clouds or stars, and two rows of hills."""
    sheet.gradient(0, horizon + 10, light.top, light.low)
    rng = sheet.rng
    if light.night:
        for _ in range(90):
            sheet.disc(
                rng.uniform(0, WIDTH),
                rng.uniform(0, horizon * 0.8),
                rng.uniform(1, 2.6),
                fill=(255, 255, 255, 190),
            )
        x = rng.uniform(1050, 1400)
        sheet.glow(x, 150, 150, "#F4EFCF", 4)
        sheet.disc(x, 150, 52, fill="#F6F0D0")
        sheet.disc(x + 24, 136, 44, fill="#1A2748")
    if light.sun:
        x = rng.uniform(220, 520)
        sheet.glow(x, 210, 260, light.sun, 8)
        sheet.disc(x, 210, 62, fill=light.sun)
    if light.clouds:
        for _ in range(3):
            cloud(sheet, rng.uniform(100, 1500), rng.uniform(70, 260), rng.uniform(0.7, 1.4), light.clouds)
    for row, colour in enumerate(light.hills):
        base, spots = horizon + 6, [(-50.0, horizon + 6)]
        for step in range(10):
            spots.append((-50 + step * 190, base - rng.uniform(20, 120) + row * 45))
        sheet.blob([*spots, (1750, base), (1750, base + 80), (-50, base + 80)], colour)


def cloud(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    """Four discs on a flat base."""
    for dx, dy, radius in ((-70, 8, 34), (-25, -14, 48), (35, -6, 42), (80, 10, 28)):
        sheet.disc(x + dx * size, y + dy * size, radius * size, radius * 0.8 * size, fill=colour)
    sheet.rect(x - 100 * size, y + 6 * size, 205 * size, 30 * size, colour, round=15 * size)
