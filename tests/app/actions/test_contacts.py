"""Whose contact it is: a confirmed one makes an appeal, somebody else's is taken off, and nothing leaks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.actions import codes, contacts, oversight
from app.domain.codes import SIGNED_IN_FOR, Verdict
from app.domain.errors import NotFound
from app.domain.lifecycle import ReasonCode
from app.models import Contact, ContactKind, ServiceRequest
from app.queries import my_reports
from app.queries.my_reports import Visitor
from tests.app.actions.identity import EMAIL, OTHER_PHONE, PHONE, WRONG, ask
from tests.factories import World

CODE = "271828"


@pytest.fixture(autouse=True)
def _one_code(monkeypatch):
    monkeypatch.setattr(codes, "new_code", lambda: CODE)


@pytest.fixture
def world(session):
    return World()


def owner(contact=PHONE):
    """Whoever has shown that a contact is theirs."""
    return Visitor(0, ContactKind.EMAIL if "@" in contact else ContactKind.PHONE, contact)


def clock(report):
    return report.appeal_registered_on, report.answer_due_on


# An appeal.


def test_a_report_is_a_signal_until_its_contact_is_confirmed(session, world, now):
    report = world.report(phone=PHONE)
    assert clock(report) == (None, None)
    assert contacts.confirm(ask(report=report), WRONG, at=now) is Verdict.WRONG
    assert clock(report) == (None, None)
    number = ask(report=report, at=now + timedelta(minutes=2))
    assert contacts.confirm(number, CODE, at=now + timedelta(minutes=3)) is Verdict.RIGHT
    session.expire_all()
    assert clock(report) == (date(2026, 11, 18), date(2026, 12, 3))
    assert report.contact.confirmed_at == now + timedelta(minutes=3)
    assert (report.contact.phone_confirmed_at, report.contact.email_confirmed_at) == (
        report.contact.confirmed_at,
        None,
    )


def test_the_clock_begins_when_the_contact_is_confirmed_and_not_when_the_signal_came(session, world, now):
    report = world.report(phone=PHONE)
    friday_evening = now + timedelta(days=2, hours=9)
    contacts.confirm(ask(report=report, at=friday_evening), CODE, at=friday_evening)
    session.expire_all()
    assert clock(report) == (date(2026, 11, 23), date(2026, 12, 8))
    assert report.registered_on == date(2026, 11, 18)


def test_confirming_the_second_contact_leaves_the_registration_as_it_is(session, world, now):
    report = world.report(phone=PHONE, email=EMAIL)
    contacts.confirm(ask(report=report), CODE, at=now)
    later = now + timedelta(days=3)
    contacts.confirm(ask(EMAIL, report=report, at=later), CODE, at=later)
    session.expire_all()
    assert clock(report) == (date(2026, 11, 18), date(2026, 12, 3))
    assert report.contact.confirmed_at == now
    assert report.contact.email_confirmed_at == later


@pytest.mark.parametrize(
    ("status", "is_appeal"),
    [
        ("received", True),
        ("in_progress", True),
        ("resolved", True),
        ("reopened", True),
        ("closed", False),
        ("rejected", False),
    ],
)
def test_what_has_ended_is_registered_as_nothing(session, world, now, status, is_appeal):
    report = world.report(status, phone=PHONE)
    at = now + timedelta(hours=3)
    contacts.confirm(ask(report=report, at=at), CODE, at=at)
    session.expire_all()
    assert (report.appeal_registered_on is not None) == is_appeal
    assert report.contact.phone_confirmed_at == at


def test_a_dispatcher_at_work_is_not_refused_because_a_contact_was_confirmed(session, world, now):
    report = world.report(phone=PHONE)
    shown = report.version
    contacts.confirm(ask(report=report), CODE, at=now)
    session.expire_all()
    oversight.reject(report, ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=now, expected_version=shown)
    assert report.appeal_registered_on is not None


def test_a_contact_that_was_erased_since_the_code_was_sent_confirms_nothing(session, world, now):
    report = world.report(phone=PHONE)
    number = ask(report=report)
    contacts.detach(report, owner())
    assert contacts.confirm(number, CODE, at=now) is Verdict.RIGHT
    session.expire_all()
    assert clock(report) == (None, None)


# My reports.


def test_my_reports_are_those_that_are_confirmed_and_the_others_are_asked_about(session, world, now):
    mine = world.report(phone=PHONE, at=now)
    unclear = world.report(phone=PHONE, at=now + timedelta(minutes=1))
    world.report(phone=OTHER_PHONE)
    world.report(email=EMAIL)
    world.report()
    contacts.confirm(ask(report=mine), CODE, at=now)
    assert [report.id for report in my_reports.mine(owner()).items] == [mine.id]
    assert [report.id for report in my_reports.unclear(owner()).items] == [unclear.id]


def test_a_contact_that_another_one_of_the_report_confirmed_is_still_asked_about(session, world, now):
    """Somebody confirmed by e-mail, and typed a phone that is not theirs."""
    report = world.report(phone=PHONE, email=EMAIL)
    contacts.confirm(ask(EMAIL, report=report), CODE, at=now)
    assert not my_reports.mine(owner()).items
    assert [r.id for r in my_reports.unclear(owner()).items] == [report.id]


def test_claiming_makes_appeals_once_and_only_of_ones_own(session, world, now):
    first, second = world.report(phone=PHONE), world.report(phone=PHONE)
    foreign = world.report(phone=OTHER_PHONE)
    assert contacts.claim([first, second, foreign], owner(), at=now) == 2
    assert contacts.claim([first, second, foreign], owner(), at=now) == 0
    session.expire_all()
    assert [report.appeal_registered_on is not None for report in (first, second, foreign)] == [
        True,
        True,
        False,
    ]


def test_the_list_is_paged_newest_first_and_asks_the_same_number_of_questions(session, world, now):
    for n in range(5):
        world.report(phone=PHONE, at=now + timedelta(minutes=n))
    reports = my_reports.unclear(owner()).items
    contacts.claim(reports, owner(), at=now)
    first, last = my_reports.mine(owner(), per_page=3), my_reports.mine(owner(), page=2, per_page=3)
    assert [r.id for r in (*first.items, *last.items)] == [r.id for r in reports]
    assert (first.has_next, last.has_next) == (True, False)


def test_somebody_elses_report_is_not_found(session, world):
    foreign = world.report(phone=OTHER_PHONE)
    with pytest.raises(NotFound):
        my_reports.find_of(owner(), foreign.public_id)


def test_signing_out_ends_every_copy_of_the_session_and_time_does_too(session, world, now):
    world.report(phone=PHONE)
    number = ask()
    token = contacts.sign_in(number, CODE, at=now)[1]
    assert my_reports.visitor_of(number, token, now=now + SIGNED_IN_FOR - timedelta(seconds=1))
    assert my_reports.visitor_of(number, token, now=now + SIGNED_IN_FOR) is None
    contacts.sign_out(my_reports.visitor_of(number, token, now=now))
    assert my_reports.visitor_of(number, token, now=now) is None


# A contact that belongs to somebody else.


def test_this_was_not_me_takes_the_contact_off_and_leaves_the_rest(session, world):
    report = world.report(phone=PHONE, email=EMAIL, contact_name="Oysha")
    contacts.detach(report, owner())
    session.expire_all()
    contact = report.contact
    assert (contact.phone, contact.phone_index, contact.email, contact.name) == (None, None, EMAIL, "Oysha")
    assert not my_reports.is_known(ContactKind.PHONE, PHONE)
    assert my_reports.is_known(ContactKind.EMAIL, EMAIL)


def test_a_contact_with_nothing_left_is_erased_and_the_report_stays(session, world):
    report = world.report(email=EMAIL)
    contacts.detach(report, owner(EMAIL))
    contacts.detach(report, owner(EMAIL))
    assert session.scalar(select(func.count()).select_from(Contact)) == 0
    assert session.scalar(select(func.count()).select_from(ServiceRequest)) == 1


def test_nobody_takes_a_contact_off_that_is_not_theirs(session, world):
    report = world.report(phone=PHONE)
    contacts.detach(report, owner(OTHER_PHONE))
    contacts.detach(report, owner(EMAIL))
    assert report.contact.phone == PHONE


def test_an_appeal_that_was_registered_stays_registered(session, world, now):
    """Registration may not be refused (article 23), nor is it taken back because a number changed hands."""
    report = world.report(phone=PHONE, email=EMAIL)
    contacts.confirm(ask(report=report), CODE, at=now)
    contacts.detach(report, owner())
    session.expire_all()
    assert report.contact.confirmed_at is None
    assert report.appeal_registered_on == date(2026, 11, 18)
