"""A contractor without an account answers by a signed link, once, while it holds."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import contractors, oversight
from app.delivering import WRITES
from app.domain.errors import FieldError, LinkVoid, NotFound, NotOpen, NotPermitted
from app.domain.lifecycle import ReasonCode
from app.models import ContractorAnswer, OutboxMessage
from app.notices import contractor_letters
from app.queries import reports
from tests.app.conversations import invite, uuid
from tests.factories import NOW, World


@pytest.fixture
def world(session):
    return World()


def answer(link, said="will_do", words="Dushanba kuni", at=NOW):
    return contractors.answer(link, ContractorAnswer(said), words=words, client_uuid=uuid(), at=at)


def test_an_answer_is_an_internal_note_and_moves_nothing(world, session):
    report = world.report("accepted")
    link = invite(world, report)
    answer(link)
    session.refresh(link)
    session.refresh(report)
    (note,) = reports.notes_of(report)
    assert (note.words, note.actor, note.by_user_id) == ("Dushanba kuni", "contractor", None)
    assert (report.status, link.answer, link.answered_at) == ("accepted", "will_do", NOW)
    assert "Dushanba" not in "".join(event.note for event in reports.timeline(report))


def taken_back(world, report, link):
    contractors.revoke(report, link.id, by=world.dispatcher, at=NOW)


def handed_over(world, report, link):
    oversight.hand_over(report, world.other_agency, note="Suv", by=world.dispatcher, at=NOW)


def rejected(world, report, link):
    oversight.reject(report, ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=NOW)


def answered(world, report, link):
    answer(link, "done", "")


@pytest.mark.parametrize("what", [taken_back, handed_over, rejected, answered])
def test_a_link_ends_when_it_is_used_or_taken_back_or_the_report_goes(world, session, what):
    report = world.report()
    link = invite(world, report)
    what(world, report, link)
    session.refresh(link)
    with pytest.raises(LinkVoid):
        answer(link)


def test_a_link_holds_until_the_moment_that_it_says(world):
    link = invite(world, world.report())
    assert link.expires_at == NOW + timedelta(days=7)
    with pytest.raises(LinkVoid):
        answer(link, at=link.expires_at)
    answer(link, at=link.expires_at - timedelta(seconds=1))


def test_words_are_needed_but_for_done(world):
    report = world.report()
    for said in ("will_do", "not_ours"):
        with pytest.raises(FieldError):
            answer(invite(world, report), said, " ")
    assert answer(invite(world, report), "done", "").words == ""


def test_only_the_agency_asks_and_takes_back(world):
    report = world.report("accepted")
    link = invite(world, report)
    said = {"name": "X", "days": 7, "locale": "uz", "at": NOW}
    for who in ("other_dispatcher", "crew_member", "operator", "council", "resident"):
        with pytest.raises(NotPermitted):
            contractors.invite(report, by=getattr(world, who), **said)
        with pytest.raises(NotPermitted):
            contractors.revoke(report, link.id, by=getattr(world, who), at=NOW)
    with pytest.raises(NotFound):
        contractors.revoke(world.report(), link.id, by=world.dispatcher, at=NOW)
    with pytest.raises(NotOpen):
        contractors.invite(world.report("closed"), by=world.dispatcher, **said)
    for wrong in ({"name": " "}, {"days": 400}):
        with pytest.raises(FieldError):
            contractors.invite(report, by=world.dispatcher, **{**said, **wrong})


def test_the_letter_has_the_link_and_nothing_of_the_resident_and_no_address_is_kept(
    world, session, app, monkeypatch
):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz")
    report = world.report(contact_name="Gulchehra", email="gulchehra@example.uz", phone="901234567")
    link = contractors.invite(
        report, name="MChJ", email="usta@example.uz", days=1, locale="en", by=world.dispatcher, at=NOW
    )
    row = session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "contractor"))
    assert "usta" not in json.dumps(row.payload)
    assert "contractor" in WRITES
    mail = contractor_letters.ask(row.key, row.payload, NOW)
    assert mail.to == "usta@example.uz"
    assert "https://mahalla.example.uz/c/" in mail.text
    for trace in ("Gulchehra", "gulchehra", "901234567", "Yoʻlda chuqur bor"):
        assert trace not in mail.text + mail.html
    assert contractor_letters.ask(row.key, row.payload, link.expires_at) is None


def told_of(session, link):
    row = session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "contractor_answered"))
    assert row.payload == {"link_id": link.id}
    assert "contractor_answered" in WRITES
    return contractor_letters.answered(row.key, row.payload)


def test_whoever_asked_is_told_of_the_answer_and_not_in_whose_words(world, session, app, monkeypatch):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz")
    world.dispatcher.locale = "en"
    report = world.report(contact_name="Gulchehra", phone="901234567")
    link = invite(world, report, "Usta Botir")
    answer(link, "will_do", "Botir, 93 111 22 33, dushanba kuni")
    mail = told_of(session, link)
    assert mail.to == world.dispatcher.login
    assert "the contractor answered" in mail.subject
    assert "We will do it" in mail.text
    assert f"https://mahalla.example.uz/dispatch/{report.public_id}" in mail.text
    for trace in ("Botir", "93 111", "dushanba", "Gulchehra", "901234567", "/c/", "Yoʻlda chuqur bor"):
        assert trace not in mail.text + mail.html


def no_address(world, report):
    world.dispatcher.login = "dispatcher"


def gone(world, report):
    world.dispatcher.is_active = False


def elsewhere(world, report):
    world.dispatcher.agency_id = world.other_agency.id


@pytest.mark.parametrize("what", [no_address, gone, elsewhere])
def test_where_they_have_no_address_any_more_their_agency_is_told(world, session, what):
    world.agency.email = "yol@example.uz"
    report = world.report()
    link = invite(world, report)
    answer(link)
    what(world, report)
    session.commit()
    assert told_of(session, link).to == "yol@example.uz"
    world.agency.email = ""
    session.commit()
    assert told_of(session, link) is None


def test_nobody_is_told_where_another_agency_has_the_report_by_now(world, session):
    report = world.report()
    link = invite(world, report)
    answer(link)
    handed_over(world, report, link)
    assert told_of(session, link) is None
