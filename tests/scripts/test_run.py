"""`make run`: two programs start together and end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.db import db
from tests import databases
from tests.databases import Server
from tests.factories import World

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow

Start = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    """Where the service is to answer."""
    return free_port()


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database in which somebody works already, so that no demo is loaded into it."""
    server = Server("sqlite", tmp_path, "run")
    url = server.url(databases.make_template(server))
    app = databases.make_app(url, tmp_path)
    with databases.in_charge(app):
        World().report(at=datetime.now(UTC))
        db.session.remove()
        db.engine.dispose()
    return url


@pytest.fixture
def start(tmp_path: Path, database: str, port: int) -> Iterator[Start]:
    """Start the script with settings of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(**settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, ROOT / "scripts" / "run.py"],
            env={
                **os.environ,
                "DATABASE_URL": database,
                "MEDIA_ROOT": str(tmp_path / "media"),
                "OUTGOING_ROOT": str(tmp_path / "outgoing"),
                "PORT": str(port),
                "WEB_WORKERS": "1",
                **settings,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    """Read what it says until these words."""
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return
    pytest.fail(f"it never said {words!r}")


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """What the script started, by name."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    found = {}
    for pid in listed:
        command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        found["jobs" if "jobs run" in command else "web"] = int(pid)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process still runs after the time that gunicorn gives to requests, and some more."""
    for _ in range(400):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return False
        except FileNotFoundError:
            return False
        time.sleep(0.05)
    return True


def test_it_answers_and_stops_with_everything_it_started(start: Start, port: int) -> None:
    process = start()
    wait_for(process, f"answers at http://127.0.0.1:{port}/")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.read() == b"ok\n"
    running = children(process)
    assert set(running) == {"web", "jobs"}
    process.send_signal(signal.SIGINT)
    # The worker may end what it was at, and say so, after that.
    assert "\nStopping.\n" in process.communicate(timeout=30)[0]
    assert process.returncode == 0
    assert not any(is_alive(pid) for pid in running.values())


@pytest.mark.parametrize(("dies", "name"), [("web", "The web server"), ("jobs", "The background worker")])
def test_when_one_dies_the_other_is_stopped(start: Start, dies: str, name: str) -> None:
    process = start()
    wait_for(process, "answers at")
    running = children(process)
    os.kill(running[dies], signal.SIGKILL)
    assert f"{name} ended by itself" in process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert not any(is_alive(pid) for pid in running.values())


def test_killed_outright_it_leaves_nothing_running(start: Start) -> None:
    process = start()
    wait_for(process, "answers at")
    running = children(process)
    process.kill()
    process.wait(timeout=10)
    assert not any(is_alive(pid) for pid in running.values())


def test_a_port_that_is_taken_is_told_with_a_way_out(start: Start, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        said = start().communicate(timeout=30)[0]
    assert said == f"Port {port} is taken by another program. Try another one: PORT={port + 1} make run\n"


def test_settings_that_do_not_allow_a_start_are_named(start: Start) -> None:
    said = start(NEAR_MISS_M="far").communicate(timeout=30)[0]
    assert "The settings do not allow a start. NEAR_MISS_M='far' cannot be read" in said
    assert "Traceback" not in said
