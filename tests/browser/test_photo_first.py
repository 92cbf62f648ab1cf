"""The photo comes first: it sets the pin, and it shrinks before it travels."""

from __future__ import annotations

import io
import re

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Page, expect

from tests.browser.camera import NAMUNA, NULL_ISLAND, PARIS, heic, taken
from tests.browser.conftest import DESK, PHONE, Visits
from tests.browser.reporting import (
    LATITUDE,
    LONGITUDE,
    STANDING_HERE,
    STRIP,
    add_photo,
    next_step,
    open_form,
    photo,
    photo_arrived,
    take,
)

ELSEWHERE = "The photo was taken somewhere else; put the pin yourself."


def pin(page: Page) -> tuple[float, float]:
    values = [page.locator(f"[name={name}]").input_value() for name in ("longitude", "latitude")]
    return float(values[0]), float(values[1])


def watch_bodies(page: Page) -> None:
    """Keep what the page sends: Chromium does not tell of bodies that are files."""
    page.add_init_script(
        """
        const send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open;
        window.leaving = [];
        XMLHttpRequest.prototype.open = function (method, address) { this.said = method; return open.apply(this, arguments); };
        XMLHttpRequest.prototype.send = function (body) {
          if (this.said === "PATCH") window.leaving.push(body);
          return send.apply(this, arguments);
        };
        """
    )


def left_the_phone(page: Page) -> bytes:
    """Return the file that the page sent, all its parts together."""
    digits = page.evaluate(
        """async () => Array.from(new Uint8Array(await new Blob(window.leaving).arrayBuffer()),
             (byte) => byte.toString(16).padStart(2, "0")).join("")"""
    )
    return bytes.fromhex(digits)


