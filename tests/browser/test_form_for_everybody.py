"""The form's screens as they are in use: with photos, a pin, a voice; on a small phone, light and dark; and its weight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.camera import NAMUNA, taken
from tests.browser.conftest import PHONE, Visits
from tests.browser.reporting import STANDING_HERE, add_photo, photo, photo_arrived

#: What a first open may weigh on the wire, before tiles; and when the first question can be answered.
MOST_BYTES = 120_000
USABLE_MS = 5_000
#: 400 kbit/s and 400 ms: a village at the end of the line.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def on(page: Page) -> None:
    """Press the button at the thumb, whatever its words are in this language."""
    page.locator("[data-steps-next]").click()
    page.wait_for_timeout(400)


def nothing_sticks_out(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["uz", "ru"])
def test_every_screen_of_the_form_in_use_shuts_nobody_out(
    namuna: Visits,
    barriers: Callable[[Page], list[str]],
    shoot: Callable[..., Path],
    locale: str,
    theme: str,
) -> None:
    page = namuna.open(PHONE, locale=locale, color_scheme=theme, **STANDING_HERE)
    page.goto("/report")
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()

    def look(step: str) -> None:
        shoot(page, f"{locale}-{theme}-{step}")
        assert barriers(page) == [], step
        assert nothing_sticks_out(page), step

    look("1-first")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": taken(NAMUNA)}
    )
    expect(page.locator(".photo-progress")).to_be_visible()
    look("2-on-its-way")
    photo_arrived(page)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"no photo at all"}
    )
    expect(page.locator(".photo[data-state=failed]").first).to_be_visible()
    look("3-refused")
    on(page)
    expect(page.locator(".picker[data-mapped]")).to_be_attached()
    expect(page.locator("[data-picker-note]")).to_be_visible()
    look("4-place")
    on(page)
    page.locator(".service-group summary").first.click()
    page.locator(".choice:visible").first.click()
    look("5-what")
    on(page)
    look("6-words")
    page.locator("[data-voice-button]").tap()
    expect(page.locator("[data-voice-status]")).not_to_be_empty()
    look("7-no-microphone")
    page.locator("textarea").first.fill("...")
    on(page)
    look("8-check")


def test_the_first_open_is_light_and_quickly_usable_and_the_map_comes_with_the_first_touch(
    namuna: Visits, tmp_path: Path
) -> None:
    page = namuna.open(PHONE)
    weighed: dict[str, int] = {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.on(
        "Network.loadingFinished", lambda told: weighed.update({told["requestId"]: told["encodedDataLength"]})
    )
    page.goto("/report", wait_until="commit")
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    usable_ms = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    assert sum(weighed.values()) <= MOST_BYTES
    assert usable_ms <= USABLE_MS
    assert page.locator("script[src*=leaflet]").count() == 0
    add_photo(page, photo(tmp_path))
    page.locator("h2").first.click()
    expect(page.locator("script[src*=leaflet]")).to_be_attached()
