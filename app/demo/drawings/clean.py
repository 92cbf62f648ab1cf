"""Waste and trees: bins, a clogged ditch, a fallen tree, a scribbled wall."""

from __future__ import annotations

from app.demo.drawings.canvas import WIDTH, Sheet, ring
from app.demo.drawings.light import Light
from app.demo.drawings.street import FOOT, star


def bins(sheet: Sheet, light: Light, fixed: bool) -> None:
    """Three containers, overflowing among bags and boxes; then shut, on swept ground."""
    floor = FOOT + 84
    sheet.poly([(300, floor - 34), (1300, floor - 34), (1350, floor + 22), (250, floor + 22)], "#B9B4AA")
    for post in (318, 1270):
        sheet.rect(post, floor - 372, 16, 350, "#7D868A")
    sheet.poly([(270, floor - 366), (310, floor - 402), (1290, floor - 402), (1334, floor - 366)], "#0A6E6E")
    for step, colour in enumerate(("#2E7D4F", "#2F6FA8", "#D7A02E")):
        _container(sheet, 366 + step * 300, floor, colour, fixed)
    if fixed:
        for dx in (0, 14, 28):
            sheet.line([(1306 + dx, floor + 6), (1318 + dx * 0.4, floor - 70)], "#C9A24B", 7)
        sheet.line([(1320, floor - 66), (1330, floor - 290)], "#8A5A3B", 10)
        return
    rng = sheet.rng
    for _ in range(18):
        _bag(sheet, rng.uniform(250, 1370), floor + rng.uniform(-24, 66), rng.uniform(38, 66))
    _box(sheet, 560, floor + 60, 128)
    _box(sheet, 1180, floor + 44, 96)
    for _ in range(26):
        x, y = rng.uniform(180, 1450), floor + rng.uniform(20, 120)
        colour = rng.choice(("#F4F1EA", "#D8402F", "#8FC1D4", "#E3B557", "#9AA8A0"))
        sheet.poly([(x, y), (x + rng.uniform(14, 34), y - 8), (x + 26, y + 13), (x + 4, y + 12)], colour)
    for x in (930, 1010):
        _crow(sheet, x + rng.uniform(-12, 12), floor - 398)


def _container(sheet: Sheet, x: float, floor: float, colour: str, shut: bool) -> None:
    top = floor - 218
    if not shut:
        for dx, dy, r in ((30, 6, 46), (92, -22, 58), (160, -6, 50), (196, 16, 34)):
            _bag(sheet, x + dx, top + dy + 22, r)
        sheet.poly([(x - 12, top + 4), (x - 46, top - 150), (x - 20, top - 162), (x + 12, top)], colour)
    sheet.poly([(x, top), (x + 224, top), (x + 204, floor - 18), (x + 20, floor - 18)], colour)
    sheet.poly([(x + 150, top), (x + 224, top), (x + 204, floor - 18), (x + 150, floor - 18)], (0, 0, 0, 30))
    for rib in (44, 98, 152):
        sheet.rect(x + rib, top + 44, 12, 134, (255, 255, 255, 40), round=5)
    sheet.rect(x - 8, top - 6, 240, 24, colour, round=8)
    sheet.rect(x - 8, top - 6, 240, 24, (0, 0, 0, 36), round=8)
    if shut:
        sheet.blob(
            [
                (x - 18, top + 2),
                (x - 6, top - 48),
                (x + 112, top - 62),
                (x + 230, top - 48),
                (x + 242, top + 2),
            ],
            colour,
        )
        sheet.curve([(x + 20, top - 26), (x + 112, top - 40), (x + 204, top - 26)], (255, 255, 255, 90), 7)
    for wheel in (40, 184):
        sheet.disc(x + wheel, floor - 10, 16, fill="#33383B")


def _bag(sheet: Sheet, x: float, y: float, r: float) -> None:
    colour = sheet.rng.choice(("#3B4147", "#51585E", "#7D9AA8", "#E9E4DA", "#5C7F63"))
    sheet.blob(ring(sheet.rng, x, y - r * 0.62, r, r * 0.78, 0.12, 9), colour)
    sheet.poly([(x - 9, y - r * 1.26), (x - 20, y - r * 1.62), (x, y - r * 1.45), (x + 18, y - r * 1.66), (x + 9, y - r * 1.26)], colour)  # fmt: skip
    sheet.curve([(x - r * 0.4, y - r * 0.9), (x - r * 0.52, y - r * 0.5)], (255, 255, 255, 70), 5)


