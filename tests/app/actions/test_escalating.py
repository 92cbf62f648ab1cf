"""The sweep: who is told of a promise, each step once, in the history, whoever sweeps and however late."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import clocks, escalating, oversight, reporting, spreading
from app.domain.lifecycle import Actor
from app.models import OutboxMessage, StatusChange
from app.notices import escalation_letters
from app.policy import policy
from tests.factories import World, make_user


@pytest.fixture
def world(session):
    return World()


def sweep(now):
    total = 0
    while done := escalating.sweep(now):
        total += done
    return total


def steps(session, sr):
    rows = session.scalars(
        select(StatusChange)
        .where(StatusChange.service_request_id == sr.id, StatusChange.move == "escalate")
        .order_by(StatusChange.id)
    )
    return [(row.detail["step"], row.actor) for row in rows]


def keys(session, prefix):
    return sorted(session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.startswith(prefix))))


def local(moment):
    return f"{moment.astimezone(policy().calendar.zone):%d %H:%M}"


def test_a_new_report_is_looked_at_a_working_day_before_its_promise(world):
    sr = world.report()
    assert (local(sr.due_at), local(sr.clock_next_at)) == ("23 10:00", "20 10:00")


def test_the_agency_is_reminded_once(world, session, now):
    sr = world.report()
    assert sweep(now) == 0
    moment = sr.clock_next_at + timedelta(minutes=1)
    assert sweep(moment) == 1
    assert sweep(moment) == 0
    assert len(keys(session, "due-soon-")) == 1
    assert steps(session, sr) == []


def test_each_step_is_made_once_and_written_into_the_history(world, session, now):
    sr = world.report()
    moment, seen = sr.due_at, []
    for _hour in range(24 * 14):
        moment += timedelta(hours=1)
        sweep(moment)
        sweep(moment)
        session.expire_all()
        if len(steps(session, sr)) > len(seen):
            seen.append((local(moment), steps(session, sr)[-1][0]))
    assert seen == [
        ("23 11:00", "dispatcher"),
        ("24 11:00", "head"),
        ("25 11:00", "mahalla"),
        ("26 11:00", "district"),
        ("30 11:00", "region"),
    ]
    assert {actor for _step, actor in steps(session, sr)} == {Actor.SYSTEM}
    assert sr.clock_next_at is None
    assert sr.was_overdue
    assert len(keys(session, "overdue-")) == 1


def test_whoever_was_away_for_weeks_catches_up_at_once(world, session, now):
    sr = world.report()
    assert sweep(now + timedelta(days=40)) == 1
    assert [step for step, _ in steps(session, sr)] == ["dispatcher", "head", "mahalla", "district", "region"]
    assert keys(session, "due-soon-") == []


def test_what_is_done_is_not_escalated(world, session, now):
    sr = world.report("resolved")
    assert sr.clock_next_at is None
    assert sweep(now + timedelta(days=40)) == 0
    assert steps(session, sr) == []


def test_a_report_that_is_open_again_climbs_from_that_moment(world, session, now):
    sr = world.report("resolved")
    opened = now + timedelta(days=6)  # Tuesday, 10:00; the promise was Monday's.
    reporting.not_fixed(sr, note="It leaks again.", at=opened)
    assert sweep(opened + timedelta(minutes=1)) == 1
    assert [step for step, _ in steps(session, sr)] == ["dispatcher"]
    session.expire_all()
    assert local(sr.clock_next_at) == "25 10:00"


def test_the_sweep_does_not_refuse_the_dispatcher_at_work(world, session, now):
    sr = world.report()
    shown = sr.version
    sweep(now + timedelta(days=6))
    session.expire_all()
    oversight.accept(sr, by=world.dispatcher, at=now + timedelta(days=6, minutes=1), expected_version=shown)
    assert sr.was_overdue


def test_a_clock_that_stands_is_not_escalated(world, session, now):
    sr = world.report()
    clocks.stop(sr, "answer", now)
    session.commit()
    assert local(sr.due_at) == "30 10:00"
    sweep(now + timedelta(days=6))
    assert steps(session, sr) == []
    clocks.go_on(sr, now + timedelta(days=6))
    session.commit()
    assert local(sr.due_at) == "27 10:00"


def test_a_step_tells_those_whom_it_names(world, session, now, app, monkeypatch):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz")
    world.agency.email, world.agency.head_email = "desk@roads.uz", "head@roads.uz"
    mahalla = make_user("council", area=world.mahalla)
    region = make_user("council", area=world.region)
    make_user("council", area=world.other_mahalla)
    sr = world.report()
    sweep(now + timedelta(days=40))
    for change in session.scalars(select(StatusChange).where(StatusChange.move == "escalate")):
        spreading.spread_change(change.id, now=now)
        spreading.spread_change(change.id, now=now)
    rows = session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "escalation_to").order_by(OutboxMessage.id)
    ).all()
    sent = [(row.payload["step"], escalation_letters.escalation(row.key, row.payload).to) for row in rows]
    assert sent == [
        ("dispatcher", "desk@roads.uz"),
        ("dispatcher", world.dispatcher.login),
        ("head", "head@roads.uz"),
        ("mahalla", mahalla.login),
        ("district", world.council.login),
        ("region", region.login),
    ]
    letter = escalation_letters.escalation(rows[0].key, rows[0].payload)
    assert sr.public_id in letter.subject
    assert f"/dispatch/{sr.public_id}" in letter.text
    world.other_agency.email = "desk@water.uz"
    oversight.hand_over(sr, world.other_agency, note="A pipe.", by=world.dispatcher, at=now)
    assert escalation_letters.escalation(rows[0].key, rows[0].payload) is None
