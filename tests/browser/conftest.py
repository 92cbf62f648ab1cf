"""A phone, a desk and a real server for walks through pages in Chromium.

Nothing may be fetched from another host, no script may fail, and the content policy may refuse nothing:
a page that does any of it fails the test that opened it.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect, sync_playwright

from app.db import db
from app.demo import load as loading
from app.demo.staff import PASSWORD
from tests import databases
from tests.databases import Server
from tests.live_server import serving

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: Where pictures of pages are put; git ignores the default.
PICTURES = Path(os.environ.get("SCREENSHOTS") or ROOT / "build" / "screenshots")

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

#: The rules of WCAG 2.2 AA, and axe's advice that costs nothing to follow.
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

#: Runs axe, and tells each finding in a line. Where a pin lies is where the problem lies: WCAG 2.5.8 excepts the pins
#: of a map from keeping apart, and what hides one in part (a button over the map) also counts as near.
RUN_AXE = """async (options) => {
  const { violations } = await axe.run(document, options);
  const isPin = (node) => document.querySelector(node.target[0])?.closest(".leaflet-marker-pane");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.filter((node) => id !== "target-size" || !isPin(node)).map((node) => `${id}: ${help} — ${node.target.join(" ")}`));
}"""

#: Enough that every page of the demo has something to show.
DEMO_REPORTS = 600

#: Patience for a machine that does other things too; a page that is ready is not waited for.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder needs a browser, and says so.

    A real browser on a busy machine drops a frame or a connection now and then: a walk may be tried once more, and the
    report of the run tells which were. What is broken fails twice.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass
class Site:
    """A running server, and an application on the same database to fill and to ask it with."""

    url: str
    app: Flask


@pytest.fixture(scope="session")
def site_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Server:
    """Where the databases of served sites are made: browsers see no difference between the two kinds."""
    return Server("sqlite", tmp_path_factory.mktemp("sites"), f"site_{worker_id}")


@pytest.fixture(scope="session")
def site_template(site_server: Server) -> str:
    """A migrated, empty database to copy from."""
    return databases.make_template(site_server)


@pytest.fixture
def site(site_server: Server, site_template: str, tmp_path: Path) -> Iterator[Site]:
    """A running server on an empty database of its own; what the test writes, it really commits."""
    url = site_server.copy(site_template, f"site{next(_numbers)}")
    app = databases.make_app(url, tmp_path)
    with databases.in_charge(app), serving(app, tmp_path) as address:
        yield Site(address, app)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo(site_server: Server, site_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running server on the town of Namuna, one for the whole run: tests add to it, and take nothing away."""
    folder = tmp_path_factory.mktemp("demo")
    # The drawings are the same every time, so they are made once and kept.
    media = {"MEDIA_ROOT": str(ROOT / "build" / "demo-media")}
    app = databases.make_app(site_server.copy(site_template, "demo"), folder, **media)
    with databases.in_charge(app):
        loading.load(datetime.now(UTC), production=False, on_progress=lambda *_: None, reports=DEMO_REPORTS)
        db.session.remove()
        db.engine.dispose()
    with serving(app, folder) as address:
        yield Site(address, app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window, one for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def sign_in_here(page: Page, login: str) -> None:
    """Fill in the sign-in form that the page shows, as one of the demo's people."""
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()


class Visits:
    """Opens windows, and remembers what went wrong in any of them."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def open(self, device: dict[str, Any], *, locale: str = "en", login: str = "", **options: Any) -> Page:
        """Return a page in a window of its own: own cookies, own storage. `locale` is the browser's language.

        With `login`, one of the demo's people has signed in there. Only walks about being offline let the service
        worker in (`service_workers="allow"`): it fetches the whole shell for every window.
        """
        options.setdefault("service_workers", "block")
        context = self._browser.new_context(base_url=self._url, locale=locale, **device, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.route("**/*", self._only_ours)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"a script failed: {error}"))
        page.on("console", self._hear)
        self._contexts.append(context)
        if login:
            page.goto("/sign-in")
            sign_in_here(page, login)
        return page

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()

    def _only_ours(self, route: Route) -> None:
        address = route.request.url
        if urlsplit(address).netloc == urlsplit(self._url).netloc or address.startswith(("data:", "blob:")):
            route.continue_()
        else:
            self.wrong.append(f"asked another host: {address}")
            route.abort()

    def _hear(self, message: Any) -> None:
        # A refused form (422) and a missing page (404) are answers, not faults, and tests ask for them.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.wrong.append(f"the console says: {message.text}")


@pytest.fixture
def visits(chromium: Browser, site: Site) -> Iterator[Visits]:
    """Windows onto the site: `visits.open(PHONE, locale="uz")`. The test fails for what goes wrong in them."""
    visits = Visits(chromium, site.url)
    yield visits
    visits.close()
    assert not visits.wrong, "\n".join(visits.wrong)


@pytest.fixture
def namuna(chromium: Browser, demo: Site) -> Iterator[Visits]:
    """Windows onto Namuna: `namuna.open(DESK, login="dispatcher")` is signed in already."""
    visits = Visits(chromium, demo.url)
    yield visits
    visits.close()
    assert not visits.wrong, "\n".join(visits.wrong)


@pytest.fixture
def phone(visits: Visits) -> Page:
    """A cheap phone, 360 × 640, reading English."""
    return visits.open(PHONE)


@pytest.fixture
def desk(visits: Visits) -> Page:
    """A desktop, 1280 × 800, reading English."""
    return visits.open(DESK)


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """Keep a picture: `shoot(page, "2-place")` lands in build/screenshots/, named by test and step."""

    def keep(page: Page, step: str, **options: Any) -> Path:
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{request.node.originalname.removeprefix('test_')}-{step}.png"
        try:
            page.screenshot(path=path, **options)
        except Error as error:
            # A browser without a graphics card drops a frame now and then; nothing of the page is wrong.
            if "Unable to capture screenshot" not in str(error):
                raise
            page.screenshot(path=path, **options)
        return path

    return keep


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility checker, installed from the lock."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def barriers(axe_source: str) -> Callable[..., list[str]]:
    """What axe finds on a page, one line for each element; a good page has none."""

    def find(page: Page, rules: Sequence[str] = AXE_RULES) -> list[str]:
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(axe_source)
        options = {"runOnly": list(rules), "resultTypes": ["violations"]}
        found: list[str] = page.evaluate(RUN_AXE, options)
        return found

    return find
