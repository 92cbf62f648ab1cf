"""Run a command with a PostgreSQL of its own, and remove it afterwards, whatever happened.

    scripts/with_postgres.py .venv/bin/pytest ...

The command finds the server in TEST_POSTGRES_URL. The server listens on a free port of 127.0.0.1, keeps
its files in a temporary folder, runs as an unprivileged user, and promises no durability
(`--durable`: as durable as in production, for benchmarks).
Its life hangs on a pipe held by this process: when the pipe closes, by whatever end of this process,
a guard stops the server and removes the folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "smart_mahalla"
START_SECONDS = 60

#: Reads its standard input until it ends, then stops the server and removes what it left.
GUARD = """
trap '' INT TERM HUP
"$@" >"$FOLDER/server.log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server 2>/dev/null
rm -rf "$FOLDER"
"""

THROWAWAY = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
]
SETTINGS = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=128MB",
    "timezone=UTC",
]


def find_server() -> Path:
    """Return the folder of the newest PostgreSQL's programs. Raises SystemExit where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        raise SystemExit("There is no PostgreSQL here: run scripts/setup.sh --tests.")
    return max(found, key=lambda folder: float(folder.parent.name))


def unprivileged() -> list[str]:
    """Return how to start a program as somebody whom PostgreSQL accepts: it refuses root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise SystemExit("PostgreSQL refuses root, and there is no user postgres or nobody to be instead.")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give its URL; stop it and remove its files at the end of the block.

    Raises SystemExit with the server's own words where it does not start.
    """
    programs, prefix = find_server(), unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="smart-mahalla-postgres-"))
    data, port = folder / "data", free_port()
    try:
        if prefix:
            user = pwd.getpwuid(int(prefix[1].removeprefix("--reuid=")))
            os.chown(folder, user.pw_uid, user.pw_gid)
        _initialise([*prefix, str(programs / "initdb")], data, durable)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    settings = SETTINGS + ([] if durable else THROWAWAY) + [f"port={port}"]
    server = [*prefix, str(programs / "postgres"), "-D", str(data)]
    for setting in settings:
        server += ["-c", setting]
    guard = subprocess.Popen(
        ["bash", "-c", GUARD, "guard", *server],
        stdin=subprocess.PIPE,
        env={**os.environ, "FOLDER": str(folder)},
        cwd="/",
        start_new_session=True,  # Ctrl-C in the terminal is for the command, not for the server.
    )
    try:
        _wait_until_it_answers(folder, port)
        yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
    finally:
        assert guard.stdin is not None
        guard.stdin.close()
        guard.wait()


def _initialise(initdb: list[str], data: Path, durable: bool) -> None:
    options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"]
    options += [] if durable else ["--no-sync"]
    made = subprocess.run(
        [*initdb, "-D", str(data), *options], cwd="/", capture_output=True, text=True, start_new_session=True
    )
    if made.returncode:
        raise SystemExit(f"initdb failed:\n{made.stdout}{made.stderr}")


def _wait_until_it_answers(folder: Path, port: int) -> None:
    # The socket's lock file appears once the server owns the port; "ready" is the last line of its start.
    end = time.monotonic() + START_SECONDS
    status = folder / "data" / "postmaster.pid"
    while time.monotonic() < end:
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.05)
    log = (folder / "server.log").read_text() if (folder / "server.log").exists() else ""
    raise SystemExit(f"PostgreSQL did not start on port {port} within {START_SECONDS} s:\n{log}")


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code, or 130 after Ctrl-C."""
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    # A plain "end yourself" unwinds the blocks like Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with postgres(durable=durable) as url:
        child = subprocess.Popen(command, env={**os.environ, "TEST_POSTGRES_URL": url})
        try:
            return _wait(child)
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


def _wait(child: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:
            # The terminal told the command too; it has its own things to put away.
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
