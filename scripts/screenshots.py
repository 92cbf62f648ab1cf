"""`make screenshots`: draw the README's pictures from a demo of their own, on a free port, by the real pages.

What a picture shows is what the server answers today; nothing is retouched but the corners of the phones.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.db import db  # noqa: E402
from app.demo import load as loading  # noqa: E402
from tests import databases  # noqa: E402
from tests.browser.conftest import CHROMIUM, DESK, FLAGS, PHONE, sign_in_here  # noqa: E402
from tests.browser.reporting import (  # noqa: E402
    STANDING_HERE,
    add_photo,
    choose_service,
    next_step,
    photo,
    public_id_of,
)
from tests.live_server import serving  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
MOST_BYTES = 150_000
#: One phone in a row of phones, in pixels.
PHONE_SIZE = (300, 533)
GAP, CORNER = 20, 18


def main() -> None:
    """Draw every picture; say how large each one is."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, _demo(Path(name)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        report, public_id, follow = _report(_open(browser, address, PHONE, **STANDING_HERE), Path(name))
        inbox = _assign(_open(browser, address, DESK, login="dispatcher"), public_id)
        crew = _mend(_open(browser, address, PHONE, login="crew", **STANDING_HERE), public_id, Path(name))
        _keep("phone", _in_a_row(report))
        _keep("inbox", inbox)
        _keep("repair", _in_a_row([*crew, _follow(_open(browser, address, PHONE), follow)]))
        _keep("heatmap", _heatmap(_open(browser, address, DESK, login="council")))
        browser.close()


@contextmanager
def _demo(folder: Path) -> Iterator[str]:
    """Serve the demo out of a folder that is gone afterwards; give its address."""
    print("Loading the demo ...", flush=True)
    app = databases.make_app(f"sqlite:///{folder / 'demo.db'}", folder)
    with databases.in_charge(app):
        upgrade()
        loading.load(datetime.now(UTC), production=False, on_progress=lambda *_: None)
        db.engine.dispose()
    with serving(app, folder) as address:
        yield address


def _open(browser: Browser, address: str, device: dict[str, Any], login: str = "", **options: Any) -> Page:
    page = browser.new_context(base_url=address, locale="en", **device, **options).new_page()
    if login:
        page.goto("/sign-in")
        sign_in_here(page, login)
    return page


def _shot(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def _report(page: Page, folder: Path) -> tuple[list[Image.Image], str, str]:
    """Send a report; return the screens on the way, its number and its secret link."""
    page.goto("/")
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    screens = [_shot(page)]
    page.goto("/report")
    add_photo(page, photo(folder))
    screens.append(_shot(page))
    next_step(page, "Next: the place")
    expect(page.locator("[data-picker-answer]")).to_contain_text("Namuna region")
    screens.append(_shot(page))
    next_step(page, "Next: what it is")
    choose_service(page)
    screens.append(_shot(page))
    next_step(page, "Next: your words")
    page.get_by_label("What is wrong?").fill("A deep pothole by the crossing, full of water.")
    next_step(page, "Next: check it")
    send = page.get_by_role("button", name="Send to Namuna road service")
    expect(send).to_be_visible()
    screens.append(_shot(page))
    send.click()
    public_id = public_id_of(page)
    return screens, public_id, page.locator("#secret-link").input_value()


def _assign(page: Page, public_id: str) -> Image.Image:
    """Give the report to the demo's crew; return the inbox as it was before."""
    inbox = _shot(page)
    page.goto(f"/dispatch/{public_id}")
    crews = page.get_by_label("Crew", exact=True)
    # Whoever fits best stands first; the demo's crew is the one that signs in below.
    crews.select_option(crews.locator("option", has_text="1-brigada").get_attribute("value"))
    page.get_by_role("button", name="Assign the crew").click()
    expect(page.get_by_role("status").first).to_contain_text("has the job")
    return inbox


def _mend(page: Page, public_id: str, folder: Path) -> list[Image.Image]:
    """Start and finish the job; return the crew's screens."""
    screens = [_shot(page)]
    page.goto(f"/crew/{public_id}")
    screens.append(_shot(page))
    page.get_by_role("button", name="Start work").click()
    add_photo(page, photo(folder, fixed=True))
    page.locator(".photo-picker").evaluate("e => e.scrollIntoView({block: 'center'})")
    screens.append(_shot(page))
    # What a service asks about a repair: for a pothole its size in m², and the minutes.
    for field, value in zip(page.locator("#resolve [aria-required=true]").all(), ("2", "45"), strict=True):
        field.fill(value)
    page.get_by_role("button", name="Mark as fixed").click()
    expect(page.get_by_role("status").first).to_contain_text("Well done.")
    return screens


def _follow(page: Page, address: str) -> Image.Image:
    """Return what the resident sees of the repair: the evidence, and the question about it."""
    page.goto(address)
    page.locator(".before-after").evaluate("e => scrollTo(0, e.getBoundingClientRect().top - 24)")
    return _shot(page)


def _heatmap(page: Page) -> Image.Image:
    page.goto("/council/?period=90d")
    expect(page.frame_locator(".council-frame").locator(".leaflet-image-layer").first).to_be_visible()
    return _shot(page)


def _in_a_row(screens: list[Image.Image]) -> Image.Image:
    """Lay phones side by side, each with a thin edge and round corners, on nothing."""
    width, height = PHONE_SIZE
    row = Image.new("RGBA", (len(screens) * (width + GAP) - GAP, height))
    mask = Image.new("L", (width * 4, height * 4))
    edge = ImageDraw.Draw(mask)
    edge.rounded_rectangle((0, 0, width * 4 - 1, height * 4 - 1), CORNER * 4, fill=255)
    mask = mask.resize(PHONE_SIZE, Image.Resampling.LANCZOS)
    for number, screen in enumerate(screens):
        phone = screen.resize(PHONE_SIZE, Image.Resampling.LANCZOS)
        ImageDraw.Draw(phone).rounded_rectangle((0, 0, width - 1, height - 1), CORNER, outline="#857f72")
        row.paste(phone, (number * (width + GAP), 0), mask)
    return row


def _keep(name: str, picture: Image.Image) -> None:
    """Write a picture as well as it goes into MOST_BYTES."""
    path = PICTURES / f"{name}.webp"
    for quality in range(88, 30, -6):
        picture.save(path, quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            break
    print(f"{path.relative_to(ROOT)}: {picture.width} × {picture.height}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
