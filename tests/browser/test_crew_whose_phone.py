"""Whose day is on the phone: the one's who is signed in, and nobody else's; what somebody did waits for that person."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from app.db import db
from tests.browser.away import begin, bring_day, do, finish, is_kept_page, kept_day, moves, waiting
from tests.browser.conftest import Site
from tests.browser.entering import enter, let_go, write
from tests.browser.offline import Phone, phone_on, waits_for
from tests.factories import make_photo, make_user


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    with phone_on(chromium, site) as phone:
        yield phone


def test_a_day_goes_with_its_person(phone: Phone) -> None:
    """By signing out; by somebody else's signing in, through the form or without it."""
    write()
    world = phone.world
    report = world.report("accepted", photo_tokens=[make_photo()])
    mate = make_user("crew", crew=world.crew_member.crew)
    db.session.commit()
    let_go()
    page, me = phone.page, world.crew_member
    bring_day(phone, me, 1)
    kept = kept_day(page)
    assert kept
    assert kept["who"] == str(me.id)
    assert {"/crew/", f"/crew/{report.public_id}"} <= set(kept["paths"])
    assert [path for path in kept["paths"] if path.startswith("/photos/")]
    assert not [path for path in kept["paths"] if path.startswith(("/account", "/dispatch", "/r/", "/admin"))]

    # Somebody else's cookie: the first page that is opened tells the worker.
    enter(page, phone.site, mate)
    page.goto("/crew/")
    waits_for(lambda: (kept_day(page) or {}).get("who") in (None, str(mate.id)), page)
    phone.cut()
    page.goto(f"/crew/{report.public_id}")
    if (kept_day(page) or {}).get("who") != str(mate.id):
        phone.sees("No connection")
    phone.mend()

    # Signing out takes the day along.
    bring_day(phone, me, 1)
    page.evaluate("document.querySelector('form[action$=\"/sign-out\"]').requestSubmit()")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    waits_for(lambda: kept_day(page) is None, page)
    phone.cut()
    page.goto(f"/crew/{report.public_id}")
    phone.sees("No connection")
    phone.mend()

    # A session that ended is nobody's: the page that leads to sign-in takes the day along.
    bring_day(phone, me, 1)
    phone.context.clear_cookies()
    page.goto("/crew/")
    page.wait_for_url("**/sign-in**")
    waits_for(lambda: kept_day(page) is None, page)


def test_what_waits_is_done_by_its_author_alone_and_others_do_not_read_it(phone: Phone) -> None:
    write()
    world = phone.world
    report = world.report("accepted")
    mate = make_user("crew", crew=world.crew_member.crew)
    db.session.commit()
    let_go()
    page, me = phone.page, world.crew_member
    bring_day(phone, me, 1)
    phone.cut()
    page.goto(f"/crew/{report.public_id}")
    is_kept_page(page)
    begin(page)
    do(page, "note", "Darvoza kodi yozilgan")
    # The session ends meanwhile.
    phone.context.clear_cookies()
    phone.mend()
    expect(page.locator("[data-field-sign-in]")).to_be_visible(timeout=60_000)
    expect(page.locator("[data-field-sign-in] a")).to_have_attribute(
        "href", f"/sign-in?next=/crew/{report.public_id}"
    )
    assert "start" not in moves(report)

    # A mate signs in: it waits on, and is not shown; what the mate does goes past it.
    enter(page, phone.site, mate)
    page.goto("/crew/")
    expect(page.locator("[data-field-others]")).to_be_visible()
    expect(page.locator(".field-waiting")).not_to_contain_text("Darvoza")
    page.goto(f"/crew/{report.public_id}")
    expect(page.locator(".field-acts[data-ready]")).to_be_visible()
    do_and_see(page)
    waits_for(lambda: waiting(phone) == 2, page, 60)
    assert "start" not in moves(report)

    # Its author comes back: it goes by itself.
    enter(page, phone.site, me)
    page.goto("/crew/")
    waits_for(lambda: waiting(phone) == 0, page, 60)
    starts = [change for change in report.history if change.move == "start"] if moves(report) else []
    assert [change.by_user_id for change in starts] == [me.id]


def do_and_see(page) -> None:
    """The mate writes a note with a network: it is there when the page is shown anew."""
    way = page.locator("details[data-move=note]")
    way.locator("summary").click()
    way.locator("textarea").fill("Men ham keldim")
    way.locator("button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Men ham keldim")


def test_what_was_not_taken_is_changed_and_sent_again_as_the_same_act(phone: Phone) -> None:
    """The service begins to demand a photo while the job is finished without one and without a network."""
    write()
    world = phone.world
    world.service.photo_after_required = False
    report = world.report("in_progress")
    db.session.commit()
    let_go()
    page = phone.page
    bring_day(phone, world.crew_member, 1)
    phone.cut()
    page.goto(f"/crew/{report.public_id}")
    expect(page.locator(".field-acts[data-ready]")).to_be_visible()
    finish(page, note="Supurildi", photos=0)
    expect(page.locator(".field-act")).to_have_count(1)
    (before,) = phone.acts()
    write()
    world.service.photo_after_required = True
    db.session.commit()
    let_go()
    phone.mend()
    expect(page.locator(".field-act[data-state=stuck]")).to_be_visible(timeout=60_000)
    page.goto("/crew/")
    expect(page.locator(".job-waits[data-stuck]")).to_be_visible()
    page.locator("[data-act-change]").click()
    expect(page.locator("#resolve textarea[name=note]")).to_have_value("Supurildi")
    finish(page)
    page.wait_for_url("**/crew/")
    waits_for(lambda: waiting(phone) == 0, page, 60)
    assert moves(report)[-1] == "resolve"
    assert before["id"]
