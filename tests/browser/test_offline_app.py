"""The app without a network: what opens, what is kept for it, and what never is."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.entering import enter, write
from tests.browser.offline import Phone, phone_on
from tests.factories import make_user

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) kept.push(url);
  }
  return kept;
}"""


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    """A phone that reads English."""
    with phone_on(chromium, site) as phone:
        yield phone


def kept_by(page: Page) -> set[str]:
    """The addresses of what is kept, without the host."""
    return {urlsplit(url).path for url in page.evaluate(KEPT)}


def test_the_browser_finds_an_app_to_install(phone: Phone) -> None:
    phone.install("/")
    devtools = phone.context.new_cdp_session(phone.page)
    described = devtools.send("Page.getAppManifest")
    assert urlsplit(described["url"]).path == "/app-en.webmanifest"
    assert described["errors"] == []
    faults = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Windows of tests are private ones, where nothing is installed.
    assert {fault["errorId"] for fault in faults} <= {"in-incognito"}


OPENS = {
    "/": "Latest reports",
    "/report": "Report a problem",
    "/waiting": "On this phone",
    "/reports": "No connection",
    "/r/N3C2-7T3E": "No connection",
}


def test_a_page_opens_in_airplane_mode_or_says_what_can_be_done(phone: Phone) -> None:
    phone.install("/")
    phone.cut()
    for address, heading in OPENS.items():
        phone.page.goto(address)
        phone.sees(heading)
        # Its styles came too.
        expect(phone.page.locator("body")).to_have_css("margin", "0px")
        for name in ("Report a problem", "On this phone") if heading == "No connection" else ():
            expect(phone.page.locator("main").get_by_role("link", name=name)).to_be_visible()


def test_the_page_that_could_not_be_shown_comes_by_itself_with_the_network(phone: Phone) -> None:
    phone.install("/")
    phone.cut()
    phone.page.goto("/reports")
    phone.sees("No connection")
    expect(phone.page.get_by_role("button", name="Try this page again")).to_be_visible()
    phone.mend()
    phone.sees("Reports")


def test_a_server_that_is_away_takes_neither_the_map_nor_the_form(phone: Phone) -> None:
    """The phone has a network, and the web server says that nobody is behind it."""
    phone.install("/")
    phone.line.instead = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    phone.page.goto("/report")
    phone.sees("Report a problem")
    expect(phone.page.locator(".waiting-note")).to_contain_text("No connection. You can report all the same")


def test_the_pages_are_kept_in_the_language_that_is_read(phone: Phone) -> None:
    phone.install("/")
    phone.page.goto("/language/ru?next=/report")
    for _ in range(100):
        facts = phone.page.evaluate(
            "async () => (await (await caches.match('/.shell-facts')).json()).language"
        )
        if facts == "ru":
            break
        phone.page.wait_for_timeout(200)
    phone.cut()
    phone.page.goto("/report")
    phone.sees("Сообщить о проблеме")
    assert phone.page.evaluate("document.documentElement.lang") == "ru"


def test_a_poster_opens_the_form_with_its_place_without_a_network(phone: Phone) -> None:
    phone.install("/")
    phone.cut()
    phone.page.goto("/report?lat=41.03&lon=69.02&service=pothole&address=Lamp%20post%2017")
    expect(phone.page.locator("[name=latitude]")).to_have_value("41.030000")
    expect(phone.page.locator("[name=longitude]")).to_have_value("69.020000")
    expect(phone.page.locator("[name=address]")).to_have_value("Lamp post 17")
    expect(phone.page.locator("[name=service_code]:checked")).to_have_value("pothole")


def test_nothing_private_is_ever_kept(phone: Phone, site: Site) -> None:
    write()
    report = phone.world.report(phone="90 123 45 67", contact_name="Oysha Karimova")
    admin = make_user("admin", name="Admin Adminov")
    secret = f"/r/{report.public_id}/{report.secret}"
    phone.page.goto("/")
    phone.context.clear_cookies()
    enter_on(phone, site, admin)
    phone.install("/")
    for address in (secret, f"{secret}/sent", "/my", "/admin/", f"/r/{report.public_id}", "/account"):
        phone.page.goto(address)
        expect(phone.page.locator("h1").first).to_be_attached()
    kept = kept_by(phone.page)
    assert {path for path in kept if not path.startswith("/static/")} == {
        "/", "/report", "/waiting", "/offline", "/.shell-facts",
    }  # fmt: skip
    # The pages that are kept are a stranger's, whoever has signed in. The list of one's own reports is none of them:
    # the phone's own memory fills it in, and forgets at a press.
    phone.cut()
    for address in ("/", "/report", "/waiting"):
        page = phone.page.evaluate("async (address) => await (await caches.match(address)).text()", address)
        assert "<h1" in page
        assert "Admin Adminov" not in page
        assert report.secret not in page
        phone.page.goto(address)
        assert "Admin Adminov" not in phone.page.content()


def test_a_new_release_keeps_its_own_files_and_lets_the_old_ones_go(phone: Phone) -> None:
    """A cache is named for its files: one of another name, left by an older release, goes."""
    phone.page.goto("/healthz")
    phone.page.evaluate(
        "async () => { await (await caches.open('shell-0ldre1ease')).put('/report', new Response('old')) }"
    )
    phone.install("/")
    names = phone.page.evaluate("async () => await caches.keys()")
    assert len(names) == 1
    assert names[0] in {f"shell-{version}" for version in [released(phone)]}


def released(phone: Phone) -> str:
    """The fingerprint of all files, as the worker's script says it."""
    said: str = phone.page.evaluate(
        'async () => (await (await fetch(\'/sw.js\')).text()).match(/"version": "(\\w+)"/)[1]'
    )
    return said


def enter_on(phone: Phone, site: Site, user: object) -> None:
    """Sign somebody in at the end of the line."""
    there = Site(phone.line.url, site.app)
    enter(phone.page, there, user)  # type: ignore[arg-type]
