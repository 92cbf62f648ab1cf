"""The law's clock of an appeal: its last day for an answer is reminded of, and its delay is told once."""

from datetime import UTC, date, datetime

import pytest

from app.actions import extending, oversight
from app.policy import policy
from tests.app.actions.swept import give_addresses, letters, steps, sweep
from tests.factories import World


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def addresses(world, session, app, monkeypatch):
    return give_addresses(world, session, app, monkeypatch)


ANSWERS = [
    ("12-01 08:59", []),
    ("12-01 09:01", ["answer_soon"]),
    ("12-03 23:59", ["answer_soon"]),
    ("12-04 00:01", ["answer_soon", "answer_late"]),
    ("12-20 12:00", ["answer_soon", "answer_late"]),
]


def an_appeal(session, sr):
    sr.appeal_registered_on, sr.answer_due_on = date(2026, 11, 18), date(2026, 12, 3)
    session.commit()
    return sr


def answers(session, sr):
    return [step for step, _actor in steps(session, sr) if step.startswith("answer")]


def on(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=policy().calendar.zone).astimezone(UTC)


def test_the_answer_to_an_appeal_is_reminded_of_and_its_delay_is_told_once(world, session, addresses):
    sr = an_appeal(session, world.report())
    for moment, made in ANSWERS:
        sweep(on(moment))
        sweep(on(moment))
        assert answers(session, sr) == made, moment
    session.expire_all()
    assert sr.clock_next_at is None
    told = [(step, letter.to) for step, letter in letters(session, on("12-20 12:00")) if "answer" in step]
    desk = addresses["dispatcher"]
    soon = [("answer_soon", one) for one in desk]
    assert sorted(told) == sorted([*soon, *(("answer_late", one) for one in [*desk, "head@roads.uz"])])


def test_a_reminder_of_an_answer_comes_once_whatever_moves_the_report(world, session):
    sr = an_appeal(session, world.report())
    sweep(on("12-01 09:01"))
    session.expire_all()
    oversight.accept(sr, by=world.dispatcher, at=on("12-01 10:00"))
    sweep(on("12-01 10:01"))
    assert answers(session, sr) == ["answer_soon"]


def test_an_answer_that_was_put_off_is_reminded_of_anew(world, session, now):
    sr = an_appeal(session, world.report())
    sweep(on("12-01 09:01"))
    session.expire_all()
    extending.put_off(
        sr, date(2026, 12, 24), note="The pipe is on order.", by=world.dispatcher, at=on("12-02 10:00")
    )
    sweep(on("12-04 10:00"))
    assert answers(session, sr) == ["answer_soon"]
    sweep(on("12-22 09:01"))
    assert answers(session, sr) == ["answer_soon", "answer_soon"]
    sweep(on("12-25 00:01"))
    assert answers(session, sr) == ["answer_soon", "answer_soon", "answer_late"]


def test_what_is_answered_is_not_reminded_of(world, session):
    sr = an_appeal(session, world.report("resolved"))
    assert sweep(on("12-20 12:00")) == 0
    assert answers(session, sr) == []


def test_a_signal_has_no_answer_to_remind_of(world, session):
    sr = world.report()
    sweep(on("12-20 12:00"))
    assert answers(session, sr) == []
