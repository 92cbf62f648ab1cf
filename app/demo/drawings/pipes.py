"""Water, heat, gas and electricity: what runs through pipes and wires, and escapes."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter

from app.demo.drawings.canvas import WIDTH, Sheet, ring
from app.demo.drawings.light import MOONLIGHT, Light
from app.demo.drawings.street import FOOT, ROAD


def burst_pipe(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A fountain out of the pavement; then a new slab with a valve cover, and dry ground."""
    x, y, rng = 760, FOOT + 46, sheet.rng
    if fixed:
        sheet.poly([(x - 210, y - 40), (x + 210, y - 40), (x + 236, y + 52), (x - 236, y + 52)], "#CBC4B8")
        sheet.poly([(x - 196, y - 33), (x + 196, y - 33), (x + 219, y + 44), (x - 219, y + 44)], "#E6E0D5")
        sheet.disc(x, y + 4, 74, 25, fill="#2B5F87")
        sheet.disc(x, y, 74, 25, fill="#3F82B5")
        sheet.disc(x, y, 54, 17, fill="#2F6FA8")
        sheet.blob([(x, y - 13), (x + 13, y + 2), (x, y + 10), (x - 13, y + 2)], "#E8F4FA")
        return
    sheet.blob([(x - 260, y + 20), (x + 300, y + 14), (x + 560, ROAD + 60), (x + 480, ROAD + 230), (x - 60, ROAD + 290), (x - 560, ROAD + 200), (x - 520, ROAD + 60)], "#8FC3D6")  # fmt: skip
    for dy, width in ((ROAD + 70, 420), (ROAD + 130, 300), (ROAD + 200, 360)):
        sheet.curve([(x - width, dy), (x, dy + 22), (x + width, dy - 4)], (255, 255, 255, 150), 7)
    for side in (-1, 1):
        sheet.poly(
            [
                (x + side * 30, y + 8),
                (x + side * 190, y - 26),
                (x + side * 230, y + 26),
                (x + side * 60, y + 44),
            ],
            "#B9AD9A",
        )
        sheet.poly([(x + side * 90, y - 20), (x + side * 150, y - 70), (x + side * 176, y - 20)], "#A99D8B")
    sheet.disc(x, y + 22, 92, 24, fill="#4C4038")
    for reach, height, colour, width in (
        (300, 330, "#A9D7E6", 15), (245, 400, "#B7DDEA", 20), (180, 440, "#C3E5EF", 24), (110, 476, "#D6EEF4", 26), (50, 495, "#E6F6FA", 28),
    ):  # fmt: skip
        for side in (-1, 1):
            sheet.curve([(x, y + 16), (x + side * reach * 0.16, y - height), (x + side * reach * 0.62, y - height * 0.92), (x + side * reach, y + 30)], colour, width)  # fmt: skip
    sheet.curve([(x, y + 20), (x + 3, y - 240), (x - 4, y - 506)], "#F3FBFD", 40)
    for _ in range(60):
        dx = rng.gauss(0, 150)
        sheet.disc(x + dx, y - rng.uniform(40, 520), rng.uniform(5, 13), fill="#D9F0F6")
    for _ in range(9):
        sheet.disc(
            x + rng.uniform(-60, 60), y - 500 + rng.uniform(-24, 34), rng.uniform(18, 34), fill="#F3FBFD"
        )


