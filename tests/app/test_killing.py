"""SIGKILL a hundred times: what was acknowledged is there once, whoever died when, and everybody was told."""

import os
import random
import re
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
import requests
from sqlalchemy import func, select, update

from app import jobs
from app.actions import upkeep
from app.db import db
from app.domain.escalation import CHAIN, NEWS
from app.models import (
    MapDelta,
    MapRoll,
    OutboxMessage,
    PeriodicWork,
    Role,
    ServiceRequest,
    StatusChange,
    User,
)
from tests.databases import SETTINGS
from tests.factories import World
from tests.gateways import mail_server

KILLS = 100
ROOT = Path(__file__).resolve().parents[2]


class Resident(Thread):
    """Sends report after report, each until it is acknowledged, as a phone's queue does."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.address = f"http://127.0.0.1:{port}/report"
        self.acknowledged: list[str] = []
        self.tries = 0
        self.stopping = Event()

    def run(self) -> None:
        """Send until told to stop; then the one in hand is sent to its end."""
        with requests.Session() as session:
            while not self.stopping.is_set():
                form = {
                    "client_uuid": str(uuid.uuid4()),
                    "latitude": "41.05",
                    "longitude": "69.05",
                    "service_code": "pothole",
                    "description": "Yoʻlda chuqur bor",
                    "email": f"resident{len(self.acknowledged)}@example.uz",
                    "action": "send",
                }
                while not self._sent(session, form):
                    time.sleep(0.01)
                self.acknowledged.append(form["client_uuid"])

    def _sent(self, session: requests.Session, form: dict[str, str]) -> bool:
        self.tries += 1
        try:
            answer = session.post(self.address, data=form, allow_redirects=False, timeout=10)
        except requests.RequestException:
            return False
        assert answer.status_code in (302, 303, 429, 500, 503), answer.text[:500]
        return answer.status_code in (302, 303)


def end_leases() -> None:
    """Let what the dead held be taken at once, not after minutes, and let every round come again."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    with db.engine.begin() as connection:
        connection.execute(
            update(OutboxMessage.__table__)
            .where(OutboxMessage.done_at.is_(None))
            .values(not_before_at=past, attempts=0)
        )
        connection.execute(update(PeriodicWork.__table__).values(taken_until=None, done_round_at=None))


def break_promises() -> None:
    """Let every report that is there be overdue for so long that everybody is told, its resident too."""
    now = datetime.now(UTC)
    with db.engine.begin() as connection:
        connection.execute(
            update(ServiceRequest.__table__)
            .where(ServiceRequest.clock_step == 0)
            .values(due_at=now - NEWS + timedelta(days=1), clock_next_at=now - timedelta(minutes=1))
        )


@pytest.mark.slow
def test_a_hundred_kills_of_web_and_worker_lose_and_double_nothing(committing_app):
    app, choose = committing_app, random.Random(4)
    World()
    db.session.remove()
    with mail_server() as mailbox:
        environment = {
            **os.environ,
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "MEDIA_ROOT": str(app.config["MEDIA_ROOT"]),
            "OUTGOING_ROOT": str(app.config["OUTGOING_ROOT"]),
            "SUBMIT_LIMIT": SETTINGS["SUBMIT_LIMIT"],
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mailbox.port),
            "SMTP_SECURITY": "none",
            "MAIL_FROM": "no-reply@mahalla.example.uz",
            "CANONICAL_URL": "https://mahalla.example.uz",
            "QUIET_HOURS": "",
        }
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.app.killed_processes"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert parent.stdin
        assert parent.stdout

        def born(kind: str) -> int:
            print(kind, file=parent.stdin, flush=True)
            return int(parent.stdout.readline())

        resident = Resident(int(parent.stdout.readline()))
        alive = {kind: born(kind) for kind in ("web", "job")}
        resident.start()
        try:
            for kill in range(KILLS):
                pause(choose, lambda: len(resident.acknowledged) + len(mailbox.letters))
                kind = choose.choice(["web", "job"])
                os.kill(alive[kind], signal.SIGKILL)
                if kill % 5 == 0:
                    break_promises()
                end_leases()
                alive[kind] = born(kind)
            resident.stopping.set()
            resident.join(timeout=60)
            assert not resident.is_alive()
        finally:
            resident.stopping.set()
            for pid in alive.values():
                os.kill(pid, signal.SIGKILL)
            parent.communicate()
        break_promises()
        end_leases()
        app.config.update(
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=mailbox.port,
            SMTP_SECURITY="none",
            CANONICAL_URL="https://mahalla.example.uz",
        )
        jobs.sweep_clocks()
        jobs.tick()
        deliver_everything()
        check(resident, mailbox)


def deliver_everything():
    """Deliver until nothing waits: what is gathered for minutes, and what a dead courier took with its last word.

    On a busy machine a server commits for the dead a moment after they died.
    """
    for _ in range(20):
        end_leases()
        jobs.deliver()
        if not db.session.scalar(select(func.count()).where(OutboxMessage.done_at.is_(None))):
            return
        db.session.rollback()
        time.sleep(0.5)


def pause(choose, progress):
    """Wait for a random moment: every other time at once after a birth, else in the middle of some work."""
    if choose.random() < 0.5:
        time.sleep(choose.uniform(0.0, 0.2))
        return
    before, end = progress(), time.monotonic() + 3
    while progress() == before and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(choose.uniform(0.0, 0.1))


def check(resident, mailbox):
    """What is in the database and in the mailboxes, against what was acknowledged."""
    sent = resident.acknowledged
    assert len(sent) >= KILLS / 10, f"only {len(sent)} reports in {resident.tries} tries"
    assert Counter(db.session.scalars(select(ServiceRequest.client_uuid))) == Counter(sent)
    moves = Counter(
        (row.service_request_id, row.move, row.detail.get("step", ""))
        for row in db.session.scalars(select(StatusChange))
    )
    steps = [("submit", ""), *(("escalate", step.value) for step, _hours in CHAIN)]
    ids = db.session.scalars(select(ServiceRequest.id))
    assert moves == Counter({(one, *step): 1 for one in ids for step in steps})
    # The map counts what is there.
    assert db.session.scalar(select(func.count()).select_from(MapDelta)) == 0
    rolled = {
        (r.level, r.cell, r.service_group_id, r.map_group): r.n for r in db.session.scalars(select(MapRoll))
    }
    assert rolled == dict(upkeep.count_map())
    # Each is told of each thing; a letter that was in hand when its courier died may come twice.
    assert db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.done_at.is_(None))).all() == []
    letters = Counter((letter["To"], letter["Subject"]) for letter in mailbox.letters)
    residents = {to for to, _subject in letters if to.startswith("resident")}
    assert residents == {f"resident{n}@example.uz" for n in range(len(sent))}
    to_residents = {key: n for key, n in letters.items() if key[0].startswith("resident")}
    assert len(to_residents) == 2 * len(sent)  # It arrived, and it is late.
    # What was gathered for the dispatcher counts every report once, in however many letters.
    desk = db.session.scalars(select(User.login).where(User.role == Role.DISPATCHER)).first()
    of_desk = {letter["Message-ID"]: letter["Subject"] for letter in mailbox.letters if letter["To"] == desk}
    many = [re.match(r"(\d+) (?:ta|reports) ", subject) for subject in of_desk.values()]
    assert sum(int(found[1]) if found else 1 for found in many) == len(sent)
    twice = sum(letters.values()) - len(letters)
    print(
        f"{KILLS} kills, {len(sent)} reports, {resident.tries} tries, {sum(letters.values())} letters, {twice} twice"
    )
    assert twice <= 2 * KILLS
