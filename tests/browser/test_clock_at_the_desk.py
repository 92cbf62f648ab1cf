"""The clock at the dispatcher's desk in a real browser: put off once, a second time refused, standing for a question."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.actions import remarks, spreading
from app.db import db
from app.models import OutboxMessage, ServiceRequest, StatusChange
from app.notices import writing
from app.policy import policy
from tests.browser.conftest import DESK, PHONE, Site, Visits
from tests.browser.entering import enter, let_go, write
from tests.factories import World

SIZES = {"desk": DESK, "phone": PHONE}


@pytest.fixture
def world(site: Site) -> World:
    return World()


def an_appeal(world: World, *, days_left: int) -> ServiceRequest:
    """An open appeal whose sender has an e-mail; the law wants it answered so many days from now."""
    sr = world.report("accepted", at=datetime.now(UTC), email="gulchehra@example.uz", locale="en")
    today = policy().calendar.local_day(datetime.now(UTC))
    sr.appeal_registered_on = today - timedelta(days=15 - days_left)
    sr.answer_due_on = today + timedelta(days=days_left)
    db.session.commit()
    return sr


def open_form(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).click()


def test_a_promise_is_put_off_once_and_the_resident_is_told(
    site: Site, world: World, desk: Page, barriers: Callable[[Page], list[str]]
) -> None:
    sr = an_appeal(world, days_left=10)
    public_id, report_id, until = sr.public_id, sr.id, sr.answer_due_on
    let_go()
    enter(desk, site, world.dispatcher)
    desk.goto(f"/dispatch/{public_id}")
    clock = desk.get_by_role("region", name="The clock")
    open_form(desk, "Put the promise off")
    # A day that is too far is refused at the day, and the reason stays written.
    desk.get_by_label("New day").fill((until + timedelta(days=90)).isoformat())
    desk.locator("#extend-note").fill("The pipe is on order.")
    desk.get_by_role("button", name="Put it off and tell the resident").click()
    expect(desk.locator("#extend-note")).to_have_value("The pipe is on order.")
    expect(desk.locator(".error-summary")).to_be_visible()
    assert barriers(desk) == []
    desk.get_by_label("New day").fill((until + timedelta(days=7)).isoformat())
    desk.get_by_role("button", name="Put it off and tell the resident").click()
    expect(desk.get_by_text("The resident is told why.")).to_be_visible()
    expect(clock).to_contain_text("it cannot be put off again")
    expect(desk.locator("summary", has_text="Put the promise off")).to_have_count(0)
    assert barriers(desk) == []
    write()
    now = datetime.now(UTC)
    last = select(StatusChange.id).where(
        StatusChange.move == "extend", StatusChange.service_request_id == report_id
    )
    spreading.spread_change(db.session.scalars(last).one(), now=now)
    letters = select(OutboxMessage).where(OutboxMessage.kind == "message")
    told = [row for row in db.session.scalars(letters) if row.payload["event"] == "extended"]
    mail = writing.message(told[0].key, told[0].payload)
    assert mail is not None
    assert "The pipe is on order." in mail.text


def test_the_second_of_two_windows_is_refused(site: Site, world: World, visits: Visits) -> None:
    sr = an_appeal(world, days_left=10)
    public_id, until = sr.public_id, sr.answer_due_on
    let_go()
    windows = [visits.open(DESK), visits.open(DESK)]
    for page in windows:
        enter(page, site, world.dispatcher)
        page.goto(f"/dispatch/{public_id}")
        open_form(page, "Put the promise off")
        page.get_by_label("New day").fill((until + timedelta(days=7)).isoformat())
        page.locator("#extend-note").fill("Frost.")
    first, second = windows
    first.get_by_role("button", name="Put it off and tell the resident").click()
    expect(first.get_by_text("The resident is told why.")).to_be_visible()
    second.get_by_role("button", name="Put it off and tell the resident").click()
    expect(second.get_by_role("region", name="The clock")).to_contain_text("it cannot be put off again")
    write()
    extended = select(StatusChange.id).where(StatusChange.move == "extend")
    assert len(db.session.scalars(extended).all()) == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["uz", "ru"])
def test_the_clock_says_how_it_stands(
    site: Site,
    world: World,
    visits: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
    size: str,
    locale: str,
) -> None:
    late, asked = an_appeal(world, days_left=-1), an_appeal(world, days_left=10)
    ids = {"late": late.public_id, "asked": asked.public_id}
    remarks.ask(
        asked,
        words="Qaysi tomonda?",
        client_uuid=str(uuid.uuid4()),
        by=world.dispatcher,
        at=datetime.now(UTC),
    )
    let_go()
    page = visits.open(SIZES[size], locale=locale)
    enter(page, site, world.dispatcher)
    for name, public_id in ids.items():
        page.goto(f"/dispatch/{public_id}")
        clock = page.locator("section[aria-labelledby=clock-title]")
        if name == "asked":
            expect(clock.locator(".waiting")).to_be_visible()
        expect(clock.locator("summary")).not_to_have_count(0)
        clock.locator("summary").first.click()
        clock.scroll_into_view_if_needed()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shoot(page, f"{name}-{locale}-{size}", full_page=size == "phone")
        clock_picture = shoot(
            page, f"{name}-{locale}-{size}-clock", clip=clock.bounding_box(), full_page=True
        )
        assert clock_picture.exists()
    page.goto("/dispatch/")
    expect(page.locator(f"[data-report='{ids['late']}'] .mark-flag")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, f"inbox-{locale}-{size}", full_page=True)
