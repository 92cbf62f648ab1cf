"""From the printed code to the form: an admin prints a sticker, somebody opens its address on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visits

#: A4 in CSS pixels, 96 to the inch.
A4 = (794, 1123)


def test_a_sticker_leads_to_the_form_with_the_place_set(namuna: Visits, shoot: Callable[..., Path]) -> None:
    desk = namuna.open(DESK, login="admin")
    desk.goto("/admin/posters?kind=place")
    desk.get_by_label("Name or number of the thing").fill("Lamp post 127")
    # On the map, pressed: the field takes the place, and the map comes closer.
    desk.locator("[data-spot-map]").click(position={"x": 300, "y": 125})
    spot = desk.get_by_role("textbox", name="Where it stands")
    expect(spot).not_to_have_value("")
    spot.fill("40.7021, 66.1583")
    desk.get_by_label("What is usually reported here").select_option("pothole")
    desk.get_by_label("Stickers of 105").check()
    desk.get_by_label("How many of each").fill("8")
    desk.get_by_role("button", name="Show the sheets").click()
    expect(desk.locator(".qr")).to_have_count(8)
    desk.emulate_media(media="print")
    box = desk.locator(".sheet-a4").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == A4
    assert (round(box["x"]), round(box["y"])) == (0, 0)
    shoot(desk, "sheet", clip={"x": 0, "y": 0, "width": A4[0], "height": 600})
    typed = desk.locator(".poster-typed").first.inner_text().replace("\n", "")

    phone = namuna.open(PHONE)
    phone.goto("/p/" + typed.rpartition("/p/")[2].lower())
    expect(phone.get_by_label("Latitude", exact=True)).to_have_value(re.compile(r"40\.702[01]"))
    phone.goto(f"/p/{typed.rpartition('/p/')[2]}?service=pothole&address=Lamp+post+127")
    expect(phone.locator("[name=address]")).to_have_value("Lamp post 127")
    expect(phone.locator("input[name=service_code][value=pothole]")).to_be_checked()
    phone.locator("[data-steps-next]").click()
    expect(phone.locator("[data-picker-answer]")).to_contain_text("Namuna region")