def test_on_a_phone_the_camera_is_the_first_thing_and_the_gallery_the_second(namuna: Visits) -> None:
    page = open_form(namuna)
    camera, gallery = page.locator(".photo-ways input").all()
    assert camera.get_attribute("capture") == "environment"
    assert camera.get_attribute("multiple") is None
    assert gallery.get_attribute("capture") is None
    assert gallery.get_attribute("multiple") is not None
    expect(page.get_by_text("Take a photo", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Choose from the gallery")).to_be_in_viewport(ratio=1)


def test_a_desktop_is_offered_its_files_alone(namuna: Visits) -> None:
    page = namuna.open(DESK)
    page.goto("/report")
    expect(page.get_by_text("Choose from the gallery")).to_be_visible()
    expect(page.get_by_text("Take a photo", exact=True)).to_be_hidden()


@pytest.mark.parametrize("orientation", [1, 6])
def test_twelve_megapixels_leave_the_phone_small_upright_and_with_their_time_and_place(
    namuna: Visits, orientation: int
) -> None:
    page = namuna.open(PHONE)
    watch_bodies(page)
    page.goto("/report")
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    original = taken(NAMUNA, orientation=orientation)
    assert len(original) > 3_000_000
    take(page, original)
    photo_arrived(page)
    file = left_the_phone(page)
    assert len(file) < 700_000
    with Image.open(io.BytesIO(file)) as image:
        assert image.size == ((2048, 1536) if orientation == 1 else (1536, 2048))
        exif = image.getexif()
    assert exif.get(ExifTags.Base.Orientation) is None
    assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2026:11:20 14:30:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert [float(part) for part in gps[ExifTags.GPS.GPSLatitude]] == pytest.approx(NAMUNA[0], abs=0.01)
    assert gps[ExifTags.GPS.GPSLongitudeRef] == "E"


def test_a_small_photo_goes_as_it_is(namuna: Visits, tmp_path) -> None:
    page = namuna.open(PHONE)
    watch_bodies(page)
    page.goto("/report")
    add_photo(page, photo(tmp_path))
    assert left_the_phone(page) == photo(tmp_path).read_bytes()


def test_what_the_browser_cannot_decode_goes_as_it_is_and_the_server_says_what_it_is(namuna: Visits) -> None:
    page = open_form(namuna)
    take(page, b"\xff\xd8\xff but no photo")
    expect(page.locator(f"{STRIP}[data-state=failed]")).to_contain_text(
        "This photo is damaged. Take it again."
    )


def test_a_photo_that_only_an_iphone_can_show_goes_as_it_is_and_sets_the_pin(namuna: Visits) -> None:
    page = namuna.open(PHONE)
    watch_bodies(page)
    page.goto("/report")
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    original = heic(NAMUNA)
    page.get_by_label("Choose from the gallery").set_input_files(
        {"name": "IMG_0007.HEIC", "mimeType": "image/heic", "buffer": original}
    )
    photo_arrived(page)
    assert left_the_phone(page) == original
    # The server made a picture of it that every browser shows.
    expect(page.locator(f"{STRIP} img")).to_have_attribute("src", re.compile(r"/photos/.+\.webp"))
    next_step(page, "Next: the place")
    expect(page.get_by_text("The pin stands where the photo was taken.")).to_be_visible()
    assert pin(page) == pytest.approx((66.1625, 40.7083), abs=1e-4)


def test_the_place_inside_the_photo_sets_the_pin_and_beats_the_phone(namuna: Visits) -> None:
    page = open_form(namuna, **STANDING_HERE)
    take(page, taken(NAMUNA))
    next_step(page, "Next: the place")
    expect(page.get_by_text("The pin stands where the photo was taken.")).to_be_visible()
    assert pin(page) == pytest.approx((66.1625, 40.7083), abs=1e-4)
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna")


@pytest.mark.parametrize("place", [PARIS, NULL_ISLAND], ids=["another country", "null island"])
def test_a_photo_from_elsewhere_is_told_blocks_nothing_and_the_phone_sets_the_pin(
    namuna: Visits, place: tuple[tuple[float, ...], tuple[float, ...]]
) -> None:
    page = open_form(namuna, **STANDING_HERE)
    take(page, taken(place))
    expect(page.locator("[data-photo-status]")).to_have_text(ELSEWHERE)
    photo_arrived(page)
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna")
    assert pin(page) == pytest.approx((LONGITUDE, LATITUDE), abs=1e-4)
    next_step(page, "Next: what it is")
    expect(page.get_by_role("heading", name="What is the problem?")).to_be_visible()


def test_without_any_position_the_pin_is_put_by_hand_and_the_sentence_says_so(namuna: Visits) -> None:
    page = open_form(namuna)
    take(page, taken(NULL_ISLAND))
    expect(page.locator("[data-photo-status]")).to_have_text(ELSEWHERE)
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-note]")).to_have_text(ELSEWHERE)
    next_step(page, "Next: what it is")
    expect(page.locator("[data-picker-answer]")).to_contain_text(
        "Move the map until the pin stands on the problem"
    )
    drag(page, 60, 40)
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna")
    next_step(page, "Next: what it is")
    expect(page.get_by_role("heading", name="What is the problem?")).to_be_visible()


def drag(page: Page, right: int, down: int) -> None:
    """Move the map beneath the pin with a finger."""
    expect(page.locator(".picker[data-mapped]")).to_be_attached()
    box = page.locator("[data-picker-map]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=4)
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def test_a_phone_that_knows_its_place_badly_says_how_badly_and_draws_the_circle(namuna: Visits) -> None:
    here = {**STANDING_HERE, "geolocation": {"longitude": LONGITUDE, "latitude": LATITUDE, "accuracy": 900}}
    page = open_form(namuna, **here)
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-note]")).to_contain_text("Your phone knows its place only to 900 m.")
    expect(page.locator("path.accuracy")).to_be_visible()
    assert page.locator("[name=accuracy_m]").input_value() == "900"
    drag(page, 40, 0)
    # The circle was drawn around the phone, and the pin is not there any more.
    expect(page.locator("path.accuracy")).to_have_count(0)
    expect(page.locator("[name=accuracy_m]")).to_have_value("")


def test_a_phone_abroad_does_not_drag_the_pin_with_it(namuna: Visits) -> None:
    paris = {"geolocation": {"longitude": 2.35, "latitude": 48.85}, "permissions": ["geolocation"]}
    page = open_form(namuna, **paris)
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-note]")).to_contain_text("Your phone is outside the area that we serve")
    assert page.locator("[name=latitude]").input_value() == ""


def test_the_sentence_follows_the_pin_with_one_question_at_a_time(namuna: Visits) -> None:
    page = open_form(namuna, **STANDING_HERE)
    asked: list[str] = []
    page.on("request", lambda request: "/report/where" in request.url and asked.append(request.url))
    next_step(page, "Next: the place")
    answer = page.locator("[data-picker-answer] p").first
    expect(answer).to_contain_text("Namuna")
    expect(page.locator(".picker[data-mapped]")).to_be_attached()
    for _ in range(3):
        page.get_by_role("button", name="Zoom out").click()
        page.wait_for_timeout(400)
    first, count = answer.text_content() or "", len(asked)
    for _ in range(4):
        drag(page, -150, -60)
    expect(answer).not_to_have_text(first)
    # Four quick moves are one question or two, not one for each pixel.
    assert count < len(asked) <= count + 5


def test_a_place_that_was_chosen_from_a_list_sets_the_pin(namuna: Visits) -> None:
    page = open_form(namuna)
    next_step(page, "Next: the place")
    expect(page.locator(".picker[data-mapped]")).to_be_attached()
    page.evaluate(
        "detail => document.dispatchEvent(new CustomEvent('place:chosen', { detail }))",
        {"longitude": 66.16, "latitude": 40.705, "zoom": 16},
    )
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna")
    assert pin(page) == pytest.approx((66.16, 40.705), abs=1e-6)
