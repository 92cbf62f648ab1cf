"""`make run`: bring the database up to date, load the demo into an empty one, then serve until stopped.

Two programs run side by side: the web server, and the background worker. Ctrl-C stops both; when one of
them ends by itself, the other one is stopped too, and that is an error.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"

WEB = [str(BIN / "gunicorn"), "wsgi:app"]
BACKGROUND = [str(BIN / "flask"), "jobs", "run"]

START_SECONDS = 60
#: Longer than gunicorn gives to requests that are being answered.
STOP_SECONDS = 15


class Stopped(Exception):
    """Somebody asked us to end: Ctrl-C, or a plain kill."""


def main() -> int:
    """Prepare, serve, stop; return the exit code."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    programs: dict[str, subprocess.Popen[bytes]] = {}
    try:
        host, port, sign_ins = _prepare()
        programs["the web server"] = _start(WEB)
        programs["the background worker"] = _start(BACKGROUND)
        ended = _first_to_end(programs, f"http://{_reachable(host)}:{port}", sign_ins)
    except Stopped:
        print("\nStopping.")
        return 0
    finally:
        _stop_all(list(programs.values()))
    print(f"{ended} ended by itself, so everything was stopped. What it said stands above.", file=sys.stderr)
    return 1


def _stop(number: int, _frame: object) -> None:
    # A second Ctrl-C must not interrupt the stopping.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def _prepare() -> tuple[str, int, list[str]]:
    """Check the port, migrate, load the demo where nothing is; return where to listen, and who may sign in."""
    from flask.cli import ScriptInfo
    from flask_migrate import upgrade

    from app.config import SettingsError
    from app.db import db

    try:
        from wsgi import app
    except SettingsError as error:
        raise SystemExit(f"The settings do not allow a start. {error}") from None
    host, port = app.config["HOST"], app.config["PORT"]
    _refuse_taken(host, port)
    with app.app_context():
        upgrade()
    if app.config["APP_ENV"] != "production":
        app.cli.main(
            ["demo", "load", "--if-empty"], standalone_mode=False, obj=ScriptInfo(create_app=lambda: app)
        )
    with app.app_context():
        sign_ins = _demo_sign_ins()
        db.engine.dispose()
    return host, port, sign_ins


def _demo_sign_ins() -> list[str]:
    """Return a line for each of the demo's people; none where the people here are not the demo's."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    from app.demo.staff import ACCOUNTS, PASSWORD
    from app.queries import staff

    people = [(account, staff.by_login(account.login)) for account in ACCOUNTS]
    first = people[0][1]
    try:
        if first is None or not PasswordHasher().verify(first.password_hash, PASSWORD):
            return []
    except (Argon2Error, InvalidHashError):
        return []
    return [f"  {account.login:<20} {PASSWORD:<14} {account.about}" for account, user in people if user]


def _refuse_taken(host: str, port: int) -> None:
    """Raise SystemExit with a way out where another program has the port, or it may not be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SystemExit(
                    f"Port {port} is taken by another program. Try another one: PORT={port + 1} make run"
                ) from None
            raise SystemExit(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches us alone and we stop it in order; and should we be
    # killed outright, the kernel tells it to end.
    if shutil.which("setpriv"):
        command = ["setpriv", "--pdeathsig", "TERM", *command]
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL)


def _first_to_end(programs: dict[str, subprocess.Popen[bytes]], address: str, sign_ins: list[str]) -> str:
    """Say the address once it answers, then wait; return which program ended first."""
    answered, give_up = False, time.monotonic() + START_SECONDS
    while True:
        for name, program in programs.items():
            if program.poll() is not None:
                return name[0].upper() + name[1:]
        if not answered and _answers(address):
            answered = True
            _say_where(address, sign_ins)
        if not answered and time.monotonic() > give_up:
            raise SystemExit(f"{address}/healthz did not answer within {START_SECONDS} s.")
        time.sleep(0.5 if answered else 0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _say_where(address: str, sign_ins: list[str]) -> None:
    print(f"\nSmart-mahalla answers at {address}/")
    if sign_ins:
        print(f"The demo's people sign in at {address}/sign-in:", *sign_ins, sep="\n")
    print("Ctrl-C stops it.", flush=True)


def _stop_all(programs: list[subprocess.Popen[bytes]]) -> None:
    running = [program for program in programs if program.poll() is None]
    for program in running:
        program.terminate()
    end = time.monotonic() + STOP_SECONDS
    for program in running:
        try:
            program.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


if __name__ == "__main__":
    sys.exit(main())
