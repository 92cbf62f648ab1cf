"""The public map and the map on other sites count alike: a circle comes closer, a report opens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.extensions import db
from tests.app.council.town import FIRST, SECOND, Town
from tests.browser.conftest import Site


@pytest.fixture
def lone(site: Site) -> str:
    """Twelve reports at one corner and one far from them, whose public id is returned."""
    town, now = Town(), datetime.now(UTC)
    for n in range(12):
        town.send(FIRST, now - timedelta(hours=n + 1))
    public_id = town.send(SECOND, now).public_id
    db.session.commit()
    return public_id


def test_on_another_site_a_circle_comes_closer_and_a_report_has_its_own_page(
    site: Site, lone: str, desk: Page
) -> None:
    desk.goto("/embed?area=district:1701&lang=en")
    circle = desk.get_by_role("button", name=re.compile("Reports here: 12"))
    expect(circle).to_be_visible()
    expect(desk.locator("path.embed-outside")).to_have_count(1)
    with desk.expect_response(re.compile("/map/points")):
        circle.press("Enter")
    # The list under the map leads to the same reports.
    desk.locator("details.embed-list summary").click()
    expect(desk.locator(".embed-list li")).to_have_count(13)
    with desk.expect_popup() as opened:
        desk.locator(f".embed-list a[href$='{lone}']").click()
    assert opened.value.url.endswith(f"/r/{lone}")


def test_a_report_on_our_own_map_opens_over_it(site: Site, lone: str, desk: Page) -> None:
    desk.goto(f"/#17/{SECOND[1]}/{SECOND[0]}")
    pin = desk.get_by_role("button", name=re.compile(f"Report {lone}"))
    expect(pin).to_be_visible()
    pin.press("Enter")
    expect(desk.locator("[data-sheet-card] a[href*='/r/']").first).to_be_visible()
