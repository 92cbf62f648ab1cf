"""The quiet part of every drawing: houses, gates, trees, pavement and road, and now and then a cat."""

from __future__ import annotations

from app.demo.drawings.canvas import WIDTH, Sheet
from app.demo.drawings.light import Light, sky

HORIZON = 470
#: Where houses stand, where the pavement ends, where the road begins.
FOOT, KERB, ROAD = 620, 730, 752

WALLS = ("#E9D3AE", "#F2E6CF", "#E2C39A", "#EFD9C0", "#DDCDB4")
ROOFS = ("#A9654A", "#8C6A58", "#7F8F96", "#B77B57")
GATES = ("#1F8A8A", "#2F6FA8", "#8A5636", "#3C7A55")
GLASS = "#B9DCE4"


def street(sheet: Sheet, light: Light, kind: str) -> None:
    """Draw everything behind and beneath a problem on a street; `kind` is houses, blocks or oldtown."""
    sky(sheet, light, HORIZON)
    sheet.rect(0, HORIZON, WIDTH, 200, "#BFC39A" if not light.snow else "#E9EEF0")
    {"houses": houses, "blocks": blocks, "oldtown": oldtown}[kind](sheet, light)
    pavement(sheet, light)
    road(sheet, light)


def houses(sheet: Sheet, light: Light) -> None:
    """One-storey homes behind clay walls, each with its painted gate."""
    rng = sheet.rng
    for x in range(-40, WIDTH + 60, 118):
        if rng.random() < 0.75:
            poplar(sheet, x + rng.uniform(-20, 20), FOOT - 40, rng.uniform(210, 330), light)
    x = -90.0
    while x < WIDTH:
        width = rng.uniform(330, 430)
        home(sheet, x, width, light)
        x += width
    cat(sheet, rng.uniform(200, 560), FOOT - 128)


