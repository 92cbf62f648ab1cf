"""Finding a place by its name in a real browser: by thumb, by keyboard, by ear, without signal, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.reporting import next_step

FIELD = "[data-place-input]"
OPTION = "[role=option]"


def to_the_place(page: Page) -> None:
    """Open the form and go to its second question."""
    page.goto("/report")
    expect(page.locator(".steps[data-ready]")).to_be_attached()
    next_step(page, "Next: the place")
    expect(page.locator(".place-search[data-ready]")).to_be_visible()


def pin(page: Page) -> tuple[str, str]:
    return page.locator("[name=longitude]").input_value(), page.locator("[name=latitude]").input_value()


@pytest.mark.parametrize("locale", ["uz", "uz-Cyrl", "kaa", "ru", "en"])
def test_a_resident_types_a_name_in_any_script_and_the_pin_goes_there(namuna, shoot, barriers, locale):
    page = namuna.open(PHONE, locale=locale)
    page.goto("/report")
    expect(page.locator(".steps[data-ready]")).to_be_attached()
    page.locator("[data-steps-next]").click()
    field = page.locator(FIELD)
    field.tap()
    field.press_sequentially("кўктерак", delay=15)
    option = page.locator(OPTION).first
    expect(option).to_be_visible()
    shoot(page, f"list-{locale}")
    assert barriers(page) == []
    option.tap()
    expect(page.locator(".place-list")).to_be_hidden()
    expect(page.locator("[data-picker-answer]")).to_contain_text(
        re.compile("K[oó]ʻ?kterek|Koʻkterak|Кўктерак|Куктерак|Kókterek|Kokterak")
    )
    assert all(pin(page))
    expect(page.locator(".picker-pin")).to_be_in_viewport()
    shoot(page, f"chosen-{locale}")
    assert barriers(page) == []


def test_the_list_works_by_keyboard_alone(namuna):
    page = namuna.open(DESK)
    to_the_place(page)
    field = page.locator(FIELD)
    field.focus()
    page.keyboard.type("chinor")
    expect(page.locator(OPTION).nth(1)).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(OPTION).nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(OPTION).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".place-list")).to_be_hidden()
    expect(field).to_have_value("chinor")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".place-list")).to_be_visible()
    # Enter chooses, and does not leave the question or send the form.
    page.keyboard.press("Enter")
    expect(page.locator(".place-list")).to_be_hidden()
    expect(page.locator("#step-place")).to_have_attribute("data-current", "")
    assert all(pin(page))
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_have_value("")


def test_a_screen_reader_hears_how_many_and_where_the_map_went(namuna):
    page = namuna.open(DESK)
    to_the_place(page)
    said = page.locator("[data-place-said]")
    field = page.get_by_role("combobox", name="Find a place by its name")
    page.locator(FIELD).focus()
    page.keyboard.type("bogʻishamol")
    expect(said).to_have_attribute("role", "status")
    expect(said).to_contain_text("found.")
    expect(page.get_by_role("listbox", name="Find a place by its name")).to_be_visible()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Move the map until the pin stands on the problem.")
    field.fill("qwertyuiop")
    expect(said).to_have_text("Nothing of that name was found. Try another spelling, or move the map.")


def test_a_district_is_shown_whole_and_a_landmark_from_near_by(namuna):
    page = namuna.open(DESK)
    to_the_place(page)
    field = page.locator(FIELD)
    for typed, scales in (("choyxonasi", range(14, 23)), ("bogzor tumani", range(5, 13))):
        field.fill("")
        field.press_sequentially(typed)
        expect(page.locator(OPTION).first).to_be_visible()
        with page.expect_response(lambda answer, scales=scales: scale(answer.url) in scales):
            page.keyboard.press("Enter")


def scale(address: str) -> int | None:
    """The scale that a map asks the shapes of areas for, as in `/map/areas?zoom=12`."""
    found = re.search(r"/map/areas\?.*\bzoom=(\d+)", address)
    return int(found[1]) if found else None


def test_one_question_for_each_pause_and_none_before_the_field_is_touched(namuna):
    page = namuna.open(DESK)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/places" in request.url else None)
    to_the_place(page)
    assert not [url for url in asked if "combobox" in url or "/places?" in url]
    page.locator(FIELD).press_sequentially("yangihayot", delay=20)
    expect(page.locator(OPTION).first).to_be_visible()
    questions = [url for url in asked if "/places?" in url]
    assert 1 <= len(questions) <= 3
    # One letter finds everything, so it asks nothing.
    page.locator(FIELD).fill("y")
    expect(page.locator(".place-list")).to_be_hidden()
    assert len([url for url in asked if "/places?" in url]) == len(questions)


def test_without_signal_the_field_says_so_and_the_map_still_moves(namuna):
    page = namuna.open(PHONE)
    to_the_place(page)
    page.locator(FIELD).tap()
    page.locator(FIELD).press_sequentially("chin")
    expect(page.locator(OPTION).first).to_be_visible()
    page.context.set_offline(True)
    page.locator(FIELD).press_sequentially("or")
    expect(page.locator("[data-place-said]")).to_have_text("No connection. Move the map instead.")
    expect(page.locator(".place-list")).to_be_hidden()
    page.context.set_offline(False)
    page.locator(FIELD).press("Backspace")
    expect(page.locator(OPTION).first).to_be_visible()
    namuna.wrong = [line for line in namuna.wrong if "ERR_INTERNET_DISCONNECTED" not in line]


def test_more_is_never_typed_than_a_name_can_have(namuna):
    page = namuna.open(DESK)
    to_the_place(page)
    page.locator(FIELD).focus()
    page.keyboard.insert_text("a" * 10_000)
    assert len(page.locator(FIELD).input_value()) == 100


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_the_public_map_goes_to_what_was_looked_for(namuna, shoot, barriers, device):
    page = namuna.open(device)
    page.goto("/")
    page.get_by_role("button", name="Find a place by its name").click()
    field = page.locator(FIELD)
    expect(field).to_be_focused()
    field.press_sequentially("koʻkterak")
    expect(page.locator(OPTION).first).to_be_visible()
    shoot(page, f"list-{device['viewport']['width']}")
    assert barriers(page) == []
    page.locator(OPTION).first.click()
    expect(page.locator(".map-search")).to_be_hidden()
    expect(page.locator(".area-lit")).to_be_visible()
    page.wait_for_function("() => Number(location.hash.slice(1).split('/')[0]) >= 13")
    shoot(page, f"there-{device['viewport']['width']}")


def test_the_panel_over_the_map_closes_by_escape_and_by_a_press_beside_it(namuna):
    page = namuna.open(DESK)
    page.goto("/")
    button = page.get_by_role("button", name="Find a place by its name")
    button.click()
    expect(page.locator(".map-search")).to_be_visible()
    page.locator(FIELD).fill("x")
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator(".map-search")).to_be_hidden()
    button.click()
    page.mouse.click(1000, 600)
    expect(page.locator(".map-search")).to_be_hidden()


def test_without_scripts_the_search_is_a_part_of_the_form(namuna, shoot):
    page = namuna.open(PHONE, java_script_enabled=False)
    page.goto("/report")
    page.locator("textarea[name=description]").fill("Chuqur bor")
    page.locator("[name=place_q]").fill("chinor")
    page.locator("[data-place-go]").click()
    choices = page.locator(".places-found button")
    expect(choices.first).to_contain_text("Chinor")
    expect(page.locator("textarea[name=description]")).to_have_value("Chuqur bor")
    choices.first.click()
    expect(page.locator("[name=latitude]")).not_to_have_value("")
    expect(page.locator("textarea[name=description]")).to_have_value("Chuqur bor")
    shoot(page, "put")


def test_without_scripts_the_page_of_the_search_leads_to_the_form(namuna, shoot):
    page = namuna.open(PHONE, java_script_enabled=False)
    page.goto("/places")
    page.locator("[name=q]").fill("toshkoprik")
    page.get_by_role("button", name="Find").click()
    shoot(page, "found")
    page.locator(".places-found a").first.click()
    expect(page).to_have_url(re.compile(r"/report\?lon=66\.\d+&lat=40\.\d+"))
    expect(page.locator("[name=longitude]")).to_have_value(re.compile("^66"))
