"""A crew's day without a signal: the pages are on the phone, what is done waits, and arrives once and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import db
from app.models import FieldAct, PhotoKind, Remark
from tests.browser.away import begin, bring_day, do, finish, is_kept_page, moves, waiting
from tests.browser.conftest import Site
from tests.browser.entering import let_go, write
from tests.browser.offline import Phone, phone_on, waits_for
from tests.browser.test_crew_on_site import small_targets
from tests.factories import make_crew, make_photo

Opens = Callable[..., Phone]


@pytest.fixture
def phone_in(chromium: Browser, site: Site) -> Iterator[Opens]:
    """`phone_in("uz")`: a phone that reads this language, at the end of a line that can be cut."""
    with ExitStack() as stack:
        yield lambda locale="en", **options: stack.enter_context(
            phone_on(chromium, site, locale=locale, **options)
        )


def jobs_of(phone: Phone, *statuses: str) -> list:
    """Make jobs, each with the resident's photo."""
    write()
    at = datetime.now(UTC) - timedelta(hours=3)
    reports = [
        phone.world.report(
            status,
            at=at + timedelta(minutes=n),
            longitude=69.05 + n / 1000,
            address=f"Maktab yonida {n + 1}",
            description="Katta chuqur",
            photo_tokens=[make_photo()],
        )
        for n, status in enumerate(statuses)
    ]
    let_go()
    return reports


@pytest.mark.parametrize("language", ["uz", "ru"])
def test_a_whole_day_is_done_without_a_signal_and_arrives_once_and_in_order(
    phone_in: Opens,
    shoot: Callable[..., Path],
    barriers: Callable[..., list[str]],
    language: str,
) -> None:
    phone = phone_in(language)
    page = phone.page
    hole, pipe, gone = jobs_of(phone, "accepted", "in_progress", "accepted")

    def looked_at(name: str) -> None:
        assert barriers(page) == []
        assert barriers(page, ["wcag2aaa"]) == []
        assert small_targets(page) == []
        shoot(page, f"{name}-{language}", full_page=True)

    bring_day(phone, phone.world.crew_member, 3)
    looked_at("1-today")
    phone.cut()

    page.goto("/crew/")
    is_kept_page(page)
    looked_at("2-today-kept")
    page.locator(f"#job-{hole.public_id} h3 a").click()
    is_kept_page(page)
    page.wait_for_function(
        "() => [...document.querySelectorAll('main .photo img')].every((i) => i.complete && i.naturalWidth)"
    )
    # The map is drawn of the areas' shapes: no tile comes here.
    expect(page.locator("path.area").first).to_be_attached()
    looked_at("3-job-kept")
    begin(page)
    # The camera has the earlier photo to lay over what it sees.
    assert page.locator("[data-ghost-before]").count() == 1
    do(page, "pause", "Tushlik")
    expect(page.locator("#resolve")).to_be_hidden()
    begin(page)
    do(page, "note", "Darvoza yopiq edi")
    finish(page, note="Asfalt yotqizildi")
    expect(page.locator(".field-act")).to_have_count(5)
    expect(page.locator(".crew-bar")).to_have_count(0)
    looked_at("4-all-of-it-waits")

    page.locator(".crew-back a").click()
    is_kept_page(page)
    expect(page.locator(f"#job-{hole.public_id} [data-job-waits]")).to_be_visible()
    looked_at("5-today-waits")
    page.locator(f"#job-{pipe.public_id} h3 a").click()
    do(page, "need_materials", "Quvur kerak")
    page.goto(f"/crew/{gone.public_id}")
    begin(page)
    do(page, "note", "Bu yerda suv bor")
    assert len(phone.acts()) == 8

    # Meanwhile the dispatcher gives one job to another crew.
    write()
    gone.crew_id = make_crew(phone.world.agency).id
    let_go()
    page.goto("/crew/")
    is_kept_page(page)
    phone.mend()
    waits_for(lambda: waiting(phone) == 2, page, 60)
    assert moves(hole)[-4:] == ["start", "pause", "start", "resolve"]
    assert moves(pipe)[-1] == "need_materials"
    assert "start" not in moves(gone)
    (after,) = [photo for photo in hole.photos if photo.kind is PhotoKind.AFTER]
    assert after.taken_at is not None
    assert after.distance_m == pytest.approx(0, abs=1)
    assert [remark.words for remark in db.session.query(Remark)] == ["Darvoza yopiq edi"]
    assert db.session.query(FieldAct).count() == 5

    # Today shows itself anew. What was not taken is told there and at the job, with what was written; read, it goes.
    expect(page.locator("html:not([data-kept])")).to_be_attached()
    expect(page.locator(".field-act[data-state=stuck] [data-act-problem]")).to_be_visible()
    expect(page.locator(".field-act")).to_have_count(2)
    expect(page.locator(".field-waiting")).to_contain_text("Bu yerda suv bor")
    page.locator("[data-field-more] summary").click()
    looked_at("6-conflict")
    page.goto(f"/crew/{gone.public_id}")
    expect(page.locator(".field-waiting")).to_contain_text("Bu yerda suv bor")
    looked_at("7-conflict-at-the-job")
    page.locator("[data-act-forget]").first.click()
    expect(page.locator(".field-waiting")).to_be_hidden()
    assert phone.acts() == []
    assert "start" not in moves(gone)


