"""Who reported is forgotten in time; the report stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import policy
from app.actions import contractors, erasing, oversight
from app.domain.lifecycle import ReasonCode
from app.models import Contact, ContractorAnswer, ContractorLink, OutboxMessage, ServiceRequest
from app.queries import reports
from tests.app.conversations import invite, uuid
from tests.every_page import CONTACT
from tests.factories import World

YEAR = timedelta(days=365)


@pytest.fixture
def world(session):
    return World()


def left(session, model=Contact):
    return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("status", ["closed", "rejected"])
def test_a_contact_is_erased_a_year_after_the_report_ended_and_the_report_stays(session, world, now, status):
    world.report(status, **CONTACT)
    assert erasing.erase_old_contacts(now + YEAR - timedelta(hours=1)) == 0
    assert erasing.erase_old_contacts(now + YEAR + timedelta(days=30)) == 1
    assert erasing.erase_old_contacts(now + YEAR + timedelta(days=30)) == 0
    assert (left(session), left(session, ServiceRequest)) == (0, 1)


def test_the_contact_of_an_open_report_is_kept_however_old_it_is(session, world, now):
    for status in ("received", "in_progress", "reopened"):
        world.report(status, **CONTACT)
    assert erasing.erase_old_contacts(now + 10 * YEAR) == 0
    assert left(session) == 3


def test_nought_days_keeps_them(session, world, now, monkeypatch):
    world.report("closed", **CONTACT)
    kept = policy.Policy(**{**vars(policy.policy()), "contact_kept_days": 0})
    monkeypatch.setattr(policy, "_policy", kept)
    assert erasing.erase_old_contacts(now + 10 * YEAR) == 0
    assert left(session) == 1


def test_a_batch_ends_and_the_next_one_goes_on(session, world, now):
    for _ in range(3):
        world.report("closed", **CONTACT)
    late = now + 2 * YEAR
    assert [erasing.erase_old_contacts(late, limit=2) for _ in range(3)] == [2, 1, 0]


def test_a_contractors_name_and_address_go_and_what_was_answered_stays(session, world, now):
    sr = world.report()
    link = contractors.invite(
        sr, name="Usta Botir", email="botir@example.uz", days=7, locale="uz", by=world.dispatcher, at=now
    )
    contractors.answer(link, ContractorAnswer.NOT_OURS, words="Suvniki", client_uuid=uuid(), at=now)
    oversight.reject(sr, ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=now)
    open_one = invite(world, world.report())
    letters = session.query(OutboxMessage).filter_by(kind="contractor")
    assert (letters.count(), erasing.erase_old_contractors(now + YEAR - timedelta(hours=1))) == (1, 0)
    late = now + YEAR + timedelta(days=1)
    assert [erasing.erase_old_contractors(late) for _ in range(2)] == [1, 0]
    session.expire_all()
    assert (link.name, link.erased_at, link.answer, link.answered_at) == ("", late, "not_ours", now)
    assert (letters.count(), open_one.name) == (0, "Yoʻl-qurilish MChJ")
    (note,) = reports.notes_of(sr)
    assert note.detail["answer"] == "not_ours"
    assert session.query(ContractorLink).count() == 2


def test_nought_days_keeps_contractors_too(session, world, now, monkeypatch):
    sr = world.report()
    invite(world, sr)
    oversight.reject(sr, ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=now)
    kept = policy.Policy(**{**vars(policy.policy()), "contact_kept_days": 0})
    monkeypatch.setattr(policy, "_policy", kept)
    assert erasing.erase_old_contractors(now + 10 * YEAR) == 0
