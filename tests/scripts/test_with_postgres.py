"""The PostgreSQL that tests borrow: it is there while the command runs, and gone afterwards, whatever happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "with_postgres.py"
ASK = """
import os, sqlalchemy as sa
engine = sa.create_engine(os.environ["TEST_POSTGRES_URL"])
with engine.connect() as connection:
    connection.execute(sa.text("CREATE EXTENSION postgis"))
    print(connection.scalar(sa.text("SELECT postgis_version()")))
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        reason="PostgreSQL is not installed (make test installs it)",
    ),
]

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the server keeps its files: a folder that an unprivileged user reaches, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="borrowed-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start a command with a server of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*command: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, SCRIPT, *command],
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # A shell's background jobs ignore Ctrl-C, and what they start inherits that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def gone(folder: Path) -> bool:
    """Whether the server's files are removed, or are within some seconds."""
    for _ in range(100):
        if not list(folder.glob("smart-mahalla-postgres-*")):
            return True
        time.sleep(0.1)
    return False


def test_the_command_finds_postgis_and_its_exit_code_comes_back(start: Start, folder: Path) -> None:
    process = start(sys.executable, "-c", f"{ASK}\nraise SystemExit(7)")
    assert "USE_GEOS=1" in process.communicate(timeout=60)[0]
    assert process.returncode == 7
    assert gone(folder)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_however_it_ends(start: Start, folder: Path, how: signal.Signals) -> None:
    process = start("sh", "-c", "echo ready; exec sleep 60")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    assert list(folder.glob("smart-mahalla-postgres-*/data/postmaster.pid"))
    os.killpg(process.pid, how)
    assert process.wait(timeout=30) != 0
    assert gone(folder)


def test_without_a_command_it_says_how(start: Start) -> None:
    process = start()
    assert "scripts/with_postgres.py" in process.communicate(timeout=10)[0]
    assert process.returncode == 2
