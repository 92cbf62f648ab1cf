"""A phone whose network goes and comes: the line is really cut, the browser really told that it is offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.db import db
from app.models import ServiceRequest
from tests.browser.camera import as_file
from tests.browser.conftest import PHONE, Site, Visits
from tests.browser.cutting import Line, line_to
from tests.browser.entering import let_go
from tests.browser.reporting import choose_service, jpeg, next_step
from tests.factories import World

#: In the middle of the first mahalla of `World`.
STANDING: dict[str, Any] = {
    "geolocation": {"longitude": 69.05, "latitude": 41.05, "accuracy": 12},
    # A browser without a window asks nobody, and refuses to be woken without this.
    "permissions": ["geolocation", "background-sync"],
}
#: What a page says of a network that is cut on purpose is no fault.
EXPECTED = (
    "net::ERR_",
    "Failed to fetch",
    "status of 4",
    "status of 5",
    "could not be sent",
    "There is no network",
)
IS_INSTALLED = """async () =>
  Boolean(navigator.serviceWorker.controller && (await caches.match("/.shell-facts")))"""
WAITS = "Your report waits on this phone"
ARRIVED = "Your report has arrived"


class Phone:
    """A window with a service worker at the end of a line that can be cut."""

    def __init__(self, page: Page, line: Line, site: Site, world: World) -> None:
        self.page, self.line, self.site, self.world = page, line, site, world

    @property
    def context(self) -> Any:
        """The browser's window: cookies, storage, the network switch."""
        return self.page.context

    def install(self, address: str = "/report") -> None:
        """Open a page with a network, until the worker has all that it needs without one."""
        self.page.goto(address)
        for _ in range(200):
            if self.page.evaluate(IS_INSTALLED):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError("the service worker did not get ready")

    def cut(self) -> None:
        """Airplane mode, and a server that nobody reaches."""
        self.line.cut()
        self.context.set_offline(True)

    def mend(self) -> None:
        """There is a network again."""
        self.line.mend()
        self.context.set_offline(False)

    def fill(self, *, photos: int = 0, words: str = "Yoʻlda chuqur bor", data: bytes | None = None) -> None:
        """Answer every question of the form but the last."""
        page = self.page
        expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
        for _ in range(photos):
            page.locator("input[type=file]").first.set_input_files(as_file(data or jpeg()))
        next_step(page, "Next: the place")
        page.wait_for_function("() => document.querySelector('[name=latitude]').value")
        next_step(page, "Next: what it is")
        choose_service(page, "roads", "pothole")
        next_step(page, "Next: your words")
        page.locator("textarea[name=description]").fill(words)
        next_step(page, "Next: check it")

    def send(self) -> None:
        """Press the last button."""
        self.page.locator("[data-steps-send]").click()

    def report_without_network(self, **filled: Any) -> None:
        """Write a whole report with the network cut; it waits then."""
        self.page.goto("/report")
        self.fill(**filled)
        self.send()
        self.sees(WAITS)

    def sees(self, words: str) -> None:
        """Wait until the page's heading says so."""
        expect(self.page.get_by_role("heading", name=words, level=1)).to_be_visible(timeout=30_000)

    def acts(self) -> list[dict[str, Any]]:
        """Return what waits, as the queue has it."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """async () => {
                 const script = [...document.scripts].find((s) => s.src.endsWith("/main.js")).src;
                 const queue = await import(script.replace("/main.js", "/queue.js"));
                 return await queue.list();
               }"""
        )
        return found

    def arrived(self, reports: int = 1) -> list[ServiceRequest]:
        """Wait until the server has so many reports, and return them; more is a fault."""
        for _ in range(120):
            if reports_there() >= reports:
                break
            self.page.wait_for_timeout(250)
        db.session.rollback()
        found = list(db.session.scalars(select(ServiceRequest).order_by(ServiceRequest.id)))
        assert len(found) == reports
        return found


def waits_for(find: Callable[[], Any], page: Page, seconds: float = 30) -> Any:
    """Ask until there is an answer, and return it."""
    for _ in range(int(seconds * 5)):
        if found := find():
            return found
        page.wait_for_timeout(200)
    raise AssertionError(f"{find.__doc__ or find} did not come true")


def reports_there() -> int:
    """How many reports the server has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ServiceRequest)) or 0


@contextmanager
def phone_on(browser: Browser, site: Site, **options: Any) -> Iterator[Phone]:
    """A phone in the town of `World`; what else goes wrong in its pages fails the test."""
    world = World()
    let_go()
    with line_to(site.url) as line:
        visits = Visits(browser, line.url)
        page = visits.open(PHONE, service_workers="allow", **{**STANDING, **options})
        page.context.unroute_all()
        yield Phone(page, line, site, world)
        visits.close()
        wrong = [words for words in visits.wrong if not any(known in words for known in EXPECTED)]
        assert not wrong, "\n".join(wrong)
