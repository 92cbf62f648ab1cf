"""Reports a second: a real gunicorn with 2 workers, 8 clients, no photo, each answered only once it is durable.

Run by `make bench` on each database. The floor is what the database can do at all in the same run: 8 clients
that each insert one small row and commit it durably.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable

from sqlalchemy import text

from app import create_app
from app.db import db, reading
from app.queries.territory import territory_bounds
from benchmarks.measuring import heading, p95

CLIENTS = 8
SECONDS = 10.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """One resident's browser: a session, its token, and a place inside the town."""

    def __init__(self, port: int, bounds: tuple[float, float, float, float], seed: int) -> None:
        self.port, self.choose = port, random.Random(seed)
        west, south, east, north = bounds
        middle = ((west + east) / 2, (south + north) / 2)
        self.middle, self.spread = middle, ((east - west) / 5, (north - south) / 5)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        page, self.cookie = self._get("/report")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, "the form has no token"
        self.token = found.group(1)
        codes = re.findall(r'name="service_code"[^>]*value="([a-z_]+)"', page)
        self.service_codes = [code for code in codes if code]
        assert self.service_codes, "the form offers no service"

    def _get(self, path: str) -> tuple[str, str]:
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        return answer.read().decode(), cookie

    def send(self) -> float:
        """Send one report; return the milliseconds until it was answered. Raises AssertionError on a refusal."""
        form = {
            "csrf_token": self.token,
            "client_uuid": str(uuid.UUID(int=self.choose.getrandbits(128))),
            "longitude": self.middle[0] + self.choose.uniform(-1, 1) * self.spread[0],
            "latitude": self.middle[1] + self.choose.uniform(-1, 1) * self.spread[1],
            "service_code": self.service_codes[0],
            "description": "Yoʻlda katta chuqur bor.",
            "action": "send",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        start = time.perf_counter()
        self.connection.request("POST", "/report", urllib.parse.urlencode(form), headers)
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status in (302, 303), f"{answer.status}: {body[:300]!r}"
        return (time.perf_counter() - start) * 1000


def together(makers: list[Callable[[], float]]) -> list[float]:
    """Let every maker work in a thread of its own for SECONDS; return all their milliseconds."""
    spent: list[float] = []
    lock = threading.Lock()
    until = time.perf_counter() + SECONDS
    failures: list[BaseException] = []

    def work(make: Callable[[], float]) -> None:
        mine = []
        try:
            while time.perf_counter() < until:
                mine.append(make())
        except BaseException as error:
            failures.append(error)
        with lock:
            spent.extend(mine)

    threads = [threading.Thread(target=work, args=(make,)) for make in makers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return spent


def floor() -> list[float]:
    """Time bare durable commits of one small row, by as many clients."""
    engine = db.engine  # Threads have no application to ask.
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS benchmark_floor"))
        connection.execute(text("CREATE TABLE benchmark_floor (words TEXT)"))

    def commit() -> float:
        start = time.perf_counter()
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO benchmark_floor VALUES ('Yoʻlda katta chuqur bor.')"))
        return (time.perf_counter() - start) * 1000

    spent = together([commit] * CLIENTS)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE benchmark_floor"))
    return spent


def main() -> None:
    """Measure the floor, then the product."""
    app = create_app()
    with app.app_context():
        name = db.engine.dialect.name
        bounds = territory_bounds()
        assert bounds, "load the demo first"
        db.session.rollback()
        reading.set(False)
        bare = floor()
        db.engine.dispose()
    port = free_port()
    environment = {**os.environ, "SUBMIT_LIMIT": "1000000 per hour", "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "gunicorn", "-c", "/dev/null", "-b", f"127.0.0.1:{port}"]
    command += ["-w", "2", "-k", "gthread", "--threads", "4", "--log-level", "error", "wsgi:app"]
    server = subprocess.Popen(command, env=environment)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        clients = [Client(port, bounds, seed) for seed in range(CLIENTS)]
        for client in clients:
            client.send()  # Each process reads the territory once; that is not what is measured.
        spent = together([client.send for client in clients])
    finally:
        server.terminate()
        server.wait(20)
    heading(f"Reports a second, {name}: gunicorn with 2 workers, {CLIENTS} clients, durable")
    print(
        f"floor: one small row, committed        {len(bare) / SECONDS:8.0f} a second   p95 {p95(bare):7.1f} ms"
    )
    rate = len(spent) / SECONDS
    print(
        f"a report, answered after its commit    {rate:8.0f} a second   p95 {p95(spent):7.1f} ms"
        f"   floor ÷ {len(bare) / len(spent):.1f}"
    )


if __name__ == "__main__":
    main()