def home(sheet: Sheet, x: float, width: float, light: Light) -> None:
    """A house with a gable over its wall, two windows, and a gate."""
    rng = sheet.rng
    wall, roof, gate = rng.choice(WALLS), rng.choice(ROOFS), rng.choice(GATES)
    top = FOOT - rng.uniform(205, 235)
    sheet.rect(x + 20, top, width * 0.62, 200, wall)
    sheet.poly(
        [(x, top), (x + 60, top - 66), (x + width * 0.62 - 20, top - 66), (x + width * 0.62 + 40, top)], roof
    )
    sheet.rect(x, top - 3, width * 0.62 + 40, 12, "#FFFFFF" if light.snow else "#5F4A3F")
    if light.snow:
        sheet.poly([(x + 20, top - 20), (x + 62, top - 72), (x + width * 0.62 - 22, top - 72), (x + width * 0.62 + 20, top - 20)], "#F6FAFC")  # fmt: skip
    for step in range(2):
        window(sheet, x + 56 + step * 102, top + 42, light)
    sheet.rect(x, FOOT - 118, width, 122, "#D9BE93")
    sheet.rect(x, FOOT - 128, width, 14, "#FFFFFF" if light.snow else "#C4A679")
    for row in range(2):
        for brick in range(int(width // 60)):
            sheet.rect(
                x + 14 + brick * 60 + row * 26, FOOT - 92 + row * 42, 30, 7, (160, 125, 80, 60), round=3
            )
    door = x + width * 0.66
    sheet.rect(door - 10, FOOT - 166, 118, 168, "#B98E63")
    sheet.rect(door, FOOT - 152, 98, 154, gate)
    for leaf in (0, 50):
        sheet.rect(door + 7 + leaf, FOOT - 142, 34, 60, (255, 255, 255, 46), round=4)
        sheet.rect(door + 7 + leaf, FOOT - 70, 34, 58, (255, 255, 255, 46), round=4)
        star(sheet, door + 24 + leaf, FOOT - 112, 12, (255, 255, 255, 120))
    sheet.poly([(door - 22, FOOT - 164), (door + 49, FOOT - 196), (door + 120, FOOT - 164)], "#8B6144")


def window(sheet: Sheet, x: float, y: float, light: Light) -> None:
    lit = light.night and sheet.rng.random() < 0.6
    sheet.rect(x - 6, y - 6, 68, 66, "#FBF5E8")
    sheet.rect(x, y, 56, 54, "#FFD98A" if lit else GLASS)
    sheet.rect(x + 26, y, 5, 54, "#FBF5E8")
    sheet.rect(x, y + 18, 56, 4, "#FBF5E8")
    sheet.rect(x - 10, y + 58, 76, 7, "#CDB892")


def star(sheet: Sheet, x: float, y: float, r: float, fill: str | tuple[int, int, int, int]) -> None:
    """The eight-pointed star of the tiles: two squares over one another."""
    sheet.rect(x - r * 0.72, y - r * 0.72, r * 1.44, r * 1.44, fill)
    sheet.poly([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill)


def blocks(sheet: Sheet, light: Light) -> None:
    """Five-storey houses with balconies and a tiled end wall."""
    rng = sheet.rng
    for x, width in ((-60, 560), (620, 470), (1180, 520)):
        wall = rng.choice(("#EFE3CF", "#E5DBC9", "#EAD9C4", "#DFE3DC"))
        top = FOOT - rng.uniform(420, 455)
        sheet.rect(x, top, width, FOOT - top, wall)
        sheet.rect(x - 8, top - 12, width + 16, 16, "#FFFFFF" if light.snow else "#B6A78F")
        sheet.rect(x, top + 4, 74, FOOT - top - 4, "#2D8F91")
        for step in range(5):
            star(sheet, x + 37, top + 48 + step * 82, 24, "#F3E7C9")
            star(sheet, x + 37, top + 48 + step * 82, 12, "#D9853B")
        for floor in range(5):
            y = top + 26 + floor * 80
            for column in range(int((width - 100) // 86)):
                u = x + 96 + column * 86
                lit = light.night and rng.random() < 0.5
                sheet.rect(u, y, 50, 42, "#FFD98A" if lit else GLASS)
                sheet.rect(u + 23, y, 4, 42, "#FBF5E8")
                if column % 2:
                    sheet.rect(
                        u - 10, y + 26, 70, 28, rng.choice(("#D98E5B", "#6FA7A5", "#C9B08A", "#89A873"))
                    )
                    sheet.rect(u - 10, y + 24, 70, 5, "#F7F0E2")
    for x in (560, 1120, 1640, 40):
        tree(sheet, x + rng.uniform(-30, 30), FOOT + 4, rng.uniform(0.85, 1.1), light)


def oldtown(sheet: Sheet, light: Light) -> None:
    """Clay lanes before turquoise domes."""
    rng = sheet.rng
    x = rng.uniform(950, 1150)
    sheet.rect(x - 130, 330, 260, 300, "#D8B787")
    sheet.disc(x, 335, 104, 120, fill="#2B9A9C")
    sheet.disc(x - 26, 320, 46, 92, fill="#45B3B1")
    sheet.rect(x - 112, 322, 224, 34, "#1F7C86")
    for step in range(8):
        star(sheet, x - 98 + step * 28, 339, 9, "#F5E8C4")
    sheet.line([(x, 220), (x, 190)], "#B98E3F", 6)
    sheet.disc(x, 186, 9, fill="#D9B25C")
    tower = x + 300
    sheet.poly([(tower - 34, 620), (tower - 22, 150), (tower + 22, 150), (tower + 34, 620)], "#CFA873")
    for step in range(5):
        sheet.rect(tower - 31 + step, 200 + step * 80, 60, 16, "#1F8A8A")
    sheet.rect(tower - 32, 132, 64, 26, "#B98E5B")
    sheet.disc(tower, 128, 24, 26, fill="#2B9A9C")
    x = -60.0
    while x < WIDTH:
        width, height = rng.uniform(190, 300), rng.uniform(150, 250)
        wall = rng.choice(("#DDBE92", "#E5CAA2", "#D3B184", "#EAD3AF"))
        sheet.rect(x, FOOT - height, width + 4, height, wall)
        sheet.rect(x, FOOT - height, width + 4, 10, "#FFFFFF" if light.snow else "#BF9C6C")
        for beam in range(int(width // 34)):
            sheet.rect(x + 16 + beam * 34, FOOT - height + 18, 9, 9, "#8A6238")
        if rng.random() < 0.6:
            window(sheet, x + width * 0.3, FOOT - height + 50, light)
        else:
            sheet.rect(x + width * 0.35, FOOT - 116, 76, 118, "#7A4E2F", round=6)
            star(sheet, x + width * 0.35 + 38, FOOT - 76, 16, "#C99A5B")
        x += width
    tree(sheet, rng.uniform(180, 360), FOOT + 4, 0.95, light)
    cat(sheet, rng.uniform(620, 760), FOOT + 30)


def pavement(sheet: Sheet, light: Light) -> None:
    """Paving stones, and the ditch of running water that every street has."""
    sheet.rect(0, FOOT, WIDTH, KERB - FOOT, "#F2F5F6" if light.snow else "#D8CDBB")
    for row in range(3):
        y = FOOT + 6 + row * 22
        sheet.rect(0, y + 18, WIDTH, 2, (120, 105, 85, 60))
        for step in range(16):
            sheet.rect(step * 110 + (row % 2) * 55, y, 2, 18, (120, 105, 85, 60))
    sheet.rect(0, FOOT + 74, WIDTH, 8, "#B7AB99")
    sheet.rect(0, FOOT + 82, WIDTH, 20, "#8FB7BE" if not light.snow else "#D5E3EA")
    for _ in range(14):
        sheet.rect(
            sheet.rng.uniform(0, WIDTH), FOOT + 90, sheet.rng.uniform(30, 90), 3, (255, 255, 255, 90), round=1
        )
    sheet.rect(0, KERB - 8, WIDTH, ROAD - KERB + 8, "#C9C2B6")
    for step in range(14):
        sheet.rect(step * 130, KERB - 8, 3, 30, (90, 85, 80, 70))


def road(sheet: Sheet, light: Light) -> None:
    """Asphalt with a dashed middle line, lighter where wheels run."""
    sheet.rect(0, ROAD, WIDTH, 460, "#7C8287" if not light.snow else "#8F979D")
    sheet.rect(0, ROAD, WIDTH, 12, (40, 40, 45, 60))
    for y in (850, 1085):
        sheet.rect(0, y, WIDTH, 60, (255, 255, 255, 12))
    for step in range(-1, 7):
        x = step * 300 + 40
        sheet.poly([(x, 1010), (x + 150, 1010), (x + 140, 1028), (x - 12, 1028)], "#EDE9DF")
    for _ in range(70):
        x, y = sheet.rng.uniform(0, WIDTH), sheet.rng.uniform(ROAD + 20, 1195)
        sheet.disc(x, y, sheet.rng.uniform(2, 5), 2, fill=(50, 52, 56, 60))


def tree(sheet: Sheet, x: float, y: float, size: float, light: Light) -> None:
    """A round tree; bare in winter, with snow."""
    trunk = "#7A5B43"
    sheet.poly(
        [
            (x - 14 * size, y),
            (x - 9 * size, y - 150 * size),
            (x + 9 * size, y - 150 * size),
            (x + 15 * size, y),
        ],
        trunk,
    )
    if light.snow:
        for dx, dy in ((-70, -250), (-30, -290), (20, -300), (70, -255), (-95, -200), (95, -205)):
            sheet.curve(
                [(x, y - 130 * size), (x + dx * 0.3 * size, y - 190 * size), (x + dx * size, y + dy * size)],
                trunk,
                7 * size,
            )
            sheet.disc(x + dx * size, y + (dy + 4) * size, 16 * size, 9 * size, fill="#FFFFFF")
        return
    dark, mid, low = light.leaves[2], light.leaves[0], light.leaves[1]
    for dx, dy, r, colour in (
        (-62, -190, 62, dark), (62, -186, 60, dark), (0, -170, 66, dark), (-34, -236, 68, mid),
        (38, -232, 66, mid), (0, -276, 56, mid), (-20, -262, 38, low), (30, -250, 30, low),
    ):  # fmt: skip
        sheet.disc(x + dx * size, y + dy * size, r * size, fill=colour)


def poplar(sheet: Sheet, x: float, y: float, height: float, light: Light) -> None:
    """A tall narrow tree."""
    sheet.rect(x - 4, y - 40, 8, 44, "#7A5B43")
    shade = light.leaves[2] if not light.night else "#4B7F4C"
    sheet.disc(x, y - height / 2, 26 + height * 0.04, height / 2, fill=shade)
    sheet.disc(x - 8, y - height / 2 - 6, 12, height / 2.6, fill=light.leaves[0])


def cat(sheet: Sheet, x: float, y: float) -> None:
    """It sits with its back to us and watches the work."""
    fur = sheet.rng.choice(("#D98B44", "#4A4A50", "#F4EBDD", "#8E8378"))
    sheet.disc(x, y - 22, 20, 26, fill=fur)
    sheet.disc(x, y - 54, 15, fill=fur)
    for side in (-1, 1):
        sheet.poly([(x + side * 13, y - 58), (x + side * 11, y - 76), (x + side * 2, y - 66)], fur)
    sheet.curve([(x + 14, y - 6), (x + 36, y + 2), (x + 40, y + 26), (x + 28, y + 34)], fur, 8)


def verge(sheet: Sheet, light: Light, y: float, depth: float) -> None:
    """Lawn across the sheet, with tufts."""
    sheet.rect(0, y, WIDTH, depth, "#F4F7F8" if light.snow else "#9DBB74")
    for _ in range(120):
        x, v = sheet.rng.uniform(0, WIDTH), sheet.rng.uniform(y + 12, y + depth)
        colour = "#E1E8EC" if light.snow else "#86A760"
        sheet.poly([(x, v), (x + 5, v - 13), (x + 10, v)], colour)
