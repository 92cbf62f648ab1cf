"""The council's page in a real browser: the frame obeys our policy, layers switch, table and map light up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from app.extensions import db
from app.models import User
from tests.app.council.town import FIRST, Town
from tests.browser.conftest import DESK, PHONE, Site, Visits
from tests.factories import make_user


def enter(page: Page, site: Site, user: User) -> None:
    """Sign somebody in without the form, by the cookie that the server itself would set."""
    with site.app.test_request_context():
        from flask import session

        session["_user_id"], session["_fresh"] = user.get_id(), True
        serializer = site.app.session_interface.get_signing_serializer(site.app)
        value = serializer.dumps(dict(session))
    page.context.add_cookies([{"name": "session", "value": value, "url": site.url}])


@pytest.fixture
def town(site: Site) -> Town:
    town = Town()
    now = datetime.now(UTC)
    town.be_busy(now)
    for n in range(12):
        town.send((FIRST[0] + n / 3000, FIRST[1]), now - timedelta(hours=30 + n))
    db.session.commit()
    return town


def map_of(page: Page) -> FrameLocator:
    """The map's document; it is waited for until it answers."""
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-layer]")).to_be_visible()
    return frame


def test_the_map_switches_and_talks_to_the_table(
    site: Site, town: Town, desk: Page, shoot: Callable[..., Path]
) -> None:
    enter(desk, site, town.council)
    desk.goto("/council/")
    frame = map_of(desk)
    heat, label = frame.locator("img.council-heat"), frame.locator(".council-value").first
    expect(heat).to_be_visible()
    expect(label).to_be_hidden()
    shoot(desk, "heat")

    frame.get_by_label("By mahalla").check()
    expect(heat).to_be_hidden()
    expect(label).to_be_visible()
    expect(frame.get_by_text("2 mahallas").or_(frame.get_by_text("1 mahalla")).first).to_be_visible()
    shoot(desk, "areas")

    desk.locator("tr[data-key='mahalla:170101']").hover()
    expect(frame.locator("path.council-area.is-pointed")).to_have_count(1)
    frame.locator("path.council-area").nth(1).hover()
    expect(desk.locator("tr.is-pointed")).to_have_count(1)

    desk.reload()
    expect(map_of(desk).locator("img.council-heat")).to_be_hidden()


def test_a_pressed_area_leads_to_its_page(site: Site, town: Town, desk: Page) -> None:
    enter(desk, site, town.council)
    desk.goto("/council/?period=90d")
    frame = map_of(desk)
    frame.locator("path.council-area").first.click()
    frame.get_by_role("link", name="Open this area").click()
    expect(desk.locator("h1")).to_have_text(town.mahalla.names["uz"])
    assert "period=90d" in desk.url


def test_the_table_sorts_where_it_stands(site: Site, town: Town, desk: Page) -> None:
    enter(desk, site, town.council)
    desk.goto("/council/")
    map_of(desk)
    names = desk.locator("tbody th")
    assert names.all_inner_texts()[-1] == "In no mahalla"
    desk.get_by_role("link", name="Fixed", exact=True).click()
    expect(desk.locator("th[aria-sort]")).to_have_text("Fixed")
    first = names.first.inner_text()
    desk.get_by_role("link", name="Fixed", exact=True).click()
    assert names.first.inner_text() != first
    assert names.all_inner_texts()[-1] == "In no mahalla"
    assert "sort=fixed" in desk.url


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_and_its_map_have_no_barriers(
    site: Site,
    town: Town,
    visits: Visits,
    barriers: Callable[[Page], list[str]],
    shoot: Callable[..., Path],
    device: dict[str, object],
    scheme: str,
) -> None:
    page = visits.open(device, color_scheme=scheme)
    enter(page, site, town.council)
    page.goto("/council/")
    map_of(page)
    assert barriers(page) == []
    shoot(page, f"{device['viewport']['width']}-{scheme}", full_page=True)  # type: ignore[index]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= device["viewport"]["width"]  # type: ignore[index]
    page.goto("/council/map")
    expect(page.locator("[data-layer]")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("By mahalla").check()
    assert barriers(page) == []


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_comparison_and_trends_have_no_barriers(
    site: Site, town: Town, visits: Visits, barriers: Callable[[Page], list[str]], device: dict[str, object]
) -> None:
    page = visits.open(device)
    enter(page, site, town.council)
    for address in ("/council/ranking?by=agencies&period=12m", "/council/trends"):
        page.goto(address)
        page.get_by_text("The same as a table").first.click()
        expect(page.locator(".chart-table table").first).to_be_visible()
        assert barriers(page) == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= device["viewport"]["width"]  # type: ignore[index]


def test_an_empty_area_and_the_choice_of_areas_have_no_barriers(
    site: Site, town: Town, desk: Page, barriers: Callable[[Page], list[str]]
) -> None:
    enter(desk, site, town.admin)
    for address in ("/council/areas", "/council/?area=mahalla:170102&status=fixed"):
        desk.goto(address)
        assert barriers(desk) == []


def test_the_map_fits_the_paper(site: Site, town: Town, desk: Page) -> None:
    user = make_user("council", area=town.district)
    db.session.commit()
    enter(desk, site, user)
    desk.goto("/council/")
    frame = map_of(desk)
    before = frame.locator(".council-map").bounding_box()
    desk.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    on_paper = frame.locator(".council-map").bounding_box()
    boundary = frame.locator("path.council-boundary").bounding_box()
    assert before
    assert on_paper
    assert boundary
    assert on_paper["width"] != before["width"]
    assert boundary["x"] >= on_paper["x"]
    assert boundary["x"] + boundary["width"] <= on_paper["x"] + on_paper["width"]
    assert boundary["y"] + boundary["height"] <= on_paper["y"] + on_paper["height"]
    assert len(desk.pdf(format="A4", prefer_css_page_size=True)) > 10_000


def test_a_frame_that_has_no_room_yet_gets_its_map_when_it_has(site: Site, town: Town, desk: Page) -> None:
    enter(desk, site, town.council)
    for height in (0, 30, 90, 400):
        desk.set_viewport_size({"width": 360, "height": max(height, 1)})
        desk.goto("/council/map")
        expect(desk.locator("[data-layer]")).to_be_attached()
    desk.set_viewport_size({"width": 360, "height": 1})
    desk.goto("/council/map")
    desk.wait_for_load_state("networkidle")
    desk.set_viewport_size(DESK["viewport"])
    frame, boundary = desk.locator(".council-map"), desk.locator("path.council-boundary")
    expect(boundary).to_be_visible()
    desk.wait_for_timeout(300)
    inside, around = boundary.bounding_box(), frame.bounding_box()
    assert inside
    assert around
    assert around["height"] / 2 < inside["height"] <= around["height"]
