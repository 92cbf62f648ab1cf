"""Pages that are long on a phone: short there, all of it on paper, with and without a script; names on maps keep apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from app.actions import rollups
from app.extensions import db
from tests import databases
from tests.browser.conftest import DESK, PHONE, Site, Visits

#: A district of the demo with twelve mahallas, and the one whose names are the closest.
DISTRICT, CLOSE = "district:1799201", "district:1799207"
STATISTICS = f"/statistics?area={DISTRICT}"
COMPARED = f"/council/heat?area={DISTRICT}&period=12m&compare=before"

#: The words of labels that lie on one another.
COLLISIONS = """() => {
  const boxes = [...document.querySelectorAll(".council-label")]
    .filter((one) => getComputedStyle(one).visibility === "visible")
    .map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one.firstElementChild);
      return { words: one.innerText, at: range.getBoundingClientRect() };
    })
    .filter(({ at }) => at.width);
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap((one, n) =>
    boxes.slice(0, n).filter((other) => touch(one.at, other.at)).map((other) => `${one.words} / ${other.words}`));
}"""
SHOWN = """() => [...document.querySelectorAll(".council-label")]
  .filter((one) => getComputedStyle(one).visibility === "visible" && one.innerText.trim()).length"""


@pytest.fixture
def counted(demo: Site, namuna: Visits) -> Visits:
    """Windows on the demo, whose statistics have caught up."""
    with databases.in_charge(demo.app):
        while rollups.fold(datetime.now(UTC)):
            pass
        db.session.remove()
    return namuna


def height(page: Page) -> int:
    """How long the page is, in pixels."""
    found: int = page.evaluate("document.documentElement.scrollHeight")
    return found


@contextmanager
def on_paper(page: Page) -> Iterator[None]:
    """The page as it is printed."""
    page.emulate_media(media="print")
    yield
    page.emulate_media(media="screen")


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])
def test_statistics_are_short_on_a_phone_and_whole_on_paper(
    counted: Visits, barriers: Callable[[Page], list[str]], scripts: bool
) -> None:
    page = counted.open(PHONE, java_script_enabled=scripts)
    page.goto(STATISTICS)
    table = page.locator("#parts .table-dense")
    expect(table).to_be_hidden()
    months, services = (
        page.locator("#months .chart-table tbody tr"),
        page.locator("#services .table-dense tbody tr"),
    )
    expect(services.last).to_be_hidden()
    with on_paper(page):
        for line in (table.locator("tbody tr").last, months.first, services.last):
            expect(line).to_be_visible()
        expect(page.locator(".open-page summary:visible")).to_have_count(0)
        expect(page.get_by_role("navigation", name="On this page")).to_be_hidden()
    page.get_by_role("link", name="By mahalla").click()
    expect(page).to_have_url(f"{page.url.split('#')[0]}#parts")
    page.locator("#parts .fold-small > summary").press("Enter")
    expect(table).to_be_visible()
    if scripts:
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_on_a_desk_nothing_of_the_mahallas_is_folded(
    counted: Visits, barriers: Callable[[Page], list[str]]
) -> None:
    page = counted.open(DESK)
    page.goto(STATISTICS)
    expect(page.locator("#parts .table-dense")).to_be_visible()
    expect(page.locator("#parts .fold-small > summary")).to_be_hidden()
    assert barriers(page) == []


@pytest.mark.parametrize("language", ["uz", "uz_Cyrl", "ru", "en", "kaa"])
@pytest.mark.parametrize("area", [DISTRICT, "region:1799"])
def test_all_columns_of_a_comparison_are_seen_on_a_phone(counted: Visits, language: str, area: str) -> None:
    page = counted.open(PHONE, login="council")
    page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
    page.goto(f"/council/heat?area={area}&period=90d&compare=before")
    assert page.locator("html").get_attribute("lang") == language.replace("_", "-")
    table = page.locator(".heat-table-pane .table-frame")
    assert table.evaluate("frame => frame.scrollWidth - frame.clientWidth") <= 0
    # No number is broken, and none lies on another.
    over = table.evaluate("""frame => [...frame.querySelectorAll("td, th")]
        .filter((cell) => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText)""")
    assert over == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_two_periods_are_seen_from_the_same_height(counted: Visits, size: dict[str, Any]) -> None:
    page = counted.open(size, login="council")
    page.goto(COMPARED)
    for frame in page.locator("iframe").all():
        expect(frame.content_frame.locator(".council-boundary")).to_be_visible()
    upper, lower = page.frames[1:]
    for frame in (upper, lower):
        frame.wait_for_function(
            "zoom => Math.abs(window.map_council.getZoom() - zoom) < 0.001",
            arg=(lower if frame is upper else upper).evaluate("window.map_council.getZoom()"),
        )
        whole = "window.map_council.getBounds().contains(window.geo_json_boundary.getBounds())"
        assert frame.evaluate(whole)
    # Whoever looks closer looks closer at both.
    upper.get_by_role("button", name="Zoom in").click()
    lower.wait_for_function(
        "zoom => Math.abs(window.map_council.getZoom() - zoom) < 0.001",
        arg=upper.evaluate("window.map_council.getZoom()"),
    )
    legends = [
        page.locator("iframe").nth(n).content_frame.locator(".council-legend:visible").count() for n in (0, 1)
    ]
    assert legends == ([1, 0] if size is PHONE else [1, 1])


def test_two_periods_fit_a_phone_and_their_lines_unfold_by_key(
    counted: Visits, barriers: Callable[[Page], list[str]]
) -> None:
    page = counted.open(PHONE, login="council")
    page.goto(COMPARED)
    first, second = page.locator("iframe").first, page.locator("iframe").last
    expect(page.frame_locator("iframe").last.locator(".council-boundary")).to_be_visible()
    above, below = first.bounding_box(), second.bounding_box()
    assert above
    assert below
    # Nothing but the days of the lower one lies between the two, and both have nearly the height of the screen together.
    assert below["y"] - above["y"] - above["height"] < 80
    assert below["height"] + above["height"] < 1.1 * PHONE["viewport"]["height"]
    rows = page.locator(".heat-table-pane tbody tr")
    assert rows.count() > 8
    expect(rows.nth(6)).to_be_hidden()
    with on_paper(page):
        expect(rows.last).to_be_visible()
    folded = height(page)
    assert folded < 3300
    page.locator(".more-rows > summary").press("Enter")
    expect(rows.last).to_be_visible()
    assert height(page) > folded
    assert barriers(page) == []


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", ["/council/", "/council/heat"])
def test_names_on_the_map_keep_apart(counted: Visits, device: dict[str, object], address: str) -> None:
    # In Uzbek two of the names lay on one another.
    page = counted.open(device, locale="uz", login="council")
    page.goto(f"{address}?area={CLOSE}&period=12m")
    expect(page.frame_locator("iframe").locator(".council-boundary")).to_be_visible()
    page.wait_for_load_state("networkidle")
    frame: Frame = page.frames[1]
    assert frame.evaluate(COLLISIONS) == []
    at_first = frame.evaluate(SHOWN)
    for choice in frame.get_by_role("radio").all()[::-1]:
        choice.check(force=True)
        assert frame.evaluate(COLLISIONS) == []
    for _closer in range(2):
        frame.locator(".leaflet-control-zoom-in").press("Enter")
        page.wait_for_timeout(400)
        assert frame.evaluate(COLLISIONS) == []
    # What had no room has its name from nearer by, and the table has all of them.
    assert frame.evaluate(SHOWN) > at_first
    assert page.locator("tr[data-key]").count() >= frame.evaluate(SHOWN)
