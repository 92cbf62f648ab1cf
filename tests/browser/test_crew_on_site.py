"""A crew's day on a phone: the list by distance, the map, start, the photo with its place, done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.db import db
from tests.app.pictures import encoded, quarters
from tests.browser.conftest import PHONE, Site, Visits
from tests.browser.entering import enter, let_go, write
from tests.factories import World, make_photo

NEAR = {"longitude": 69.0502, "latitude": 41.05, "accuracy": 8}
FAR = {"longitude": 69.0545, "latitude": 41.05, "accuracy": 8}
HERE = {"geolocation": NEAR, "permissions": ["geolocation"]}


@pytest.fixture
def world(site: Site) -> World:
    world = World()
    now = datetime.now(UTC)
    world.report("accepted", at=now - timedelta(hours=2), longitude=69.08, address="Uzoqdagi bozor")
    world.report(
        "accepted",
        at=now - timedelta(hours=1),
        address="Maktab yonida",
        description="Katta chuqur",
        photo_tokens=[make_photo()],
    )
    world.report("accepted", at=now - timedelta(days=30), longitude=69.06, address="Eski koʻprik")
    let_go()
    return world


def a_photo() -> dict[str, Any]:
    """What the camera hands over."""
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": encoded(quarters(1200, 900))}


def small_targets(page: Page) -> list[str]:
    """What is pressed on this page and is smaller than a gloved finger needs."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main summary, main .switch label")]
            .filter((e) => e.offsetParent && !e.closest(".leaflet-container, .job-words"))
            .filter((e) => e.getBoundingClientRect().height < 55.5)
            .map((e) => `${e.outerHTML.slice(0, 80)} ${e.getBoundingClientRect().height}`)"""
    )


def test_a_day_on_site(
    site: Site,
    world: World,
    visits: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    page = visits.open(PHONE, **HERE)
    enter(page, site, world.crew_member)
    page.goto("/crew/")
    # What is late is today's; of what comes later, though it was sent later, the nearer one comes first.
    expect(page.locator("#section-later + ol .job").first).to_contain_text("Maktab yonida")
    expect(page.locator("#section-today + ol .job")).to_contain_text("Eski koʻprik")
    expect(page.locator(".job", has_text="Maktab yonida").locator("[data-distance]")).to_have_text("17 m")
    assert barriers(page) == []
    assert small_targets(page) == []
    shoot(page, "1-list", full_page=True)

    page.get_by_text("Map", exact=True).last.click()
    expect(page.locator(".map-jobs .pin")).to_have_count(3)
    expect(page.locator(".map-jobs .me")).to_be_visible()
    assert barriers(page) == []
    shoot(page, "2-map")
    page.get_by_text("List", exact=True).click()

    page.locator(".job", has_text="Maktab yonida").get_by_role("link", name="pothole").click()
    expect(page.get_by_text("Katta chuqur")).to_be_visible()
    assert barriers(page) == []
    assert small_targets(page) == []
    shoot(page, "3-job")
    page.get_by_role("button", name="Start work").click()

    expect(page.get_by_text("You are 17 m from the pin.")).to_be_visible()
    assert barriers(page) == []
    shoot(page, "4-finish")
    page.get_by_role("button", name="Mark as fixed").click()
    expect(page.locator(".field-error")).to_contain_text("Add a photo of the finished work.")
    shoot(page, "5-no-photo")

    page.get_by_label("Take the photo").set_input_files(a_photo())
    expect(page.get_by_text("The photo was taken 17 m from the pin.")).to_be_visible()
    shoot(page, "6-photo")
    page.get_by_role("button", name="Mark as fixed").click()
    expect(page.get_by_text("The resident is asked to look at it.")).to_be_visible()
    expect(page.locator(".job")).to_have_count(2)


def test_a_photo_from_too_far_away_asks_for_the_reason_at_once(
    site: Site,
    world: World,
    visits: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    write()
    sr = world.report("in_progress", at=datetime.now(UTC) - timedelta(hours=2))
    let_go()
    page = visits.open(PHONE, geolocation=FAR, permissions=["geolocation"], locale="uz")
    enter(page, site, world.crew_member)
    page.goto(f"/crew/{sr.public_id}")
    expect(page.locator(".proof[data-far]")).to_contain_text("377")
    page.locator("input[type=file]").set_input_files(a_photo())
    expect(page.locator(".photo[data-state=kept]")).to_be_visible()
    page.locator(".crew-bar button").click()
    expect(page.locator(".field-error")).to_be_visible()
    expect(page.locator(".photo")).to_have_count(1)
    assert barriers(page) == []
    shoot(page, "reason", full_page=True)
    page.locator("#resolve textarea").fill("Darvoza yopiq edi")
    page.locator(".crew-bar button").click()
    page.wait_for_url("**/crew/")
    db.session.rollback()
    assert sr.is_flagged


def test_a_phone_that_does_not_say_where_it_is_can_finish_too(
    site: Site, world: World, visits: Visits
) -> None:
    write()
    sr = world.report("in_progress", at=datetime.now(UTC) - timedelta(hours=2))
    let_go()
    page = visits.open(PHONE)
    enter(page, site, world.crew_member)
    page.goto(f"/crew/{sr.public_id}")
    expect(page.get_by_text("Your phone does not tell where it is.")).to_be_visible()
    page.get_by_label("Take the photo").set_input_files(a_photo())
    expect(page.locator(".photo[data-state=kept]")).to_be_visible()
    expect(page.get_by_text("The phone did not say where this photo was taken.")).to_be_visible()
    page.get_by_role("button", name="Mark as fixed").click()
    expect(page.locator(".field-error")).to_contain_text("Write the reason")
    page.locator("#resolve textarea").fill("Podvalda aloqa yoʻq edi")
    page.get_by_role("button", name="Mark as fixed").click()
    page.wait_for_url("**/crew/")
    db.session.rollback()
    assert sr.is_flagged


def test_a_job_is_done_without_a_script(site: Site, world: World, visits: Visits) -> None:
    page = visits.open(PHONE, java_script_enabled=False)
    enter(page, site, world.crew_member)
    page.goto("/crew/")
    page.locator(".job", has_text="Maktab yonida").get_by_role("link", name="pothole").click()
    page.get_by_role("button", name="Start work").click()
    page.locator("input[type=file]").set_input_files(a_photo())
    page.locator("#resolve textarea").fill("Telefon joyni aytmaydi")
    page.get_by_role("button", name="Mark as fixed").click()
    expect(page.get_by_text("The resident is asked to look at it.")).to_be_visible()
