"""On a small phone: the same problem is offered, a neighbour says "me too", the agency asks, the reporter answers,
adds a photo, refuses the repair with a photo, and rates in words. In each language the pages are looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from app.actions import fieldwork, oversight, remarks
from app.db import db
from app.models import PhotoKind, ServiceRequest
from app.presentation import now
from tests.browser.conftest import DESK, PHONE, Site, Visits
from tests.browser.entering import enter, let_go, write
from tests.browser.reporting import choose_service, next_step, photo
from tests.factories import World, make_photo

HERE: dict[str, Any] = {
    "geolocation": {"longitude": 69.0503, "latitude": 41.05, "accuracy": 8},
    "permissions": ["geolocation"],
}
Shoot = Callable[..., Path]


@pytest.fixture
def world(site: Site) -> World:
    """A town in which somebody reported a pothole yesterday, with a photo."""
    world = World()
    world.group.names = {"uz": "Yoʻllar", "en": "Roads", "ru": "Дороги"}
    world.service.names = {"uz": "Yoʻldagi chuqur", "en": "Pothole", "ru": "Яма на дороге"}
    world.agency.names = {"uz": "Yoʻl xizmati", "en": "Road service", "ru": "Дорожная служба"}
    world.mahalla.names = {"uz": "Navbahor mahallasi", "ru": "махалля Навбахор"}
    world.district.names = {"uz": "Namuna tumani", "ru": "Намунинский район"}
    db.session.commit()
    return world


def fresh(sr: ServiceRequest) -> ServiceRequest:
    """The report as it stands now, for the town to act on."""
    write()
    return db.session.get_one(ServiceRequest, sr.id)


def no_barriers(page: Page, barriers: Callable[[Page], list[str]]) -> None:
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_same_problem_is_offered_and_a_neighbour_says_me_too(
    visits: Visits, world: World, shoot: Shoot, barriers: Any
) -> None:
    sr = world.report(at=now(), photo_tokens=[make_photo(at=now())], address="12-uy oldida")
    let_go()
    page = visits.open(PHONE, **HERE)
    page.goto("/report")
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Navbahor")
    next_step(page, "Next: what it is")
    with page.expect_response(lambda answer: "/report/near" in answer.url):
        choose_service(page)
    expect(page.locator("#step-same li")).to_be_attached()
    page.get_by_role("button", name="Next: your words").click()
    expect(page.get_by_role("heading", name="The same problem already here?")).to_be_visible()
    offer = page.locator("#step-same")
    expect(offer).to_contain_text("25 m from your pin")
    expect(offer).to_contain_text("Received")
    expect(offer.get_by_role("img")).to_be_visible()
    no_barriers(page, barriers)
    shoot(page, "1-offer", full_page=True)
    # Whoever has another problem goes on, and comes back by the browser's own button.
    page.get_by_role("button", name="No, it is another problem").click()
    expect(page.get_by_label("What is wrong?")).to_be_visible()
    page.get_by_label("What is wrong?").fill("Katta chuqur")
    page.go_back()
    offer.get_by_role("link", name="I have this too").click()
    expect(page.get_by_role("heading", name="Do you have this problem too?")).to_be_visible()
    no_barriers(page, barriers)
    shoot(page, "2-me-too", full_page=True)
    page.get_by_label("Phone").fill("90 765 43 21")
    page.get_by_role("button", name="I have this too").click()
    expect(page.get_by_role("status").first).to_contain_text("Thank you. You are counted.")
    expect(page.get_by_text("1 more resident has it")).to_be_visible()
    no_barriers(page, barriers)
    shoot(page, "3-counted", full_page=True)
    # The report that was being written is not needed any more.
    assert page.evaluate("sessionStorage.getItem('draft:report')") is None
    page.goto(f"/r/{sr.public_id}")
    expect(page.get_by_text("1 more resident has it")).to_be_visible()
    shoot(page, "4-public", full_page=True)


def test_an_answer_that_comes_late_is_told_on_the_last_screen(visits: Visits, world: World) -> None:
    world.report(at=now())
    let_go()
    page = visits.open(PHONE, **HERE)
    waiting = []
    page.route("**/report/near*", lambda route: waiting.append(route))
    page.goto("/report")
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Navbahor")
    next_step(page, "Next: what it is")
    choose_service(page)
    page.wait_for_timeout(600)
    next_step(page, "Next: your words")
    page.get_by_label("What is wrong?").fill("Katta chuqur")
    next_step(page, "Next: check it")
    late = page.get_by_role("link", name="The same problem may be here already.")
    expect(late).to_be_hidden()
    for route in waiting:
        route.continue_()
    late.click()
    expect(page.get_by_role("heading", name="The same problem already here?")).to_be_visible()
    page.get_by_role("button", name="No, it is another problem").click()
    expect(page.get_by_label("What is wrong?")).to_have_value("Katta chuqur")


def test_with_no_script_the_page_before_sending_offers_it(visits: Visits, world: World) -> None:
    sr = world.report(at=now())
    let_go()
    page = visits.open(PHONE, java_script_enabled=False)
    page.goto("/report?lat=41.05&lon=69.05&service=pothole")
    page.get_by_label("What is wrong?").fill("Katta chuqur")
    page.get_by_role("button", name="See who gets it, then send").click()
    page.get_by_role("link", name="I have this too").click()
    page.get_by_role("button", name="I have this too").click()
    expect(page.get_by_text("Thank you. You are counted.")).to_be_visible()
    page.get_by_role("button", name="I do not have this problem any more").click()
    expect(page.get_by_text("You are not counted any more")).to_be_visible()
    page.goto(f"/r/{sr.public_id}")
    expect(page.get_by_text("more resident")).to_have_count(0)


def test_the_agency_asks_and_the_reporter_answers_adds_refuses_and_rates(
    visits: Visits, site: Site, world: World, shoot: Shoot, barriers: Any, tmp_path: Path
) -> None:
    sr = world.report("accepted", at=now(), photo_tokens=[make_photo(at=now())])
    public_id, own = sr.public_id, f"/r/{sr.public_id}/{sr.secret}"
    let_go()
    desk = visits.open(DESK)
    enter(desk, site, world.dispatcher)
    desk.goto(f"/dispatch/{public_id}")
    expect(desk.locator("[data-keys-button]")).to_be_visible()
    desk.keyboard.press("q")
    expect(desk.get_by_label("Question")).to_be_focused()
    desk.get_by_label("Question").fill("Which lane is it in?")
    no_barriers(desk, barriers)
    shoot(desk, "1-ask")
    desk.get_by_role("button", name="Send the question").click()
    expect(desk.get_by_role("status").first).to_contain_text("The resident is asked.")

    page = visits.open(PHONE)
    page.goto(own)
    expect(page.get_by_role("heading", name="The agency asks you")).to_be_visible()
    no_barriers(page, barriers)
    shoot(page, "2-asked", full_page=True)
    page.get_by_label("Your answer").fill("The right one, before the bridge")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("status").first).to_contain_text("The agency has your answer.")

    page.get_by_text("Add a photo or a few words").click()
    page.locator("#comment-words").fill("It is deeper after the rain")
    form = page.locator("form[action$='/comment']")
    expect(form.locator(".photo-picker[data-ready]")).to_be_attached()
    form.locator("input[type=file]").first.set_input_files(photo(tmp_path))
    expect(form.locator(".photo[data-state=kept]")).to_be_visible()
    no_barriers(page, barriers)
    shoot(page, "3-add", full_page=True)
    page.get_by_role("button", name="Add it to the report").click()
    expect(page.get_by_role("status").first).to_contain_text("It stands on the page now")
    story = page.locator(".timeline")
    expect(story).to_contain_text("It is deeper after the rain")
    expect(story).to_contain_text("The right one, before the bridge")
    # What was sent is not offered a second time.
    page.get_by_text("Add a photo or a few words").click()
    expect(page.locator("#comment-words")).to_have_value("")
    expect(form.locator(".photo")).to_have_count(0)

    desk.goto(f"/dispatch/{public_id}")
    expect(desk.locator(".timeline")).to_contain_text("The right one, before the bridge")
    shoot(desk, "4-answered")
    mend(world, fresh(sr))

    page.goto(own)
    expect(page.locator(".next-step")).to_contain_text("You have 7 days, until")
    shoot(page, "5-is-it-fixed", full_page=True)
    page.get_by_text("No, it is not fixed").click()
    page.get_by_label("What is still wrong?").fill("There is a new hole beside it")
    form = page.locator("form[action$='/not-fixed']")
    form.locator("input[type=file]").first.set_input_files(photo(tmp_path))
    expect(form.locator(".photo[data-state=kept]")).to_be_visible()
    shoot(page, "6-not-fixed", full_page=True)
    page.get_by_role("button", name="Open the report again").click()
    expect(page.get_by_role("status").first).to_contain_text("The report is open again.")

    crew = visits.open(PHONE)
    enter(crew, site, world.crew_member)
    crew.goto(f"/crew/{public_id}")
    expect(crew.get_by_role("heading", name="What was asked and added")).to_be_visible()
    no_barriers(crew, barriers)
    shoot(crew, "7-crew", full_page=True)
    mend(world, fresh(sr))

    page.goto(own)
    page.locator(".rating label").nth(3).click()
    page.get_by_label("Why?").fill("Good in the end, on the second try")
    page.get_by_role("button", name="Yes, it is fixed").click()
    expect(page.get_by_text("rated the work 4 of 5")).to_be_visible()
    page.goto(f"/r/{public_id}")
    expect(page.locator(".rating-words")).to_have_text("Good in the end, on the second try")
    no_barriers(page, barriers)
    shoot(page, "8-rated", full_page=True)


def mend(world: World, sr: ServiceRequest) -> None:
    """The crew starts and says that it is done."""
    fieldwork.start(sr, by=world.crew_member, at=now())
    token = make_photo(PhotoKind.AFTER, at=now(), position=(69.05, 41.05))
    fieldwork.resolve(sr, by=world.crew_member, photo_tokens=[token], at=now())
    let_go()


@pytest.mark.parametrize("locale", ["uz", "uz-Cyrl", "kaa", "ru", "en"])
def test_the_pages_of_following_in_each_language(
    visits: Visits, world: World, shoot: Shoot, barriers: Any, locale: str
) -> None:
    sr = world.report("accepted", at=now(), photo_tokens=[make_photo(at=now())])
    remarks.ask(sr, words="Qaysi tomonda?", client_uuid=str(uuid4()), by=world.dispatcher, at=now())
    late = world.report(at=now(), longitude=69.07)
    oversight.accept(late, by=world.dispatcher, at=now())
    db.session.get_one(ServiceRequest, late.id).due_at = now() - timedelta(days=3, hours=1)
    db.session.commit()
    fixed = world.report("resolved", at=now(), photo_tokens=[make_photo(at=now())])
    let_go()
    page = visits.open(PHONE, locale=locale)
    for name, address in {
        "asked": f"/r/{sr.public_id}/{sr.secret}",
        "late": f"/r/{late.public_id}",
        "fixed": f"/r/{fixed.public_id}/{fixed.secret}",
        "too": f"/r/{sr.public_id}/too",
    }.items():
        page.goto(address)
        no_barriers(page, barriers)
        shoot(page, f"{locale}-{name}", full_page=True)
    page.goto(f"/r/{sr.public_id}/too")
    page.locator("form button[type=submit].button-primary").click()
    expect(page.locator("[role=status]").first).to_be_visible()
    no_barriers(page, barriers)
    shoot(page, f"{locale}-counted", full_page=True)