def _box(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.rect(x, y - size * 0.7, size, size * 0.7, "#C69A66")
    sheet.poly([(x, y - size * 0.7), (x - 22, y - size * 0.98), (x + size * 0.44, y - size * 0.9), (x + size * 0.5, y - size * 0.7)], "#D9B27F")  # fmt: skip
    sheet.rect(x + size * 0.42, y - size * 0.7, size * 0.14, size * 0.7, (255, 255, 255, 60))


def _crow(sheet: Sheet, x: float, y: float) -> None:
    sheet.disc(x, y - 16, 30, 17, fill="#2B2F36")
    sheet.disc(x + 24, y - 34, 13, fill="#2B2F36")
    sheet.poly([(x + 34, y - 38), (x + 54, y - 32), (x + 34, y - 28)], "#D79A3A")
    sheet.poly([(x - 22, y - 20), (x - 60, y - 4), (x - 24, y - 4)], "#2B2F36")
    for leg in (-6, 8):
        sheet.line([(x + leg, y - 2), (x + leg, y + 4)], "#2B2F36", 3)


def ditch(sheet: Sheet, light: Light, fixed: bool) -> None:
    """The ariq, choked with leaves and bottles; then clear water between its stones."""
    top, low = 812, 1068
    for y, height in ((top - 42, 46), (low, 50)):
        sheet.rect(0, y, WIDTH, height, "#BDB4A5")
        for step in range(14):
            sheet.rect(step * 124 + (30 if y == low else 0), y, 5, height, (90, 80, 68, 90))
        sheet.rect(0, y, WIDTH, 9, (255, 255, 255, 70))
    sheet.rect(0, top, WIDTH, 60, "#8F8778")
    sheet.rect(0, top + 52, WIDTH, low - top - 52, "#6FB3BF" if fixed else "#7A7350")
    rng = sheet.rng
    if fixed:
        for _ in range(46):
            x, y = rng.uniform(-60, WIDTH), rng.uniform(top + 74, low - 16)
            sheet.rect(x, y, rng.uniform(60, 200), 5, (255, 255, 255, rng.randint(70, 150)), round=2)
        sheet.rect(0, top + 52, WIDTH, 14, (20, 70, 80, 60))
        sheet.blob([(1010, 960), (1060, 922), (1130, 926), (1160, 958), (1090, 982)], "#FDFBF4")
        sheet.poly([(1068, 926), (1112, 858), (1118, 928)], "#F1ECDD")
        return
    for _ in range(150):
        x, y = rng.uniform(120, 1480), rng.uniform(top + 66, low + 2)
        sheet.puddle(
            x,
            y,
            rng.uniform(15, 34),
            rng.uniform(8, 14),
            rng.choice(("#A9793B", "#8B6A36", "#C29A4C", "#6E5B36")),
            0.3,
        )
    for _ in range(9):
        x, y, colour = (
            rng.uniform(200, 1350),
            rng.uniform(top + 92, low - 20),
            rng.choice(("#7FC2B0", "#B9DDE8", "#6FA8D0")),
        )
        sheet.rect(x, y - 18, 104, 38, colour, round=17)
        sheet.rect(x + 98, y - 9, 34, 20, colour, round=5)
        sheet.rect(x + 128, y - 11, 13, 24, "#D8402F", round=4)
        sheet.rect(x + 30, y - 18, 38, 38, (255, 255, 255, 130))
    for _ in range(6):
        _bag(sheet, rng.uniform(250, 1400), rng.uniform(top + 130, low), rng.uniform(46, 66))


def fallen_tree(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A tree across the path after a storm; then a sapling between two stakes beside a sawn stump."""
    wood, rng = "#7A5B43", sheet.rng
    sheet.disc(1180, 850, 84, 22, fill=(60, 50, 40, 50))
    if fixed:
        sheet.rect(1122, 790, 112, 56, wood, round=8)
        sheet.disc(1178, 792, 56, 19, fill="#E0BE8E")
        sheet.disc(1178, 792, 34, 11, fill="#CFA772")
        sheet.disc(1178, 792, 14, 5, fill="#E0BE8E")
        sheet.disc(620, 858, 120, 26, fill="#8B6A48")
        sheet.line([(620, 852), (618, 590)], "#8A6A4C", 13)
        for stake in (560, 684):
            sheet.line([(stake, 860), (stake, 640)], "#C99A5B", 11)
            sheet.line([(stake, 676), (620, 686)], "#E8E0CF", 6)
        for dx, dy, r in ((0, 540, 66), (-46, 588, 48), (46, 584, 50), (0, 600, 52), (16, 520, 34)):
            sheet.disc(620 + dx, dy, r, fill=light.leaves[1] if dx else light.leaves[0])
        return
    sheet.poly(
        [(1214, 852), (1238, 748), (1206, 700), (1184, 742), (1160, 690), (1146, 760), (1120, 852)], wood
    )
    sheet.poly([(1196, 742), (1216, 826), (520, 1006), (430, 984), (470, 946)], wood)
    sheet.poly([(1196, 742), (1200, 770), (520, 960), (470, 946)], "#94714F")
    for x, y, u, v in (
        (860, 850, 760, 740),
        (700, 900, 560, 780),
        (620, 960, 520, 1090),
        (800, 930, 770, 1060),
    ):
        sheet.curve([(x, y), ((x + u) / 2 + 10, (y + v) / 2), (u, v)], wood, 22)
    for _ in range(44):
        x = rng.uniform(210, 780)
        y = 935 + rng.uniform(-190, 160) * (1 - abs(x - 500) / 420)
        sheet.disc(x, y, rng.uniform(38, 70), rng.uniform(32, 56), fill=rng.choice(light.leaves))
    for _ in range(30):
        x, y = rng.uniform(180, 1300), rng.uniform(880, 1120)
        sheet.disc(x, y, 12, 6, fill=rng.choice(light.leaves))
    for dx in (0, 22, 44):
        sheet.poly([(1150 + dx, 770), (1158 + dx, 700 - dx), (1168 + dx, 770)], "#D9B27F")


def scribbles(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A wall covered in scrawl; then freshly painted, with a frieze of stars."""
    top, rng = FOOT - 270, sheet.rng
    sheet.rect(140, top, 1320, 340, "#EADCC2" if not fixed else "#F3E9D6")
    sheet.rect(120, top - 22, 1360, 28, "#FFFFFF" if light.snow else "#C4A679")
    sheet.rect(140, top + 290, 1320, 50, "#B79C75")
    for pillar in (140, 570, 1000, 1416):
        sheet.rect(pillar, top, 44, 340, "#DCC8A4")
    if fixed:
        for step in range(15):
            x = 232 + step * 82
            star(sheet, x, top + 60, 25, "#1F8A8A")
            star(sheet, x, top + 60, 13, "#F3E9D6")
        sheet.rect(184, top + 98, 1232, 7, "#1F8A8A")
        sheet.rect(184, top + 18, 1232, 7, "#1F8A8A")
        return
    for colour in ("#1D1F24", "#C5362B", "#2F6FA8", "#1D1F24", "#6A4BA0", "#C5362B", "#2E7D4F"):
        x, y = rng.uniform(220, 1150), rng.uniform(top + 70, top + 210)
        spots = [(x, y)]
        for step in range(rng.randint(7, 11)):
            spots.append(
                (x + step * 38 + rng.uniform(-26, 26), y + rng.choice((-1, 1)) * rng.uniform(20, 76))
            )
        sheet.curve(spots, colour, rng.uniform(9, 17))
        for _ in range(3):
            u, v = rng.choice(spots)
            sheet.line([(u, v), (u, v + rng.uniform(30, 90))], colour, 5)
    for _ in range(5):
        sheet.puddle(rng.uniform(220, 1380), rng.uniform(top + 60, top + 270), 44, 28, "#C9B18A", 0.3)
