"""A report without a network: it waits with its photos, goes by itself, and arrives once, whatever breaks meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.camera import taken
from tests.browser.conftest import Site
from tests.browser.offline import ARRIVED, WAITS, Phone, phone_on, reports_there, waits_for


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    """A phone that has the app."""
    with phone_on(chromium, site) as phone:
        phone.install()
        yield phone


def state_of(phone: Phone) -> tuple[str, ...]:
    """What is with each report that waits."""
    return tuple(act["state"] for act in phone.acts())


def test_a_report_with_photos_waits_is_shown_as_waiting_and_goes_with_the_network(phone: Phone) -> None:
    phone.cut()
    phone.report_without_network(photos=2)
    expect(phone.page.locator("[data-later-words]")).to_contain_text(
        "As soon as there is one it goes by itself"
    )
    for address in ("/", "/report"):
        phone.page.goto(address)
        expect(phone.page.locator(".waiting-note")).to_contain_text("Waiting to be sent: 1")
    phone.page.locator(".waiting-note a").click()
    item = phone.page.locator(".waiting-item")
    expect(item).to_contain_text("Waiting for a connection")
    expect(item).to_contain_text("Photos and voice messages: 2")
    expect(item.locator("img")).to_be_visible()
    phone.mend()
    (report,) = phone.arrived()
    assert len(report.photos) == 2
    assert report.description == "Yoʻlda chuqur bor"
    # What waited has become a report of this phone, with its secret link.
    expect(phone.page.locator(".waiting-item")).to_have_count(0)
    phone.page.get_by_role("link", name="pothole").click()
    expect(phone.page).to_have_url(f"{phone.line.url}/r/{report.public_id}/{report.secret}")


def test_the_page_that_waits_says_when_it_has_arrived(phone: Phone) -> None:
    phone.cut()
    phone.report_without_network()
    phone.mend()
    phone.sees(ARRIVED)
    (report,) = phone.arrived()
    expect(phone.page.locator("[data-later-number]")).to_contain_text(report.public_id)
    phone.page.get_by_role("link", name="Follow my report").click()
    expect(phone.page).to_have_url(f"{phone.line.url}/r/{report.public_id}/{report.secret}")


def test_two_reports_from_the_same_kept_page_are_two(phone: Phone) -> None:
    phone.cut()
    phone.report_without_network(words="Birinchi")
    phone.report_without_network(words="Ikkinchi")
    phone.mend()
    assert [report.description for report in phone.arrived(2)] == ["Birinchi", "Ikkinchi"]


def test_a_page_that_was_closed_is_no_loss_it_goes_when_the_site_is_opened_next(phone: Phone) -> None:
    phone.cut()
    phone.report_without_network(photos=1)
    phone.page.close()
    phone.mend()
    phone.page = phone.context.new_page()
    assert reports_there() == 0
    phone.page.goto("/how")
    (report,) = phone.arrived()
    assert len(report.photos) == 1


def test_the_browser_itself_sends_what_waits_when_no_page_is_open(phone: Phone) -> None:
    devtools = phone.context.new_cdp_session(phone.page)
    registered: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registered.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    phone.cut()
    phone.report_without_network(photos=1)
    assert phone.page.evaluate(
        "async () => (await (await navigator.serviceWorker.ready).sync.getTags())"
    ) == ["queue"]
    phone.page.goto("about:blank")
    phone.mend()
    assert reports_there() == 0
    woken = {"origin": phone.line.url, "registrationId": registered[-1], "tag": "queue", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", woken)
    (report,) = phone.arrived()
    assert len(report.photos) == 1


def test_airplane_mode_in_the_middle_of_an_upload_costs_neither_the_photo_nor_a_byte_twice(
    phone: Phone,
) -> None:
    phone.cut()
    phone.report_without_network(photos=1, data=taken())
    before = phone.line.sent
    phone.line.cut_after(200_000)
    phone.mend()
    waits_for(lambda: phone.line.is_cut, phone.page)
    phone.context.set_offline(True)
    waits_for(lambda: state_of(phone) == ("waiting",), phone.page)
    (act,) = phone.acts()
    assert 0 < act["files"][0]["sent"] < act["files"][0]["size"]
    expect(phone.page.get_by_role("heading", name=WAITS)).to_be_visible()
    phone.mend()
    (report,) = phone.arrived()
    assert len(report.photos) == 1
    assert phone.line.sent - before < act["files"][0]["size"] + 250_000


def test_an_answer_that_is_lost_makes_no_second_report(phone: Phone) -> None:
    phone.cut()
    phone.report_without_network(photos=1)
    phone.line.lose_answer_to(b"POST /report/queued")
    phone.mend()
    waits_for(lambda: phone.line.is_cut, phone.page)
    first = phone.arrived()
    # The phone does not know it.
    waits_for(lambda: state_of(phone) == ("waiting",), phone.page)
    assert phone.acts()[0]["isUnsure"]
    phone.mend()
    phone.page.reload()
    phone.page.goto("/waiting")
    expect(phone.page.get_by_role("link", name="pothole")).to_be_visible()
    assert [report.public_id for report in phone.arrived()] == [report.public_id for report in first]
    assert phone.acts() == []


def test_a_line_that_breaks_while_the_form_is_sent_makes_it_wait(phone: Phone) -> None:
    """The browser still says that there is a network."""
    phone.page.goto("/report")
    phone.fill(photos=1)
    expect(phone.page.locator("[data-photo-strip] [data-state=kept]")).to_be_attached()
    phone.line.lose_answer_to(b"POST /report/queued")
    phone.send()
    phone.sees(WAITS)
    assert len(phone.arrived()) == 1
    phone.mend()
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.sees(ARRIVED)
    assert len(phone.arrived()) == 1


def test_two_tabs_send_one_report_between_them(phone: Phone) -> None:
    phone.cut()
    phone.report_without_network(photos=1)
    other = phone.context.new_page()
    other.goto("/waiting")
    expect(other.locator(".waiting-item")).to_have_count(1)
    posts: list[str] = []
    for page in (phone.page, other):
        page.on("request", lambda request: posts.append(request.url) if "queued" in request.url else None)
    phone.mend()
    phone.sees(ARRIVED)
    # The other tab heard of it.
    expect(other.locator(".waiting-item")).to_have_count(0)
    expect(other.get_by_role("link", name="pothole")).to_be_visible()
    assert len(phone.arrived()) == 1
    assert len(posts) <= 1


def test_with_a_network_nothing_waits_and_the_usual_thanks_come(phone: Phone) -> None:
    phone.page.goto("/report")
    phone.fill(photos=1)
    phone.send()
    phone.sees(ARRIVED)
    (report,) = phone.arrived()
    expect(phone.page).to_have_url(f"{phone.line.url}/r/{report.public_id}/{report.secret}/sent")
    assert phone.acts() == []
    phone.page.get_by_role("link", name="My reports on this phone").click()
    kept = phone.page.locator(".waiting-kept")
    expect(kept).to_contain_text(report.public_id)
    kept.get_by_role("button").click()
    expect(kept).to_have_count(0)
    assert facts(phone) == []


def facts(phone: Phone) -> list[Any]:
    """What the phone remembers of reports that were sent."""
    phone.page.reload()
    expect(phone.page.locator("[data-module=waiting-list][data-ready]")).to_be_attached()
    return phone.page.locator(".waiting-kept").all()
