"""Jobs at one place without a signal: begun and finished together, each arrives by itself, once and in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.db import db
from app.models import ChecklistAnswer, Photo, PhotoKind, ServiceRequest
from tests.app.checklists import make_item
from tests.browser.away import bring_day, finish, is_kept_page, moves, waiting
from tests.browser.conftest import Site
from tests.browser.entering import let_go, write
from tests.browser.offline import Phone, phone_on, waits_for
from tests.browser.test_crew_on_site import small_targets
from tests.factories import make_crew, make_photo

#: Three at one place, and one that is none of them.
LONGITUDES = (69.05, 69.0501, 69.0502, 69.06)


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    with phone_on(chromium, site, locale="uz") as phone:
        yield phone


@pytest.fixture
def jobs(phone: Phone) -> list[ServiceRequest]:
    """Jobs of the crew's, each with the resident's photo, and a question that has to be answered."""
    write()
    make_item(phone.world.service, "minutes", "Necha daqiqa", is_required=True)
    db.session.commit()
    at = datetime.now(UTC) - timedelta(hours=3)
    reports = [
        phone.world.report(
            "accepted",
            at=at + timedelta(minutes=n),
            longitude=longitude,
            address=f"Maktab yonida {n + 1}",
            description="Katta chuqur",
            photo_tokens=[make_photo()],
        )
        for n, longitude in enumerate(LONGITUDES)
    ]
    let_go()
    return reports


def open_together(page: Page) -> None:
    """From Today to the page of all jobs at the place."""
    page.goto("/crew/")
    page.locator("a[href*=together]").click()
    expect(page.locator("[data-module=field-together][data-ready]")).to_be_attached()


def minutes_of(report: ServiceRequest) -> list[int | None]:
    """What was written down of a job."""
    wanted = select(ChecklistAnswer.minutes).filter_by(service_request_id=report.id)
    return list(db.session.scalars(wanted))


def test_jobs_at_one_place_are_begun_and_finished_together_without_a_signal(
    phone: Phone,
    jobs: list[ServiceRequest],
    shoot: Callable[..., Path],
    barriers: Callable[..., list[str]],
) -> None:
    page = phone.page
    done, gone, later, _alone = jobs
    # Four jobs, and the page of those at one place.
    bring_day(phone, phone.world.crew_member, 5)
    phone.cut()

    open_together(page)
    is_kept_page(page)
    page.locator("form[data-begins] button").click()
    expect(page.locator("#resolve")).to_be_visible()
    expect(page.locator("[name=job]")).to_have_count(3)
    assert len(phone.acts()) == 3
    # One of them is not done: nothing is asked of it.
    page.locator(f"[name=job][value='{later.public_id}']").uncheck()
    expect(page.locator(f"[data-asked-of='{later.public_id}']")).to_be_hidden()
    page.locator("[data-finishes] button").click()
    expect(page.locator(".field-error")).to_contain_text("rasm")
    assert barriers(page) == []
    assert small_targets(page) == []
    shoot(page, "together-without-signal", full_page=True)
    finish(page, note="Asfalt yotqizildi")
    # The checklist of each is asked for on the phone already.
    expect(page.locator(".field-error")).to_be_visible()
    for minutes, report in ((40, done), (15, gone)):
        page.locator(f"[name^=check-][name$='{report.public_id}']").fill(str(minutes))
    page.locator("[data-finishes] button").click()

    page.wait_for_url("**/crew/")
    is_kept_page(page)
    for report in (done, gone, later):
        expect(page.locator(f"#job-{report.public_id} [data-job-waits]")).to_be_visible()
    assert [act["move"] for act in phone.acts()] == ["start"] * 3 + ["resolve"] * 2
    shoot(page, "together-waits", full_page=True)

    # Meanwhile one of them becomes another crew's: the others are not held back by it.
    write()
    gone.crew_id = make_crew(phone.world.agency).id
    let_go()
    phone.mend()
    waits_for(lambda: waiting(phone) == 2, page, 60)
    assert moves(done)[-2:] == ["start", "resolve"]
    assert moves(later)[-1] == "start"
    assert "start" not in moves(gone)
    (after,) = [photo for photo in done.photos if photo.kind is PhotoKind.AFTER]
    assert after.distance_m == pytest.approx(0, abs=1)
    # What travelled for one of them waits at the server for the others too.
    assert db.session.query(Photo).filter_by(key=after.key).count() == 2
    assert minutes_of(done) == [40]
    assert minutes_of(gone) == []
    expect(page.locator(".field-act[data-state=stuck] [data-act-problem]")).to_be_visible()


def test_what_is_begun_on_the_jobs_own_page_counts_on_the_common_one(
    phone: Phone, jobs: list[ServiceRequest]
) -> None:
    page = phone.page
    first, second, third, _alone = jobs
    bring_day(phone, phone.world.crew_member, 5)
    phone.cut()
    for report in (first, second):
        page.goto(f"/crew/{report.public_id}")
        page.locator("form[data-begins] button").click()
        expect(page.locator("#resolve")).to_be_visible()
    open_together(page)
    # One is not begun yet: all of them are offered, and only that one is begun.
    expect(page.locator("[data-together-list]")).to_be_visible()
    page.locator("form[data-begins] button").click()
    expect(page.locator("#resolve")).to_be_visible()
    assert [act["job"]["id"] for act in phone.acts()] == [job.public_id for job in (first, second, third)]
    phone.mend()
    waits_for(lambda: waiting(phone) == 0, page, 60)
    assert [moves(report)[-1] for report in (first, second, third)] == ["start"] * 3
