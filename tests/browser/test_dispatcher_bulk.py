"""Many reports at once by the keyboard alone; an inbox that two dispatchers look at; help for the keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.actions import oversight
from app.queries import worklist
from tests.browser.conftest import DESK, Site
from tests.browser.entering import enter, let_go, write
from tests.factories import World


@pytest.fixture
def world(site: Site) -> World:
    world = World()
    for n in range(4):
        world.report(at=datetime.now(UTC), longitude=69.05 + n / 10_000, address="Maktab yonida")
    let_go()
    return world


def ready(page: Page) -> None:
    """Wait until the page listens to keys."""
    expect(page.locator("[data-keys-button]")).to_be_visible()


@pytest.mark.parametrize("locale", ["uz", "ru"])
def test_reports_are_picked_and_assigned_by_keys_alone(
    site: Site,
    world: World,
    visits: object,
    locale: str,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    page = visits.open(DESK, locale=locale)  # type: ignore[attr-defined]
    enter(page, site, world.dispatcher)
    page.goto("/dispatch/?lane=new")
    ready(page)
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    assert barriers(page) == []
    shoot(page, f"{locale}-1-keys")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-picked]")).to_have_text("2")
    assert barriers(page) == []
    shoot(page, f"{locale}-2-picked")
    page.keyboard.press("a")
    page.wait_for_url("**/dispatch/bulk?*")
    expect(page.locator("#crew-0")).to_be_visible()
    assert barriers(page) == []
    shoot(page, f"{locale}-3-what-will-happen")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "crew":
            break
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.bulk-do button')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/dispatch/?lane=new")
    expect(page.locator(".flash-success")).to_be_visible()
    expect(page.locator(".inbox-row")).to_have_count(2)
    shoot(page, f"{locale}-4-done")


def test_what_another_dispatcher_does_is_seen_without_reloading(site: Site, world: World, desk: Page) -> None:
    desk.clock.install()
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/?lane=new")
    ready(desk)
    expect(desk.locator(".inbox-row")).to_have_count(4)
    number = desk.locator(".inbox-number").first.inner_text()
    write()
    at = datetime.now(UTC)
    oversight.assign(worklist.find(number, world.dispatcher), world.crew, by=world.dispatcher, at=at)
    let_go()
    with desk.expect_response("**/dispatch/live?*"):
        desk.clock.run_for(16_000)
    expect(desk.locator(".inbox-row")).to_have_count(3)
    expect(desk.locator(".lane-new .lane-count")).to_have_text("3")
    # Nothing changed: nothing is sent.
    with desk.expect_response("**/dispatch/live?*") as answered:
        desk.clock.run_for(16_000)
    assert answered.value.status == 304
    # Somebody is in the middle of something: it is said, and nothing moves.
    desk.locator("[name=pick]").first.check()
    write()
    other = worklist.find(desk.locator(".inbox-number").last.inner_text(), world.dispatcher)
    oversight.assign(other, world.crew, by=world.dispatcher, at=at)
    let_go()
    with desk.expect_response("**/dispatch/live?*"):
        desk.clock.run_for(16_000)
    expect(desk.locator("[data-live-show]")).to_be_visible()
    expect(desk.locator(".inbox-row")).to_have_count(3)
    desk.locator("[data-live-show]").click()
    expect(desk.locator(".inbox-row")).to_have_count(2)
    expect(desk.locator("[name=pick]").first).to_be_checked()
