"""The walks stand on these: what a page must not do is noticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Site, Visits
from tests.factories import World


def test_what_a_test_commits_is_served(site: Site, phone: Page) -> None:
    report = World().report(at=datetime.now(UTC))
    phone.goto(f"/r/{report.public_id}")
    expect(phone.locator("h1")).to_be_visible()
    assert report.public_id in phone.content()


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("fetch('https://example.org/').catch(() => {})", "example.org"),
        ("setTimeout(() => { throw new Error('broken') })", "broken"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security",
        ),
    ],
    ids=["another host", "a failing script", "a script without the nonce"],
)
def test_what_a_page_must_not_do_is_noticed(
    chromium: Browser, site: Site, script: str, complaint: str
) -> None:
    visits = Visits(chromium, site.url)
    page = visits.open(PHONE)
    page.goto("/healthz")
    page.evaluate(script)
    page.wait_for_timeout(300)
    visits.close()
    assert complaint in "\n".join(visits.wrong)


def test_a_barrier_is_found(site: Site, phone: Page, barriers: Callable[[Page], list[str]]) -> None:
    phone.goto("/healthz")
    phone.evaluate("document.body.append(document.createElement('button'))")
    assert any(line.startswith("button-name") for line in barriers(phone))
