"""The first open of a page on a weak network: bytes on the wire before any tile, and seconds until it can be used.

Run by `make bench` on each database. A real Chromium with an empty cache, 400 kbit/s and 400 ms of latency set
through the DevTools protocol, a processor four times slower than this one. Bytes are what the server's socket saw,
headers included. What the service worker fetches afterwards, so that the site opens without a network too, is weighed
apart: nobody waits for it. The floor in the same run is a page without any file.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from app import create_app
from app.db import db
from app.models import Photo, ServiceRequest
from benchmarks.measuring import heading
from benchmarks.submitting import free_port
from tests.browser.conftest import CHROMIUM, FLAGS, PHONE

KBIT_PER_SECOND = 400
LATENCY_MS = 400
SLOWER = 4
TIMES = 3
LIMIT_KB = 120
LIMIT_SECONDS = 5.0

#: By page: what is there once it can be used.
USABLE = {
    "/report": ".photo-picker[data-ready]",
    "/": ".map.leaflet-container .leaflet-marker-icon.pin, .map.leaflet-container .cluster",
    "/r/{id}": "main h1",
    "/healthz": "body",
}


class Wire:
    """Passes connections on to a server, and counts what comes back. One thread for each direction."""

    def __init__(self, port: int) -> None:
        self.port, self.received = port, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.port))
            threading.Thread(target=self._pass, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        try:
            while data := one.recv(65536):
                self.received += len(data) if counted else 0
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()


@contextmanager
def serving() -> Iterator[int]:
    """Serve the benchmark's database for a block; give the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "/dev/null", "-b", f"127.0.0.1:{port}"]
    command += ["-w", "2", "-k", "gthread", "--threads", "4", "--keep-alive", "15", "--log-level", "error"]
    server = subprocess.Popen([*command, "wsgi:app"], env={**os.environ, "LOG_LEVEL": "ERROR"})
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def open_once(
    browser: Browser, wire: Wire, path: str, usable: str, *, worker: bool = False
) -> tuple[float, float, int, int]:
    """Return seconds to the first words and to usable, and the bytes by then and once all is quiet.

    With `worker`, the service worker is let in, and fetches what it keeps.
    """
    workers = "allow" if worker else "block"
    context = browser.new_context(base_url=wire.address, locale="uz", service_workers=workers, **PHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": False})
    bytes_per_second = KBIT_PER_SECOND * 1000 / 8
    conditions = {"offline": False, "latency": LATENCY_MS, "uploadThroughput": bytes_per_second}
    devtools.send("Network.emulateNetworkConditions", {**conditions, "downloadThroughput": bytes_per_second})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    before = wire.received
    answer = page.goto(path, wait_until="commit", timeout=60_000)
    assert answer, path
    assert answer.ok, f"{path} answered {answer.status}"
    page.wait_for_selector(usable, state="visible", timeout=60_000)
    seconds = page.evaluate("performance.now()") / 1000
    by_then = wire.received - before
    page.wait_for_load_state("networkidle", timeout=60_000)
    words = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0") / 1000
    quiet = wire.received
    while True:
        time.sleep(4)
        if wire.received == quiet:
            break
        quiet = wire.received
    context.close()
    return words, seconds, by_then, quiet - before


def some_report() -> str:
    """Return the public number of the newest report with a photo, which is what people look at."""
    newest = select(ServiceRequest.public_id).join(Photo).order_by(ServiceRequest.id.desc()).limit(1)
    found = db.session.scalar(newest)
    assert found, "load the demo first"
    return str(found)


def main() -> None:
    """Open each page a few times, and print the middle one."""
    app = create_app()
    with app.app_context():
        name, number = db.engine.dialect.name, some_report()
        db.engine.dispose()
    heading(
        f"First open, {name}: {KBIT_PER_SECOND} kbit/s, {LATENCY_MS} ms, processor ÷ {SLOWER}, empty cache"
    )
    with serving() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        wire = Wire(port)
        for pattern, usable in reversed(USABLE.items()):
            path = pattern.format(id=number)
            opened = [open_once(browser, wire, path, usable) for _ in range(TIMES)]
            words, seconds, by_then, whole = (median(column) for column in zip(*opened, strict=True))
            with_worker = open_once(browser, wire, path, usable, worker=True)[-1]
            kept = whole / 1000 <= LIMIT_KB and seconds <= LIMIT_SECONDS
            print(
                f"{pattern:<10} {whole / 1000:6.1f} KB in all ({by_then / 1000:5.1f} KB until usable)"
                f"   first words {words:4.1f} s   usable {seconds:4.1f} s"
                f"   the worker keeps {max(0, with_worker - whole) / 1000:5.1f} KB"
                f"   {'kept' if kept else f'over {LIMIT_KB} KB or {LIMIT_SECONDS} s'}"
            )
        wire.close()
        browser.close()


if __name__ == "__main__":
    main()
