"""Roads: a pothole, an open manhole, a worn crossing, a stop without a roof."""

from __future__ import annotations

from app.demo.drawings.canvas import Sheet, ring
from app.demo.drawings.light import Light
from app.demo.drawings.street import FOOT, ROAD


def pothole(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A hole full of rain that somebody has marked with a branch; then a clean square patch."""
    x, y = 800, 945
    if fixed:
        sheet.poly([(x - 330, y - 92), (x + 318, y - 96), (x + 352, y + 98), (x - 356, y + 102)], "#5A5F64")
        sheet.poly([(x - 320, y - 86), (x + 309, y - 90), (x + 341, y + 91), (x - 345, y + 95)], "#4E5358")
        for _ in range(160):
            sheet.disc(
                x + sheet.rng.uniform(-310, 305),
                y + sheet.rng.uniform(-80, 85),
                3,
                2,
                fill=(255, 255, 255, 34),
            )
        sheet.poly([(x - 200, 1010), (x + 60, 1010), (x + 50, 1028), (x - 212, 1028)], "#F7F4EA")
        return
    rng = sheet.rng
    for angle_x, angle_y in (
        (-470, -60),
        (-420, 90),
        (-90, -130),
        (120, 150),
        (430, -70),
        (480, 60),
        (300, 130),
    ):
        sheet.line(
            [(x, y), (x + angle_x * 0.6, y + angle_y * 0.55 + 10), (x + angle_x, y + angle_y)], "#4A4E52", 7
        )
    sheet.blob(ring(rng, x, y, 330, 96, 0.16, 16), "#95999C")
    sheet.blob(ring(rng, x, y + 4, 296, 82, 0.15, 16), "#55504B")
    sheet.blob(ring(rng, x, y + 12, 262, 66, 0.12, 16), "#6B5646")
    sheet.blob(ring(rng, x + 6, y + 18, 214, 46, 0.12, 16), "#9CC3CF" if not light.snow else "#DDE9EF")
    sheet.blob(ring(rng, x - 40, y + 10, 110, 18, 0.1, 12), "#C9E3EA")
    for _ in range(26):
        sheet.puddle(
            x + rng.uniform(-390, 390),
            y + rng.uniform(-105, 115),
            rng.uniform(8, 20),
            rng.uniform(5, 11),
            "#5F5750",
        )
    sheet.curve([(x + 96, y + 16), (x + 112, y - 120), (x + 84, y - 270)], "#7A5B43", 13)
    for dx, dy in ((60, -215), (150, -190), (52, -300), (126, -290)):
        sheet.curve([(x + 104, y - 150), (x + dx, y + dy)], "#7A5B43", 6)
        sheet.disc(x + dx, y + dy, 24, 16, fill=light.leaves[0])
    sheet.blob([(x + 96, y - 262), (x + 180, y - 282), (x + 226, y - 236), (x + 170, y - 216), (x + 98, y - 216)], "#D8402F")  # fmt: skip


def manhole(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A shaft without its cover; then the cover lies where it belongs."""
    x, y = 780, 930
    sheet.disc(x, y, 214, 88, fill="#A6A29A")
    sheet.disc(x, y, 188, 76, fill="#5E5B57")
    if fixed:
        _cover(sheet, x, y - 3)
        return
    sheet.disc(x, y + 4, 176, 68, fill="#17191C")
    sheet.disc(x, y + 26, 150, 46, fill="#0B0C0E")
    for step in range(3):
        sheet.rect(x - 44, y - 42 + step * 24, 88, 9, "#8B8781", round=4)
    _cover(sheet, x + 440, y + 96)
    for side in (-1, 1):
        sheet.line([(x + side * 250, y + 60), (x + side * 238, y - 150)], "#B5763A", 16)
    for step in range(7):
        left = x - 246 + step * 70
        sheet.poly(
            [(left, y - 152), (left + 36, y - 152), (left + 54, y - 110), (left + 18, y - 110)], "#D8402F"
        )
        sheet.poly(
            [(left + 36, y - 152), (left + 70, y - 152), (left + 88, y - 110), (left + 54, y - 110)],
            "#F7F2E6",
        )


def _cover(sheet: Sheet, x: float, y: float) -> None:
    sheet.disc(x, y + 9, 178, 70, fill="#3C3E41")
    sheet.disc(x, y, 178, 68, fill="#6A6E72")
    sheet.disc(x, y, 154, 57, fill="#595D61")
    for row in range(-2, 3):
        for column in range(-4, 5):
            if (column * 34 / 154) ** 2 + (row * 21 / 57) ** 2 < 0.86:
                sheet.poly([(x + column * 34 - 11, y + row * 21), (x + column * 34, y + row * 21 - 7), (x + column * 34 + 11, y + row * 21), (x + column * 34, y + row * 21 + 7)], "#7D8286")  # fmt: skip


def crossing(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A crossing whose paint has worn off beside a bent sign; then fresh stripes and a straight one."""
    for step in range(7):
        top, low = 430 + step * 116, 330 + step * 146
        stripe = [(top, ROAD + 14), (top + 62, ROAD + 14), (low + 84, 1200), (low, 1200)]
        if fixed:
            sheet.poly(stripe, "#F6F3EA")
            continue
        for _ in range(5):
            part = sheet.rng.uniform(0.02, 0.85)
            y = ROAD + 14 + part * (1186 - ROAD)
            x = top + (low - top) * part + sheet.rng.uniform(0, 30)
            sheet.puddle(
                x + 20, y + 16, sheet.rng.uniform(18, 34), sheet.rng.uniform(9, 26), (214, 212, 204, 120), 0.4
            )
    lean = 0 if fixed else 74
    sheet.line([(1290, FOOT + 66), (1290 + lean, FOOT - 258)], "#8A9095", 15)
    x, y = 1290 + lean * 1.2, FOOT - 320
    turn = 0 if fixed else 26
    square = [
        (x - 78, y - 78 + turn),
        (x + 78, y - 78 - turn),
        (x + 78 + turn, y + 78 - turn),
        (x - 78 + turn, y + 78 + turn),
    ]
    sheet.poly(square, "#1F4E8C" if fixed else "#6C86A6")
    sheet.poly([(x + turn / 2, y - 56), (x + 62 + turn / 2, y + 52), (x - 62 + turn / 2, y + 52)], "#FBFAF5")
    sheet.disc(x + 2 + turn / 2, y - 12, 11, fill="#17252A")
    sheet.curve(
        [(x + turn / 2, y - 2), (x - 3 + turn / 2, y + 22), (x - 20 + turn / 2, y + 46)], "#17252A", 10
    )
    sheet.curve(
        [(x + turn / 2, y + 10), (x + 12 + turn / 2, y + 28), (x + 20 + turn / 2, y + 46)], "#17252A", 10
    )
    if not fixed:
        sheet.puddle(x + 40, y + 50, 26, 20, (150, 100, 60, 170))


def bus_stop(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A shelter with broken panes and a torn roof; then whole again, with its bench."""
    x, floor, top = 470, FOOT + 64, FOOT - 262
    sheet.rect(x - 20, floor, 700, 14, "#A79D8E")
    for column in (0, 300, 620):
        sheet.rect(x + column, top, 16, floor - top, "#2F6F73")
    for pane in (16, 316):
        width = 284 if pane == 16 else 304
        if fixed:
            sheet.rect(x + pane, top + 40, width, 230, (200, 230, 238, 150))
            sheet.poly([(x + pane + 40, top + 40), (x + pane + 100, top + 40), (x + pane + 30, top + 270), (x + pane, top + 270), (x + pane, top + 190)], (255, 255, 255, 90))  # fmt: skip
        else:
            sheet.poly([(x + pane, top + 40), (x + pane + 90, top + 40), (x + pane + 50, top + 108), (x + pane + 74, top + 150), (x + pane, top + 210)], (200, 230, 238, 170))  # fmt: skip
            sheet.poly([(x + pane + width, top + 270), (x + pane + width - 120, top + 270), (x + pane + width - 70, top + 216), (x + pane + width - 84, top + 176), (x + pane + width, top + 120)], (200, 230, 238, 170))  # fmt: skip
    if fixed:
        sheet.poly([(x - 50, top), (x - 26, top - 46), (x + 662, top - 46), (x + 690, top)], "#0A6E6E")
        sheet.rect(x - 50, top, 740, 14, "#085757")
    else:
        sheet.poly(
            [(x - 50, top), (x - 26, top - 46), (x + 300, top - 46), (x + 340, top - 12), (x + 300, top)],
            "#5F8C8A",
        )
        sheet.poly([(x + 420, top + 34), (x + 470, top - 20), (x + 662, top - 46), (x + 690, top), (x + 520, top + 6)], "#5F8C8A")  # fmt: skip
    for slat in range(3 if fixed else 1):
        sheet.rect(x + 60, floor - 96 + slat * 18, 500, 12, "#A9713F", round=5)
    if not fixed:
        sheet.line([(x + 90, floor - 66), (x + 330, floor - 10)], "#A9713F", 13)
        for _ in range(26):
            u, v = x + sheet.rng.uniform(0, 640), floor + sheet.rng.uniform(4, 60)
            sheet.poly([(u, v), (u + 18, v - 8), (u + 12, v + 9)], "#D5EBF1")
    for leg in (90, 520):
        sheet.rect(x + leg, floor - 90, 14, 90, "#4A5A60")
    sheet.rect(x + 730, top - 10, 12, floor - top + 10, "#8A9095")
    sheet.rect(x + 690, top - 60, 92, 92, "#1F4E8C" if fixed else "#8496AE", round=10)
    sheet.rect(x + 708, top - 38, 56, 40, "#FBFAF5", round=8)
    sheet.rect(x + 714, top - 32, 44, 17, "#1F4E8C" if fixed else "#8496AE", round=3)
    for wheel in (720, 752):
        sheet.disc(x + wheel, top + 4, 7, fill="#FBFAF5")
