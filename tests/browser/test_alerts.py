"""Being told of new reports: drawn on a map, picked from lists without a script, confirmed from the mailbox, stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app import jobs
from app.channels.web_push import new_private_key, public_key
from app.db import db
from app.models import PushDevice, PushFollow, Subscription
from tests import databases
from tests.browser.conftest import PHONE, Site, Visits
from tests.browser.entering import let_go, write
from tests.browser.test_my_reports import nobody_is_shut_out, press
from tests.databases import Server
from tests.factories import World
from tests.gateways import Browser
from tests.live_server import serving

Shoot = Callable[..., Path]
Barriers = Callable[[Page], list[str]]

EMAIL = "gulchehra@example.uz"


def confirmation(site: Site) -> str:
    """Have the outbox delivered, and return the link of the newest question, as a path."""
    write()
    jobs.deliver()
    let_go()
    files = Path(site.app.config["OUTGOING_ROOT"]).glob("alert-confirm-*.eml")
    newest = max(files, key=lambda path: path.stat().st_mtime_ns)
    letter = message_from_bytes(newest.read_bytes(), policy=policy.default)
    text = letter.get_body(("plain",))
    assert text is not None
    link = re.search(r"https?://[^/\s]+(/alerts/\S+)", text.get_content())
    assert link is not None
    return link.group(1)


def subscriptions() -> list[Subscription]:
    """Return what the server has kept."""
    db.session.rollback()
    return list(db.session.query(Subscription))


@pytest.mark.parametrize("locale", ["uz", "ru"])
def test_a_circle_is_drawn_confirmed_and_stopped_on_a_phone(
    site: Site, visits: Visits, shoot: Shoot, barriers: Barriers, locale: str
) -> None:
    World()
    let_go()
    page = visits.open(PHONE, locale=locale)
    page.goto("/alerts")
    ground = page.locator("[data-circle-map]")
    expect(ground).to_be_visible()
    page.locator(".leaflet-container .area").first.wait_for(state="attached")
    nobody_is_shut_out(page, barriers)
    shoot(page, f"{locale}-1-empty", full_page=True)
    ground.click(position={"x": 160, "y": 120})
    expect(page.locator("#latitude")).not_to_have_value("")
    expect(page.locator("path.circle-drawn")).to_be_visible()
    page.locator("#radius-slider").fill("1200")
    expect(page.locator("#radius")).to_have_value("1200")
    page.locator("#email").fill(EMAIL)
    shoot(page, f"{locale}-2-drawn", full_page=True)
    press(page, ".alerts .button-primary")
    expect(page).to_have_url(re.compile("/alerts/sent$"))
    nobody_is_shut_out(page, barriers)
    shoot(page, f"{locale}-3-sent")

    page.goto(confirmation(site))
    nobody_is_shut_out(page, barriers)
    shoot(page, f"{locale}-4-confirm")
    (subscription,) = subscriptions()
    assert (subscription.radius_m, subscription.confirmed_at) == (1200, None)
    press(page, "main .button-primary")
    assert subscriptions()[0].confirmed_at is not None
    nobody_is_shut_out(page, barriers)
    shoot(page, f"{locale}-5-told")
    press(page, "main .button-primary")
    expect(page.locator("h1")).to_be_visible()
    assert subscriptions() == []
    nobody_is_shut_out(page, barriers)
    shoot(page, f"{locale}-6-stopped")


def test_a_mahalla_is_picked_without_a_script(
    site: Site, visits: Visits, shoot: Shoot, barriers: Barriers
) -> None:
    world = World()
    district, mahalla, mahalla_id = world.district.code, world.mahalla.code, world.mahalla.id
    let_go()
    page = visits.open(PHONE, java_script_enabled=False)
    page.goto("/alerts")
    page.locator("[name=kind][value=area]").check()
    page.locator("#district").select_option(district)
    press(page, "[name=action][value=pick]")
    page.locator("#mahalla").select_option(mahalla)
    page.locator("#email").fill(EMAIL)
    shoot(page, "filled", full_page=True)
    press(page, ".alerts .button-primary")
    expect(page).to_have_url(re.compile("/alerts/sent$"))
    assert [one.area_id for one in subscriptions()] == [mahalla_id]


def test_the_circle_is_set_by_keyboard_alone(site: Site, visits: Visits) -> None:
    World()
    let_go()
    page = visits.open(PHONE)
    page.goto("/alerts")
    expect(page.locator("[data-circle-map]")).to_be_visible()
    page.locator("[data-circle-numbers] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("41.05")
    page.keyboard.press("Tab")
    page.keyboard.type("69.05")
    page.keyboard.press("Tab")
    expect(page.locator("path.circle-drawn")).to_be_visible()
    page.locator("#radius-slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#radius")).to_have_value("600")
    page.locator("#email").focus()
    page.keyboard.type(EMAIL)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/alerts/sent$"))
    assert [(one.latitude, one.radius_m) for one in subscriptions()] == [(41.05, 600)]


def test_the_mahallas_come_by_themselves_where_scripts_run(site: Site, visits: Visits, shoot: Shoot) -> None:
    world = World()
    district, mahalla = world.district.code, world.mahalla.code
    let_go()
    page = visits.open(PHONE)
    page.goto("/alerts")
    page.locator("[name=kind][value=area]").check()
    expect(page.locator("[data-circle-map]")).to_be_hidden()
    expect(page.locator("[data-area-pick]")).to_be_hidden()
    with page.expect_navigation():
        page.locator("#district").select_option(district)
    page.locator("#mahalla").select_option(mahalla)
    shoot(page, "picked", full_page=True)


# Web push: the browser's maker is on the internet, so its part of the browser is played; the rest is real.

MAKER = "https://updates.push.services.mozilla.com/wpush/v2/device"
PLAYED = """
  window.asked = [];
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (options) => {
    window.asked.push(Array.from(options.applicationServerKey));
    return SUBSCRIPTION;
  };
  Notification.requestPermission = async () => "granted";
