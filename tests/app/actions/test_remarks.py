"""Comments, questions and answers: who may, when not any more, each once, and never rewritten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.actions import notices, oversight, remarks, reporting
from app.actions.remarks import MOST_COMMENTS
from app.db import db
from app.domain.errors import (
    AskedAlready,
    ChangedMeanwhile,
    FieldError,
    NothingAsked,
    NotOpen,
    NotPermitted,
    PhotoGone,
    TooManyRemarks,
)
from app.domain.lifecycle import Actor
from app.domain.text import TextTooLong
from app.models import Remark, RemarkKind
from app.queries import reports
from tests.factories import World, make_photo


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def told(monkeypatch):
    """What was asked to be told, in order."""
    events = []
    monkeypatch.setattr(
        notices, "tell", lambda sr, event, **more: events.append((event, more["key"], more["detail"]))
    )
    return events


def said(**values):
    """A form that was filled in."""
    return {"client_uuid": str(uuid4()), "words": "Suv hali ham oqyapti", **values}


def ask(world, sr, now, **values):
    """The dispatcher's question."""
    return remarks.ask(sr, by=world.dispatcher, at=now, **said(words="Qaysi kirish yonida?", **values))


def test_a_comment_keeps_words_and_photos_and_disturbs_nobody(world, now, told):
    sr = world.report()
    version = sr.version
    remark = remarks.comment(sr, at=now, photo_tokens=[make_photo()], **said(words="  Suv \u202e oqyapti "))
    assert (remark.kind, remark.actor, remark.words) == (RemarkKind.COMMENT, Actor.REPORTER, "Suv  oqyapti")
    assert remark.detail == {"photo_ids": [sr.photos[0].id]}
    assert told == []
    # A dispatcher who is at work on it is not refused for that.
    oversight.accept(sr, by=world.dispatcher, at=now, expected_version=version)


def test_a_question_waits_until_it_is_answered_and_the_time_between_is_known(world, now, told):
    sr = world.report()
    question = ask(world, sr, now)
    assert (sr.question_asked_at, question.agency_id) == (now, world.agency.id)
    assert reports.waiting_question(sr) is question
    with pytest.raises(AskedAlready):
        ask(world, sr, now)
    later = now + timedelta(hours=30)
    answer = remarks.answer(sr, at=later, **said())
    assert (answer.about_id, answer.at - question.at) == (question.id, timedelta(hours=30))
    assert (sr.question_asked_at, reports.waiting_question(sr)) == (None, None)
    second = ask(world, sr, later)
    assert told == [
        ("question", f"question-{asked.id}", {"remark_id": asked.id, "words": "Qaysi kirish yonida?"})
        for asked in (question, second)
    ]


@pytest.mark.parametrize("act", ["comment", "answer", "ask"])
def test_the_same_form_twice_says_it_once(world, now, told, act):
    sr = world.report()
    question = ask(world, sr, now) if act == "answer" else None
    form = said() if act == "ask" else said(photo_tokens=[make_photo()])
    more = {"by": world.dispatcher} if act == "ask" else {}
    first = getattr(remarks, act)(sr, at=now, **form, **more)
    assert getattr(remarks, act)(sr, at=now, **form, **more) is first
    assert len(db.session.scalars(select(Remark)).all()) == 1 + (question is not None)
    assert len(told) == (act != "comment")


ENDED = ["closed", "rejected"]


@pytest.mark.parametrize("status", ENDED)
def test_nothing_is_added_to_what_has_ended(world, now, status):
    sr = world.report(status)
    with pytest.raises(NotOpen):
        remarks.comment(sr, at=now, **said())
    with pytest.raises(NotOpen):
        ask(world, sr, now)
    with pytest.raises(NothingAsked):
        remarks.answer(sr, at=now, **said())


def test_after_the_repair_the_reporter_may_still_add_and_nobody_asks(world, now):
    sr = world.report("resolved")
    remarks.comment(sr, at=now, **said())
    with pytest.raises(NotOpen):
        ask(world, sr, now)


def test_a_question_lapses_when_the_report_ends_or_goes_to_another_agency(world, now):
    rejected, handed = world.report(), world.report()
    for sr in (rejected, handed):
        ask(world, sr, now)
    oversight.reject(rejected, oversight.ReasonCode.NOT_ENOUGH_DETAIL, by=world.dispatcher, at=now)
    oversight.hand_over(handed, world.other_agency, note="Quvur", by=world.dispatcher, at=now)
    for sr in (rejected, handed):
        assert sr.question_asked_at is None
        with pytest.raises(NothingAsked):
            remarks.answer(sr, at=now, **said())


def test_a_question_survives_what_the_crew_does_meanwhile(world, now):
    sr = world.report()
    ask(world, sr, now)
    oversight.assign(sr, world.crew, by=world.dispatcher, at=now)
    assert remarks.answer(sr, at=now, **said()).about_id


@pytest.mark.parametrize("person", ["other_dispatcher", "crew_member", "council", "operator", "resident"])
def test_only_the_dispatcher_of_the_agency_asks(world, now, person):
    sr = world.report("accepted")
    with pytest.raises(NotPermitted):
        remarks.ask(sr, by=getattr(world, person), at=now, **said())


def test_whoever_asks_on_an_old_page_is_told(world, now):
    sr = world.report()
    shown = sr.version
    oversight.accept(sr, by=world.dispatcher, at=now)
    with pytest.raises(ChangedMeanwhile):
        ask(world, sr, now, expected_version=shown)
    assert sr.question_asked_at is None


REFUSED = [
    ({"words": " \u200b\n"}, FieldError),
    ({"words": "x" * 4001}, TextTooLong),
    ({"client_uuid": "mine"}, FieldError),
    ({"photo_tokens": ["gone"]}, PhotoGone),
]


@pytest.mark.parametrize(("values", "refusal"), REFUSED)
def test_what_says_nothing_or_too_much_is_refused_whole(world, now, told, values, refusal):
    sr = world.report()
    for act in (remarks.comment, remarks.answer):
        if act is remarks.answer:
            ask(world, sr, now)
            told.clear()
        with pytest.raises(refusal):
            act(sr, at=now, **said(**values))
    assert told == []
    assert [remark.kind for remark in db.session.scalars(select(Remark))] == [RemarkKind.QUESTION]


def test_comments_are_bounded_by_the_day(world, now):
    sr, other = world.report(), world.report()
    for _ in range(MOST_COMMENTS):
        remarks.comment(sr, at=now, **said())
    with pytest.raises(TooManyRemarks):
        remarks.comment(sr, at=now, **said())
    remarks.comment(other, at=now, **said())
    remarks.comment(sr, at=now + timedelta(days=1), **said())


def test_a_rating_keeps_its_words_and_the_last_one_stands(world, now):
    sr = world.report("resolved")
    reporting.confirm(sr, rating=2, note="Sekin", at=now)
    reporting.rate(sr, rating=4, note="Oxiri yaxshi", at=now)
    assert [(change.move, change.note) for change in sr.history[-2:]] == [
        ("confirm", "Sekin"),
        ("rate", "Oxiri yaxshi"),
    ]
    assert (sr.rating, reports.rating_words(sr)) == (4, "Oxiri yaxshi")
    reporting.rate(sr, rating=5, at=now)
    assert reports.rating_words(sr) == ""
