"""The operator's day in a real browser, by the keyboard alone; the receipt and the work order on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import db
from app.models import Filing
from tests.browser.conftest import DESK, PICTURES, Site, Visits
from tests.browser.entering import enter, let_go, write
from tests.factories import World, make_photo

PHONE = "+998 90 765 43 21"


@pytest.fixture
def world(site: Site) -> World:
    world = World()
    world.report(
        "accepted",
        photo_tokens=[make_photo(), make_photo()],
        description="Maktab oldida katta chuqur, bolalar yiqilyapti",
        address="12-maktab darvozasi yonida",
        contact_name="Gulchehra Sinovova",
        phone=PHONE,
    )
    let_go()
    return world


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_caller_is_filed_for_by_the_keyboard_alone(
    site: Site, world: World, desk: Page, shoot: Callable[..., Path], barriers: Callable[[Page], list[str]]
) -> None:
    enter(desk, site, world.operator)
    desk.goto("/operator/")
    assert barriers(desk) == []

    # What did they report before? Nothing but this number's.
    tab_to(desk, "#find-phone")
    desk.keyboard.type("907654321")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="1 report with this number")).to_be_visible()
    expect(desk.get_by_text("Gulchehra")).to_have_count(0)
    assert "907654321" not in desk.url
    assert barriers(desk) == []
    shoot(desk, "1-found")

    # Something new: the number goes along.
    tab_to(desk, "[value=begin]")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Phone (if you like)")).to_have_value("907654321")
    expect(desk.locator(".leaflet-container")).to_be_visible()
    assert barriers(desk) == []
    tab_to(desk, ".service-group summary")
    desk.keyboard.press("Enter")
    tab_to(desk, "[name=service_code]")
    desk.keyboard.press("Space")
    tab_to(desk, "[name=description]")
    desk.keyboard.type("Yana chuqur bor")
    tab_to(desk, "[name=channel]")
    tab_to(desk, "[name=locale]")
    desk.keyboard.press("ArrowUp")
    tab_to(desk, "[name=latitude]")
    desk.keyboard.type("41.06")
    desk.keyboard.press("Tab")
    desk.keyboard.type("69.06")
    desk.keyboard.press("Tab")
    expect(desk.locator("[data-picker-answer]")).to_contain_text("roads-1701 answers")
    desk.keyboard.press("Enter")

    # A number without a consent is not kept.
    summary = desk.get_by_role("alert")
    expect(summary).to_contain_text("Ask whether they agree")
    expect(summary).to_be_focused()
    assert barriers(desk) == []
    shoot(desk, "2-consent", full_page=True)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    tab_to(desk, "[name=consent]")
    desk.keyboard.press("Space")
    tab_to(desk, ".operator-bar [value=check]")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Check it with them")).to_be_visible()
    assert barriers(desk) == []
    shoot(desk, "3-check")
    tab_to(desk, "[value=send]")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Receipt of report")).to_be_visible()
    expect(desk.locator(".slip")).to_have_attribute("lang", "ru")
    assert barriers(desk) == []
    shoot(desk, "4-receipt", full_page=True)
    # The sheet is one page, and the way around is not on it.
    printed = desk.pdf(path=PICTURES / "receipt.pdf", prefer_css_page_size=True, print_background=True)
    assert pages_of(printed) == 1

    write()
    filing = db.session.scalars(select(Filing)).one()
    assert (filing.channel, filing.consent) == ("phone", "spoken")
    assert filing.service_request.locale == "ru"


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_who_has_the_same_problem_is_counted_with_it(
    site: Site, world: World, desk: Page, shoot: Callable[..., Path], barriers: Callable[[Page], list[str]]
) -> None:
    enter(desk, site, world.operator)
    desk.goto("/operator/report")
    desk.locator(".service-group summary").first.click()
    desk.locator("[name=service_code]").first.check()
    desk.get_by_label("What is wrong?").fill("Maktab oldida chuqur")
    desk.get_by_label("Latitude").fill("41.05")
    desk.get_by_label("Longitude").fill("69.05")
    desk.locator(".operator-bar [value=check]").click()
    expect(desk.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    assert barriers(desk) == []
    shoot(desk, "near", full_page=True)
    desk.get_by_role("button", name="It is this one").click()
    expect(desk.get_by_text("They are counted with report")).to_be_visible()


@pytest.mark.parametrize("locale", ["uz", "ru"])
def test_the_pages_are_fit_to_be_seen_in_both_languages(
    site: Site,
    world: World,
    visits: Visits,
    locale: str,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    page = visits.open(DESK, locale=locale)
    enter(page, site, world.operator)
    for step, address in enumerate(("/operator/", "/operator/report", "/operator/lookups")):
        page.goto(address)
        if address.endswith("report"):
            expect(page.locator(".leaflet-container")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert barriers(page) == []
        shoot(page, f"{locale}-{step}", full_page=True)
    enter(page, site, world.dispatcher)
    page.goto("/dispatch/")
    with page.expect_download() as taken:
        page.locator(".take-away a").first.click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    shoot(page, f"{locale}-inbox")
    number = page.locator(".inbox-number").first.inner_text()
    page.goto(f"/dispatch/{number}/work-order")
    assert barriers(page) == []
    shoot(page, f"{locale}-order", full_page=True)
    printed = page.pdf(
        path=PICTURES / f"work-order-{locale}.pdf", prefer_css_page_size=True, print_background=True
    )
    assert pages_of(printed) == 1
