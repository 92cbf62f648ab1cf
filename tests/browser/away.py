"""A crew's phone on its way through a day: signed in, the day brought along, the network cut in the middle."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Error, Page, expect

from app.db import db
from app.models import ServiceRequest, User
from tests.browser.entering import enter
from tests.browser.offline import Phone
from tests.browser.test_crew_on_site import a_photo

#: Which person's day is kept, and the pages of it.
DAY = """async () => {
  if (!(await caches.has("day"))) return null;
  const cache = await caches.open("day");
  const facts = await (await cache.match("/.day-facts"))?.json();
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  return { who: facts?.who, paths };
}"""
#: A language's words on the buttons of the walk.
WORDS = {
    "uz": {"start": "Ishni boshlash", "fixed": "Tuzatildi deb belgilash"},
    "ru": {"start": "Начать работу", "fixed": "Отметить исправленной"},
}


def bring_day(phone: Phone, user: User, jobs: int) -> None:
    """Sign in, open Today, and wait until the whole day is on the phone."""
    enter(phone.page, phone.site, user)
    phone.page.goto("/crew/")
    expect(phone.page.locator(".field-day")).to_have_attribute("data-kept", f"{jobs}/{jobs}", timeout=90_000)


def kept_day(page: Page) -> dict[str, Any] | None:
    """Return whose day is kept and which paths, or None."""
    found: dict[str, Any] | None = page.evaluate(DAY)
    return found


def is_kept_page(page: Page) -> None:
    """The page came out of the phone's memory, and says so with the time."""
    expect(page.locator(".kept-note [data-kept-words]")).to_have_text(re.compile(r"\d\d:\d\d"))


def begin(page: Page) -> None:
    """Press what stands at the thumb: the work begins."""
    page.locator("form[data-begins] button").click()
    expect(page.locator("#resolve")).to_be_visible()


def do(page: Page, move: str, words: str = "") -> None:
    """Open one of the ways below, write, and press its button."""
    before = page.locator(".field-act").count()
    way = page.locator(f"details[data-move={move}]")
    way.locator("summary").click()
    if words:
        way.locator("textarea").fill(words)
    way.locator("button[type=submit]").click()
    expect(page.locator(".field-act")).to_have_count(before + 1)


def finish(page: Page, *, note: str = "", photos: int = 1) -> None:
    """Take the photo, write, and say that it is done."""
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    for _ in range(photos):
        page.locator("#resolve input[type=file]").set_input_files(a_photo())
    expect(page.locator("#resolve .photo")).to_have_count(photos)
    if note:
        page.locator("#resolve textarea[name=note]").fill(note)
    page.locator("[data-finishes] button").click()


def moves(report: ServiceRequest) -> list[str]:
    """Return what was done to a report, as the database has it now."""
    db.session.rollback()
    db.session.refresh(report)
    return [change.move for change in report.history]


def waiting(phone: Phone) -> int | None:
    """Return how many acts wait, or None while the page is being shown anew."""
    try:
        return len(phone.acts())
    except Error as error:
        if "Execution context was destroyed" not in str(error):
            raise
        return None
