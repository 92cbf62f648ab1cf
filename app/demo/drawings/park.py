"""The quiet part of the drawings of yards and parks: lawn, a path, trees, and homes behind them."""

from __future__ import annotations

from app.demo.drawings.canvas import WIDTH, Sheet
from app.demo.drawings.light import Light, sky
from app.demo.drawings.street import FOOT, HORIZON, blocks, poplar, tree, verge


def park(sheet: Sheet, light: Light) -> None:
    """A lawn with a path, an alley of trees, and hills."""
    sky(sheet, light, HORIZON)
    rng = sheet.rng
    for x in range(-40, WIDTH + 80, 92):
        poplar(sheet, x + rng.uniform(-24, 24), 590, rng.uniform(170, 300), light)
    sheet.rect(0, 545, WIDTH, 80, "#E9EEF0" if light.snow else "#84A863")
    for step in range(7):
        sheet.disc(
            step * 270 - 20 + rng.uniform(-40, 40), 575, 150, 46, fill="#DCE5E9" if light.snow else "#73995A"
        )
    for x in (150, 1420):
        tree(sheet, x + rng.uniform(-60, 60), 690, 1.3, light)
    _lawn(sheet, light)


def yard(sheet: Sheet, light: Light) -> None:
    """The court of an apartment house: lawn and path before the balconies."""
    sky(sheet, light, HORIZON)
    sheet.rect(0, HORIZON, WIDTH, 200, "#BFC39A" if not light.snow else "#E9EEF0")
    blocks(sheet, light)
    _lawn(sheet, light)


def _lawn(sheet: Sheet, light: Light) -> None:
    verge(sheet, light, FOOT, 600)
    sheet.blob([(-200, 905), (300, 860), (900, 880), (1800, 850), (1800, 1010), (900, 1055), (300, 1030), (-200, 1080)], "#EDF1F3" if light.snow else "#E0D2B6")  # fmt: skip
    sheet.curve([(-100, 1040), (300, 1008), (900, 1030), (1700, 985)], (140, 115, 80, 50), 6)
    if not light.snow:
        for _ in range(26):
            x, y = (
                sheet.rng.uniform(0, WIDTH),
                sheet.rng.choice((sheet.rng.uniform(660, 830), sheet.rng.uniform(1085, 1190))),
            )
            colour = sheet.rng.choice(("#E8695A", "#F3C64C", "#FFFFFF", "#B98AC9"))
            for dx, dy in ((-5, 0), (5, 0), (0, -5), (0, 5)):
                sheet.disc(x + dx, y + dy, 5, fill=colour)
            sheet.disc(x, y, 3, fill="#F7E3A1")
