"""What residents and staff write reaches us once, and survives what happens to phones and sessions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visits, sign_in_here
from tests.browser.reporting import (
    LATITUDE,
    LONGITUDE,
    STANDING_HERE,
    choose_service,
    next_step,
    public_id_of,
)


@pytest.fixture
def plain(namuna: Visits) -> Page:
    """A phone on which no script runs."""
    return namuna.open(PHONE, java_script_enabled=False)


def fill_in_plainly(page: Page) -> None:
    """Fill in the whole form, as one page."""
    page.goto("/report")
    page.get_by_label("Latitude").fill(str(LATITUDE))
    page.get_by_label("Longitude").fill(str(LONGITUDE))
    choose_service(page)
    page.get_by_label("What is wrong?").fill("A deep pothole by the crossing.")


def look_at_it_first(page: Page) -> None:
    """Press the only button that a form without scripts has: it shows who will get the report."""
    page.get_by_role("button", name="See who gets it, then send").click()
    expect(page.get_by_role("heading", name="Check and send")).to_be_visible()


def test_without_scripts_coordinates_are_typed_and_looked_at_before_sending(plain: Page) -> None:
    fill_in_plainly(plain)
    look_at_it_first(plain)
    expect(plain.locator("main")).to_contain_text("Namuna road service")
    expect(plain.locator("main")).to_contain_text(re.compile(r"By .*\d{4}"))
    expect(plain.locator("main")).to_contain_text("Nothing has been sent yet.")
    plain.get_by_role("button", name="Send to Namuna road service").click()
    expect(plain.get_by_role("heading", name="Your report has arrived")).to_be_visible()


def test_without_scripts_a_place_that_cannot_be_read_is_told_and_nothing_typed_is_lost(plain: Page) -> None:
    fill_in_plainly(plain)
    plain.get_by_label("Latitude").fill("north of the bazaar")
    plain.get_by_role("button", name="See who gets it, then send").click()
    expect(plain.get_by_role("alert")).to_contain_text("Write for example 41.3111, 69.2797.")
    expect(plain.get_by_label("What is wrong?")).to_have_value("A deep pothole by the crossing.")


def test_the_same_form_sent_twice_is_one_report(plain: Page) -> None:
    fill_in_plainly(plain)
    look_at_it_first(plain)
    send = plain.get_by_role("button", name="Send to Namuna road service")
    send.click()
    first = public_id_of(plain)
    plain.go_back()
    send.click()
    assert public_id_of(plain) == first


def test_a_residents_session_that_ended_keeps_nothing_from_arriving(namuna: Visits) -> None:
    page = namuna.open(PHONE, **STANDING_HERE)
    page.goto("/report")
    for words in ("Next: the place", "Next: what it is"):
        next_step(page, words)
        page.wait_for_timeout(600)
    choose_service(page)
    next_step(page, "Next: your words")
    page.get_by_label("What is wrong?").fill("Written before the session ended.")
    next_step(page, "Next: check it")
    send = page.get_by_role("button", name="Send to Namuna road service")
    expect(send).to_be_visible()
    page.context.clear_cookies()
    send.click()
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    page.goto(f"/r/{public_id_of(page)}")
    expect(page.locator("main")).to_contain_text("Written before the session ended.")


def test_without_scripts_a_session_that_ended_loses_nothing(plain: Page) -> None:
    fill_in_plainly(plain)
    look_at_it_first(plain)
    plain.context.clear_cookies()
    send = plain.get_by_role("button", name="Send to Namuna road service")
    send.click()
    expect(plain.get_by_role("alert")).to_contain_text("Nothing is lost: send it again.")
    look_at_it_first(plain)
    send.click()
    expect(plain.get_by_role("heading", name="Your report has arrived")).to_be_visible()


def test_what_a_dispatcher_wrote_survives_signing_in_again(namuna: Visits) -> None:
    page = namuna.open(DESK, login="dispatcher")
    page.goto("/dispatch/?lane=new")
    page.locator(".inbox tbody th a").first.click()
    page.locator("summary", has_text="Hand over to another agency").click()
    page.locator("#hand-over-note").fill("The pipe under the road is theirs.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Hand over", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in_here(page, "dispatcher")
    expect(page).to_have_url(re.compile(r"/dispatch/[0-9A-Z]{4}-[0-9A-Z]{4}"))
    page.locator("summary", has_text="Hand over to another agency").click()
    expect(page.locator("#hand-over-note")).to_have_value("The pipe under the road is theirs.")


def test_a_reload_in_the_middle_keeps_what_was_written(namuna: Visits) -> None:
    page = namuna.open(PHONE, **STANDING_HERE)
    page.goto("/report")
    for words in ("Next: the place", "Next: what it is"):
        next_step(page, words)
        page.wait_for_timeout(600)
    choose_service(page)
    next_step(page, "Next: your words")
    page.get_by_label("What is wrong?").fill("Half a sentence")
    page.reload()
    expect(page.get_by_label("What is wrong?")).to_have_value("Half a sentence")
    expect(page.locator("input[name=service_code]:checked")).to_have_value("pothole")
