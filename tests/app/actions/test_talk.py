"""Replies are told to whoever follows the report; notes never leave the agency; a hidden comment says why."""

import json

import pytest
from sqlalchemy import select

from app.actions import hiding, oversight, remarks, spreading
from app.domain.errors import FieldError, NotFound, NotPermitted
from app.domain.notices import EVENTS
from app.models import OutboxMessage, PhotoKind, Remark, RemarkHiding
from app.notices import writing
from app.personal_data import box
from app.queries import reports
from tests.app.conversations import uuid
from tests.factories import NOW, World, make_photo


@pytest.fixture
def world(session):
    return World()


def reply(world, report, **values):
    said = {"words": "Ertaga kelamiz", "client_uuid": uuid(), "by": world.dispatcher, "at": NOW}
    return remarks.reply(report, **{**said, **values})


def note(world, report, **values):
    said = {"words": "Kalit qorovulda", "client_uuid": uuid(), "by": world.dispatcher, "at": NOW}
    return remarks.note(report, **{**said, **values})


def comment(report, words="Soʻkinish", **values):
    return remarks.comment(report, words=words, client_uuid=uuid(), at=NOW, **values)


def test_a_reply_stands_on_the_page_and_goes_to_its_followers(world, session, monkeypatch, app):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz")
    report = world.report(email="gulchehra@example.uz", locale="en")
    remark = reply(world, report)
    assert [event.note for event in reports.timeline(report) if event.move == "reply"] == ["Ertaga kelamiz"]
    row = session.scalar(select(OutboxMessage).where(OutboxMessage.key == f"reply-{remark.id}"))
    assert row.payload["event"] == "reply"
    assert "Ertaga" not in json.dumps(row.payload)
    assert json.loads(box().open(row.payload["sealed"]))["remark_id"] == remark.id
    spreading.spread_event(row.key, row.payload, now=NOW)
    sent = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "message")).one()
    mail = writing.message(sent.key, sent.payload)
    assert mail.to == "gulchehra@example.uz"
    assert "> Ertaga kelamiz" in mail.text
    assert set(EVENTS["reply"].audience) == {"reporter", "supporters"}


def test_a_reply_is_possible_whatever_became_of_the_report(world):
    for status in ("received", "resolved", "closed", "rejected"):
        assert reply(world, world.report(status)).id


def test_the_same_form_says_it_once(world, session):
    report, form = world.report(), uuid()
    for say in (reply, note):
        form = uuid()
        assert say(world, report, client_uuid=form).id == say(world, report, client_uuid=form).id
    assert session.query(Remark).count() == 2


def test_a_note_is_in_no_story_and_in_no_message(world, session):
    report = world.report(email="gulchehra@example.uz")
    note(world, report)
    for staff in (False, True):
        assert "Kalit" not in "".join(event.note for event in reports.timeline(report, staff=staff))
    assert [one.words for one in reports.notes_of(report)] == ["Kalit qorovulda"]
    assert not session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "event")).all()


def test_dispatchers_and_the_crew_of_a_report_take_notes_and_nobody_else(world):
    report = world.report("accepted")
    for who in ("dispatcher", "crew_member", "admin"):
        note(world, report, by=getattr(world, who))
    for who in ("other_dispatcher", "other_crew_member", "operator", "council", "resident"):
        with pytest.raises(NotPermitted):
            note(world, report, by=getattr(world, who))
    assert [one.actor.value for one in reports.notes_of(report)] == ["admin", "crew", "dispatcher"]


def test_only_the_agency_that_has_it_replies_and_hides(world):
    report = world.report("accepted")
    said = comment(report)
    for who in ("other_dispatcher", "crew_member", "operator", "council", "resident"):
        person = getattr(world, who)
        with pytest.raises(NotPermitted):
            reply(world, report, by=person)
        with pytest.raises(NotPermitted):
            hiding.hide(report, said.id, reason="Haqorat", by=person, at=NOW)
    oversight.hand_over(report, world.other_agency, note="Suv", by=world.dispatcher, at=NOW)
    with pytest.raises(NotPermitted):
        reply(world, report)


def test_a_hidden_comment_keeps_its_place_says_why_and_can_be_put_back(world, session):
    report = world.report(photo_tokens=[make_photo()])
    said = comment(report, photo_tokens=[make_photo()])
    assert len(reports.photos_of(report, PhotoKind.BEFORE)) == 2
    for _ in range(2):
        hiding.hide(report, said.id, reason="Haqorat", by=world.dispatcher, at=NOW)
    session.refresh(report)
    assert session.query(RemarkHiding).count() == 1
    public = next(event for event in reports.timeline(report) if event.move == "comment")
    assert (public.note, public.photos, public.hidden_because) == ("", (), "Haqorat")
    staff = next(event for event in reports.timeline(report, staff=True) if event.move == "comment")
    assert (staff.note, len(staff.photos), staff.hidden_because) == ("Soʻkinish", 1, "Haqorat")
    assert len(reports.photos_of(report, PhotoKind.BEFORE)) == 1
    hiding.show(report, said.id, by=world.dispatcher, at=NOW)
    session.refresh(report)
    assert next(event for event in reports.timeline(report) if event.move == "comment").note == "Soʻkinish"
    assert len(reports.photos_of(report, PhotoKind.BEFORE)) == 2
    assert [row.hides for row in session.query(RemarkHiding).order_by(RemarkHiding.id)] == [True, False]


def test_hiding_needs_a_reason_and_a_residents_comment_of_this_report(world):
    report, other = world.report(), world.report()
    said, elsewhere, ours = comment(report), comment(other), reply(world, report)
    with pytest.raises(FieldError):
        hiding.hide(report, said.id, reason=" ", by=world.dispatcher, at=NOW)
    for remark in (elsewhere, ours):
        with pytest.raises(NotFound):
            hiding.hide(report, remark.id, reason="Haqorat", by=world.dispatcher, at=NOW)
