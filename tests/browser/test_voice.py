"""A resident who does not write: speaks, hears it again, sends it; the dispatcher hears it, nobody else does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import CHROMIUM, DESK, FLAGS, PHONE, Site, Visits
from tests.browser.reporting import STANDING_HERE, choose_service, next_step, public_id_of

#: A microphone that hums, and nobody who has to allow it.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module")
def speaking_browser(chromium: Browser) -> Iterator[Browser]:
    """A browser with a microphone."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE])
    yield browser
    browser.close()


@pytest.fixture
def speaking(speaking_browser: Browser, demo: Site) -> Iterator[Visits]:
    """Windows with a microphone onto Namuna."""
    visits = Visits(speaking_browser, demo.url)
    yield visits
    visits.close()
    assert not visits.wrong, "\n".join(visits.wrong)


def go_to_words(page: Page) -> None:
    """Answer the questions before the words."""
    page.goto("/report")
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna")
    next_step(page, "Next: what it is")
    choose_service(page)
    next_step(page, "Next: your words")
    expect(page.locator(".voice[data-ready]")).to_be_attached()


def button(page: Page) -> Locator:
    return page.locator("[data-voice-button]")


def hold(page: Page, ms: int) -> None:
    """Press the button, speak, and let go."""
    button(page).scroll_into_view_if_needed()
    button(page).hover()
    page.mouse.down()
    expect(button(page)).to_have_attribute("aria-pressed", "true")
    expect(button(page)).to_contain_text("Stop")
    page.wait_for_timeout(ms)
    page.mouse.up()


def spoken(page: Page) -> None:
    """Wait until the server has what was said."""
    expect(page.locator("[data-voice-status]")).to_have_text("The voice message has arrived.")
    expect(page.locator("[name=recording_token]")).to_have_value(re.compile(r".{20}"))


def plays(player: Locator) -> float:
    """Press play; return how long it is, once it is heard."""
    return float(
        player.evaluate(
            """async (player) => {
              player.muted = true;
              await player.play();
              for (let i = 0; i < 100 && player.currentTime < 0.3; i += 1) await new Promise((r) => setTimeout(r, 50));
              return player.currentTime;
            }"""
        )
    )


def test_what_was_spoken_is_heard_by_the_dispatcher_and_not_by_another_agency(
    speaking: Visits, namuna: Visits
) -> None:
    page = speaking.open(PHONE, **STANDING_HERE)
    go_to_words(page)
    hold(page, 1500)
    spoken(page)
    assert plays(page.locator("[data-voice-player]")) > 0.2
    next_step(page, "Next: check it")
    expect(page.locator("[data-check=voice]")).to_have_text(re.compile(r"Voice message, 0:0[1-4]"))
    page.get_by_role("button", name="Send to Namuna road service").click()
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    public_id = public_id_of(page)
    page.goto(f"/r/{public_id}")
    expect(page.get_by_text("The resident said it in a voice message.")).to_be_visible()
    assert page.locator("audio").count() == 0
    desk = namuna.open(DESK, login="dispatcher")
    desk.goto(f"/dispatch/{public_id}")
    player = desk.get_by_label("Voice message of the resident", exact=True)
    expect(player).to_be_visible()
    assert plays(player) > 0.2
    stranger = page.request.get(f"/dispatch/{public_id}/recording", max_redirects=0)
    assert stranger.status == 302


def test_a_short_press_goes_on_until_the_next_one(speaking: Visits) -> None:
    page = speaking.open(PHONE, **STANDING_HERE)
    go_to_words(page)
    button(page).tap()
    expect(page.locator("[data-voice-status]")).to_have_text("Recording. Let go, or press again, to stop.")
    expect(page.locator("[data-voice-clock]")).to_have_text("0:01 / 1:00")
    button(page).tap()
    spoken(page)


def test_keys_begin_and_end_it_and_what_was_said_can_be_deleted(speaking: Visits) -> None:
    page = speaking.open(DESK, **STANDING_HERE)
    go_to_words(page)
    button(page).focus()
    page.keyboard.press("Enter")
    expect(button(page)).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(700)
    page.keyboard.press("Space")
    spoken(page)
    delete = page.get_by_role("button", name="Delete the voice message")
    delete.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=recording_token]")).to_have_value("")
    expect(button(page)).to_be_focused()
    expect(page.locator("[data-voice-status]")).to_have_text("The voice message was deleted.")


def test_it_ends_by_itself_after_a_minute(speaking: Visits) -> None:
    page = speaking.open(PHONE, **STANDING_HERE)
    go_to_words(page)
    page.clock.install()
    button(page).tap()
    expect(button(page)).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(61_000)
    expect(button(page)).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-voice-length]")).to_have_text("1:00")


def test_it_survives_a_reload(speaking: Visits) -> None:
    page = speaking.open(PHONE, **STANDING_HERE)
    go_to_words(page)
    hold(page, 800)
    spoken(page)
    token = page.locator("[name=recording_token]").input_value()
    page.reload()
    expect(page.locator("[name=recording_token]")).to_have_value(token)
    expect(page.locator(".voice[data-kept]")).to_be_visible()


def test_without_a_microphone_it_says_so_and_words_are_as_good(namuna: Visits) -> None:
    page = namuna.open(PHONE, **STANDING_HERE)
    go_to_words(page)
    button(page).tap()
    expect(page.locator("[data-voice-status]")).to_have_text(
        re.compile("There is no microphone here|may not use the microphone")
    )
    page.get_by_label("What is wrong?").fill("Written after all.")
    next_step(page, "Next: check it")
    expect(page.locator("[data-check=words]")).to_have_text("Written after all.")
