"""A dispatcher's whole day at 1280 × 800, by the keyboard where there is one: find, accept, assign, hand over, many at
once, while a colleague does the same; and a file at the end. Each state is looked at by axe, in light and in dark."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.actions import places, roster
from app.policy import policy
from geo.same_place import Place
from tests.browser.conftest import DESK, Site, Visits
from tests.browser.entering import enter, let_go
from tests.browser.test_everybody import COLOURS, PAINTED
from tests.factories import World, make_photo, make_user

SEARCH = "Search: number, words, place or phone"


@pytest.fixture
def world(site: Site) -> World:
    """Six reports, two of them late, a crew that fits and is on duty, a street, and a colleague at the next desk."""
    world = World()
    now = datetime.now(UTC)
    for n, days in enumerate((30, 20, 0, 0, 0, 0)):
        world.report(
            at=now - timedelta(days=days, hours=3, minutes=n),
            longitude=69.05 + n / 400,
            address="Maktab yonida" if n < 3 else "Bozor oldida",
            photo_tokens=[make_photo()],
        )
    own = {"name": "Asfalt brigadasi", "is_active": True, "groups": [world.group], "areas": [world.mahalla]}
    roster.save_crew(world.agency, world.other_crew, **own, by=world.dispatcher)
    today = policy().calendar.local_day(now)
    roster.add_shifts(
        world.other_crew,
        first_on=today,
        last_on=today + timedelta(days=1),
        weekdays=range(7),
        begins=time(0),
        ends=time(23, 59),
        holidays_too=True,
        by=world.dispatcher,
        at=now,
    )
    places.import_places("walk", [Place("1", "street", {"uz": "Chinor koʻchasi"}, (), 69.05, 41.05)], at=now)
    world.colleague = make_user("dispatcher", agency=world.agency)
    let_go()
    return world


class Walk:
    """One dispatcher's window; `seen` looks at a state in light and in dark, and keeps its picture."""

    def __init__(self, page: Page, shoot: Callable[..., Path], barriers: Callable[..., list[str]]) -> None:
        self.page, self._shoot, self._barriers = page, shoot, barriers

    def seen(self, step: str) -> None:
        """Everything is judged in light, and the colours anew in the dark."""
        assert self._barriers(self.page) == [], step
        self._shoot(self.page, f"{step}-light")
        self.page.emulate_media(color_scheme="dark")
        self.page.evaluate(PAINTED)
        assert self._barriers(self.page, COLOURS) == [], f"{step} in the dark"
        self._shoot(self.page, f"{step}-dark")
        self.page.emulate_media(color_scheme="light")
        self.page.evaluate(PAINTED)

    def keys(self, *keys: str) -> None:
        """Press keys once the page listens to them."""
        expect(self.page.locator("[data-keys-button]")).to_be_visible()
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, selector: str) -> None:
        """Go on with Tab until the focus is there."""
        for _ in range(80):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {selector}")

    def find(self, words: str) -> None:
        """Search by the keyboard alone."""
        self.keys("/")
        expect(self.page.get_by_label(SEARCH)).to_be_focused()
        self.page.get_by_label(SEARCH).fill("")
        self.page.keyboard.type(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def walk(
    site: Site,
    world: World,
    visits: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[..., list[str]],
) -> Walk:
    page = visits.open(DESK, reduced_motion="reduce")
    enter(page, site, world.dispatcher)
    page.goto("/dispatch/")
    return Walk(page, shoot, barriers)


def rows(page: Page) -> list[str]:
    """The numbers of the reports in the list."""
    return page.locator(".inbox .inbox-number").all_inner_texts()


def test_the_morning_lanes_searches_and_a_filter_that_is_kept(walk: Walk) -> None:
    page = walk.page
    walk.seen("1-inbox")
    assert len(rows(page)) == 6
    # The lanes by their numbers: what is late first.
    walk.keys("2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overdue")
    expect(page.locator(".inbox-row")).to_have_count(2)
    walk.keys("1")
    expect(page.get_by_role("heading", level=1)).to_have_text("All open")

    walk.find("maktab")
    expect(page.locator(".inbox-row")).to_have_count(3)
    walk.tab_to(".save-filter summary")
    page.keyboard.press("Enter")
    walk.tab_to("#filter-name")
    page.keyboard.type("Maktab atrofi")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".flash-success")).to_contain_text("Maktab atrofi")
    expect(page.locator(".saved-list [aria-current]")).to_have_text("Maktab atrofi")
    walk.seen("2-filter-kept")

    # A place: the coordinates somebody sent, then the street that somebody named, in the other script.
    page.goto("/dispatch/")
    walk.find("41.05, 69.05")
    expect(page.locator(".desk-phone")).to_contain_text("Near 41.05000, 69.05000")
    expect(page.locator(".inbox-far").first).to_contain_text("m away")
    first = rows(page)
    assert 1 <= len(first) < 6
    walk.seen("3-near")
    page.goto("/dispatch/")
    walk.find("чинор кўчаси")
    expect(page.locator(".desk-phone")).to_contain_text("Near Chinor koʻchasi")
    assert rows(page) == first

    # The kept filter is one press away.
    walk.tab_to(".saved-list a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".inbox-row")).to_have_count(3)


def test_a_report_is_accepted_assigned_as_suggested_and_another_handed_over(walk: Walk, world: World) -> None:
    page = walk.page
    number = rows(page)[0]
    walk.keys("j", "Enter")
    expect(page.get_by_text(f"Report {number}")).to_be_visible()
    walk.seen("4-report")
    walk.tab_to("form[action*='/accept'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".flash-success")).to_be_visible()

    # Who fits is named before the choice, and is the first of it.
    expect(page.locator(".fits")).to_contain_text("Asfalt brigadasi")
    expect(page.locator(".fits")).to_contain_text("Knows this kind of work")
    walk.keys("a")
    expect(page.get_by_label("Crew", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Crew", exact=True)).to_have_value(str(world.other_crew.id))
    walk.tab_to("form[action*='/assign'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Asfalt brigadasi has the job on its list now.")).to_be_visible()

    page.goto("/dispatch/")
    second = rows(page)[1]
    walk.keys("j", "j", "Enter")
    expect(page.get_by_text(f"Report {second}")).to_be_visible()
    walk.keys("h")
    expect(page.get_by_label("Agency", exact=True)).to_be_focused()
    page.get_by_label("Agency", exact=True).select_option(str(world.other_agency.id))
    walk.tab_to("#hand-over-note")
    page.keyboard.type("Bu suv quvuri, bizniki emas")
    walk.seen("5-handing-over")
    walk.tab_to("form[action*='/hand-over'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("It left your inbox.")).to_be_visible()
    page.goto("/dispatch/")
    assert second not in rows(page)


def test_many_are_assigned_at_once_while_a_colleague_takes_one_of_them(
    walk: Walk, site: Site, world: World, visits: Visits
) -> None:
    page = walk.page
    page.goto("/dispatch/?lane=new")
    numbers = rows(page)
    walk.keys("j", "x", "j", "x", "j", "x", "a")
    page.wait_for_url("**/dispatch/bulk?*")
    # Who fits all of them is chosen already; the page says what will happen to each.
    suggested = page.locator(".choice", has_text="Asfalt brigadasi")
    expect(suggested).to_contain_text("Fits all of them")
    expect(suggested.locator("input")).to_be_checked()
    for number in numbers[:3]:
        expect(page.get_by_role("row", name=number)).to_contain_text("comes onto the crew's list")
    walk.seen("6-what-will-happen")

    # Meanwhile the colleague rejects the second of them.
    other = visits.open(DESK)
    enter(other, site, world.colleague)
    other.goto(f"/dispatch/{numbers[1]}")
    other.locator("summary", has_text="Reject").click()
    other.get_by_label("There is nothing to mend").check()
    other.get_by_role("button", name="Reject the report").click()
    expect(other.get_by_text("The report is rejected.")).to_be_visible()

    walk.tab_to(".bulk-do button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("2 reports are on the list of Asfalt brigadasi now.")).to_be_visible()
    expect(page.get_by_text(f"Left out: {numbers[1]}.")).to_be_visible()
    walk.seen("7-one-left-out")
    left = rows(page)
    assert not {*numbers[:3]} & {*left}


def test_the_second_of_two_at_one_report_is_told_by_itself_and_the_inbox_follows(
    site: Site,
    world: World,
    visits: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[..., list[str]],
) -> None:
    # Two windows of one dispatcher: the list, and a report of it.
    listed, opened = visits.open(DESK), visits.open(DESK, reduced_motion="reduce")
    for page in (listed, opened):
        page.clock.install()
        enter(page, site, world.dispatcher)
    listed.goto("/dispatch/?lane=new")
    number = rows(listed)[0]
    opened.goto(f"/dispatch/{number}")
    walk = Walk(opened, shoot, barriers)
    walk.keys("h")
    opened.get_by_label("Agency", exact=True).select_option(str(world.other_agency.id))
    opened.locator("#hand-over-note").fill("Bizniki emas")

    other = visits.open(DESK)
    enter(other, site, world.colleague)
    other.goto(f"/dispatch/{number}")
    other.get_by_label("Crew", exact=True).select_option(str(world.other_crew.id))
    other.get_by_role("button", name="Assign the crew").click()
    expect(other.get_by_text("has the job on its list now.")).to_be_visible()

    with opened.expect_response(f"**/dispatch/{number}/live*"):
        opened.clock.run_for(16_000)
    expect(opened.get_by_text("Somebody changed this report a moment ago.")).to_be_visible()
    expect(opened.locator("#hand-over-note")).to_have_value("Bizniki emas")
    walk.seen("8-told")
    with listed.expect_response("**/dispatch/live?*"):
        listed.clock.run_for(16_000)
    expect(listed.locator(".inbox-row")).to_have_count(5)
    assert number not in rows(listed)

    # What was written over is written by nobody: the second is told again, and decides anew.
    opened.get_by_role("button", name="Hand over", exact=True).click()
    expect(opened.locator(".error-summary")).to_contain_text("Somebody changed this report a moment ago.")
    expect(opened.locator("#hand-over-note")).to_have_value("Bizniki emas")


def test_at_the_end_of_the_day_the_filter_is_taken_away_as_a_file(walk: Walk, tmp_path: Path) -> None:
    page = walk.page
    walk.find("maktab")
    numbers = rows(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    file = tmp_path / "reports.csv"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        head, *told = list(csv.reader(lines))
    assert [line[0] for line in told] == numbers
    assert len({len(line) for line in (head, *told)}) == 1
