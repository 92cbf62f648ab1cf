"""A council asks, an agency answers: by when, who may, what is kept, who is told."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.actions import asking
from app.db import db
from app.domain.errors import FieldError, NothingAsked, NotPermitted
from app.models import OutboxMessage, Remark, RemarkKind
from app.queries import questions
from tests.conftest import NOW
from tests.council_pages import ask_about, make_spot
from tests.factories import World, make_area, make_user


@pytest.fixture
def world(app, session):
    return World()


def ask(world, about, **values):
    said = {
        "area": world.district,
        "agency": world.agency,
        "words": "Qachon?",
        "hours": 24,
        "client_uuid": str(uuid4()),
        "by": world.council,
        "at": NOW,
    }
    return asking.ask(about, **{**said, **values})


#: Working hours, and by when the answer is wanted: asked on a Wednesday at 10:00; the working day is from 9 to 18.
DUE = [
    (8, datetime(2026, 11, 19, 5, tzinfo=UTC)),
    (24, datetime(2026, 11, 23, 5, tzinfo=UTC)),
    (40, datetime(2026, 11, 25, 5, tzinfo=UTC)),
]


@pytest.mark.parametrize(("hours", "due_at"), DUE)
def test_an_answer_is_wanted_in_working_hours(world, hours, due_at):
    assert ask(world, world.report(), hours=hours).due_at == due_at


def test_a_question_about_a_report_goes_to_the_agency_that_has_it(world):
    question = ask(world, world.report(), agency=world.other_agency)
    assert question.agency_id == world.agency.id


def test_question_and_answer_stand_among_the_notes_of_the_report(world):
    report = world.report()
    question = ask(world, report)
    asking.answer(question, words="Ertaga", by=world.dispatcher, at=NOW)
    notes = db.session.scalars(select(Remark).where(Remark.service_request_id == report.id)).all()
    assert [(note.kind, note.words) for note in notes] == [
        (RemarkKind.NOTE, "Qachon?"),
        (RemarkKind.NOTE, "Ertaga"),
    ]


def test_whoever_asked_is_told_of_the_answer(world, app):
    question = ask(world, make_spot(world))
    asking.answer(question, words="Quvur eskirgan", by=world.dispatcher, at=NOW)
    (message,) = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "council_answer_to")
    ).all()
    assert message.payload == {"question_id": question.id, "user_id": world.council.id}


def test_sending_the_same_question_again_asks_once(world):
    report, client_uuid = world.report(), str(uuid4())
    first = ask(world, report, client_uuid=client_uuid)
    assert ask(world, report, client_uuid=client_uuid).id == first.id


#: What is refused, and at which field.
REFUSED = [({"words": "  "}, "question"), ({"hours": 5}, "hours"), ({"agency": None}, "agency")]


@pytest.mark.parametrize(("values", "field"), REFUSED)
def test_what_says_nothing_is_refused(world, values, field):
    with pytest.raises(FieldError) as refused:
        ask(world, make_spot(world), **values)
    assert refused.value.field == field


def test_nobody_asks_for_another_council(world):
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    stranger = make_user("council", area=next_district)
    with pytest.raises(NotPermitted):
        ask(world, world.report(), by=stranger)
    with pytest.raises(NotPermitted):
        ask(world, world.report(), by=stranger, area=next_district)


def test_only_the_agency_that_was_asked_answers_and_only_once(world):
    question = ask_about(world, make_spot(world))
    with pytest.raises(NotPermitted):
        asking.answer(question, words="Javob", by=world.other_dispatcher, at=NOW)
    asking.answer(question, words="Javob", by=world.dispatcher, at=NOW)
    with pytest.raises(NothingAsked):
        asking.answer(question, words="Boshqa javob", by=world.admin, at=NOW)


def test_what_is_late_is_counted(world):
    question = ask(world, make_spot(world))
    assert not questions.waiting(world.dispatcher, NOW).late
    late = question.due_at + timedelta(minutes=1)
    assert questions.waiting(world.dispatcher, late) == questions.Waiting(1, 1, True)
    assert questions.waiting(world.other_dispatcher, late) == questions.Waiting(0, 0, False)
    asking.answer(question, words="Kech javob", by=world.dispatcher, at=late)
    assert question.is_overdue(late + timedelta(days=9))
    # The way to what was answered stays.
    assert questions.waiting(world.dispatcher, late) == questions.Waiting(0, 0, True)