def heating_pipe(sheet: Sheet, light: Light, fixed: bool) -> None:
    """Two district-heating pipes over the street, steaming through torn lagging; then wrapped anew."""
    rng, y = sheet.rng, FOOT - 66
    for x in (180, 620, 1080, 1500):
        sheet.rect(x - 10, y - 20, 22, 190, "#7D868A")
        sheet.rect(x - 42, y + 122, 86, 20, "#A9A49A")
    for row, colour in ((0, "#C3CBD0"), (74, "#AEB8BE")):
        sheet.rect(-10, y + row, WIDTH + 20, 56, colour)
        sheet.rect(-10, y + row + 8, WIDTH + 20, 10, (255, 255, 255, 150))
        sheet.rect(-10, y + row + 42, WIDTH + 20, 14, (60, 70, 80, 60))
        for step in range(16):
            sheet.rect(step * 108 + row * 0.5, y + row, 7, 56, "#8E989E")
    if fixed:
        for row in (0, 74):
            sheet.rect(640, y + row - 5, 300, 66, "#E4E9EC", round=4)
            sheet.rect(640, y + row + 6, 300, 11, "#FFFFFF")
            for band in (0, 96, 192, 288):
                sheet.rect(640 + band, y + row - 7, 12, 70, "#0A6E6E", round=3)
        return
    sheet.blob(
        [(660, y - 8), (760, y - 14), (900, y + 4), (930, y + 66), (800, y + 60), (680, y + 64)], "#5A4436"
    )
    sheet.blob([(700, y + 8), (780, y + 2), (880, y + 16), (884, y + 50), (720, y + 50)], "#8C5A3A")
    for strip in ((668, 40, 640, 190), (760, 54, 742, 160), (900, 50, 936, 210)):
        sheet.curve(
            [(strip[0], y + strip[1]), ((strip[0] + strip[2]) / 2 + 18, y + 110), (strip[2], y + strip[3])],
            "#D8CBA8",
            15,
        )
    for step in range(26):
        part = step / 26
        sheet.blob(ring(rng, 790 + rng.uniform(-60, 60) * (1 + 2.4 * part), y - 20 - part * 400, 50 + 78 * part, 42 + 60 * part, 0.1), (255, 255, 255, int(150 - 105 * part)))  # fmt: skip
    for _ in range(12):
        x = rng.uniform(690, 900)
        sheet.line([(x, y + 130), (x, y + 130 + rng.uniform(14, 40))], "#BBDCE6", 6)
    sheet.puddle(790, y + 226, 230, 24, "#B9D6E0")


def gas_pipe(sheet: Sheet, light: Light, fixed: bool) -> None:
    """The yellow pipe that bridges every gate, hissing at a joint behind tape; then clamped and painted."""
    rng, y, x = sheet.rng, FOOT - 226, 820
    yellow, shade = ("#E9B93A", "#C7962A") if fixed else ("#DDB450", "#B98E36")
    for post in (250, 610, 1030, 1390):
        sheet.rect(post - 8, y, 17, 250, shade)
    _yellow(sheet, -20, y, 640, yellow, shade)
    for side in (610, 1030):
        sheet.rect(side - 17, y - 130, 34, 160, yellow, round=14)
        sheet.rect(side + 3, y - 124, 11, 150, shade, round=5)
    _yellow(sheet, 596, y - 132, 448, yellow, shade)
    _yellow(sheet, 1016, y, 620, yellow, shade)
    if fixed:
        sheet.rect(x - 50, y - 146, 100, 60, "#5F6B72", round=8)
        for bolt in (-32, 0, 32):
            sheet.disc(x + bolt, y - 134, 8, fill="#C8D0D4")
            sheet.disc(x + bolt, y - 98, 8, fill="#C8D0D4")
        sheet.rect(1160, y + 60, 120, 86, "#FBFAF5", round=8)
        sheet.rect(1170, y + 70, 100, 66, "#E9B93A", round=5)
        sheet.blob([(1220, y + 76), (1240, y + 108), (1220, y + 130), (1200, y + 108)], "#1F4E8C")
        return
    sheet.rect(x - 34, y - 142, 68, 52, "#8B5E34", round=6)
    for _ in range(9):
        sheet.puddle(x + rng.uniform(-180, 180), y - 116, rng.uniform(9, 22), 8, "#9A6633", 0.3)
    for step in range(18):
        part = step / 18
        sheet.blob(ring(rng, x + 20 + part * 250, y - 150 - part * 150 + rng.uniform(-26, 26), 26 + 50 * part, 20 + 42 * part, 0.14), (236, 240, 232, int(170 - 130 * part)))  # fmt: skip
    for swing in (-14, 0, 12):
        sheet.curve(
            [(x + 24, y - 150 + swing), (x + 90, y - 196 + swing * 3), (x + 150, y - 236 + swing * 5)],
            (255, 255, 255, 170),
            7,
        )
    for stand in (420, 1230):
        sheet.line([(stand, FOOT + 74), (stand, FOOT - 70)], "#B5763A", 15)
    for step in range(18):
        left = 420 + step * 45
        colour = "#D8402F" if step % 2 else "#FBF6EA"
        sag = 26 * (1 - ((step - 8.5) / 9) ** 2)
        sheet.poly([(left, FOOT - 66 + sag), (left + 45, FOOT - 66 + sag), (left + 45, FOOT - 32 + sag), (left, FOOT - 32 + sag)], colour)  # fmt: skip


def _yellow(sheet: Sheet, x: float, y: float, width: float, colour: str, shade: str) -> None:
    sheet.rect(x, y, width, 34, colour, round=15)
    sheet.rect(x, y + 20, width, 13, shade, round=6)
    sheet.rect(x + 10, y + 6, width - 20, 5, (255, 255, 255, 120), round=2)


