"""Light: what a first open weighs on the wire, before any tile. The seconds are measured in `benchmarks/weighing.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import PHONE, Visits

#: The promise to a phone on 400 kbit/s: 120 KB, everything included.
MOST_BYTES = 120_000
#: A photo on a page, made small for a phone. Which ones a report has, its resident decides.
MOST_OF_A_PHOTO = 60_000


@pytest.mark.parametrize("way", ["/report", "/", "/how", "/reports", ".report-card:has(img) a"])
def test_a_first_open_is_light(namuna: Visits, way: str) -> None:
    address = way
    if not way.startswith("/"):
        before = namuna.open(PHONE)
        before.goto("/reports?status=fixed")
        address = before.locator(way).first.get_attribute("href") or ""
    page = namuna.open(PHONE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    asked: dict[str, str] = {}
    weights: dict[str, float] = {}

    def ask(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def weigh(event: dict[str, Any]) -> None:
        weights[asked.get(event["requestId"], "")] = event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", ask)
    devtools.on("Network.loadingFinished", weigh)
    page.goto(address, wait_until="networkidle")
    heaviest = sorted(((int(n), url) for url, n in weights.items()), reverse=True)
    photos = {url: n for url, n in weights.items() if "/photos/" in url}
    counted = sum(weights.values()) if way.startswith("/") else sum(weights.values()) - sum(photos.values())
    assert counted <= MOST_BYTES, heaviest[:12]
    assert max(photos.values(), default=0) <= MOST_OF_A_PHOTO, heaviest[:12]
