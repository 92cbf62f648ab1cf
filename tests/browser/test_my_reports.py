"""Confirming a contact, and My reports, as a resident does it on a phone: the code is read where it lands."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app import jobs
from app.domain.codes import clean_code
from tests.browser.conftest import PHONE, Site, Visits
from tests.browser.entering import let_go, write
from tests.factories import World, make_photo

Shoot = Callable[..., Path]
Barriers = Callable[[Page], list[str]]

MINE, THEIRS = "+998901234567", "+998907654321"


@pytest.fixture
def reports(site: Site) -> list[str]:
    """Three reports: two that the resident sent, one with the same phone that is somebody else's."""
    world = World()
    sent = [
        world.report(photo_tokens=[make_photo()], phone=MINE, contact_name="Oysha"),
        world.report("in_progress", phone=MINE),
        world.report(phone=THEIRS),
    ]
    addresses = [f"/r/{report.public_id}/{report.secret}" for report in sent]
    let_go()
    return addresses


def message(app: Flask, number: int) -> str:
    """Have the outbox delivered, and return the text of the newest message with a code."""
    write()
    jobs.deliver()
    let_go()
    files = sorted(Path(app.config["OUTGOING_ROOT"]).glob("*code*"), key=lambda path: path.stat().st_mtime_ns)
    assert len(files) == number
    data = files[-1].read_bytes()
    if files[-1].suffix != ".eml":
        return data.decode()
    body = message_from_bytes(data, policy=policy.default).get_body()
    assert body is not None
    return str(body.get_content())


def nobody_is_shut_out(page: Page, barriers: Barriers) -> None:
    """No barrier for axe, and nothing sticks out of a phone, not even at twice the text."""
    page.wait_for_load_state("load")
    assert not barriers(page), page.url
    for size in ("", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (page.url, size)
    page.evaluate("document.documentElement.style.fontSize = ''")


def press(page: Page, selector: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


CODE_FIELD = "input[autocomplete=one-time-code]"


@pytest.mark.parametrize("locale", ["en", "uz", "ru"])
def test_a_contact_is_confirmed_and_my_reports_open(
    visits: Visits, site: Site, reports: list[str], barriers: Barriers, shoot: Shoot, locale: str
) -> None:
    page = visits.open(PHONE, locale=locale, permissions=["clipboard-read", "clipboard-write"])

    def keep(step: str) -> None:
        nobody_is_shut_out(page, barriers)
        shoot(page, f"{locale}-{step}", full_page=True)

    # After sending: the offer, the code, the appeal.
    page.goto(f"{reports[0]}/sent")
    keep("1-sent")
    press(page, "form[action$='/code'] button")
    field = page.locator(CODE_FIELD)
    assert field.get_attribute("inputmode") == "numeric"
    keep("2-enter")
    field.fill("1234567")
    press(page, "main form .button-primary")
    expect(page.locator(".error-summary")).to_be_visible()
    keep("3-wrong")
    # A whole message is pasted; the code is found in it.
    page.evaluate("text => navigator.clipboard.writeText(text)", message(site.app, 1))
    field.fill("")
    field.focus()
    page.keyboard.press("Control+v")
    press(page, "main form .button-primary")
    expect(page.locator(".law")).to_contain_text("445")
    expect(page.locator(".flash-success")).to_be_visible()
    keep("4-appeal")

    # My reports, from the menu.
    page.locator(".menu-button").click()
    page.locator("#menu-main a[href='/my']").click()
    page.locator("[name=phone]").fill("90 123 45 67")
    keep("5-my")
    press(page, "main form .button-primary")
    expect(page.locator(".error-summary, " + CODE_FIELD).first).to_be_visible()
    keep("6-a-minute")


def test_my_reports_and_a_report_that_was_not_me(
    visits: Visits, site: Site, reports: list[str], barriers: Barriers, shoot: Shoot
) -> None:
    for locale in ("uz", "ru"):
        look = visits.open(PHONE, locale=locale)
        look.goto("/my")
        nobody_is_shut_out(look, barriers)
    page = visits.open(PHONE, locale="uz")
    page.goto("/my")
    page.locator("[name=phone]").fill(MINE)
    press(page, "main form .button-primary")
    nobody_is_shut_out(page, barriers)
    shoot(page, "1-code", full_page=True)
    page.locator(CODE_FIELD).fill(clean_code(message(site.app, 1)))
    press(page, "main form .button-primary")
    expect(page.locator(".unclear > li")).to_have_count(2)
    assert reports[2].split("/")[2] not in page.content()
    nobody_is_shut_out(page, barriers)
    for locale in ("ru", "uz"):
        page.goto(f"/language/{locale}?next=/my")
        nobody_is_shut_out(page, barriers)
        shoot(page, f"2-unclear-{locale}", full_page=True)
    press(page, ".unclear form[action='/my/claim'] button")
    press(page, ".unclear form[action='/my/detach'] button")
    expect(page.locator(".unclear")).to_have_count(0)
    expect(page.locator(".report-list > li")).to_have_count(1)
    for locale in ("ru", "uz"):
        page.goto(f"/language/{locale}?next=/my")
        nobody_is_shut_out(page, barriers)
        shoot(page, f"3-mine-{locale}", full_page=True)
    page.locator(".report-list a").first.click()
    expect(page).to_have_url(re.compile(r"/r/[0-9A-Z]{4}-[0-9A-Z]{4}/[\w-]{20,}"))
    page.goto("/my")
    press(page, "form[action='/my/sign-out'] button")
    page.goto("/my")
    expect(page.locator("[name=phone]")).to_be_visible()


NO_SCRIPT: dict[str, Any] = {**PHONE, "java_script_enabled": False}


def test_it_works_without_javascript(visits: Visits, site: Site, reports: list[str]) -> None:
    page = visits.open(NO_SCRIPT)
    page.goto("/my")
    page.get_by_label("Phone").fill(MINE)
    page.get_by_role("button", name="Send me a code").click()
    page.locator(CODE_FIELD).fill(clean_code(message(site.app, 1)))
    page.get_by_role("button", name="See my reports").click()
    page.get_by_role("button", name="All of these are mine").click()
    expect(page.locator(".report-list > li")).to_have_count(2)
    page.goto(reports[0])
    expect(page.locator(".law")).to_contain_text("because you confirmed your contact")
