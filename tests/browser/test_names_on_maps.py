"""Names of areas give way to the circles that count reports: on the public map, and on the one in other sites' frames."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visits

#: The names that a circle lies on.
COVERED = """() => {
  const circles = [...document.querySelectorAll(".leaflet-marker-pane > :not(.area-label)")].map((one) => {
    const { left, right, top, width } = one.getBoundingClientRect();
    return { x: (left + right) / 2, y: top + width / 2, radius: width / 2 };
  });
  const names = [...document.querySelectorAll(".area-label")].filter((one) => getComputedStyle(one).visibility === "visible");
  return names.filter((one) => {
    const words = document.createRange();
    words.selectNodeContents(one.firstElementChild);
    const box = words.getBoundingClientRect();
    return circles.some(({ x, y, radius }) => {
      const dx = Math.max(box.left - x, 0, x - box.right);
      const dy = Math.max(box.top - y, 0, y - box.bottom);
      return Math.hypot(dx, dy) < radius;
    });
  }).map((one) => one.innerText);
}"""


@pytest.mark.parametrize("address", ["/", "/embed"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_circle_lies_on_a_name(namuna: Visits, size: dict[str, Any], address: str) -> None:
    page = namuna.open(size)
    page.goto(address)
    expect(page.locator(".area-label").first).to_be_attached()
    expect(page.locator(".leaflet-marker-pane > :not(.area-label)").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    # Areas, circles and the names' way aside come one after the other.
    page.wait_for_timeout(600)
    assert page.evaluate(COVERED) == []
    shown = page.locator(".area-label").evaluate_all(
        "all => all.filter((one) => getComputedStyle(one).visibility === 'visible').length"
    )
    assert shown > 0 or size is PHONE
