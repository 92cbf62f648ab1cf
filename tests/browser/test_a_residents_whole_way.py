"""A resident's whole way on a small phone, in each language: photo, pin, the neighbour's report, sent, followed, confirmed.

Everything is pressed by the words that stand on it in that language, so a sentence that is missing stops the walk.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale, gettext
from geoalchemy2.shape import to_shape
from PIL import ExifTags
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.actions import fieldwork, oversight, photographs
from app.db import db
from app.demo import drawings
from app.domain import checklist
from app.i18n import OWN_NAMES, named
from app.models import Crew, Photo, PhotoKind, Service, ServiceRequest, User
from app.presentation import now
from app.queries import answering
from app.queries import checklists as asked
from tests import databases
from tests.app.pictures import ORIGINAL, exif_with, gps_of
from tests.browser.camera import TAKEN, as_file
from tests.browser.conftest import PHONE, Site, Visits
from tests.browser.entering import let_go, write
from tests.browser.reporting import jpeg, photo_arrived, public_id_of
from tests.browser.test_pages import STICKS_OUT

#: 22 m north of the neighbour's pin: near enough to be the same hole.
STEP_NORTH = 0.0002
WORDS = {
    "uz": "Chorraha yonida chuqur, ichi suv.",
    "uz_Cyrl": "Чорраҳа ёнида чуқур, ичи сув.",
    "kaa": "Kesilispe qasında shuqır, ishi suw.",
    "ru": "Глубокая яма у перекрёстка, полна воды.",
    "en": "A deep hole by the crossing, full of water.",
}


@dataclass
class Neighbour:
    """An open report of Namuna with a photo, and what stands there in the reader's language."""

    longitude: float
    latitude: float
    group: str
    service: str
    mahalla: str


@dataclass
class Walk:
    """A phone that reads one language, and how what it shows is judged on the way."""

    page: Page
    site: Site
    locale: str
    barriers: Callable[[Page], list[str]]
    shoot: Callable[..., Path]
    step: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def say(self, sentence: str, **values: Any) -> str:
        """Return a sentence as the page says it in this language."""
        with self.site.app.test_request_context(), force_locale(self.locale):
            said = gettext(sentence, **values)
        assert self.locale == "en" or said != sentence, f"not translated into {self.locale}: {sentence}"
        return said

    def look(self, what: str) -> None:
        """Keep a picture, and remember what would shut somebody out or sticks out."""
        self.step += 1
        self.page.wait_for_timeout(250)  # the map's last movement
        self.shoot(self.page, f"{self.locale}-{self.step}-{what}")
        found = self.barriers(self.page) + self.page.evaluate(STICKS_OUT)
        if found:
            self.wrong[what] = found

    def button(self, sentence: str) -> Locator:
        """Return what is pressed, by its words."""
        return self.page.get_by_role("button", name=self.say(sentence), exact=True)

    def heading(self, sentence: str) -> Locator:
        """Return a heading, by its words."""
        return self.page.get_by_role("heading", name=self.say(sentence), exact=True)


@pytest.fixture
def neighbour(demo: Site, request: pytest.FixtureRequest) -> Neighbour:
    """A pothole that the demo's own road service has not mended yet; each language goes to another one."""
    locale = request.getfixturevalue("locale")
    with databases.in_charge(demo.app):
        dispatcher = db.session.scalars(select(User).where(User.login == "dispatcher")).one()
        pothole = db.session.scalars(select(Service).where(Service.service_code == "pothole")).one()
        open_ones = db.session.scalars(
            select(ServiceRequest)
            .where(
                ServiceRequest.agency_id == dispatcher.agency_id,
                ServiceRequest.service_id == pothole.id,
                ServiceRequest.status.in_(("received", "accepted", "in_progress")),
                ServiceRequest.photos.any(Photo.kind == PhotoKind.BEFORE),
            )
            .order_by(ServiceRequest.id)
        ).all()
        one = open_ones[list(OWN_NAMES).index(locale) % len(open_ones)]
        pin = to_shape(one.location)
        longitude, latitude = pin.x, pin.y + STEP_NORTH
        chain = answering.find_place(longitude, latitude).chain
        return Neighbour(
            longitude,
            latitude,
            named(pothole.group.names, locale),
            named(pothole.names, locale),
            named(chain[-1].names, locale),
        )


@pytest.fixture
def walk(
    namuna: Visits, demo: Site, locale: str, barriers: Any, shoot: Callable[..., Path]
) -> Iterator[Walk]:
    page = namuna.open(PHONE, locale=locale.replace("_", "-"))
    walk = Walk(page, demo, locale, barriers, shoot)
    yield walk
    assert not walk.wrong


@pytest.mark.parametrize("locale", OWN_NAMES)
def test_a_resident_goes_from_the_photo_to_the_last_word(walk: Walk, neighbour: Neighbour) -> None:
    take_the_photo(walk, neighbour)
    see_the_neighbours_report(walk, neighbour)
    public_id = send(walk)
    follow(walk, public_id)
    mend(walk.site, public_id, neighbour)
    confirm(walk)


