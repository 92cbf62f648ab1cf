"""For everybody: no barrier on any page in any language, light and dark; by keyboard, by ear, with large text.

A page is opened once in each language; the theme is switched where it stands, and only colours are judged anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.i18n import OWN_NAMES
from tests.browser.conftest import DESK, PHONE, Visits
from tests.browser.test_pages import ROOMS, STICKS_OUT, press, tab_to, visit

#: Axe's rules about colours; nothing else of a page depends on the theme.
COLOURS = ["color-contrast", "link-in-text-block"]

RESIDENTS = ROOMS[""]

#: Waits until the last change was painted.
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done), 30)))"

#: Words that are cut off, on elements that do not scroll and are not hidden on purpose.
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((e) => {
  const s = getComputedStyle(e);
  if (!e.textContent.trim() || e.closest(".visually-hidden, .leaflet-container, [hidden], details:not([open]) > :not(summary)")) return false;
  const hides = (v) => v === "hidden" || v === "clip";
  return (hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
    || (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 2 && e.clientHeight > 1);
}).map((e) => e.outerHTML.slice(0, 120))"""

#: What is pressed and smaller than 44 px. A link inside a sentence is as high as its line, which WCAG 2.5.5 allows.
TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, select, summary, input:not([type=hidden]), textarea")]
  .filter((e) => {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest(".leaflet-marker-pane, .leaflet-control-attribution, .skip-link")) return false;
    if (e.matches("a") && getComputedStyle(e).display === "inline") return false;
    const target = e.matches("input") ? e.closest("label") || e : e;
    if (e.closest(".visually-hidden") && target === e) return false;
    const { width, height } = target.getBoundingClientRect();
    return width > 0 && (width < 43.5 || height < 43.5);
  })
  .map((e) => `${Math.round(e.getBoundingClientRect().width)}×${Math.round(e.getBoundingClientRect().height)} ${e.outerHTML.slice(0, 110)}`)"""

#: What still moves where less motion was asked for.
MOVES = """() => [...document.querySelectorAll("*")].filter((e) => {
  const s = getComputedStyle(e);
  return [...s.transitionDuration.split(","), ...s.animationDuration.split(",")].some((t) => parseFloat(t) > 0.01);
}).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def opened(namuna: Visits) -> Callable[..., Page]:
    """Return a window that reads a language."""

    def open_it(device: dict[str, Any], locale: str, login: str = "", **options: Any) -> Page:
        page = namuna.open(device, login=login, **options)
        page.goto("/about")
        page.context.add_cookies([{"name": "language", "value": locale, "url": page.url}])
        return page

    return open_it


@pytest.mark.parametrize("locale", ["uz", "ru"])
@pytest.mark.parametrize("login", ROOMS)
def test_a_page_full_of_a_towns_reports_shuts_nobody_out(
    opened: Callable[..., Page], barriers: Callable[..., list[str]], login: str, locale: str
) -> None:
    """Every page in every language is looked at in `test_no_page_shuts_anybody_out`, with less on it."""
    page = opened(PHONE, locale, login, color_scheme="light", reduced_motion="reduce")
    wrong: dict[str, list[str]] = {}
    for way in ROOMS[login]:
        visit(page, way)
        assert page.locator("html").get_attribute("lang") == locale.replace("_", "-")
        wrong[page.url] = barriers(page)
        page.emulate_media(color_scheme="dark")
        page.evaluate(PAINTED)
        wrong[f"{page.url} in the dark"] = barriers(page, COLOURS)
        page.emulate_media(color_scheme="light")
    assert not {url: found for url, found in wrong.items() if found}


@pytest.mark.parametrize("locale", OWN_NAMES)
def test_text_twice_as_large_loses_nothing(opened: Callable[..., Page], locale: str) -> None:
    page = opened(PHONE, locale)
    wrong = {}
    for way in RESIDENTS:
        visit(page, way)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wrong[page.url] = page.evaluate(STICKS_OUT) + page.evaluate(CUT_OFF)
    assert not {url: found for url, found in wrong.items() if found}


