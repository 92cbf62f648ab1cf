"""The board of crews in a real browser: by mouse, by keys, by the form alone, and when a colleague was faster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.actions import planning, roster
from app.models import ServiceRequest
from app.policy import policy
from tests.browser.conftest import DESK, PHONE, Site, Visits
from tests.browser.entering import enter, let_go, write
from tests.factories import World


@pytest.fixture
def world(site: Site) -> World:
    """Two crews of which one is on duty and fits, one job begun, one planned, two that no crew has."""
    world = World()
    now = datetime.now(UTC)
    for _ in range(2):
        world.report(at=now - timedelta(hours=2))
    world.report("in_progress", at=now - timedelta(hours=3))
    roster.save_crew(
        world.agency,
        world.other_crew,
        name="Asfalt brigadasi",
        is_active=True,
        groups=[world.group],
        areas=[world.mahalla],
        by=world.dispatcher,
    )
    today = policy().calendar.local_day(now)
    roster.add_shifts(
        world.other_crew,
        first_on=today,
        last_on=today + timedelta(days=6),
        weekdays=range(7),
        begins=time(0),
        ends=time(23, 59),
        members=[world.other_crew_member.id],
        holidays_too=True,
        by=world.dispatcher,
        at=now,
    )
    let_go()
    return world


def day(n: int) -> str:
    """The day in so many days, as the board writes it into its cells."""
    return (policy().calendar.local_day(datetime.now(UTC)) + timedelta(days=n)).isoformat()


def cell(page: Page, crew_id: int, on: str) -> Locator:
    """The place on the board of a crew and a day."""
    return page.locator(f'[data-cell][data-crew="{crew_id}"][data-day="{on}"]')


def first_waiting(page: Page) -> str:
    """The number of the first report that no crew has."""
    return page.locator(".board-waiting [data-job]").first.get_attribute("data-job") or ""


def test_a_job_is_dragged_to_a_crew_and_a_day(
    site: Site, world: World, desk: Page, shoot: Callable[..., Path], barriers: Callable[[Page], list[str]]
) -> None:
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/board")
    assert barriers(desk) == []
    shoot(desk, "1-board")
    number = first_waiting(desk)
    wanted = cell(desk, world.crew.id, day(1))
    desk.locator(f"#job-{number}").drag_to(wanted)
    expect(wanted.locator(f"#job-{number}")).to_be_visible()
    expect(desk.locator("[data-board-said]")).to_contain_text(f"{world.crew.name} does it on")
    # And on, to another crew; and back to no day.
    other = cell(desk, world.other_crew.id, day(2))
    desk.locator(f"#job-{number}").drag_to(other)
    expect(other.locator(f"#job-{number}")).to_be_visible()
    undone = cell(desk, world.other_crew.id, "")
    desk.locator(f"#job-{number}").drag_to(undone)
    expect(undone.locator(f"#job-{number}")).to_be_visible()
    assert barriers(desk) == []
    desk.reload()
    expect(cell(desk, world.other_crew.id, "").locator(f"#job-{number}")).to_be_visible()


def test_a_job_is_carried_by_the_keys_alone(site: Site, world: World, desk: Page) -> None:
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/board")
    number = first_waiting(desk)
    sign = desk.locator(f"#job-{number} [data-move]")
    said = desk.locator("[data-board-said]")
    for _ in range(60):
        if sign.evaluate("e => e === document.activeElement"):
            break
        desk.keyboard.press("Tab")
    expect(sign).to_be_focused()
    desk.keyboard.press("Space")
    expect(said).to_contain_text("is picked up")
    # First thoughts: nothing changes.
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Escape")
    expect(said).to_contain_text("stays where it was")
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    for _ in range(3):
        desk.keyboard.press("ArrowRight")
    shown = desk.locator(".board-over")
    crew, on = shown.get_attribute("data-crew"), shown.get_attribute("data-day")
    assert on == day(2)
    expect(said).to_contain_text(shown.get_attribute("data-crew-name") or "-")
    desk.keyboard.press("Enter")
    expect(cell(desk, int(crew or 0), day(2)).locator(f"#job-{number}")).to_be_visible()
    # The focus stays with the job, wherever it went.
    expect(desk.locator(f"#job-{number} [data-move]")).to_be_focused()


def test_the_board_works_without_a_script(site: Site, world: World, visits: Visits) -> None:
    page = visits.open(DESK, java_script_enabled=False)
    enter(page, site, world.dispatcher)
    page.goto("/dispatch/board")
    number = first_waiting(page)
    page.locator(f"#job-{number} [data-move]").click()
    # The crew that fits is chosen already, and said to be.
    expect(page.get_by_label("Asfalt brigadasi")).to_be_checked()
    expect(page.get_by_text("Suggested")).to_be_visible()
    page.get_by_label("Day", exact=True).fill(day(1))
    page.get_by_role("button", name="Plan the job").click()
    expect(page.get_by_text("Asfalt brigadasi does it on")).to_be_visible()
    expect(cell(page, world.other_crew.id, day(1)).locator(f"#job-{number}")).to_be_visible()


def test_the_second_of_two_who_plan_is_told_and_sees_what_happened(
    site: Site, world: World, desk: Page, shoot: Callable[..., Path], barriers: Callable[[Page], list[str]]
) -> None:
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/board")
    number = first_waiting(desk)

    write()
    report = site.app.extensions["sqlalchemy"].session.query(ServiceRequest).filter_by(public_id=number).one()
    today = policy().calendar.local_day(datetime.now(UTC))
    planning.plan(report, world.other_crew, today, by=world.admin, at=datetime.now(UTC))
    let_go()

    desk.locator(f"#job-{number}").drag_to(cell(desk, world.crew.id, day(1)))
    expect(desk.get_by_role("alert").filter(has_text="Somebody changed this report")).to_be_visible()
    expect(cell(desk, world.other_crew.id, day(0)).locator(f"#job-{number}")).to_be_visible()
    assert barriers(desk) == []
    shoot(desk, "told")


def test_a_network_that_is_gone_changes_nothing(site: Site, world: World, desk: Page, visits: Visits) -> None:
    enter(desk, site, world.dispatcher)
    desk.goto("/dispatch/board")
    number = first_waiting(desk)
    desk.route("**/dispatch/board/*", lambda route: route.abort())
    desk.locator(f"#job-{number}").drag_to(cell(desk, world.crew.id, day(1)))
    expect(desk.get_by_text("The network did not answer. Nothing was changed.")).to_be_visible()
    expect(desk.locator(f".board-waiting #job-{number}")).to_be_visible()
    # What the browser itself says about a request without an answer is no fault of the page.
    visits.wrong = [wrong for wrong in visits.wrong if "net::ERR_FAILED" not in wrong]


@pytest.mark.parametrize("locale", ["uz", "ru"])
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_the_pages_about_crews_shut_nobody_out(
    site: Site,
    world: World,
    visits: Visits,
    locale: str,
    device: str,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    size = {"desk": DESK, "phone": PHONE}[device]
    page = visits.open(size, locale=locale)
    enter(page, site, world.dispatcher)
    page.goto("/dispatch/board")
    number = first_waiting(page)
    for step, address in enumerate(
        (
            "/dispatch/board",
            "/dispatch/crews",
            f"/dispatch/crews/{world.other_crew.id}",
            f"/dispatch/board/{number}",
        )
    ):
        page.goto(address)
        assert barriers(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"], address
        shoot(page, f"{device}-{locale}-{step}", full_page=True)