def take_the_photo(walk: Walk, neighbour: Neighbour) -> None:
    page = walk.page
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", walk.locale.replace("_", "-"))
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    walk.look("map")
    page.get_by_role("link", name=walk.say("Report a problem")).click()
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    walk.look("first")
    page.get_by_label(walk.say("Take a photo"), exact=True).set_input_files(as_file(taken_at(neighbour)))
    photo_arrived(page)
    walk.button("Next: the place").click()
    # The photo itself knows where it was taken: nothing has to be moved or typed.
    expect(page.locator("[data-picker-answer]")).to_contain_text(neighbour.mahalla)
    expect(page.locator("[data-picker-note]")).to_have_text(
        walk.say("The pin stands where the photo was taken. Move the map if the problem is elsewhere.")
    )
    expect(page.locator(".picker[data-mapped]")).to_be_attached()
    walk.look("place")


def taken_at(neighbour: Neighbour) -> bytes:
    """Return a photo with its time and place inside, as a phone takes it."""
    gps = gps_of(in_degrees(neighbour.latitude), "N", in_degrees(neighbour.longitude), "E")
    exif = exif_with({ORIGINAL: TAKEN}, gps)
    exif[ExifTags.Base.Orientation] = 1
    out = io.BytesIO()
    drawings.draw("pothole", 1, fixed=False).convert("RGB").save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def in_degrees(value: float) -> tuple[float, float, float]:
    """Return degrees, minutes and seconds."""
    minutes = value % 1 * 60
    return float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 3)


def see_the_neighbours_report(walk: Walk, neighbour: Neighbour) -> None:
    page = walk.page
    walk.button("Next: what it is").click()
    page.locator(".service-group summary", has_text=neighbour.group).click()
    with page.expect_response(lambda answer: "/report/near" in answer.url):
        page.locator(".choice", has_text=neighbour.service).first.click()
    walk.look("what")
    expect(page.locator("#step-same li").first).to_be_attached()
    walk.button("Next: your words").click()
    expect(walk.heading("The same problem already here?")).to_be_visible()
    offer = page.locator("#step-same li").first
    # A picture, how far, and who has it: enough to know whether it is the same.
    expect(offer.get_by_role("img")).to_be_visible()
    expect(offer.get_by_role("link", name=walk.say("I have this too"))).to_be_visible()
    assert any(letter.isdigit() for letter in offer.locator(".soft").first.inner_text())
    walk.look("same")
    walk.button("No, it is another problem").click()


def send(walk: Walk) -> str:
    page = walk.page
    page.get_by_label(walk.say("What is wrong?")).fill(WORDS[walk.locale])
    walk.look("words")
    walk.button("Next: check it").click()
    expect(page.locator("[data-check=words]")).to_have_text(WORDS[walk.locale])
    # Who gets it and until when stand there before anything is sent.
    expect(page.locator("[data-check=who]")).not_to_have_text("—")
    expect(page.locator("[data-check=when]")).not_to_be_empty()
    walk.look("check")
    page.locator("[data-steps-send]").click()
    expect(walk.heading("Your report has arrived")).to_be_visible()
    walk.look("sent")
    return public_id_of(page)


def follow(walk: Walk, public_id: str) -> None:
    page = walk.page
    page.get_by_role("link", name=walk.say("Follow my report")).click()
    expect(page.locator("main")).to_contain_text(public_id)
    expect(page.locator(".next-step")).not_to_be_empty()
    walk.look("follow")


def mend(site: Site, public_id: str, neighbour: Neighbour) -> None:
    """The road service takes it, sends its crew, and the crew mends it."""
    with databases.in_charge(site.app):
        write()
        report = db.session.scalars(select(ServiceRequest).where(ServiceRequest.public_id == public_id)).one()
        dispatcher, worker = (
            db.session.scalars(select(User).where(User.login == login)).one()
            for login in ("dispatcher", "crew")
        )
        oversight.accept(report, by=dispatcher, at=now())
        oversight.assign(report, db.session.get_one(Crew, worker.crew_id), by=dispatcher, at=now())
        fieldwork.start(report, by=worker, at=now())
        here = (neighbour.longitude, neighbour.latitude)
        after, _ = photographs.keep_photo(jpeg(fixed=True), PhotoKind.AFTER, at=now(), position=here)
        questions = asked.questions(report.service_id)
        filled = checklist.read({checklist.field_name(one.item_id): "12" for one in questions}, questions)
        fieldwork.resolve(
            report,
            by=worker,
            photo_tokens=[after.upload_token],
            filled=replace(filled, problems={}),
            at=now(),
        )
        let_go()


def confirm(walk: Walk) -> None:
    page = walk.page
    page.reload()
    expect(walk.heading("Is it fixed?")).to_be_visible()
    expect(page.locator(".before-after")).to_be_visible()
    walk.look("fixed")
    page.locator(".rating label").nth(4).click()
    walk.button("Yes, it is fixed").click()
    expect(page.get_by_role("status").first).to_contain_text(walk.say("Thank you. The report is closed."))
    expect(page.locator("main")).to_contain_text("5")
    walk.look("closed")
