"""A real server in a process of its own, for browsers: gunicorn, on a database file that the test fills."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30


@contextmanager
def serving(app: Flask, folder: Path, **settings: str) -> Iterator[str]:
    """Serve an application's database and photos from another process for a block; give its address.

    `settings` are environment variables on top of the application's own. What the server says stands in
    `server.log` in the folder. Raises RuntimeError with it where the server does not start.
    """
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    # Cookies, the content policy and the forms are as in production; only TLS is missing.
    taken = ("DATABASE_URL", "MEDIA_ROOT", "OUTGOING_ROOT", "MAP_TILES_URL", "SECRET_KEY", "SUBMIT_LIMIT")
    environment = {
        **os.environ,
        **{name: str(app.config[name]) for name in taken},
        "SIGN_IN_LIMIT": app.config["SIGN_IN_LIMIT"],
        "PERSONAL_DATA_KEYS": ",".join(app.config["PERSONAL_DATA_KEYS"]),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_WORKERS": "1",
        **settings,
    }
    log = folder / "server.log"
    with log.open("wb") as output:
        gunicorn = [sys.executable, "-m", "gunicorn", "wsgi:app"]
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_it_answers(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
