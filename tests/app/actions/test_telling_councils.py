"""A council hears by letter that it is asked whose a report is, and once more where it has not decided."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.actions import deciding, oversight, telling_councils
from app.delivering import SPREADS, WRITES
from app.domain.not_ours import REMINDED_AFTER
from app.models import OutboxMessage, ServiceRequest
from app.notices import council_letters
from tests.app.conversations import quarrel
from tests.every_page import CONTACT
from tests.factories import NOW, World, make_agency, make_area, make_user

ASKED = NOW + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(session, app, monkeypatch):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz")
    return World()


def rows(session, kind):
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by("id")))


def spread(session, now=ASKED):
    for row in rows(session, "decision_asked"):
        telling_councils.spread(row.key, row.payload, now=now)
    return rows(session, "decision_to")


def written(session):
    return [council_letters.asked(row.key, row.payload) for row in rows(session, "decision_to")]


def test_both_kinds_of_messages_are_known_to_the_courier():
    assert "decision_asked" in SPREADS
    assert "decision_to" in WRITES


def test_three_hand_overs_ask_the_districts_council_once_and_nobody_else(world, session):
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    for area in (world.mahalla, world.region, next_district):
        make_user("council", area=area)
    second = make_user("council", area=world.district, locale="ru")
    make_user("council", area=world.district, login="council-without-address")
    make_user("council", area=world.district, is_active=False)
    sr, agencies = world.report(), [world.other_agency, make_agency(), make_agency()]
    by = world.dispatcher
    for agency in agencies:
        assert rows(session, "decision_asked") == []
        oversight.hand_over(sr, agency, note="Bizniki emas", by=by, at=ASKED)
        by = make_user("dispatcher", agency=agency)
    assert len(rows(session, "decision_asked")) == 1
    for _ in range(2):
        told = spread(session)
    assert [row.payload["user_id"] for row in told] == [world.council.id, second.id]


def test_the_letter_says_what_is_asked_and_names_nobody(world, session):
    world.council.locale = "en"
    sr = quarrel(world, **CONTACT)
    spread(session)
    (mail,) = written(session)
    assert mail.to == world.council.login
    assert sr.public_id in mail.subject
    assert f"https://mahalla.example.uz/council/decisions/{sr.public_id}" in mail.text
    assert "handed this report over 2 times" in mail.text
    people = [world.dispatcher.name, world.other_dispatcher.name, "Yoʻlda chuqur bor", "Suv quvuri"]
    for trace in [*CONTACT.values(), "907654321", *people]:
        assert trace not in mail.text + mail.html
    for row in rows(session, "decision_asked") + rows(session, "decision_to"):
        assert "Gulchehra" not in json.dumps(row.payload)


def accepted(world, sr):
    oversight.accept(sr, by=world.dispatcher, at=ASKED)


def decided(world, sr):
    deciding.decide(sr, world.other_agency, note="Quvur", by=world.council, at=ASKED)


def left(world, sr):
    world.council.is_active = False


def moved(world, sr):
    world.council.area_id = world.other_mahalla.id


@pytest.mark.parametrize("what", [accepted, decided, left, moved])
def test_what_was_settled_before_the_letter_went_is_not_written(world, session, what):
    sr = quarrel(world)
    spread(session)
    what(world, sr)
    session.commit()
    assert written(session) == [None]


def test_it_is_reminded_once_where_it_does_not_decide(world, session):
    world.council.locale = "en"
    sr = quarrel(world)
    version = sr.version
    assert telling_councils.remind(ASKED + REMINDED_AFTER) == 0
    assert [telling_councils.remind(ASKED + REMINDED_AFTER + MINUTE) for _ in range(3)] == [1, 0, 0]
    assert telling_councils.remind(ASKED + 20 * REMINDED_AFTER) == 0
    session.refresh(sr)
    assert (sr.version, sr.decision_reminded_at) == (version, ASKED + REMINDED_AFTER + MINUTE)
    spread(session)
    first, again = written(session)
    assert "decide whose it is" in first.subject
    assert "still waits for your decision" in again.subject
    assert "It has been waiting for your decision since" in again.text


def test_what_is_asked_anew_is_told_and_reminded_anew(world, session):
    sr = quarrel(world)
    telling_councils.remind(ASKED + REMINDED_AFTER + MINUTE)
    decided(world, sr)
    later = ASKED + timedelta(days=10)
    assert telling_councils.remind(later) == 0
    # The council has decided, so only an admin can begin it again.
    for agency in (world.agency, world.other_agency):
        oversight.hand_over(sr, agency, note="Yana", by=world.admin, at=later)
    session.refresh(sr)
    assert (sr.decision_asked_at, sr.decision_reminded_at) == (later, None)
    assert telling_councils.remind(later + REMINDED_AFTER + MINUTE) == 1
    assert len(rows(session, "decision_asked")) == 4


def test_many_are_reminded_in_batches(world, session):
    for _ in range(3):
        quarrel(world)
    late = ASKED + 2 * REMINDED_AFTER
    assert [telling_councils.remind(late, limit=2) for _ in range(3)] == [2, 1, 0]
    assert session.query(ServiceRequest).filter(ServiceRequest.decision_reminded_at == late).count() == 3


def test_it_is_periodic_work():
    assert {jobs.remind_councils, jobs.erase_old_contractors} <= set(jobs.WORKS)