"""


@pytest.fixture
def pushing(
    site_server: Server, site_template: str, chromium: Chromium, tmp_path: Path
) -> Iterator[tuple[Visits, str]]:
    """A site with web push, and its public key."""
    key = new_private_key()
    app = databases.make_app(site_server.copy(site_template, "pushing"), tmp_path)
    with databases.in_charge(app), serving(app, tmp_path, WEB_PUSH_KEY=key) as address:
        visits = Visits(chromium, address)
        yield visits, public_key(key)
        visits.close()
        db.session.remove()
        db.engine.dispose()
    assert not visits.wrong, "\n".join(visits.wrong)


def test_this_device_is_told_of_ones_own_report(
    pushing: tuple[Visits, str], shoot: Shoot, barriers: Barriers
) -> None:
    visits, key = pushing
    report = World().report()
    address, number = f"/r/{report.public_id}/{report.secret}", report.id
    let_go()
    page = visits.open(PHONE, service_workers="allow", permissions=["notifications"])
    subscription = json.dumps(Browser.at(MAKER).subscription)
    page.add_init_script(PLAYED.replace("SUBSCRIPTION", subscription))
    page.goto(address)
    button = page.locator(".push button")
    expect(button).to_be_visible()
    button.scroll_into_view_if_needed()
    nobody_is_shut_out(page, barriers)
    button.click()
    expect(page.locator(".push [role=status]")).not_to_be_empty()
    shoot(page, "told")
    (asked,) = page.evaluate("window.asked")
    assert len(asked) == 65
    assert page.locator(".push").get_attribute("data-key") == key
    db.session.rollback()
    (follow,) = db.session.query(PushFollow)
    assert follow.service_request_id == number
    (device,) = db.session.query(PushDevice)
    assert device.endpoint == MAKER


def test_what_is_pushed_is_shown_and_leads_to_its_page(pushing: tuple[Visits, str]) -> None:
    visits, _key = pushing
    World()
    let_go()
    page = visits.open(PHONE, service_workers="allow", permissions=["notifications"])
    with page.context.expect_event("serviceworker") as began:
        page.goto("/")
    worker = began.value
    worker.evaluate("() => new Promise(done => self.registration.active ? done() : setTimeout(done, 3000))")
    said = {"title": "Tuzatildimi?", "body": "Toza hudud", "url": "/how", "tag": "report-N3C2-7T3E"}
    shown = worker.evaluate(
        """async (said) => {
          const event = new PushEvent("push", { data: JSON.stringify(said) });
          const shown = [];
          const show = self.registration.showNotification.bind(self.registration);
          self.registration.showNotification = async (title, options) => { shown.push([title, options]); };
          self.dispatchEvent(event);
          await new Promise((done) => setTimeout(done, 200));
          self.dispatchEvent(new PushEvent("push", { data: "no JSON" }));
          await new Promise((done) => setTimeout(done, 200));
          self.registration.showNotification = show;
          return shown;
        }""",
        said,
    )
    (title, options), (fallback, _options) = shown
    assert (title, options["body"], options["data"]["url"]) == ("Tuzatildimi?", "Toza hudud", "/how")
    assert fallback  # A browser insists that something is shown for whatever comes.
