"""Every room's pages on a phone and on a desktop: nothing sticks out, nothing fails, all by keyboard.

That no script fails and nothing foreign is asked for is checked by the windows themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Visits
from tests.browser.reporting import STRIP, photo, public_id_of

#: Who opens which pages; a selector stands for the first link that it finds on the page before.
ROOMS: dict[str, list[str]] = {
    "": [
        "/",
        "/report",
        "/how",
        "/about",
        "/sign-in",
        "/nothing-here",
        "/reports?status=fixed",
        ".report-card:has(img) a",
    ],
    "dispatcher": [
        "/account",
        "/dispatch/?lane=overdue",
        "/dispatch/board",
        "/dispatch/crews",
        "/dispatch/",
        ".inbox tbody th a",
    ],
    "crew": ["/crew/", ".job h3 a"],
    "council": ["/council/map?period=12m", "/council/?period=12m", ".council-table tbody a"],
    "admin": [
        "/admin/",
        "/admin/areas?level=mahalla",
        "/admin/boundaries",
        "/admin/services",
        "/admin/agencies",
        "/admin/responsibilities",
        "/admin/staff",
        ".table a",
        "/admin/posters?kind=place",
        "/admin/messages",
        "/admin/replies",
        "/council/areas",
    ],
}
DEVICES = {"phone": PHONE, "desk": DESK}

#: What sticks out of the window to the right, if anything does.
STICKS_OUT = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const out = [...document.querySelectorAll("body *")].filter(
    (e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  return [`${wide} px`, ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
}"""


def visit(page: Page, way: str) -> None:
    """Open a page by its address, or by the first link of the page before that a selector finds."""
    if way.startswith("/"):
        page.goto(way)
    else:
        page.goto(page.locator(way).first.get_attribute("href") or "")
    # The scripts have bound what they bind, and the maps stand.
    page.wait_for_timeout(300)


@pytest.mark.parametrize("locale", ["uz", "ru"])
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("login", ROOMS)
def test_nothing_sticks_out_not_even_at_twice_the_text(
    namuna: Visits, login: str, device: str, locale: str
) -> None:
    page = namuna.open(DEVICES[device], locale=locale, login=login)
    wrong = {}
    for way in ROOMS[login]:
        visit(page, way)
        wrong[page.url] = page.evaluate(STICKS_OUT)
        # On a desktop large text also moves the widths at which a page changes, which no script can do.
        if device == "phone":
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            wrong[f"{page.url} at 200%"] = page.evaluate(STICKS_OUT)
    assert not {url: found for url, found in wrong.items() if found}


@pytest.mark.parametrize("step", range(5))
def test_each_step_of_the_report_shuts_nobody_out(
    namuna: Visits, barriers: Callable[[Page], list[str]], step: int
) -> None:
    page = namuna.open(
        PHONE, geolocation={"longitude": 66.158, "latitude": 40.702}, permissions=["geolocation"]
    )
    page.goto("/report?service=pothole&lat=40.7021&lon=66.1583")
    for _ in range(step):
        page.locator("[data-steps-next]").click()
        page.wait_for_timeout(400)
    assert not barriers(page)