def wires(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A leaning pole and a wire down on the pavement; then straight, with three taut wires."""
    for x, lean in ((330, 0 if fixed else 96), (1360, 0)):
        _pole(sheet, x, lean)
    for row in range(3):
        y = 176 + row * 46
        start = (330 + (0 if fixed else 96) + (-70 if row % 2 else 70), y + (0 if fixed else 30))
        end = (1360 + (-70 if row % 2 else 70), y)
        if fixed or row == 0:
            sag = 40 if fixed else 150
            sheet.curve([start, ((start[0] + end[0]) / 2, y + sag), end], "#2B2F36", 6)
            sheet.curve([end, (1560, y + 20), (1700, y + 26)], "#2B2F36", 6)
        elif row == 1:
            sheet.curve(
                [
                    start,
                    (start[0] + 40, 470),
                    (620, 610),
                    (760, FOOT + 66),
                    (960, FOOT + 76),
                    (1060, FOOT + 54),
                ],
                "#2B2F36",
                8,
            )
        else:
            sheet.curve([end, (1300, 420), (1220, 560), (1120, FOOT + 60), (1000, FOOT + 84)], "#2B2F36", 8)
    if not fixed:
        x, y = 1060, FOOT + 54
        sheet.glow(x, y, 110, "#FFE79A", 16)
        for dx, dy in ((-60, -56), (0, -84), (60, -60), (74, 0), (-76, -4), (40, 40)):
            sheet.line([(x + dx * 0.3, y + dy * 0.3), (x + dx, y + dy)], "#F6B93B", 8)
        sheet.disc(x, y, 15, fill="#FFF6D5")


def _pole(sheet: Sheet, x: float, lean: float) -> None:
    top = 130
    sheet.poly(
        [(x - 19, FOOT + 70), (x + lean - 13, top), (x + lean + 13, top), (x + 19, FOOT + 70)], "#B7B2A8"
    )
    sheet.poly(
        [(x + 3, FOOT + 70), (x + lean + 2, top), (x + lean + 13, top), (x + 19, FOOT + 70)], "#9C978D"
    )
    for row in range(2):
        y, drop = 180 + row * 56, lean * 0.34
        sheet.line(
            [(x + lean - 96 - row * 8, y - drop * 0.5), (x + lean + 96, y + drop * 0.5)], "#6F5B48", 17
        )
        for side in (-1, 1):
            u, v = x + lean + side * 74, y + side * drop * 0.38
            sheet.rect(u - 9, v - 34, 18, 26, "#E9F1F2", round=7)
            sheet.rect(u - 6, v - 42, 12, 14, "#C4D5D8", round=5)


def lamp(sheet: Sheet, light: Light, fixed: bool) -> None:
    """A street in the dark beneath a dead lamp; then the same street in its light."""
    x, head = 760, 176
    sheet.rect(x - 11, head, 22, FOOT + 76 - head, "#39454B")
    sheet.rect(x - 32, FOOT + 40, 64, 40, "#2E383D", round=8)
    sheet.curve(
        [(x, head + 10), (x + 8, head - 66), (x + 86, head - 90), (x + 190, head - 78)], "#39454B", 17
    )
    sheet.poly(
        [(x + 150, head - 92), (x + 318, head - 66), (x + 310, head - 40), (x + 150, head - 62)], "#2E383D"
    )
    bulb = [(x + 172, head - 60), (x + 300, head - 42), (x + 282, head - 22), (x + 184, head - 36)]
    lit = sheet.image.copy()
    sheet.tint(MOONLIGHT)
    if not fixed:
        sheet.poly(bulb, "#4D5560")
        sheet.line([bulb[0], bulb[2]], "#1E2329", 4)
        return
    fine = sheet.image.width / WIDTH
    mask = Image.new("L", (WIDTH // 4, 300), 0)
    pen = ImageDraw.Draw(mask)
    cx, cy = (x + 236) / 4, (head - 40) / 4
    pen.polygon([(cx - 12, cy), (cx + 12, cy), (cx + 150, 232), (cx - 165, 232)], fill=170)
    pen.ellipse((cx - 175, 150, cx + 165, 262), fill=215)
    mask = mask.filter(ImageFilter.GaussianBlur(20)).resize((round(WIDTH * fine), sheet.image.height))
    sheet.image.paste(lit, mask=mask)
    sheet.image.paste(Image.new("RGB", lit.size, "#FFE6A8"), mask=mask.point(lambda value: value * 0.16))
    sheet.glow(x + 236, head - 36, 190, "#FFE39A", 12)
    sheet.poly(bulb, "#FFF6D2")
