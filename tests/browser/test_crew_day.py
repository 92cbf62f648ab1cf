"""A crew's day in a browser: the way, its order by finger, arrows and keys, jobs at one place, the ghost camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import db
from app.policy import policy
from app.queries.day_order import kept_order
from tests.browser.conftest import CHROMIUM, FLAGS, PHONE, Site, Visits
from tests.browser.entering import enter, let_go, write
from tests.browser.test_crew_on_site import HERE, a_photo, small_targets
from tests.factories import World, make_photo

#: Late, so they are today's; from the first one the way goes east.
PLACES = {"Birinchi": 69.05, "Uzoqdagi": 69.08, "Oʻrtadagi": 69.06, "Oxirgi": 69.09}


@pytest.fixture
def world(site: Site) -> World:
    world = World()
    at = datetime.now(UTC) - timedelta(days=30)
    for n, (address, longitude) in enumerate(PLACES.items()):
        world.report("accepted", at=at + timedelta(minutes=n), longitude=longitude, address=address)
    let_go()
    return world


def in_order(page: Page) -> list[str]:
    """The first word of each stop's address, from top to bottom."""
    cards = page.locator("[data-stops] .job-words > p:first-of-type")
    return [text.split()[0] for text in cards.all_inner_texts()]


WAY = ["Birinchi", "Oʻrtadagi", "Uzoqdagi", "Oxirgi"]


