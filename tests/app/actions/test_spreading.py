"""From a change of status to a message for each who follows the report: once each, and none for whoever said stop."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app import policy as policies
from app.actions import notices, outbox, oversight, reporting, spreading, subscribing
from app.domain.lifecycle import ReasonCode
from app.domain.notices import QuietHours
from app.models import OutboxMessage, StatusChange
from app.personal_data import box
from app.policy import policy
from tests.factories import World, make_subscription

EMAIL, PHONE = "gulchehra@example.uz", "+998907654321"


@pytest.fixture
def world(session):
    return World()


def changes(session):
    return list(session.scalars(select(StatusChange.id).order_by(StatusChange.id)))


def waiting(session, kind):
    rows = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.done_at.is_(None))
    return list(session.scalars(rows.order_by(OutboxMessage.id)))


def told(session):
    """(event, to, way) of each message that waits."""
    return [(m.payload["event"], m.payload["to"], m.payload["way"]) for m in waiting(session, "message")]


def spread_all(session, now):
    for change_id in changes(session):
        spreading.spread_change(change_id, now=now)


def quietly(monkeypatch):
    """Let it be a quiet hour: NOW is 10:00 in Tashkent."""
    monkeypatch.setattr(policies, "_policy", replace(policy(), quiet_hours=QuietHours(time(9), time(12))))


def test_every_line_of_the_history_asks_to_be_told_in_its_own_transaction(world, session):
    world.report("closed")
    rows = waiting(session, "status_change")
    assert [row.payload["status_change_id"] for row in rows] == changes(session)
    assert [row.key for row in rows] == [f"change-{i}" for i in changes(session)]


def test_what_is_rolled_back_is_not_told(world, session):
    with pytest.raises(Exception, match="empty"):
        reporting.submit(world.draft(description=""), by=None, at=world.admin.created_at)
    assert waiting(session, "status_change") == []


def test_a_reporter_with_an_e_mail_is_told_by_e_mail(world, session, now):
    world.report("in_progress", email=EMAIL, phone=PHONE)
    spread_all(session, now)
    assert told(session) == [
        ("received", "reporter", "email"),
        ("accepted", "reporter", "email"),
        ("in_work", "reporter", "email"),
    ]


def test_a_reporter_with_a_phone_alone_is_told_by_sms_of_what_is_worth_one(world, session, now):
    world.report("resolved", phone=PHONE, photo_tokens=[])
    spread_all(session, now)
    assert told(session) == [("received", "reporter", "sms"), ("resolved", "reporter", "sms")]


def test_nobody_is_told_of_a_report_without_a_contact(world, session, now):
    world.report("closed")
    spread_all(session, now)
    assert told(session) == []


def test_spreading_twice_tells_once(world, session, now):
    world.report("rejected", email=EMAIL)
    spread_all(session, now)
    spread_all(session, now)
    assert [event for event, *_ in told(session)] == ["received", "rejected"]


def test_no_address_stands_in_a_message_that_waits(world, session, now):
    sr = world.report("resolved", email=EMAIL, phone=PHONE)
    notices.send_code(phone=PHONE, email=None, code="123456", locale="uz", key="c", at=now)
    notices.tell(sr, "comment", at=now, key="k", detail={"words": "Uyim raqami 12"})
    session.commit()
    spread_all(session, now)
    for row in session.scalars(select(OutboxMessage)):
        for secret in (EMAIL, PHONE, "907654321", "123456", "Uyim", sr.secret):
            assert secret not in str(row.payload)
            assert secret not in row.key


def test_a_message_of_the_night_waits_and_the_answer_to_the_resident_does_not(
    world, session, now, monkeypatch
):
    quietly(monkeypatch)
    world.report("accepted", email=EMAIL)
    spread_all(session, now)
    goes = {row.payload["event"]: row.not_before_at for row in waiting(session, "message")}
    assert goes["received"] == now
    assert goes["accepted"] > now


def test_a_code_waits_for_nobody_and_goes_before_everything(world, session, now):
    world.report("accepted", email=EMAIL)
    notices.send_code(phone=PHONE, email=None, code="123456", locale="uz", key="code-1", at=now)
    session.commit()
    assert outbox.take(now, limit=1)[0].key == "code-1"


def test_an_agency_with_an_address_is_told_what_residents_say(world, session, now):
    sr = world.report()
    notices.tell(sr, "comment", at=now, key="remark-1", detail={"remark_id": 1})
    session.commit()
    (row,) = waiting(session, "event")
    spreading.spread_event(row.key, row.payload, now=now)
    assert told(session) == []
    world.agency.email = "yollar@example.uz"
    session.commit()
    spreading.spread_event(row.key, row.payload, now=now)
    assert told(session) == [("comment", "agency", "email")]


def test_an_event_that_nobody_knows_is_refused_at_once(world, now):
    with pytest.raises(ValueError, match="nobody knows"):
        notices.tell(world.report(), "rained", at=now, key="k")


def test_a_code_needs_somewhere_to_go(session, now):
    with pytest.raises(ValueError, match="phone or an e-mail"):
        notices.send_code(phone=None, email=None, code="1", locale="uz", key="k", at=now)


def test_the_reporter_of_a_duplicate_is_told_and_then_follows_the_original(world, session, now):
    original = world.report()
    copy = world.report(email=EMAIL)
    oversight.mark_duplicate(copy, original, by=world.dispatcher, at=now)
    oversight.reject(original, ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=now)
    spread_all(session, now)
    assert [(event, to) for event, to, _way in told(session)] == [
        ("received", "reporter"),
        ("duplicate", "reporter"),
        ("rejected", "reporter"),
    ]


def test_an_alert_waits_an_hour_and_tells_of_everything_in_between(world, session, now):
    subscription = make_subscription(world.mahalla, told_until_at=now)
    world.report()
    spread_all(session, now)
    assert subscription.due_at == now + spreading.SETTLED
    # The last one was this minute: the next one is in an hour, whatever happens until then.
    assert spreading.ask_for_alerts(now + spreading.SETTLED) == 1
    assert waiting(session, "alert") == []
    later = now + spreading.BETWEEN_ALERTS
    assert spreading.ask_for_alerts(later - timedelta(seconds=1)) == 0
    assert spreading.ask_for_alerts(later) == 1
    (row,) = waiting(session, "alert")
    assert row.payload["since"] == now.isoformat()
    assert (subscription.due_at, subscription.told_until_at) == (None, later - spreading.SETTLED / 2)
    assert spreading.ask_for_alerts(later) == 0


def test_alerts_come_in_the_morning(world, session, now, monkeypatch):
    quietly(monkeypatch)
    subscription = make_subscription(world.mahalla, told_until_at=now - timedelta(days=1))
    subscription.due_at = now
    session.commit()
    spreading.ask_for_alerts(now)
    assert subscription.due_at == now + timedelta(hours=2)
    assert waiting(session, "alert") == []


def test_who_stops_is_forgotten(world, session):
    subscription = make_subscription(world.mahalla)
    subscribing.unsubscribe(subscription)
    assert session.scalar(select(type(subscription))) is None


def test_what_is_sealed_opens_again(session, now):
    notices.send_code(phone=None, email=EMAIL, code="654321", locale="ru", key="k", at=now)
    session.commit()
    (row,) = waiting(session, "code")
    assert "654321" in box().open(row.payload["sealed"])
