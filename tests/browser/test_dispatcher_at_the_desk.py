"""The dispatcher's day in a real browser: keys, the list beside the report, a colleague who was faster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.actions import oversight
from tests.browser.conftest import Site
from tests.browser.entering import enter, let_go, write
from tests.factories import World, make_photo


@pytest.fixture
def world(site: Site) -> World:
    world = World()
    now = datetime.now(UTC)
    for days, status in (
        (30, "received"),
        (20, "accepted"),
        (0, "in_progress"),
        (0, "resolved"),
        (0, "reopened"),
    ):
        world.report(
            status,
            at=now - timedelta(days=days, hours=3),
            longitude=69.05 + days / 20_000,
            address="Maktab yonida",
            contact_name="Nodira Karimova",
            phone="90 123 45 67",
            photo_tokens=[make_photo()],
        )
    let_go()
    return world


def press(page: Page, key: str) -> None:
    """Press a key once the page listens to keys."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()
    page.keyboard.press(key)


def first_row(page: Page) -> str:
    """The number of the report in the first row."""
    return page.locator(".inbox-number").first.inner_text()


def test_the_inbox_is_walked_by_keys_and_a_report_is_assigned(
    site: Site, world: World, desk: Page, shoot: Callable[..., Path], barriers: Callable[[Page], list[str]]
) -> None:
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/")
    assert barriers(desk) == []
    shoot(desk, "1-inbox")
    number = first_row(desk)

    # The first row, the second, back, open.
    for key in "jjk":
        press(desk, key)
    press(desk, "Enter")
    expect(desk.get_by_text(f"Report {number}")).to_be_visible()
    expect(desk.locator(".beside [aria-current]")).to_have_count(1)
    expect(desk.locator(".leaflet-marker-icon.pin-main")).to_be_visible()
    assert barriers(desk) == []
    shoot(desk, "2-report")

    press(desk, "a")
    expect(desk.get_by_label("Crew", exact=True)).to_be_focused()
    # Letters that are typed into a field are no shortcuts.
    press(desk, "u")
    desk.get_by_label("Crew", exact=True).select_option(str(world.crew.id))
    desk.get_by_role("button", name="Assign the crew").click()
    expect(desk.get_by_text(f"{world.crew.name} has the job on its list now.")).to_be_visible()

    desk.locator("h1").click()
    press(desk, "j")
    expect(desk.get_by_text(f"Report {number}")).to_have_count(0)
    expect(desk.locator(".beside li").nth(1).locator("[aria-current]")).to_be_visible()
    press(desk, "u")
    expect(desk.locator(".inbox")).to_be_visible()
    press(desk, "/")
    expect(desk.get_by_label("Search: number, words, place or phone")).to_be_focused()


def test_keys_can_be_turned_off_and_stay_off(site: Site, world: World, desk: Page) -> None:
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/")
    desk.get_by_role("button", name="Keys").click()
    desk.get_by_label("Use these keys").uncheck()
    desk.keyboard.press("Escape")
    desk.reload()
    press(desk, "j")
    expect(desk.locator(".inbox a:focus")).to_have_count(0)


def test_the_second_of_two_dispatchers_reads_what_happened_and_keeps_the_words(
    site: Site, world: World, desk: Page, shoot: Callable[..., Path], barriers: Callable[[Page], list[str]]
) -> None:
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/")
    desk.locator(".inbox a").first.click()
    desk.wait_for_url("**/dispatch/*-*")
    number = desk.url.split("/")[-1].split("?")[0]
    press(desk, "h")
    desk.get_by_label("Agency", exact=True).select_option(str(world.other_agency.id))
    desk.get_by_label("Reason", exact=True).first.fill("Bu suv quvuri, bizniki emas")

    from app.queries import worklist

    write()
    sr = worklist.find(number, world.admin)
    oversight.assign(sr, world.crew, by=world.admin, at=datetime.now(UTC))
    let_go()

    desk.get_by_role("button", name="Hand over", exact=True).click()
    expect(desk.get_by_text("Somebody changed this report a moment ago.")).to_be_visible()
    expect(desk.get_by_label("Reason", exact=True).first).to_have_value("Bu suv quvuri, bizniki emas")
    assert barriers(desk) == []
    shoot(desk, "told")

    desk.get_by_role("button", name="Hand over", exact=True).click()
    expect(desk.get_by_text("It left your inbox.")).to_be_visible()


@pytest.mark.parametrize("locale", ["uz", "ru"])
def test_the_desk_is_fine_on_a_phone_too(
    site: Site,
    world: World,
    visits: object,
    locale: str,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    from tests.browser.conftest import PHONE

    page = visits.open(PHONE, locale=locale)  # type: ignore[attr-defined]
    enter(page, site, world.dispatcher)
    page.goto("/dispatch/?lane=overdue")
    number = first_row(page)
    for step, address in enumerate(("/dispatch/", f"/dispatch/{number}")):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert barriers(page) == []
        shoot(page, f"{locale}-{step}", full_page=True)


def test_the_inbox_works_without_a_script(site: Site, world: World, visits: object) -> None:
    from tests.browser.conftest import DESK

    page = visits.open(DESK, java_script_enabled=False)  # type: ignore[attr-defined]
    enter(page, site, world.dispatcher)
    page.goto("/dispatch/?lane=new")
    page.locator(".inbox a").first.click()
    page.locator("summary", has_text="Reject").click()
    page.get_by_label("There is nothing to mend").check()
    page.get_by_role("button", name="Reject the report").click()
    expect(page.get_by_text("The report is rejected.")).to_be_visible()
