"""A crew without a signal: what it does waits on the phone, and arrives once and in order when the line is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.db import db
from tests.browser.conftest import Site
from tests.browser.entering import enter, let_go, reading
from tests.browser.offline import Phone, phone_on, waits_for


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    with phone_on(chromium, site) as phone:
        yield phone


def test_what_is_done_in_a_basement_arrives_once_and_in_order(phone: Phone, tmp_path: Path) -> None:
    reading.set(False)
    report = phone.world.report("in_progress")
    let_go()
    page = phone.page
    enter(page, phone.site, phone.world.crew_member)
    page.goto(f"/crew/{report.public_id}")
    expect(page.locator(".field-acts[data-ready]")).to_be_visible()
    phone.cut()
    for summary, words, button in [
        ("Write a note", "Darvoza yopiq edi", "Keep the note"),
        ("Materials are missing", "Quvur kerak", "Wait for materials"),
    ]:
        page.locator("summary", has_text=summary).click()
        page.locator("details[open] textarea").fill(words)
        page.get_by_role("button", name=button).click()
        expect(page.locator("[data-acts-status]")).to_contain_text(summary)
    expect(page.locator("[data-acts-status]")).to_contain_text("goes by itself")
    page.screenshot(path=tmp_path / "waiting.png", full_page=True)
    assert len(phone.acts()) == 2
    phone.mend()

    def arrived() -> bool:
        """The two acts."""
        db.session.rollback()
        db.session.refresh(report)
        return report.status == "accepted"

    waits_for(arrived, page)
    waits_for(lambda: not phone.acts(), page)
    assert [change.move for change in report.history].count("need_materials") == 1
