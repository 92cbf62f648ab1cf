"""The main job, end to end, in a real browser: pin, mahalla and agency, crew, closed with a photo, heatmap."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app import jobs
from app.i18n import named
from app.queries import answering
from tests import databases
from tests.browser.conftest import DESK, PHONE, Site, Visits
from tests.browser.reporting import (
    LATITUDE,
    LONGITUDE,
    STANDING_HERE,
    add_photo,
    choose_service,
    next_step,
    photo,
    public_id_of,
)

Shoot = Callable[..., Path]


@dataclass
class Job:
    """What one report's walk carries from one person to the next."""

    shoot: Shoot
    folder: Path
    #: Region, district and mahalla of the pin, in English.
    chain: list[str]
    step: int = 0
    public_id: str = ""
    follow: str = ""
    counted: dict[str, int] = field(default_factory=dict)

    def keep(self, page: Page, what: str, **options: object) -> None:
        """Keep a picture, numbered by the order of the walk."""
        self.step += 1
        page.wait_for_timeout(250)  # the map's last movement
        self.shoot(page, f"{self.step:02d}-{what}", **options)


@pytest.fixture
def job(demo: Site, shoot: Shoot, tmp_path: Path) -> Job:
    with databases.in_charge(demo.app):
        chain = [named(area.names, "en") for area in answering.find_place(LONGITUDE, LATITUDE).chain]
    return Job(shoot, tmp_path, chain)


def test_the_main_job_from_the_pin_to_the_councils_table(namuna: Visits, job: Job, demo: Site) -> None:
    council = namuna.open(DESK, login="council")
    job.counted = counts(council)
    resident = namuna.open(PHONE, **STANDING_HERE)
    report_a_pothole(resident, job)
    assign_the_crew(namuna.open(DESK, login="dispatcher"), job)
    mend_it(namuna.open(PHONE, login="crew", **STANDING_HERE), job)
    confirm_and_rate(resident, job)
    # What the background worker does every minute.
    with databases.in_charge(demo.app):
        jobs.fold_statistics()
    count_it(council, job)


def report_a_pothole(page: Page, job: Job) -> None:
    page.goto("/")
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    job.keep(page, "map")
    page.get_by_role("link", name="Report a problem").click()
    add_photo(page, photo(job.folder))
    job.keep(page, "photo")
    next_step(page, "Next: the place")
    # The phone knows where it stands: nothing has to be moved or typed.
    expect(page.locator("[data-picker-answer]")).to_contain_text(job.chain[-1])
    job.keep(page, "place")
    next_step(page, "Next: what it is")
    next_step(page, "Next: your words")
    expect(page.get_by_text("Choose what the problem is.")).to_be_visible()
    choose_service(page)
    job.keep(page, "what")
    next_step(page, "Next: your words")
    page.get_by_label("What is wrong?").fill("A deep pothole by the crossing, full of water.")
    page.get_by_label("Phone").fill("+998 90 765 43 21")
    next_step(page, "Next: check it")
    # Who, where and by when stand there before anything is sent.
    check = page.locator("#step-check")
    expect(check).to_contain_text("Namuna road service")
    expect(check).to_contain_text(re.compile(r"By .*\d{4}"))
    for name in job.chain[1:]:
        expect(check).to_contain_text(name)
    job.keep(page, "check")
    page.get_by_role("button", name="Send to Namuna road service").click()
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    job.public_id = public_id_of(page)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", job.public_id)
    job.follow = page.locator("#secret-link").input_value()
    assert job.public_id in job.follow
    job.keep(page, "sent")
    page.goto(f"/r/{job.public_id}")
    expect(page.locator("h1")).to_have_text("Pothole")
    assert "765 43 21" not in page.content()
    job.keep(page, "public-page")


def assign_the_crew(page: Page, job: Job) -> None:
    expect(page).to_have_url(re.compile("/dispatch/"))
    job.keep(page, "inbox")
    page.get_by_role("searchbox").fill(job.public_id)
    page.get_by_role("button", name="Show").click()
    # A whole number leads to its report at once.
    expect(page).to_have_url(re.compile(job.public_id))
    expect(page.locator("h1")).to_have_text("Pothole")
    expect(page.get_by_text("765 43 21").or_(page.get_by_text("907654321"))).to_be_visible()
    job.keep(page, "dispatcher")
    page.get_by_role("button", name="Accept without a crew").click()
    expect(page.get_by_role("status").first).to_contain_text("The report is accepted.")
    page.get_by_label("Crew").select_option(label=first_crew(page))
    page.get_by_role("button", name="Assign the crew").click()
    expect(page.get_by_role("status").first).to_contain_text("has the job on its list now")
    job.keep(page, "assigned")


def first_crew(page: Page) -> str:
    """Return the words of the choice that names the demo crew's own people."""
    choices = page.get_by_label("Crew").locator("option").all_inner_texts()
    return next(words for words in choices if words.startswith("1-brigada"))


def mend_it(page: Page, job: Job) -> None:
    expect(page).to_have_url(re.compile("/crew/"))
    job.keep(page, "jobs")
    page.locator(f'.job a[href="/crew/{job.public_id}"]').click()
    page.get_by_role("button", name="Start work").click()
    page.get_by_role("button", name="Mark as fixed").click()
    wanted = "Add a photo of the finished work. This service cannot be closed without one."
    expect(page.get_by_role("alert")).to_contain_text(wanted)
    job.keep(page, "no-photo-yet")
    add_photo(page, photo(job.folder, fixed=True))
    for asked in page.locator("input[aria-required=true][name^=check-]").all():
        asked.fill("12")
    job.keep(page, "after-photo")
    page.get_by_role("button", name="Mark as fixed").click()
    expect(page.get_by_role("status").first).to_contain_text("Well done.")
    job.keep(page, "done")


def confirm_and_rate(page: Page, job: Job) -> None:
    page.goto(job.follow)
    pair = page.locator(".before-after")
    expect(pair.get_by_text("Before")).to_be_visible()
    expect(pair.get_by_text("After")).to_be_visible()
    job.keep(page, "is-it-fixed", full_page=True)
    page.locator(".rating label").nth(4).click()
    page.get_by_role("button", name="Yes, it is fixed").click()
    expect(page.get_by_role("status").first).to_contain_text("Thank you. The report is closed.")
    expect(page.get_by_text("rated the work 5 of 5")).to_be_visible()
    job.keep(page, "closed", full_page=True)


def count_it(page: Page, job: Job) -> None:
    now = counts(page)
    assert now["Together"] == job.counted["Together"] + 1
    assert now[job.chain[-2]] == job.counted[job.chain[-2]] + 1
    frame = page.frame_locator(".council-frame")
    expect(frame.get_by_text("Reports per km²")).to_be_visible()
    expect(frame.locator(".leaflet-image-layer, .leaflet-overlay-pane img").first).to_be_visible()
    job.keep(page, "council")


def counts(page: Page) -> dict[str, int]:
    """Return how many reports the council's table counts, by the name of the area."""
    page.goto("/council/")
    rows = page.locator(".council-table tbody tr, .council-table tfoot tr")
    return {
        row.locator("th").inner_text().strip(): int(re.sub(r"\D", "", row.locator("td").first.inner_text()))
        for row in rows.all()
    }