def tab_to(page: Page, wanted: Locator, *, most: int = 60) -> None:
    """Press Tab until something has the focus; fail where it is never reached."""
    for _ in range(most):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go to something by Tab, and press a key on it."""
    tab_to(page, wanted)
    page.keyboard.press(key)


def on_to_the_words(page: Page) -> None:
    """Go on from the services, past the same problems here where other walks have left some."""
    go_on = page.locator("[data-steps-next]")
    press(page, go_on)
    words, same = page.locator("#step-words[data-current]"), page.locator("#step-same[data-current]")
    expect(words.or_(same)).to_be_attached()
    if same.count():
        press(page, go_on)
        expect(words).to_be_attached()


def test_a_report_with_its_photo_is_sent_by_the_keyboard_alone_its_place_found_by_name(
    namuna: Visits, tmp_path: Path
) -> None:
    page = namuna.open(DESK)
    # Whoever listens early makes the browser hand its file dialogues over from the first one on.
    page.on("filechooser", lambda _: None)
    page.goto("/report")
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    # What a press on the file field opens is the system's own; the browser hands its answer over.
    gallery = page.get_by_label("Choose from the gallery")
    tab_to(page, gallery)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(photo(tmp_path))
    expect(page.locator(f"{STRIP}[data-state=kept]")).to_be_visible()
    # Enter opens it as well; it does not go on to the next question.
    page.keyboard.press("Enter")
    expect(page.locator("#step-photos")).to_have_attribute("data-current", "")
    go_on = page.locator("[data-steps-next]")
    press(page, go_on)
    expect(page.locator(".place-search[data-ready]")).to_be_visible()
    tab_to(page, page.locator("[data-place-input]"))
    page.keyboard.type("chinor")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna region")
    press(page, go_on)
    press(page, page.locator(".service-group summary", has_text="Roads"), "Space")
    # A group of choices is one stop; arrows choose in it.
    press(page, page.locator(".service-group:has-text('Roads') input[name=service_code]").first, "Space")
    page.keyboard.press("ArrowDown")
    on_to_the_words(page)
    words = page.get_by_label("What is wrong?")
    tab_to(page, words)
    page.keyboard.type("Found by name, told without a mouse.")
    # Going back by the browser's own means loses nothing.
    page.go_back()
    expect(words).to_be_hidden()
    page.go_forward()
    expect(words).to_have_value("Found by name, told without a mouse.")
    press(page, go_on)
    expect(page.locator("[data-check=words]")).to_have_text("Found by name, told without a mouse.")
    expect(page.locator("[data-check=photos] img")).to_be_visible()
    press(page, page.locator("[data-steps-send]"))
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    press(page, page.get_by_role("link", name="Follow my report"))
    expect(page.locator(".next-step")).to_be_visible()


def test_a_report_is_sent_by_the_keyboard_alone(namuna: Visits) -> None:
    page = namuna.open(DESK)
    page.goto("/report")
    go_on = page.locator("[data-steps-next]")
    press(page, go_on)
    press(page, page.locator("[data-typed] summary"), "Space")
    for label, value in (("Latitude", "40.7021"), ("Longitude", "66.1583")):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(value)
    page.keyboard.press("Tab")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna region")
    press(page, go_on)
    press(page, page.locator(".service-group summary").first, "Space")
    press(page, page.locator("input[name=service_code]").first, "Space")
    on_to_the_words(page)
    tab_to(page, page.get_by_label("What is wrong?"))
    page.keyboard.type("Written without a mouse.")
    press(page, go_on)
    expect(page.locator("[data-check=words]")).to_have_text("Written without a mouse.")
    press(page, page.locator("[data-steps-send]"))
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    assert public_id_of(page)


@pytest.mark.parametrize("login", ["", "dispatcher", "crew"])
def test_the_focus_is_always_seen(namuna: Visits, login: str) -> None:
    page = namuna.open(DESK, login=login)
    visit(page, {"": "/report", "dispatcher": "/dispatch/", "crew": "/crew/"}[login])
    for _ in range(15):
        page.keyboard.press("Tab")
        focused: dict[str, Any] = page.evaluate(SHOWN)
        assert focused["ring"] or focused["around"], focused["what"]


#: Whether what has the focus, or what is drawn in its place, shows a ring.
SHOWN = """() => {
  const ringed = (e) => {
    const s = e && getComputedStyle(e);
    return Boolean(s) && ((s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none");
  };
  const e = document.activeElement;
  return {
    what: e.outerHTML.slice(0, 160),
    ring: ringed(e),
    around: ringed(e.parentElement) || ringed(e.closest("label")) || ringed(e.closest("tr, li")) || e === document.body,
  };
}"""
