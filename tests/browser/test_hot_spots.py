"""The map of hot spots in a real browser: numbers over streets, a sentence at each; and a search that is waited for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from app.actions import hot_spots
from app.extensions import db
from app.models import HotSpot, SpotKind
from tests.app.council.town import Town
from tests.browser.conftest import Site
from tests.browser.test_council import enter
from tests.conftest import NOW
from tests.council_pages import make_spot


@pytest.fixture
def town(site: Site) -> Town:
    return Town()


@pytest.fixture
def spots(town: Town) -> list[HotSpot]:
    first = make_spot(town)
    second = make_spot(town, SpotKind.REPEATED, run=first.run)
    second.west, second.east = second.west + 0.02, second.east + 0.02
    db.session.commit()
    return [first, second]


def map_of(page: Page) -> FrameLocator:
    """The map's document; it is waited for until it answers."""
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-layer]")).to_be_visible()
    return frame


def test_numbers_and_lines_light_each_other_up_and_lead_to_the_hot_spot(
    site: Site, town: Town, spots: list[HotSpot], desk: Page, shoot: Callable[..., Path]
) -> None:
    enter(desk, site, town.council)
    desk.goto("/council/hot-spots")
    frame = map_of(desk)
    marks = frame.locator(".spot-mark")
    expect(marks).to_have_count(2)
    expect(frame.locator("path.spot-ground")).to_have_count(2)
    shoot(desk, "hot-spots")

    desk.locator(f"[data-key='spot:{spots[1].id}']").hover()
    expect(frame.locator(".spot-mark.is-pointed")).to_have_text("2")
    frame.get_by_role("button", name="1. ").hover()
    expect(desk.locator("[data-key].is-pointed .spot-mark")).to_have_text("1")

    # By keyboard as by mouse.
    frame.get_by_role("button", name="1. ").focus()
    desk.keyboard.press("Enter")
    expect(frame.get_by_text("42 reports within 920 m").first).to_be_visible()
    frame.get_by_role("link", name="Open the hot spot").click()
    expect(desk).to_have_url(f"{site.url}/council/hot-spots/{spots[0].id}")
    expect(map_of(desk).locator("path.spot-ground")).to_have_count(1)
    shoot(desk, "hot-spot")


def test_a_search_says_how_far_it_is_and_shows_what_it_found(site: Site, town: Town, desk: Page) -> None:
    asked = hot_spots.ask(town.district, by=town.council, at=NOW)
    enter(desk, site, town.council)
    desk.goto("/council/hot-spots")
    expect(desk.locator(".spot-waits")).to_contain_text("0%")
    hot_spots._take(NOW, asked.id)
    hot_spots._tell(asked.id, 40, NOW)
    expect(desk.locator(".spot-waits")).to_contain_text("40%", timeout=20_000)
    asked.finished_at, asked.method, asked.parameters = NOW, hot_spots.METHOD, hot_spots._parameters()
    db.session.commit()
    expect(desk.get_by_text("Nowhere here is more reported")).to_be_visible(timeout=20_000)