@pytest.mark.parametrize("language", ["uz", "ru"])
def test_the_day_is_put_in_order_by_arrows_by_keys_and_by_finger(
    site: Site,
    world: World,
    visits: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
    language: str,
) -> None:
    page = visits.open(PHONE, locale=language, **HERE)
    enter(page, site, world.crew_member)
    page.goto("/crew/")
    assert in_order(page) == WAY
    shoot(page, f"way-{language}", full_page=True)
    page.locator("[data-order-switch]").click()
    expect(page.locator("[data-grip]").first).to_be_visible()
    assert barriers(page) == []
    assert small_targets(page) == []
    shoot(page, f"ordering-{language}", full_page=True)

    def kept(order: list[str]) -> None:
        expect(page.locator(".jobs-list")).to_have_attribute("data-kept", "yes")
        assert in_order(page) == order
        page.reload()
        assert in_order(page) == order
        page.locator("[data-order-switch]").click()

    # By a press.
    page.locator("[data-stops] > li").nth(0).locator("[data-move='1']").click()
    kept(["Oʻrtadagi", "Birinchi", "Uzoqdagi", "Oxirgi"])
    # By keys alone: the focus stays with the job.
    button = page.locator("[data-stops] > li").nth(3).locator("[data-move='-1']")
    button.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-order-said]")).to_contain_text("2")
    page.keyboard.press("Enter")
    kept(["Oxirgi", "Oʻrtadagi", "Birinchi", "Uzoqdagi"])
    # By finger or mouse, on the handle.
    page.locator("[data-stops] > li").nth(0).scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.querySelector('[data-stops]').offsetTop - 120)")
    grip = page.locator("[data-grip]").nth(0).bounding_box()
    under = page.locator("[data-stops] > li").nth(1).bounding_box()
    assert grip
    assert under
    page.mouse.move(grip["x"] + 20, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(grip["x"] + 20, under["y"] + under["height"] * 0.4, steps=5)
    page.mouse.move(grip["x"] + 20, under["y"] + under["height"] * 0.7, steps=5)
    shoot(page, f"carried-{language}")
    page.mouse.up()
    kept(["Oʻrtadagi", "Oxirgi", "Birinchi", "Uzoqdagi"])

    page.locator("[data-order-switch]").click()
    page.locator(".way form button").click()
    page.wait_for_url("**/crew/")
    assert in_order(page) == WAY
    page.locator(".switch label").nth(1).click()
    expect(page.locator(".way-number")).to_have_count(4)
    page.wait_for_timeout(300)
    shoot(page, f"map-{language}")


def test_an_order_made_without_a_network_is_kept_when_there_is_one(
    site: Site, world: World, visits: Visits
) -> None:
    page = visits.open(PHONE)
    enter(page, site, world.crew_member)
    page.goto("/crew/")
    page.locator("[data-order-switch]").click()
    page.context.set_offline(True)
    page.locator("[data-stops] > li").nth(0).locator("[data-move='1']").click()
    expect(page.locator("[data-order-problem]")).to_contain_text("as soon as there is one")
    page.context.set_offline(False)
    expect(page.locator(".jobs-list")).to_have_attribute("data-kept", "yes")
    expect(page.locator("[data-order-problem]")).to_be_hidden()
    visits.wrong.clear()  # The browser's own complaint about the line.
    db.session.rollback()
    assert len(kept_order(world.crew_member, policy().calendar.local_day(datetime.now(UTC)))) == 4


def test_the_order_is_changed_without_a_script(site: Site, world: World, visits: Visits) -> None:
    page = visits.open(PHONE, java_script_enabled=False)
    enter(page, site, world.crew_member)
    page.goto("/crew/")
    page.locator("[data-stops] > li").nth(0).locator("[data-move='1']").click()
    assert in_order(page) == ["Oʻrtadagi", "Birinchi", "Uzoqdagi", "Oxirgi"]


def test_jobs_at_one_place_are_begun_and_done_together(
    site: Site,
    world: World,
    visits: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
) -> None:
    write()
    at = datetime.now(UTC) - timedelta(days=30)
    second = world.report("accepted", at=at, longitude=69.0501, description="Yana bir chuqur")
    let_go()
    page = visits.open(PHONE, locale="uz", **HERE)
    enter(page, site, world.crew_member)
    page.goto("/crew/")
    page.locator("a[href*=together]").click()
    assert barriers(page) == []
    assert small_targets(page) == []
    shoot(page, "together-start", full_page=True)
    page.locator(".crew-bar button").click()
    expect(page.locator("[name=job]")).to_have_count(2)
    page.locator("input[type=file]").set_input_files(a_photo())
    expect(page.locator(".photo[data-state=kept]")).to_be_visible()
    assert barriers(page) == []
    shoot(page, "together-finish", full_page=True)
    page.locator(".crew-bar button").click()
    page.wait_for_url("**/crew/")
    db.session.rollback()
    assert second.status == "resolved"
    assert [photo.kind for photo in second.photos] == ["after"]
    assert not second.is_flagged


@pytest.fixture
def with_camera(chromium: Browser, site: Site) -> Iterator[Visits]:
    """Windows of a browser of its own, whose camera shows a test picture."""
    flags = [*FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    visits = Visits(browser, site.url)
    yield visits
    visits.close()
    browser.close()
    assert not visits.wrong, "\n".join(visits.wrong)


@pytest.mark.parametrize("language", ["uz", "ru"])
def test_the_earlier_photo_lies_over_the_camera_and_the_new_one_keeps_its_place(
    site: Site,
    world: World,
    with_camera: Visits,
    shoot: Callable[..., Path],
    barriers: Callable[[Page], list[str]],
    language: str,
) -> None:
    write()
    at = datetime.now(UTC) - timedelta(hours=2)
    sr = world.report("in_progress", at=at, photo_tokens=[make_photo()])
    let_go()
    here = {**HERE, "permissions": ["geolocation", "camera"]}
    page = with_camera.open(PHONE, locale=language, **here)
    enter(page, site, world.crew_member)
    page.goto(f"/crew/{sr.public_id}")
    expect(page.locator("[data-proof-distance]")).to_contain_text("17")
    page.locator("[data-ghost-open]").click()
    expect(page.locator("[data-ghost-place]")).to_contain_text("17")
    page.wait_for_function("() => document.querySelector('[data-ghost-video]').videoWidth > 0")
    boxes = [page.locator(part).bounding_box() for part in ("[data-ghost-video]", "[data-ghost-before]")]
    assert boxes[0] == boxes[1], "the earlier photo lies exactly over the camera's picture"
    assert barriers(page) == []
    shoot(page, f"camera-{language}")
    page.locator("[data-ghost-shutter]").click()
    expect(page.locator("[data-ghost-use]")).to_be_focused()
    shoot(page, f"taken-{language}")
    page.locator("[data-ghost-use]").click()
    expect(page.locator(".photo[data-state=kept]")).to_be_visible()
    expect(page.locator("[data-proof-distance]")).to_contain_text("17")
    page.locator(".crew-bar button").click()
    page.wait_for_url("**/crew/")
    db.session.rollback()
    (after,) = [photo for photo in sr.photos if photo.kind == "after"]
    assert after.taken_at is not None
    assert after.distance_m == pytest.approx(17, abs=1)
    assert not sr.is_flagged