def test_a_photo_whose_line_breaks_waits_with_its_job(phone_in: Opens) -> None:
    phone = phone_in()
    (hole,) = jobs_of(phone, "in_progress")
    bring_day(phone, phone.world.crew_member, 1)
    page = phone.page
    page.goto(f"/crew/{hole.public_id}")
    expect(page.locator(".field-acts[data-ready]")).to_be_visible()
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    # The phone believes that it has a network all the while.
    phone.line.cut_after(6_000)
    finish(page, note="Tuzatildi")
    expect(page.locator(".field-act")).to_have_count(1, timeout=60_000)
    assert [act["move"] for act in phone.acts()] == ["resolve"]
    phone.line.mend()
    page.goto("/crew/")
    waits_for(lambda: waiting(phone) == 0, page, 60)
    assert moves(hole)[-1] == "resolve"
    assert len([photo for photo in hole.photos if photo.kind is PhotoKind.AFTER]) == 1


def test_an_answer_that_is_lost_makes_nothing_twice(phone_in: Opens) -> None:
    phone = phone_in()
    (hole,) = jobs_of(phone, "accepted")
    bring_day(phone, phone.world.crew_member, 1)
    page = phone.page
    page.goto(f"/crew/{hole.public_id}")
    expect(page.locator(".field-acts[data-ready]")).to_be_visible()
    phone.line.lose_answer_to(f"POST /crew/{hole.public_id}/queued".encode())
    page.locator("form[data-begins] button").click()
    waits_for(lambda: phone.line.is_cut, page)
    expect(page.locator(".field-act[data-state=waiting]")).to_have_count(1)
    phone.line.mend()
    page.goto("/crew/")
    waits_for(lambda: waiting(phone) == 0, page, 60)
    assert moves(hole).count("start") == 1


def test_without_a_network_the_phone_itself_asks_for_the_photo_and_the_reason(phone_in: Opens) -> None:
    far = {"longitude": 69.0645, "latitude": 41.05, "accuracy": 8}
    phone = phone_in(geolocation=far)
    (hole,) = jobs_of(phone, "in_progress")
    bring_day(phone, phone.world.crew_member, 1)
    phone.cut()
    page = phone.page
    page.goto(f"/crew/{hole.public_id}")
    expect(page.locator(".proof[data-far]")).to_be_visible()
    expect(page.locator(".field-acts[data-ready]")).to_be_visible()
    page.locator("[data-finishes] button").click()
    expect(page.locator(".field-error")).to_contain_text("Add a photo of the finished work.")
    finish(page)
    expect(page.locator(".field-error")).to_have_text("Write the reason in a sentence.")
    assert phone.acts() == []
    finish_again(page, "Darvoza yopiq edi")
    expect(page.locator(".field-act")).to_have_count(1)
    phone.mend()
    waits_for(lambda: waiting(phone) == 0, page, 60)
    assert moves(hole)[-1] == "resolve"
    assert hole.is_flagged


def finish_again(page: Page, note: str) -> None:
    """Write what was missing, and press once more."""
    page.locator("#resolve textarea[name=note]").fill(note)
    page.locator("[data-finishes] button").click()
