"""Yards and parks: a bench, a swing."""

from __future__ import annotations

from app.demo.drawings.canvas import Sheet
from app.demo.drawings.light import Light

WOOD, IRON = "#B5763F", "#37474D"


def bench(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A bench with broken slats; then new ones, and a bin beside it."""
    x, y = 470, 900
    sheet.disc(x + 330, y + 86, 390, 26, fill=(60, 50, 40, 46))
    for leg in (40, 590):
        sheet.curve([(x + leg, y + 84), (x + leg + 10, y - 30), (x + leg - 24, y - 230)], IRON, 20)
        sheet.curve([(x + leg + 6, y - 20), (x + leg + 70, y - 16), (x + leg + 74, y + 84)], IRON, 17)
        sheet.curve([(x + leg - 8, y - 110), (x + leg + 60, y - 116), (x + leg + 74, y - 26)], IRON, 14)
    slats = ((-40, -226), (-36, -176), (-32, -126), (-10, -34), (8, -6), (24, 20))
    for number, (dx, dy) in enumerate(slats):
        if fixed:
            sheet.rect(x + dx, y + dy, 700, 34 if dy < -100 else 22, WOOD, round=8)
            sheet.rect(x + dx + 8, y + dy + 5, 684, 6, (255, 255, 255, 90), round=3)
        elif number in (0, 3):
            sheet.rect(x + dx, y + dy, 700, 34 if dy < -100 else 22, "#8E6B4A", round=8)
        elif number == 1:
            sheet.poly([(x + dx, y + dy), (x + dx + 250, y + dy), (x + dx + 214, y + dy + 14), (x + dx + 262, y + dy + 34), (x + dx, y + dy + 34)], "#8E6B4A")  # fmt: skip
        elif number == 2:
            sheet.line([(x + 640, y - 116), (x + 310, y + 40)], "#8E6B4A", 28)
        elif number == 4:
            sheet.line([(x - 120, y + 92), (x + 220, y + 104)], "#8E6B4A", 24)
            sheet.line([(x + 330, y + 112), (x + 540, y + 100)], "#8E6B4A", 22)
    if fixed:
        sheet.poly([(x + 760, y - 90), (x + 880, y - 90), (x + 864, y + 84), (x + 776, y + 84)], "#0A6E6E")
        sheet.rect(x + 750, y - 104, 140, 22, "#085757", round=9)
        for rib in (786, 816, 846):
            sheet.rect(x + rib, y - 66, 9, 130, (255, 255, 255, 60), round=4)
        return
    for _ in range(22):
        u, v = x + sheet.rng.uniform(-140, 760), y + sheet.rng.uniform(84, 150)
        sheet.poly([(u, v), (u + 34, v - 7), (u + 38, v + 2), (u + 4, v + 8)], "#A98558")


def swing(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A swing with one chain torn and rusty posts; then painted, with two seats."""
    left, right, top, floor = 480, 1120, 400, 960
    paint = ("#D8402F", "#2F6FA8") if fixed else ("#9B6A55", "#8A7A6C")
    sheet.disc(800, floor + 6, 440, 46, fill="#D9B98A" if not light.snow else "#E7ECEF")
    for x in (left, right):
        for side in (-1, 1):
            sheet.line([(x, top), (x + side * 92, floor)], paint[0], 24)
            if fixed:
                for step in range(3):
                    part = 0.2 + step * 0.25
                    a, b = part, part + 0.11
                    sheet.line([(x + side * 92 * a, top + (floor - top) * a), (x + side * 92 * b, top + (floor - top) * b)], "#FBFAF5", 24)  # fmt: skip
        sheet.line([(x - 50, top + 300), (x + 50, top + 300)], paint[0], 16)
    sheet.line([(left - 20, top), (right + 20, top)], paint[1], 28)
    for number, x in enumerate((650, 950)):
        if fixed:
            for dx in (-52, 52):
                sheet.line([(x + dx, top + 10), (x + dx, floor - 130)], "#59656A", 7)
            sheet.rect(x - 76, floor - 138, 152, 26, "#E3B13C", round=10)
        elif number == 0:
            sheet.line([(x - 52, top + 10), (x - 60, floor - 120)], "#6B5B50", 7)
            sheet.line([(x + 52, top + 10), (x + 58, top + 210)], "#6B5B50", 7)
            sheet.poly(
                [(x - 76, floor - 132), (x - 52, floor - 144), (x + 62, floor - 24), (x + 42, floor - 6)],
                "#9A8159",
            )
        else:
            for dx in (-52, 52):
                sheet.line([(x + dx, top + 10), (x + dx - 8, top + 190 + dx)], "#6B5B50", 7)
    if not fixed:
        sheet.poly([(900, floor + 18), (1046, floor - 6), (1054, floor + 14), (908, floor + 40)], "#9A8159")
        for x, y in ((560, 700), (1110, 620), (440, 860), (1190, 880), (800, 396)):
            sheet.puddle(x, y, 15, 20, "#A4532D", 0.3)
