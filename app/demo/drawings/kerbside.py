"""Beside the road: broken slabs, a dark traffic light, snow, a heap of rubble, a forgotten car, an open trench."""

from __future__ import annotations

from itertools import pairwise

from app.demo.drawings.canvas import WIDTH, Sheet, Spot, ring
from app.demo.drawings.light import Light
from app.demo.drawings.street import FOOT, KERB, ROAD, star


def sidewalk(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A wide pavement whose slabs have sunk; then even, with a row of stars and a guiding strip."""
    low = 1060
    sheet.rect(0, FOOT + 8, WIDTH, low - FOOT, "#E9EEF0" if light.snow else "#D6CAB6")
    sheet.rect(0, low, WIDTH, 40, "#BDB4A5")
    sheet.rect(0, low + 40, WIDTH, 200, "#7C8287")
    rows, depth = 6, low - FOOT - 8
    lines = [FOOT + 8 + depth * (row / rows) ** 1.25 for row in range(rows + 1)]

    def corner(column: int, y: float) -> Spot:
        # Slabs grow wider towards us.
        return 800 + (column - 5) * (150 + 0.3 * (y - FOOT)), y

    for row, (y, v) in enumerate(pairwise(lines)):
        for column in range(-2, 13):
            slab = [corner(column, y), corner(column + 1, y), corner(column + 1, v), corner(column, v)]
            if not fixed and 1 <= row <= 4 and 2 <= column <= 7 and sheet.rng.random() < 0.62:
                sheet.poly(slab, "#8B6F55")
                drop, turn = sheet.rng.uniform(6, 22), sheet.rng.uniform(-26, 26)
                sunk = [
                    (x + (16 if at in (0, 3) else -16) + turn * (at % 2), z + drop * (at < 2))
                    for at, (x, z) in enumerate(slab)
                ]
                piece = sunk if sheet.rng.random() < 0.5 else sunk[:3]
                sheet.poly(piece, sheet.rng.choice(("#C4B69E", "#B3A58D", "#CFC2AC")))
                continue
            shade = "#E3E7E8" if light.snow else sheet.rng.choice(("#DDD2BF", "#D6CAB6", "#E2D8C7"))
            seam = [
                (x + (3 if at in (0, 3) else -3), z + (3 if at < 2 else -3)) for at, (x, z) in enumerate(slab)
            ]
            sheet.poly(seam, shade)
    if fixed:
        sheet.rect(0, 838, WIDTH, 42, "#E9C24A")
        for step in range(40):
            sheet.rect(step * 42 + 8, 846, 20, 26, "#D3A92F", round=8)
        for step in range(9):
            star(sheet, 60 + step * 190, 975, 34, "#1F8A8A")
            star(sheet, 60 + step * 190, 975, 17, "#F3E9D6")
        return
    for _ in range(26):
        x, y = sheet.rng.uniform(360, 1240), sheet.rng.uniform(720, 990)
        sheet.puddle(x, y, sheet.rng.uniform(8, 22), sheet.rng.uniform(5, 12), "#A4937A", 0.3)
    for x, y in ((520, 800), (1000, 910), (760, 985)):
        for dx, dy in ((-14, -40), (0, -54), (15, -38)):
            sheet.curve([(x, y), (x + dx * 0.5, y + dy * 0.6), (x + dx, y + dy)], light.leaves[0], 7)


def traffic_light(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A traffic light that hangs askew and dark; then upright and lit."""
    lean = 0 if fixed else 58
    x, top = 800, 150
    sheet.poly(
        [(x - 15, ROAD - 10), (x + lean - 11, top + 240), (x + lean + 11, top + 240), (x + 15, ROAD - 10)],
        "#59656A",
    )
    sheet.rect(x - 44, ROAD - 30, 88, 26, "#454F54", round=6)
    left = x + lean - 74
    sheet.rect(left - 12, top - 26, 172, 330, "#F3F0E8", round=26)
    sheet.rect(left, top - 14, 148, 306, "#232A2E", round=22)
    bright = ("#4A2220", "#4A3D1E", "#3DD17B") if fixed else ("#3A2423", "#38301F", "#1F332A")
    for step, colour in enumerate(bright):
        y = top + 42 + step * 98
        if fixed and step == 2:
            sheet.glow(left + 74, y, 96, "#6BF0A6", 12)
        sheet.disc(left + 74, y, 39, fill=colour)
        sheet.disc(left + 61, y - 13, 11, fill=(255, 255, 255, 90 if fixed and step == 2 else 24))
        sheet.poly(
            [(left + 28, y - 34), (left + 120, y - 34), (left + 134, y - 48), (left + 14, y - 48)], "#14191C"
        )
    if not fixed:
        sheet.curve(
            [(left + 20, top + 288), (left - 30, top + 380), (left + 10, top + 470), (left - 20, top + 520)],
            "#17191C",
            7,
        )
        sheet.line(
            [(left + 50, top + 110), (left + 84, top + 150), (left + 66, top + 168), (left + 100, top + 190)],
            "#E8EEF0",
            4,
        )


def snow(sheet: Sheet, light: Light, fixed: bool) -> None:
    """Drifts and ice on the pavement; then a swept, sanded path and a shovel."""
    rng = sheet.rng
    if fixed:
        sheet.rect(0, FOOT + 16, WIDTH, 62, "#CDC2AF")
        for _ in range(420):
            sheet.disc(
                rng.uniform(0, WIDTH), rng.uniform(FOOT + 20, FOOT + 76), 3, 2, fill=(150, 110, 60, 150)
            )
        sheet.blob([(-60, KERB + 6), (200, KERB - 56), (620, KERB - 34), (1100, KERB - 60), (1700, KERB - 30), (1700, KERB + 60), (-60, KERB + 60)], "#F7FAFB")  # fmt: skip
        sheet.line([(1040, KERB - 20), (1090, FOOT - 190)], "#8A5A3B", 13)
        sheet.line([(1066, FOOT - 190), (1116, FOOT - 186)], "#8A5A3B", 13)
        sheet.poly(
            [(992, KERB - 40), (1082, KERB - 34), (1074, KERB + 46), (1034, KERB + 62), (990, KERB + 40)],
            "#C5362B",
        )
        return
    sheet.blob([(-60, FOOT + 8), (160, FOOT - 46), (420, FOOT + 4), (640, FOOT - 76), (980, FOOT - 16), (1240, FOOT - 90), (1500, FOOT - 30), (1700, FOOT - 40), (1700, KERB + 50), (1160, KERB + 84), (700, KERB + 44), (240, KERB + 92), (-60, KERB + 40)], "#F4F8FA")  # fmt: skip
    for x, y, across in ((340, KERB - 46, 190), (820, KERB - 20, 230), (1270, KERB - 40, 200)):
        sheet.puddle(x, y, across, 32, "#C4DDEA", 0.12)
        sheet.curve([(x - across * 0.5, y - 6), (x, y - 16), (x + across * 0.4, y - 8)], "#FFFFFF", 6)
    for step in range(9):
        sheet.disc(200 + step * 150, FOOT + 30 + (step % 2) * 22, 20, 10, fill="#D3DFE6")
    for _ in range(130):
        sheet.disc(rng.uniform(0, WIDTH), rng.uniform(60, 1100), rng.uniform(3, 7), fill=(255, 255, 255, 220))


def dump(sheet: Sheet, light: Light, fixed: bool) -> None:
    """Rubble, tyres and an old sofa on the lawn; then a flower bed in their place."""
    rng, x, floor = sheet.rng, 800, 960
    if fixed:
        sheet.disc(x, floor - 30, 470, 96, fill="#8B6A48")
        sheet.disc(x, floor - 38, 450, 84, fill="#7B5B3C")
        for row in range(5):
            for step in range(19):
                u, v = x - 400 + step * 44 + (row % 2) * 20, floor - 96 + row * 30
                if ((u - x) / 440) ** 2 + ((v - floor + 38) / 80) ** 2 < 0.94:
                    sheet.line([(u, v + 10), (u, v - 14)], "#4B7F4C", 6)
                    sheet.disc(
                        u, v - 20, 14, fill=("#E8695A", "#F3C64C", "#FFFFFF", "#C98AD0", "#E8695A")[row]
                    )
                    sheet.disc(u, v - 20, 5, fill="#F7E3A1")
        for step in range(26):
            sheet.disc(
                x - 460 + step * 37, floor + 22 + 26 * (1 - ((step - 12.5) / 13) ** 2), 20, 14, fill="#EFEAE0"
            )
        return
    sheet.disc(x, floor + 10, 560, 70, fill=(70, 60, 40, 60))
    for height, across, colour in ((250, 380, "#A79C8C"), (170, 470, "#BDB2A2"), (90, 530, "#9C907F")):
        sheet.blob([(x - across, floor + 20), (x - across * 0.6, floor - height * 0.8), (x - 60, floor - height * 1.25), (x + across * 0.45, floor - height), (x + across, floor + 20)], colour)  # fmt: skip
    for _ in range(46):
        u = x + rng.uniform(-460, 460)
        v = floor - rng.uniform(-30, 190) * (1 - abs(u - x) / 560)
        r = rng.uniform(16, 44)
        colour = rng.choice(("#C27B57", "#D9CBB4", "#8E8578", "#B4634A", "#E4DCCB"))
        sheet.poly(
            [(u, v), (u + r * 1.6, v - r * 0.3), (u + r * 1.7, v + r * 0.5), (u + r * 0.1, v + r * 0.8)],
            colour,
        )
    for u, v in ((430, floor + 10), (1150, floor - 20), (1050, floor + 54)):
        sheet.disc(u, v, 74, 52, fill="#2B2F33")
        sheet.disc(u, v - 4, 37, 24, fill="#6D6558")
    sheet.rect(640, floor - 176, 330, 120, "#6B8E9B", round=26)
    sheet.rect(612, floor - 116, 386, 100, "#7FA3B0", round=24)
    sheet.rect(600, floor - 130, 62, 118, "#5E808D", round=22)
    sheet.rect(950, floor - 130, 62, 118, "#5E808D", round=22)
    sheet.line([(870, floor - 60), (920, floor - 36), (906, floor - 18)], "#EFE6D2", 9)
    for step in range(3):
        sheet.line([(300 + step * 60, floor + 40), (420 + step * 90, floor - 250 + step * 40)], "#9A6B43", 16)


def car(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A rusty car on flat tyres on the pavement; then pots of flowers where it stood."""
    x, floor = 500, KERB + 24
    if fixed:
        for step in range(5):
            u = 440 + step * 180
            sheet.poly(
                [(u - 52, floor - 96), (u + 52, floor - 96), (u + 40, floor - 4), (u - 40, floor - 4)],
                "#C27B57",
            )
            sheet.rect(u - 60, floor - 108, 120, 22, "#B0694A", round=6)
            for dx, dy in ((-34, -130), (0, -158), (34, -130), (-16, -124), (18, -122)):
                sheet.disc(u + dx, floor + dy, 30, fill=light.leaves[1] if dy < -128 else light.leaves[0])
            for dx, dy in ((-30, -142), (4, -172), (34, -140), (2, -134)):
                sheet.disc(u + dx, floor + dy, 11, fill=("#E8695A", "#F3C64C", "#FFFFFF")[step % 3])
        return
    sheet.disc(x + 310, floor + 6, 390, 24, fill=(30, 30, 34, 80))
    body = "#7F9A8E"
    sheet.poly(
        [(x + 150, floor - 150), (x + 210, floor - 258), (x + 450, floor - 262), (x + 520, floor - 150)], body
    )
    sheet.poly(
        [(x + 180, floor - 156), (x + 226, floor - 240), (x + 318, floor - 242), (x + 318, floor - 156)],
        "#A9C3CB",
    )
    sheet.poly(
        [(x + 338, floor - 156), (x + 338, floor - 242), (x + 438, floor - 244), (x + 486, floor - 156)],
        "#A9C3CB",
    )
    sheet.line(
        [(x + 352, floor - 226), (x + 396, floor - 200), (x + 376, floor - 186), (x + 430, floor - 166)],
        "#F2F7F8",
        5,
    )
    sheet.blob([(x - 14, floor - 34), (x - 12, floor - 134), (x + 60, floor - 160), (x + 590, floor - 160), (x + 640, floor - 130), (x + 642, floor - 34)], body)  # fmt: skip
    sheet.rect(x - 12, floor - 66, 660, 22, "#5C6F66", round=10)
    for u, v, across, up in (
        (60, -72, 56, 26),
        (250, -60, 70, 24),
        (560, -96, 52, 40),
        (450, -60, 60, 18),
        (330, -150, 44, 14),
    ):
        sheet.puddle(x + u, floor + v, across, up, "#A4532D", 0.3)
        sheet.puddle(x + u + 8, floor + v + 4, across * 0.5, up * 0.5, "#7A3D22", 0.3)
    for u in (130, 500):
        sheet.disc(x + u, floor - 34, 66, fill="#4A564F")
        sheet.disc(x + u, floor - 24, 54, 46, fill="#2B2F33")
        sheet.rect(x + u - 62, floor + 6, 124, 17, "#2B2F33", round=8)
        sheet.disc(x + u, floor - 26, 22, fill="#8E979C")
    sheet.disc(x + 636, floor - 104, 17, 24, fill="#E9E2C8")
    for u in (30, 320, 610):
        for dx, dy in ((-12, -44), (0, -58), (13, -42)):
            sheet.curve(
                [
                    (x + u, floor + 12),
                    (x + u + dx * 0.5, floor + 12 + dy * 0.6),
                    (x + u + dx, floor + 12 + dy),
                ],
                light.leaves[0],
                7,
            )


def pit(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A trench that nobody fenced; then filled and sown, with the path whole."""
    rng = sheet.rng
    if fixed:
        sheet.blob(
            [(420, 800), (700, 768), (1060, 790), (1180, 900), (1080, 1010), (640, 1020), (420, 930)],
            "#B7CE86" if not light.snow else "#E7EDEF",
        )
        for _ in range(150):
            x, y = rng.uniform(470, 1120), rng.uniform(800, 1000)
            sheet.line([(x, y), (x + rng.uniform(-4, 4), y - 15)], "#6FA05A", 4)
        for stake in (430, 660, 900, 1150):
            sheet.line([(stake, 1035), (stake, 960)], "#C99A5B", 10)
        sheet.line([(430, 975), (1150, 975)], "#E8E0CF", 5)
        return
    sheet.blob(ring(rng, 810, 915, 440, 140, 0.08, 16), "#A5845C")
    sheet.blob(ring(rng, 800, 905, 390, 112, 0.08, 16), "#6A4D34")
    sheet.blob(ring(rng, 800, 935, 350, 84, 0.08, 16), "#2E241C")
    sheet.rect(520, 912, 560, 30, "#8F6B3A", round=14)
    sheet.rect(520, 918, 560, 8, (255, 255, 255, 50), round=4)
    for x, across, height in ((330, 190, 150), (1290, 210, 180)):
        sheet.blob(
            [(x - across, 1000), (x - 60, 1000 - height), (x + 40, 1000 - height * 1.05), (x + across, 1000)],
            "#B08D63",
        )
        sheet.blob([(x - across * 0.6, 1000), (x - 30, 1000 - height * 0.7), (x + 40, 1000 - height * 0.6), (x + across * 0.7, 1000)], "#9C7A52")  # fmt: skip
    sheet.line([(1270, 850), (1390, 640)], "#8A5A3B", 13)
    sheet.poly([(1232, 862), (1290, 884), (1276, 950), (1238, 958), (1214, 920)], "#7D868A")
