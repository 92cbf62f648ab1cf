"""The talk about a report in a real browser: reply and note, merging and back, whose it is, a contractor's phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.actions import oversight
from app.queries import worklist
from tests.app.conversations import make_template
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.entering import enter, let_go, write
from tests.factories import World, make_photo

Shoot = Callable[..., Path]
Barriers = Callable[[Page], list[str]]


@pytest.fixture
def world(site: Site) -> World:
    world = World()
    now = datetime.now(UTC)
    world.first = world.report(at=now - timedelta(hours=5), photo_tokens=[make_photo()])  # type: ignore[attr-defined]
    world.second = world.report(  # type: ignore[attr-defined]
        at=now - timedelta(hours=1), longitude=69.0501, photo_tokens=[make_photo(), make_photo()]
    )
    make_template("Salom! {number}: usta {due} gacha keladi.", title="Usta keladi")
    let_go()
    return world


def open_second(desk: Page, site: Site, world: World) -> str:
    enter(desk, site, world.dispatcher)
    number: str = world.second.public_id  # type: ignore[attr-defined]
    desk.goto(f"/dispatch/{number}")
    return number


def test_a_reply_begins_with_a_template_and_a_note_stays_inside(
    site: Site, world: World, desk: Page, visits: object, shoot: Shoot, barriers: Barriers
) -> None:
    number = open_second(desk, site, world)
    desk.locator("summary", has_text="Begin with a template").click()
    desk.get_by_role("link", name="Usta keladi").click()
    words = desk.get_by_label("Reply", exact=True)
    expect(words).to_be_focused()
    assert f"Salom! {number}: usta" in words.input_value()
    desk.get_by_role("button", name="Publish the reply").click()
    expect(desk.get_by_text("Whoever follows it is told.")).to_be_visible()
    # What was sent does not come back as a draft.
    desk.reload()
    expect(desk.get_by_role("button", name="Keys")).to_be_visible()
    expect(desk.get_by_label("Reply", exact=True)).to_have_value("")
    desk.get_by_label("Internal note", exact=True).fill("Kalit qorovulda")
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.locator(".notes")).to_contain_text("Kalit qorovulda")
    assert barriers(desk) == []
    shoot(desk, "said", full_page=True)
    public = visits.open(PHONE)  # type: ignore[attr-defined]
    public.goto(f"/r/{number}")
    expect(public.get_by_text(f"Salom! {number}")).to_be_visible()
    expect(public.get_by_text("Kalit qorovulda")).to_have_count(0)


def test_what_is_the_same_is_tied_in_one_press_and_let_go_again(
    site: Site, world: World, desk: Page, shoot: Shoot, barriers: Barriers
) -> None:
    open_second(desk, site, world)
    expect(desk.get_by_role("heading", name="Probably the same problem")).to_be_visible()
    shoot(desk, "suggested")
    desk.get_by_role("button", name=f"Tie this report to {world.first.public_id}").click()  # type: ignore[attr-defined]
    expect(desk.get_by_text("The report was tied to the earlier one")).to_be_visible()
    assert barriers(desk) == []
    desk.get_by_role("button", name="Let it go on by itself").click()
    expect(desk.get_by_text("The report goes on by itself again.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Probably the same problem")).to_be_visible()


def test_a_part_is_split_off(site: Site, world: World, desk: Page, shoot: Shoot, barriers: Barriers) -> None:
    open_second(desk, site, world)
    desk.locator("summary", has_text="Split off a part").click()
    desk.get_by_label("What the part is").select_option("pothole")
    desk.get_by_label("What is wrong there").fill("Chiroq ham yonmaydi")
    desk.get_by_role("checkbox", name="Photo 2").check()
    assert barriers(desk) == []
    shoot(desk, "split")
    desk.get_by_role("button", name="Make it a report of its own").click()
    expect(desk.get_by_text("A part of it goes on as report")).to_be_visible()


def test_the_council_decides_what_two_agencies_refuse(
    site: Site, world: World, desk: Page, visits: object, shoot: Shoot, barriers: Barriers
) -> None:
    number = open_second(desk, site, world)
    desk.locator("summary", has_text="Hand over to another agency").click()
    desk.get_by_label("Agency", exact=True).select_option(str(world.other_agency.id))
    desk.locator("#hand-over-note").fill("Suv quvuri")
    desk.get_by_role("button", name="Hand over", exact=True).click()
    expect(desk.get_by_text("It left your inbox.")).to_be_visible()
    write()
    back = worklist.find(number, world.other_dispatcher)
    oversight.hand_over(
        back, world.agency, note="Asfalt choʻkkan", by=world.other_dispatcher, at=datetime.now(UTC)
    )
    let_go()
    desk.goto(f"/dispatch/{number}")
    expect(desk.get_by_text("The district council was asked on")).to_be_visible()
    expect(desk.locator("summary", has_text="Hand over to another agency")).to_have_count(0)
    shoot(desk, "quarrel")

    council = visits.open(DESK)  # type: ignore[attr-defined]
    enter(council, site, world.council)
    council.goto("/council/")
    council.get_by_role("link", name="1 report waits for your decision").click()
    assert barriers(council) == []
    council.get_by_role("rowheader").get_by_role("link").click()
    council.get_by_label("Which agency answers").select_option(str(world.other_agency.id))
    council.get_by_label("Reason").fill("Quvur ustida")
    assert barriers(council) == []
    shoot(council, "decide")
    council.get_by_role("button", name="Decide").click()
    expect(council.get_by_text("It is decided.")).to_be_visible()
    expect(council.get_by_text("Nothing waits for a decision.")).to_be_visible()


def test_a_contractor_answers_on_a_phone_without_an_account(
    site: Site, world: World, desk: Page, visits: object, shoot: Shoot, barriers: Barriers
) -> None:
    number = open_second(desk, site, world)
    desk.locator("summary", has_text="Ask a contractor").click()
    desk.get_by_label("Who is asked").fill("Yoʻl-qurilish MChJ")
    desk.get_by_role("button", name="Make the link").click()
    address = desk.get_by_label("Link for Yoʻl-qurilish MChJ").input_value()
    assert barriers(desk) == []

    phone = visits.open(PHONE, java_script_enabled=False)  # type: ignore[attr-defined]
    phone.goto("/c/" + address.split("/c/")[1])
    shoot(phone, "contractor", full_page=True)
    phone.get_by_label("We will do it").check()
    phone.get_by_label("In words").fill("Dushanba kuni")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.get_by_text("You answered already.")).to_be_visible()

    desk.goto(f"/dispatch/{number}")
    expect(desk.locator(".notes")).to_contain_text("Dushanba kuni")


@pytest.mark.parametrize("locale", ["uz", "ru"])
def test_the_page_is_fine_in_other_languages_and_on_a_phone(
    site: Site, world: World, visits: object, locale: str, shoot: Shoot, barriers: Barriers
) -> None:
    for name, screen in (("desk", DESK), ("phone", PHONE)):
        page = visits.open(screen, locale=locale)  # type: ignore[attr-defined]
        enter(page, site, world.dispatcher)
        page.goto(f"/dispatch/{world.second.public_id}")  # type: ignore[attr-defined]
        for fold in page.locator("details.move > summary").all():
            fold.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"]
        assert barriers(page) == []
        shoot(page, f"{locale}-{name}", full_page=True)