@pytest.mark.parametrize("locale", ["uz", "ru"])
@pytest.mark.parametrize("login", ["", "crew"])
def test_whatever_is_pressed_on_a_phone_is_large_enough(
    opened: Callable[..., Page], login: str, locale: str
) -> None:
    page = opened(PHONE, locale, login)
    wrong = {}
    for way in ROOMS[login]:
        visit(page, way)
        wrong[page.url] = page.evaluate(TOO_SMALL)
    assert not {url: found for url, found in wrong.items() if found}


def test_nothing_moves_for_who_asked_for_less(namuna: Visits) -> None:
    page = namuna.open(PHONE, reduced_motion="reduce")
    wrong = {}
    for way in RESIDENTS:
        visit(page, way)
        wrong[page.url] = page.evaluate(MOVES)
    assert not {url: found for url, found in wrong.items() if found}


def test_every_page_is_parted_into_the_same_landmarks(namuna: Visits) -> None:
    page = namuna.open(DESK)
    for way in RESIDENTS:
        visit(page, way)
        for role in ("banner", "main"):
            expect(page.get_by_role(role)).to_have_count(1)
        expect(page.get_by_role("navigation", name="Main")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        # What just happened is read aloud wherever somebody is on the page.
        expect(page.locator(".flashes[role=status]")).to_have_count(1)


def test_what_a_map_shows_also_stands_in_a_list(namuna: Visits) -> None:
    page = namuna.open(PHONE)
    page.goto("/")
    expect(page.get_by_role("region", name="Map of reports")).to_be_visible()
    press(page, page.get_by_role("link", name="All as a list"))
    expect(page).to_have_url("/reports")
    first = page.locator(".report-card a").first
    title = first.inner_text()
    press(page, first)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    # The place in words and as coordinates, for who cannot see where the pin stands.
    expect(page.locator(".coordinates")).to_contain_text("40.")


def test_the_first_tab_leads_past_the_header(namuna: Visits) -> None:
    page = namuna.open(DESK)
    for address in ("/", "/how", "/report"):
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_menus_open_and_close_by_keyboard_and_give_the_focus_back(namuna: Visits) -> None:
    page = namuna.open(PHONE)
    page.goto("/how")
    menu = page.get_by_role("button", name="Menu")
    press(page, menu)
    expect(page.get_by_role("link", name="About this service").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    languages = page.get_by_role("button", name="Language:")
    press(page, languages)
    tab_to(page, page.get_by_role("link", name="Русский"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_questions_unfold_by_keyboard(namuna: Visits) -> None:
    page = namuna.open(DESK)
    page.goto("/how")
    question = page.locator("summary", has_text="Do I have to say who I am?")
    press(page, question, "Space")
    expect(page.get_by_text("Without a name your report is worked on as a signal.")).to_be_visible()


def test_an_admins_rooms_unfold_on_a_phone(namuna: Visits) -> None:
    page = namuna.open(PHONE, login="admin")
    page.goto("/admin/staff")
    press(page, page.get_by_role("button", name="Administration: Staff"))
    posters = page.get_by_role("link", name="Posters")
    expect(posters).to_be_in_viewport()
    posters.click()
    expect(page.get_by_role("heading", name="Posters and stickers")).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/report", "/how"])
def test_forced_colours_leave_buttons_and_focus_to_be_seen(namuna: Visits, address: str) -> None:
    page = namuna.open(PHONE, forced_colors="active")
    page.goto(address)
    page.wait_for_timeout(300)
    edgeless = page.evaluate(
        """() => [...document.querySelectorAll(".button, .fab, .input, .choice input, .pill")]
          .filter((e) => e.checkVisibility() && getComputedStyle(e).borderTopStyle === "none"
            && getComputedStyle(e).outlineStyle === "none").map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert not edgeless
