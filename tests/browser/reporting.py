"""Filling in the report form as a resident does, step by step, in English."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from app.demo import drawings
from tests.browser.camera import as_file
from tests.browser.conftest import PHONE, Visits

#: In the middle of Namuna; whoever stands here says so to the browser.
LONGITUDE, LATITUDE = 66.1583, 40.7021
STANDING_HERE: dict[str, Any] = {
    "geolocation": {"longitude": LONGITUDE, "latitude": LATITUDE, "accuracy": 12},
    "permissions": ["geolocation"],
}

#: The tiles of the photos; the last step shows them again.
STRIP = "[data-photo-strip] .photo"


def photo(folder: Path, *, fixed: bool = False) -> Path:
    """Draw a pothole, or the mended road, as a JPEG file."""
    path = folder / f"pothole-{'after' if fixed else 'before'}.jpg"
    if not path.exists():
        path.write_bytes(jpeg(fixed=fixed))
    return path


def jpeg(*, fixed: bool = False) -> bytes:
    """Return a drawing of a pothole as a JPEG."""
    out = io.BytesIO()
    drawings.draw("pothole", 1, fixed=fixed).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def next_step(page: Page, words: str) -> None:
    """Press the one button at the bottom; its words say what comes. What is offered on the way is another problem."""
    page.get_by_role("button", name=words).click()
    if words == "Next: your words" and page.locator("#step-same[data-current]").count():
        page.get_by_role("button", name="No, it is another problem").click()


def add_photo(page: Page, path: Path) -> None:
    """Choose a photo, and wait until the server has it."""
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.locator(f"{STRIP}[data-state=kept]").last).to_be_visible()


def choose_service(page: Page, group: str = "Roads", service: str = "Pothole") -> None:
    """Unfold a group and choose a service of it."""
    page.locator(".service-group summary", has_text=group).first.click()
    page.locator(".choice", has_text=service).first.click()


def public_id_of(page: Page) -> str:
    """Return the number that the thanks show."""
    return page.locator(".number-plate strong").inner_text().strip()


def open_form(visits: Visits, **options: Any) -> Page:
    """Open the form on a phone, ready for a photo."""
    page = visits.open(PHONE, **options)
    page.goto("/report")
    expect(page.locator(".photo-picker[data-ready]")).to_be_attached()
    return page


def take(page: Page, data: bytes) -> None:
    """Press the shutter."""
    page.get_by_label("Take a photo").set_input_files(as_file(data))


def photo_arrived(page: Page) -> None:
    """Wait until the server has the last photo."""
    expect(page.locator(f"{STRIP}[data-state=kept]").last).to_be_visible(timeout=60_000)
