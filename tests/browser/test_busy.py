"""What is being worked on stays readable: words keep their contrast while an answer is on its way, for however long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Visits
from tests.browser.reporting import STANDING_HERE

#: Says of everything that can work on something that it does so.
ALL_BUSY = """() => document.querySelectorAll(".button, .picker-answer, .job-card").forEach(
  (e) => e.setAttribute("aria-busy", "true"))"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_who_answers_can_be_read_while_it_is_asked_anew(
    namuna: Visits, barriers: Callable[[Page], list[str]], theme: str, motion: str
) -> None:
    page = namuna.open(PHONE, color_scheme=theme, reduced_motion=motion, **STANDING_HERE)
    page.goto("/report?service=pothole&lat=40.7021&lon=66.1583")
    page.locator("[data-steps-next]").click()
    answer = page.locator("[data-picker-answer]")
    expect(answer).to_contain_text("Namuna region")
    expect(answer).not_to_have_attribute("aria-busy", "true")
    held: list[Route] = []
    page.route("**/report/where**", lambda route: held.append(route))
    page.locator("[data-typed] summary").click()
    page.get_by_label("Latitude").fill("40.7022")
    page.keyboard.press("Tab")
    expect(answer).to_have_attribute("aria-busy", "true")
    assert barriers(page) == []
    # Nothing above it fades it either.
    assert answer.evaluate(PALEST) == 1
    for route in held:
        route.continue_()
    expect(answer).not_to_have_attribute("aria-busy", "true")


#: How much of a sentence's ink is left, with all that stands around it.
PALEST = """(e) => {
  const all = [...e.querySelectorAll("p")];
  for (let up = e; up; up = up.parentElement) all.push(up);
  return Math.min(...all.map((one) => Number(getComputedStyle(one).opacity)));
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("", "/report"),
        ("dispatcher", "/dispatch/board"),
        ("crew", "/crew/"),
        ("admin", "/admin/services/add"),
    ],
)
def test_a_button_at_work_can_be_read(
    namuna: Visits, barriers: Callable[[Page], list[str]], login: str, address: str, theme: str
) -> None:
    page = namuna.open(PHONE, color_scheme=theme, login=login)
    page.goto(address)
    page.evaluate(ALL_BUSY)
    assert barriers(page) == []
