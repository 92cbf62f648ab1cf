"""The courier, end to end: from a report to real letters on a real server, through failures, at once and killed."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select

from app import jobs
from app.actions import notices, outbox, oversight, reporting, spreading, subscribing
from app.channels.web_push import new_private_key
from app.db import db
from app.delivering import Courier
from app.domain.lifecycle import ReasonCode
from app.models import OutboxMessage, PushDevice, PushFollow
from tests.factories import World, make_subscription
from tests.gateways import Browser, http_gateway, mail_server

#: Each kill begins a process of its own, which takes seconds.
KILLS = 4
ROOT = Path(__file__).resolve().parents[2]
EMAIL, PHONE = "gulchehra@example.uz", "+998907654321"
MAIL = {"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "CANONICAL_URL": "https://mahalla.example.uz"}


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def mailbox():
    with mail_server() as mailbox:
        yield mailbox


def courier_to(app, **settings):
    return Courier({**app.config, **MAIL, **settings})


def deliver_all(courier):
    done = 0
    while (count := courier.deliver_batch()) is not None:
        done += count
    courier.close()
    return done


def left(session):
    """(kind, key) of what is neither done nor parked."""
    rows = select(OutboxMessage).where(OutboxMessage.done_at.is_(None), OutboxMessage.parked_at.is_(None))
    return [(row.kind, row.key) for row in session.scalars(rows)]


def test_a_report_becomes_letters_once_each(app, world, session, mailbox):
    world.report("rejected", email=EMAIL)
    assert deliver_all(courier_to(app, SMTP_PORT=mailbox.port)) == 4
    assert mailbox.recipients == [EMAIL, EMAIL]
    assert left(session) == []
    assert deliver_all(courier_to(app, SMTP_PORT=mailbox.port)) == 0


def test_no_transaction_is_open_while_a_server_is_spoken_to(app, world, session, mailbox):
    world.report(email=EMAIL)
    courier = courier_to(app, SMTP_PORT=mailbox.port)
    send, open_then = courier._mail.send, []
    courier._mail.send = lambda mail: (open_then.append(session().in_transaction()), send(mail))[1]
    deliver_all(courier)
    assert open_then == [False]


def test_a_server_that_is_down_for_an_hour_loses_nothing(app, world, session, mailbox, frozen_time):
    world.report(email=EMAIL)
    mailbox.answer = lambda recipient: "421 closing"
    courier = courier_to(app, SMTP_PORT=mailbox.port)
    for _minute in range(60):
        deliver_all(courier)
        frozen_time.shift(timedelta(minutes=1))
    assert mailbox.letters == []
    ((kind, _key),) = left(session)
    assert kind == "message"
    mailbox.answer = lambda recipient: None
    frozen_time.shift(timedelta(hours=1))
    deliver_all(courier)
    assert len(mailbox.letters) == 1
    assert left(session) == []


def test_an_address_that_does_not_exist_is_parked_with_its_reason_and_without_the_address(
    app, world, session, mailbox
):
    mailbox.answer = lambda recipient: f"550 no {recipient}"
    world.report(email=EMAIL)
    deliver_all(courier_to(app, SMTP_PORT=mailbox.port))
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.parked_at.is_not(None))).one()
    assert row.last_error == "smtp 550"


def test_an_unknown_kind_is_parked_in_the_end_and_stops_nobody(app, session, now, mailbox, frozen_time):
    outbox.put("strange", "pigeon", {}, at=now)
    notices.send_code(phone=None, email=EMAIL, code="123456", locale="uz", key="code-1", at=now)
    session.commit()
    courier = courier_to(app, SMTP_PORT=mailbox.port)
    for _day in range(outbox.MAX_ATTEMPTS):
        deliver_all(courier)
        frozen_time.shift(timedelta(days=1))
    assert mailbox.recipients == [EMAIL]
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.parked_at.is_not(None))).one()
    assert (row.key, row.last_error) == ("strange", "KeyError")


def test_codes_go_by_sms_where_there_is_a_gateway(app, session, now):
    with http_gateway(lambda asked, n: (200, None)) as gateway:
        notices.send_code(phone=PHONE, email=None, code="123456", locale="uz", key="code-1", at=now)
        session.commit()
        deliver_all(courier_to(app, SMS_URL=gateway.url))
        (asked,) = gateway.asked
    assert asked.fields["phone"] == PHONE
    assert "123456" in asked.fields["text"]


def test_a_device_is_told_and_forgotten_once_it_does_not_listen_any_more(
    app, world, session, now, frozen_time
):
    with http_gateway(lambda asked, n: (201 if n < 2 else 410, None)) as maker:
        push = {"WEB_PUSH_KEY": new_private_key(), "WEB_PUSH_SERVICES": [maker.url]}
        browser = Browser.at(f"{maker.url}/device-1")
        keys = browser.subscription["keys"]
        device = subscribing.keep_device(browser.endpoint, keys["p256dh"], keys["auth"], locale="en", at=now)
        again = subscribing.keep_device(browser.endpoint, keys["p256dh"], keys["auth"], locale="en", at=now)
        assert device == again
        sr = world.report("resolved")
        subscribing.follow_by_device(device, sr.id, at=now)
        frozen_time.shift(timedelta(hours=2))
        deliver_all(courier_to(app, **push))
        said = [browser.read(asked.body) for asked in maker.asked]
        assert [one["title"] for one in said] == [
            f"Your report {sr.public_id} has arrived",
            f"Report {sr.public_id}: is it fixed?",
        ]
        assert said[1]["url"].endswith(f"/r/{sr.public_id}/{sr.secret}")
        reporting.not_fixed(sr, note="Hali ham", at=now)
        oversight.reject(sr, ReasonCode.ALREADY_FIXED, by=world.dispatcher, at=now)
        deliver_all(courier_to(app, **push))
    assert session.scalar(select(func.count()).select_from(PushDevice)) == 0
    assert session.scalar(select(func.count()).select_from(PushFollow)) == 0
    assert left(session) == []


def test_an_alert_goes_the_whole_way(app, world, session, mailbox, frozen_time, now):
    make_subscription(world.mahalla, email=EMAIL, locale="en", told_until_at=now - timedelta(days=1))
    world.report()
    deliver_all(courier_to(app, SMTP_PORT=mailbox.port))
    assert mailbox.letters == []
    frozen_time.shift(timedelta(minutes=3))
    assert spreading.ask_for_alerts(datetime.now(UTC)) == 1
    deliver_all(courier_to(app, SMTP_PORT=mailbox.port))
    (letter,) = mailbox.letters
    assert "new report: " in letter["Subject"]


def test_couriers_of_the_worker_deliver_within_a_second_and_stop_when_they_are_told(committing_app, mailbox):
    app = committing_app
    app.config.update(MAIL, SMTP_PORT=mailbox.port)
    with jobs.Couriers(app, 2):
        notices.send_code(phone=None, email=EMAIL, code="1", locale="uz", key="code-1", at=datetime.now(UTC))
        db.session.commit()
        began = time.monotonic()
        while not mailbox.letters and time.monotonic() - began < 10:
            time.sleep(0.02)
        assert time.monotonic() - began < 5
    assert len(mailbox.letters) == 1


def test_several_couriers_at_once_send_each_message_once(committing_app, mailbox):
    app = committing_app
    for number in range(200):
        notices.send_code(
            phone=None,
            email=f"resident{number}@example.uz",
            code="1",
            locale="uz",
            key=f"code-{number}",
            at=datetime.now(UTC),
        )
    db.session.commit()

    def work():
        with app.app_context():
            deliver_all(courier_to(app, SMTP_PORT=mailbox.port))

    threads = [Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(mailbox.recipients) == {f"resident{n}@example.uz": 1 for n in range(200)}


@pytest.mark.slow
def test_a_worker_that_is_killed_again_and_again_loses_nothing(committing_app, mailbox):
    """Whatever was in hand is sent again once its lease is over; here the leases are ended by hand."""
    app = committing_app
    count = 150
    for number in range(count):
        notices.send_code(
            phone=None,
            email=f"resident{number}@example.uz",
            code="1",
            locale="uz",
            key=f"code-{number}",
            at=datetime.now(UTC),
        )
    db.session.commit()
    environment = {
        **os.environ,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "OUTGOING_ROOT": str(app.config["OUTGOING_ROOT"]),
        "SMTP_PORT": str(mailbox.port),
        **MAIL,
        "MAIL_FROM": "no-reply@mahalla.example.uz",
    }
    mailbox.data_answer = lambda number: time.sleep(0.01)
    for kill in range(KILLS):
        worker = subprocess.Popen([sys.executable, "-m", "tests.app.deliver_once"], cwd=ROOT, env=environment)
        sent = len(mailbox.letters)
        while len(mailbox.letters) < sent + 5 + kill and worker.poll() is None:
            time.sleep(0.005)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        db.session.execute(
            OutboxMessage.__table__.update()
            .where(OutboxMessage.done_at.is_(None))
            .values(not_before_at=datetime.now(UTC) - timedelta(minutes=1), attempts=0)
        )
        db.session.commit()
    deliver_all(courier_to(app, SMTP_PORT=mailbox.port))
    arrived = Counter(mailbox.recipients)
    assert set(arrived) == {f"resident{n}@example.uz" for n in range(count)}
    # One letter may have been in hand at each kill: sent, and not yet marked.
    assert sum(arrived.values()) <= count + KILLS
    assert left(db.session) == []
