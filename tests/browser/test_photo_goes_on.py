"""An upload goes on where the line broke: the line is really cut, the page really closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.camera import NAMUNA, taken
from tests.browser.conftest import Site, Visits
from tests.browser.cutting import Line, line_to
from tests.browser.reporting import (
    STANDING_HERE,
    STRIP,
    choose_service,
    next_step,
    open_form,
    photo_arrived,
    public_id_of,
    take,
)


@pytest.fixture
def line(demo: Site) -> Iterator[Line]:
    """A line to the demo that can be cut."""
    with line_to(demo.url) as line:
        yield line


@pytest.fixture
def shaky(chromium: Browser, line: Line) -> Iterator[Visits]:
    """Windows at the end of that line. What the console says of a line that is cut is no fault."""
    visits = Visits(chromium, line.url)
    yield visits
    visits.close()
    wrong = [words for words in visits.wrong if "net::ERR_" not in words]
    assert not wrong, "\n".join(wrong)


def uplink(page: Page, bytes_a_second: int) -> None:
    """Make the way up slow."""
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": bytes_a_second},
    )


def offsets(page: Page) -> list[int]:
    """Hear from which byte each part begins."""
    heard: list[int] = []
    page.on(
        "request",
        lambda request: request.method == "PATCH" and heard.append(int(request.headers["upload-offset"])),
    )
    return heard


def test_an_upload_that_was_cut_in_the_middle_goes_on_by_itself_from_there(shaky: Visits, line: Line) -> None:
    page = open_form(shaky, **STANDING_HERE)
    uplink(page, 250_000)
    heard = offsets(page)
    before = line.sent
    line.cut_after(300_000)
    take(page, taken(NAMUNA))
    tile = page.locator(STRIP)
    expect(tile.locator("[role=progressbar]")).to_contain_text(re.compile(r"\d+%"))
    expect(tile).to_contain_text("No connection. It goes on by itself.", timeout=30_000)
    expect(tile).to_have_attribute("data-state", "waiting")
    assert line.is_cut
    assert int(tile.locator("[role=progressbar]").get_attribute("aria-valuenow") or 0) > 10
    line.mend()
    photo_arrived(page)
    # It went on: the first byte travelled once, and hardly any byte twice.
    assert heard.count(0) == 1
    assert any(offset > 0 for offset in heard)
    assert line.sent - before < 1_100_000
    send_the_rest(page)
    expect(page.locator(".photos img").first).to_be_visible()


def go_to_the_end(page: Page) -> None:
    """Answer the other questions."""
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna")
    next_step(page, "Next: what it is")
    choose_service(page)
    next_step(page, "Next: your words")
    next_step(page, "Next: check it")
    expect(page.locator("[data-check=who]")).to_contain_text("Namuna road service")


def send_the_rest(page: Page) -> None:
    """Answer the other questions and send."""
    go_to_the_end(page)
    page.get_by_role("button", name="Send to Namuna road service").click()
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible(timeout=60_000)
    page.goto(f"/r/{public_id_of(page)}")


def test_a_page_that_was_closed_in_the_middle_goes_on_too(shaky: Visits, line: Line) -> None:
    page = open_form(shaky, **STANDING_HERE)
    uplink(page, 250_000)
    heard = offsets(page)
    take(page, taken(NAMUNA))
    expect(page.locator(f"{STRIP} [role=progressbar]")).to_contain_text(
        re.compile(r"[2-9]\d%"), timeout=30_000
    )
    # A phone that opens its camera often closes the page behind it.
    page.reload()
    photo_arrived(page)
    assert heard.count(0) == 1
    assert page.locator("[name=photo_token]").count() == 1


def test_a_form_sent_while_a_photo_travels_waits_for_it(shaky: Visits, line: Line) -> None:
    page = open_form(shaky, **STANDING_HERE)
    uplink(page, 90_000)
    take(page, taken(NAMUNA))
    expect(page.locator(f"{STRIP} [role=progressbar]")).to_contain_text(re.compile(r"\d%"))
    send_the_rest(page)
    expect(page.locator(".photos img, .photos-large img").first).to_be_visible()


def test_a_form_whose_line_goes_while_its_photo_travels_waits_says_so_and_goes_by_itself(
    shaky: Visits, line: Line
) -> None:
    page = open_form(shaky, **STANDING_HERE)
    # The page has what it needs for a photo; with the second one the line goes.
    take(page, taken(NAMUNA))
    photo_arrived(page)
    line.cut_after(100_000)
    take(page, taken(NAMUNA))
    expect(page.locator(STRIP).last).to_have_attribute("data-state", "waiting", timeout=30_000)
    uplink(page, 12_000)
    line.mend()
    go_to_the_end(page)
    page.locator("[data-steps-send]").click()
    wait = page.locator("[data-photos-wait]")
    expect(wait).to_contain_text("The photos are still on their way. The report follows them by itself.")
    expect(wait).to_contain_text(re.compile(r"\d+%"))
    line.cut()
    # Nobody has to stay and press again: the phone keeps it all, the half photo too.
    expect(page.get_by_role("heading", name="Your report waits on this phone")).to_be_visible(timeout=60_000)
    uplink(page, 250_000)
    line.mend()
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible(timeout=60_000)


def test_what_has_not_arrived_is_there_for_whoever_sends_it_later(shaky: Visits, line: Line) -> None:
    page = open_form(shaky, **STANDING_HERE)
    # The page has what it needs for a photo; then the line goes.
    take(page, taken(NAMUNA))
    photo_arrived(page)
    line.cut()
    take(page, taken(NAMUNA))
    expect(page.locator(STRIP).last).to_contain_text("No connection. It goes on by itself.", timeout=30_000)
    waiting = page.evaluate(
        """() => document.querySelector("form.steps").waitingPhotos.map(({ blob, name, meta }) =>
             ({ size: blob.size, name, field: meta.field }))"""
    )
    assert [(photo["field"], photo["name"]) for photo in waiting] == [("photos", "IMG_2041.jpg")]
    assert waiting[0]["size"] < 700_000
    assert page.locator("[name=photo_token]").count() == 1
