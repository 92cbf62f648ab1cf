"""The heatmap in a real browser: it plays, by hand and by key, two maps keep together, and nothing shuts anybody out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.actions import rollups
from app.extensions import db
from tests.app.council.town import FIRST, SECOND, Town
from tests.browser.conftest import DESK, PHONE, Site, Visits
from tests.browser.entering import enter

WEEKS = "/heat?area=district:1701&period=90d&step=week"


@pytest.fixture
def town(site: Site) -> Town:
    town = Town()
    now = datetime.now(UTC)
    for n in range(30):
        town.send((FIRST[0] + n % 5 / 3000, FIRST[1]), now - timedelta(days=2 * n, hours=1))
    for n in range(5):
        town.send(SECOND, now - timedelta(days=8, hours=n))
    db.session.commit()
    while rollups.fold(now):
        pass
    return town


def test_the_weeks_play_and_stop(site: Site, town: Town, desk: Page, shoot: Callable[..., Path]) -> None:
    desk.goto(WEEKS)
    slider, span = desk.get_by_role("slider"), desk.locator("[data-heat-span]")
    last = span.inner_text()
    desk.get_by_role("button", name="Play").click()
    expect(span).not_to_have_text(last)
    expect(slider).to_have_value("2")
    desk.get_by_role("button", name="Pause").click()
    shown = span.inner_text()
    # The table follows the week that the slider rests on, and so does the address.
    expect(desk.locator("#heat-table-title")).to_have_text(f"The same in numbers, {shown}")
    assert "at=" in desk.url
    shoot(desk, "paused")


def test_the_slider_obeys_the_keyboard_and_says_its_week(site: Site, town: Town, desk: Page) -> None:
    desk.emulate_media(reduced_motion="reduce")
    desk.goto(WEEKS)
    slider, said = desk.get_by_role("slider"), desk.locator("[data-heat-message]")
    frame = desk.frame_locator("iframe")
    expect(frame.locator("[data-layer]")).to_be_visible()
    slider.focus()
    desk.keyboard.press("ArrowLeft")
    words = slider.get_attribute("aria-valuetext")
    assert words
    expect(said).to_contain_text(words)
    expect(frame.locator("[data-heat-said]")).to_contain_text(words)
    desk.keyboard.press("Home")
    expect(desk.locator("[data-step='0']")).to_have_attribute("aria-current", "step")
    desk.get_by_text("All steps as a list").click()
    desk.locator("[data-step='3']").click()
    expect(slider).to_have_value("3")


def test_hexagons_follow_the_weeks(site: Site, town: Town, desk: Page) -> None:
    desk.goto(WEEKS)
    frame = desk.frame_locator("iframe")
    frame.get_by_label("Hexagons").check()
    expect(frame.locator(".council-heat")).to_be_hidden()
    desk.get_by_role("slider").focus()
    desk.keyboard.press("ArrowLeft")
    warm = frame.locator("path.council-hexagon:not(.shade-0)")
    expect(warm.first).to_be_visible()
    warm.first.hover()
    expect(frame.locator(".leaflet-tooltip")).to_have_text(re.compile(r"Reports in each hexagon: \d+–\d+"))


def test_two_maps_look_at_the_same_place(
    site: Site, town: Town, desk: Page, shoot: Callable[..., Path]
) -> None:
    desk.goto("/heat?area=district:1701&period=30d&compare=before")
    first, second = desk.frame_locator("iframe").first, desk.frame_locator("iframe").last
    for frame in (first, second):
        expect(frame.locator("[data-layer]")).to_be_visible()
    outline = second.locator("path.council-boundary")
    before = outline.bounding_box()
    first.get_by_label("Zoom in").click()
    desk.wait_for_function(
        "(before) => frames[1].document.querySelector('path.council-boundary').getBoundingClientRect().width > before",
        arg=before["width"] * 1.1 if before else 0,
    )
    first.get_by_label("Hexagons").check()
    expect(second.get_by_label("Hexagons")).to_be_checked()
    shoot(desk, "two", full_page=True)


def test_without_a_script_there_are_pictures_and_a_list(site: Site, town: Town, visits: Visits) -> None:
    page = visits.open(DESK, java_script_enabled=False)
    page.goto(WEEKS)
    page.locator("a[data-step='2']").click()
    expect(page.locator("a[aria-current='step']")).to_have_attribute("data-step", "2")
    page.goto("/heat/map?area=district:1701&period=90d")
    expect(page.get_by_role("img", name=re.compile("Reports, "))).to_have_count(2)
    expect(page.locator(".heat-still").first).to_be_visible()


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_and_their_maps_have_no_barriers(
    site: Site,
    town: Town,
    visits: Visits,
    barriers: Callable[[Page], list[str]],
    device: dict[str, object],
    scheme: str,
) -> None:
    page = visits.open(device, color_scheme=scheme)
    enter(page, site, town.council)
    for address in (WEEKS, "/council/heat?period=30d&compare=before&weight=days"):
        page.goto(address)
        expect(page.frame_locator("iframe").first.locator("[data-layer]")).to_be_visible()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]  # type: ignore[index]
    page.goto("/council/heat/map")
    expect(page.locator("[data-layer]")).to_be_visible()
    page.get_by_label("Hexagons").check()
    assert barriers(page) == []
