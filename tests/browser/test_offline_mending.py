"""What waits and cannot go as it is: somebody is asked, mends it or takes it back, and nothing is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from app.db import db
from tests.browser.camera import as_file
from tests.browser.conftest import Site
from tests.browser.offline import ARRIVED, Phone, phone_on, reports_there, waits_for
from tests.browser.reporting import next_step

BUSY = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 3000\r\n"
    b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
)
BROKEN = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n"
    b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
)
#: A hotel's page, whatever is asked.
HOTEL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<h1>Hotel</h1>"


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    """A phone that has the app, and no network."""
    with phone_on(chromium, site) as phone:
        phone.install()
        phone.cut()
        yield phone


def item(phone: Phone) -> Locator:
    """The one report in the list of what waits."""
    phone.page.goto("/waiting")
    return phone.page.locator(".waiting-item")


def to_the_end(phone: Phone) -> None:
    """Go through a form that is filled in already."""
    for words in ("Next: the place", "Next: what it is", "Next: your words", "Next: check it"):
        next_step(phone.page, words)


def test_what_the_server_refuses_waits_for_a_look_says_why_and_is_mended_in_the_form(
    phone: Phone, barriers: Callable[..., list[str]]
) -> None:
    phone.report_without_network(words="")
    phone.mend()
    phone.sees("Your report needs your look")
    sentence = "Write in a sentence what is wrong, or add a photo."
    expect(phone.page.locator("[data-later-words]")).to_have_text(sentence)
    assert barriers(phone.page) == []
    phone.page.goto("/")
    expect(phone.page.locator(".waiting-note")).to_contain_text("Waiting for your look: 1")
    one = item(phone)
    expect(one).to_contain_text(sentence)
    assert barriers(phone.page) == []
    one.get_by_role("button", name="Change it").click()
    note = phone.page.locator("[data-later-editing]")
    expect(note).to_contain_text(sentence)
    assert reports_there() == 0
    for words in ("Next: the place", "Next: what it is", "Next: your words"):
        next_step(phone.page, words)
    phone.page.locator("textarea[name=description]").fill("Endi soʻz bor")
    next_step(phone.page, "Next: check it")
    phone.send()
    phone.sees(ARRIVED)
    (report,) = phone.arrived()
    assert report.description == "Endi soʻz bor"
    assert phone.acts() == []


def test_a_photo_that_is_refused_is_asked_about_and_the_others_go(phone: Phone) -> None:
    phone.page.goto("/report")
    expect(phone.page.locator(".photo-picker[data-ready]")).to_be_attached()
    phone.page.locator("input[type=file]").first.set_input_files(as_file(b"no picture at all", "broken.jpg"))
    phone.fill(photos=1)
    phone.send()
    phone.mend()
    phone.sees("Your report needs your look")
    one = item(phone)
    expect(one).to_contain_text("It is photo 1.")
    assert reports_there() == 0
    one.get_by_role("button", name="Send it without this photo").click()
    (report,) = phone.arrived()
    assert len(report.photos) == 1


def test_what_waits_can_be_changed_before_it_goes(phone: Phone) -> None:
    phone.report_without_network(photos=1, words="Avval")
    item(phone).get_by_role("button", name="Change it").click()
    expect(phone.page.locator("[data-photo-strip] .photo")).to_have_count(1)
    expect(phone.page.locator("[data-later-editing]")).to_contain_text("You are changing a report that waits")
    # Meanwhile it is not sent, from wherever.
    phone.mend()
    other = phone.context.new_page()
    other.goto("/waiting")
    other.get_by_role("button", name="Try to send now").click()
    other.wait_for_timeout(1500)
    assert reports_there() == 0
    other.close()
    phone.cut()
    for words in ("Next: the place", "Next: what it is", "Next: your words"):
        next_step(phone.page, words)
    expect(phone.page.locator("textarea[name=description]")).to_have_value("Avval")
    phone.page.locator("textarea[name=description]").fill("Keyin")
    next_step(phone.page, "Next: check it")
    phone.send()
    phone.mend()
    (report,) = phone.arrived()
    assert report.description == "Keyin"
    assert len(report.photos) == 1


def test_what_was_about_to_be_changed_goes_as_it_was_when_the_form_is_left(phone: Phone) -> None:
    phone.report_without_network(photos=1, words="Avval")
    phone.page.goto("/report")
    # Half of another report stands in the form.
    for words in ("Next: the place", "Next: what it is"):
        next_step(phone.page, words)
    phone.page.locator(".service-group summary").first.click()
    phone.page.locator(".choice").first.click()
    item(phone).get_by_role("button", name="Change it").click()
    expect(phone.page.locator("[data-later-editing]")).to_be_visible()
    phone.page.get_by_role("button", name="Leave it as it was").click()
    expect(phone.page.locator(".waiting-item")).to_have_count(1)
    phone.mend()
    (report,) = phone.arrived()
    assert report.description == "Avval"
    phone.page.goto("/report")
    expect(phone.page.locator("[data-later-editing]")).to_be_hidden()
    expect(phone.page.locator("[name=service_code]:checked")).to_have_value("pothole")
    expect(phone.page.locator("textarea[name=description]")).to_have_value("")


def test_what_waits_can_be_deleted_after_a_question(phone: Phone) -> None:
    phone.report_without_network(photos=1)
    one = item(phone)
    one.get_by_role("button", name="Delete", exact=True).click()
    expect(one).to_contain_text("Delete this report?")
    one.get_by_role("button", name="Keep it").click()
    one.get_by_role("button", name="Delete", exact=True).click()
    one.get_by_role("button", name="Delete it").click()
    expect(phone.page.locator("[data-waiting-status]")).to_have_text("Deleted. It is not sent.")
    phone.mend()
    phone.page.reload()
    phone.page.wait_for_timeout(1500)
    assert reports_there() == 0


def test_a_full_disk_is_said_plainly_and_the_form_keeps_everything(phone: Phone) -> None:
    # From here on the browser lets this site keep nothing more.
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.line.url, "quotaSize": 1})
    phone.page.goto("/report")
    phone.fill(photos=1)
    phone.send()
    expect(phone.page.locator(".later-problem")).to_contain_text("There is no room on this phone")
    expect(phone.page.locator("[data-check=words]")).to_have_text("Yoʻlda chuqur bor")
    expect(phone.page.locator("[data-photo-strip] .photo")).to_have_count(1)
    # With a network nothing needs to be kept.
    phone.mend()
    expect(phone.page.locator("[data-photo-strip] [data-state=kept]")).to_be_attached(timeout=30_000)
    phone.send()
    phone.sees(ARRIVED)
    (report,) = phone.arrived()
    assert len(report.photos) == 1


FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def test_a_disk_that_filled_up_meanwhile_keeps_nothing_from_being_sent(phone: Phone) -> None:
    phone.report_without_network(photos=1)
    phone.page.evaluate(FULL)
    phone.mend()
    (report,) = phone.arrived()
    assert len(report.photos) == 1
    waits_for(lambda: not phone.acts(), phone.page)


def test_a_session_that_ended_meanwhile_keeps_nothing_from_being_sent(phone: Phone) -> None:
    phone.report_without_network(photos=1)
    phone.context.clear_cookies()
    phone.mend()
    assert len(phone.arrived()[0].photos) == 1


@pytest.mark.parametrize(
    ("answer", "pause_s"), [(BUSY, 2000), (BROKEN, 3), (HOTEL, 3)], ids=["busy", "broken", "a hotel's page"]
)
def test_a_server_that_is_busy_or_broken_is_asked_again_later(
    phone: Phone, answer: bytes, pause_s: int
) -> None:
    phone.report_without_network()
    phone.line.instead = answer
    phone.mend()
    waits_for(lambda: phone.acts()[0]["tries"] and phone.acts()[0]["state"] == "waiting", phone.page)
    (act,) = phone.acts()
    now = phone.page.evaluate("Date.now()")
    assert max(act["nextAt"], act["notBefore"]) - now > pause_s * 1000
    assert reports_there() == 0
    phone.line.instead = None
    if answer is BUSY:
        # The server's own wish counts, whoever presses.
        phone.page.reload()
        phone.page.wait_for_timeout(1500)
        assert reports_there() == 0
    else:
        phone.arrived()


def test_what_the_server_forgot_is_sent_again_from_the_phone(phone: Phone) -> None:
    """The photo arrived, the line went, and days passed: the server keeps no photo for ever."""
    phone.mend()
    phone.page.goto("/report")
    phone.fill(photos=1)
    expect(phone.page.locator("[data-photo-strip] [data-state=kept]")).to_be_attached()
    phone.cut()
    phone.send()
    phone.sees("Your report waits on this phone")
    assert phone.acts()[0]["files"][0]["token"]
    forget_photos()
    phone.mend()
    (report,) = phone.arrived()
    assert len(report.photos) == 1


def forget_photos() -> None:
    """The server cleans up, as it does each night."""
    from tests.browser.entering import let_go, write

    write()
    db.session.execute(db.text("DELETE FROM photo WHERE service_request_id IS NULL"))
    db.session.execute(db.text("DELETE FROM upload"))
    let_go()


def test_a_change_that_came_too_late_is_said(phone: Phone) -> None:
    """It had arrived, the phone never heard of it, and it was changed."""
    phone.report_without_network(words="Avval")
    phone.line.lose_answer_to(b"POST /report/queued")
    phone.mend()
    waits_for(lambda: phone.line.is_cut, phone.page)
    phone.context.set_offline(True)
    waits_for(lambda: phone.acts()[0]["state"] == "waiting", phone.page)
    one = item(phone)
    one.get_by_role("button", name="Delete", exact=True).click()
    expect(one).to_contain_text("It may have arrived already")
    one.get_by_role("button", name="Keep it").click()
    one.get_by_role("button", name="Change it").click()
    expect(phone.page.locator("[data-later-editing]")).to_be_visible()
    for words in ("Next: the place", "Next: what it is", "Next: your words"):
        next_step(phone.page, words)
    phone.page.locator("textarea[name=description]").fill("Keyin")
    next_step(phone.page, "Next: check it")
    phone.send()
    phone.mend()
    phone.sees(ARRIVED)
    assert [report.description for report in phone.arrived()] == ["Avval"]
    phone.page.goto("/waiting")
    expect(phone.page.locator(".waiting-kept")).to_contain_text("It had arrived before your last change")
