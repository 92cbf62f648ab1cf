"""The outbox: what is taken is put off, what fails is tried again later, what is killed is not lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import outbox
from app.models import OutboxMessage, Priority


def ask(session, now, *keys, **values):
    for key in keys:
        outbox.put(key, "message", {"n": key}, at=now, **values)
    session.commit()


def the(session, key):
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def test_the_same_key_asks_once(session, now):
    ask(session, now, "a", "a", "b")
    assert [taken.key for taken in outbox.take(now)] == ["a", "b"]


def test_what_was_taken_is_taken_by_nobody_else_until_the_lease_is_over(session, now):
    ask(session, now, "a")
    (first,) = outbox.take(now)
    assert outbox.take(now + outbox.LEASE - timedelta(seconds=1)) == []
    # Whoever took it was killed: it is due again by itself, and counts as a try.
    (second,) = outbox.take(now + outbox.LEASE)
    assert (first.attempts, second.attempts) == (1, 2)


def test_what_is_urgent_goes_first_and_what_is_bulk_last(session, now):
    ask(session, now, "bulk", priority=Priority.BULK)
    ask(session, now, "normal")
    ask(session, now, "code", priority=Priority.URGENT)
    assert [taken.key for taken in outbox.take(now, limit=2)] == ["code", "normal"]


def test_what_waits_for_the_morning_is_not_taken_before(session, now):
    ask(session, now, "later", not_before=now + timedelta(hours=8))
    assert outbox.take(now) == []
    assert [taken.key for taken in outbox.take(now + timedelta(hours=8))] == ["later"]


def test_what_is_done_keeps_its_key_and_loses_what_it_held(session, now):
    ask(session, now, "a")
    outbox.mark_done(outbox.take(now)[0], now)
    row = the(session, "a")
    assert (row.done_at, row.payload) == (now, {})
    ask(session, now, "a")
    assert outbox.take(now + timedelta(days=1)) == []


def test_a_failure_is_tried_again_later_and_later_and_parked_in_the_end(session, now):
    ask(session, now, "a")
    moment, waits = now, []
    while taken := outbox.take(moment):
        outbox.mark_failed(taken[0], moment, why="smtp 421")
        row = the(session, "a")
        session.refresh(row)
        waits.append(row.not_before_at - moment)
        moment = row.not_before_at
    assert len(waits) == outbox.MAX_ATTEMPTS
    assert waits == sorted(waits)
    # Half a day without a mail server is survived.
    assert timedelta(hours=8) < sum(waits[:-1], timedelta())
    assert (row.parked_at is not None, row.last_error) == (True, "smtp 421")


def test_what_is_refused_for_good_is_parked_at_once(session, now):
    ask(session, now, "a")
    outbox.mark_failed(outbox.take(now)[0], now, why="smtp 550", for_good=True)
    assert the(session, "a").parked_at == now


def test_who_was_too_slow_does_not_change_what_somebody_else_has_in_hand(session, now):
    ask(session, now, "a")
    slow = outbox.take(now)[0]
    later = now + outbox.LEASE
    quick = outbox.take(later)[0]
    outbox.mark_failed(slow, later, why="slow")
    assert the(session, "a").last_error == ""
    outbox.mark_done(quick, later)
    outbox.mark_failed(slow, later, why="slow")
    assert the(session, "a").done_at == later


def test_an_admin_sends_again_what_was_parked(session, now):
    ask(session, now, "a", "b")
    for taken in outbox.take(now):
        outbox.mark_failed(taken, now, why="x", for_good=True)
    assert outbox.send_again([the(session, "a").id], now=now) == 1
    assert outbox.send_again(None, now=now) == 1
    assert outbox.send_again(None, now=now) == 0
    assert {taken.attempts for taken in outbox.take(now)} == {1}


def test_an_admin_gives_up_only_what_is_parked(session, now):
    ask(session, now, "a")
    outbox.drop(the(session, "a").id, now=now)
    (taken,) = outbox.take(now)
    outbox.mark_failed(taken, now, why="x", for_good=True)
    outbox.drop(taken.id, now=now)
    session.expire_all()
    row = the(session, "a")
    assert (row.parked_at, row.done_at, row.payload) == (None, now, {})


def test_what_was_done_long_ago_is_forgotten(session, now):
    ask(session, now, "old", "waiting")
    outbox.mark_done(outbox.take(now, limit=1)[0], now)
    assert outbox.forget_done(now + outbox.KEPT) == 0
    assert outbox.forget_done(now + outbox.KEPT + timedelta(seconds=1)) == 1
    assert list(session.scalars(select(OutboxMessage.key))) == ["waiting"]


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_is_taken_than_asked_for(session, now, limit):
    ask(session, now, *"abcd")
    assert len(outbox.take(now, limit=limit)) == limit
