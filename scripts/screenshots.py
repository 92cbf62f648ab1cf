"""`make screenshots`: draw the README's pictures from the demo, in a real browser, into docs/screenshots/."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}
#: In the middle of the demo town.
HERE = {"longitude": 66.1545, "latitude": 40.7022}


def main() -> None:
    """Serve a fresh demo, walk through it, and keep the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="smart-mahalla-pictures-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/demo.db",
            "MEDIA_ROOT": f"{folder}/media",
            "OUTGOING_ROOT": f"{folder}/outgoing",
            "MAP_TILES_URL": "",
            "FLASK_APP": "wsgi",
            "PORT": str(port),
        }
        for command in (["db", "upgrade"], ["demo", "load"]):
            subprocess.run([sys.executable, "-m", "flask", *command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environment)
        try:
            _wait_for(port)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                _draw(browser, f"http://127.0.0.1:{port}")
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("The server did not answer.")


def _draw(browser: Browser, address: str) -> None:
    phone = browser.new_context(
        viewport=PHONE,
        locale="uz",
        has_touch=True,
        is_mobile=True,
        geolocation=HERE,
        permissions=["geolocation"],
    ).new_page()
    _side_by_side(_reporting(phone, address), "phone.webp")
    for login, path, name in (
        ("council", "/council/", "heatmap.webp"),
        ("dispatcher", "/dispatch/", "inbox.webp"),
    ):
        page = browser.new_context(viewport=DESK, locale="uz").new_page()
        _sign_in(page, address, login)
        page.goto(address + path)
        _keep([_shot(page)], name)


def _sign_in(page: Page, address: str, login: str) -> None:
    from app.demo.staff import PASSWORD

    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def _reporting(page: Page, address: str) -> list[Image.Image]:
    """Walk the form's steps, and picture each."""
    page.goto(address)
    shots = [_shot(page)]
    page.goto(f"{address}/report")
    shots.append(_shot(page))
    for _ in range(3):
        page.locator("[data-steps-next]:visible").first.click()
        if page.locator(".service-group:visible").count():
            page.locator(".service-group summary").first.click()
            page.locator(".service-group[open] label.choice").first.click()
        shots.append(_shot(page))
    return shots[:4]


def _shot(page: Page) -> Image.Image:
    page.wait_for_timeout(1500)  # Maps draw themselves after the page has arrived.
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _side_by_side(shots: list[Image.Image], name: str) -> None:
    gap = 24
    wide = Image.new(
        "RGB", (sum(s.width for s in shots) + gap * (len(shots) + 1), shots[0].height + 2 * gap), "#E3DED4"
    )
    left = gap
    for shot in shots:
        wide.paste(shot, (left, gap))
        left += shot.width + gap
    _keep([wide], name)


def _keep(shots: list[Image.Image], name: str) -> None:
    shots[0].save(PICTURES / name, "WEBP", quality=80, method=6)
    print(f"docs/screenshots/{name}: {(PICTURES / name).stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
