"""A council asks an agency about a report or a hot spot; the agency answers by a due date in working hours."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access import actor_of, may_answer, may_oversee, may_oversee_area
from app.actions import outbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, NothingAsked, NotPermitted
from app.domain.sla import add_working_hours
from app.domain.text import clean_text, clean_uuid
from app.models import Agency, Area, CouncilQuestion, HotSpot, Remark, RemarkKind, ServiceRequest, User
from app.policy import policy

#: By when a council may want the answer, in working hours; the second is what is offered first.
HOURS = (8, 24, 40)


@one_transaction
def ask(
    about: ServiceRequest | HotSpot,
    *,
    area: Area,
    agency: Agency | None,
    words: str,
    hours: int,
    client_uuid: str,
    by: User,
    at: datetime,
) -> CouncilQuestion:
    """Ask an agency, for the council of an area. About a report it is the agency that has it.

    It stands among the notes of the report, which those who work on it read. The same `client_uuid` returns the
    first question. Raises NotPermitted, FieldError without words, agency or hours on offer, TextTooLong.
    """
    if not may_oversee_area(by, area):
        raise NotPermitted(by.role)
    report = about if isinstance(about, ServiceRequest) else None
    if report is not None:
        if not may_oversee(by, report):
            raise NotPermitted(by.role)
        agency = report.agency
    client_uuid = clean_uuid(client_uuid)
    first = _sent_before(client_uuid)
    if first is not None:
        if first.by_user_id != by.id:
            raise NotPermitted(by.role)
        return first
    words = clean_text(words, max_length=policy().max_description)
    if not words:
        raise FieldError("question", "empty")
    if agency is None or not agency.is_active:
        raise FieldError("agency", "missing")
    if hours not in HOURS:
        raise FieldError("hours", "not_offered")
    question = CouncilQuestion(
        area_id=area.id,
        by_user_id=by.id,
        agency_id=agency.id,
        service_request_id=report.id if report is not None else None,
        hot_spot_id=None if report is not None else about.id,
        client_uuid=client_uuid,
        words=words,
        asked_at=at,
        due_at=add_working_hours(at, hours, policy().calendar),
    )
    db.session.add(question)
    _note(report, words, agency.id, by, at)
    try:
        db.session.commit()
    except IntegrityError:
        # The same form was sent at the same moment, and the other one was first.
        db.session.rollback()
        first = _sent_before(client_uuid)
        if first is None:
            raise
        return first
    return question


@one_transaction
def answer(question: CouncilQuestion, *, words: str, by: User, at: datetime) -> None:
    """Answer a council; whoever asked is told. Raises NotPermitted, NothingAsked where it was answered, FieldError."""
    if not may_answer(by, question):
        raise NotPermitted(by.role)
    # Two dispatchers may answer at once; the second is told, not heard.
    db.session.execute(select(CouncilQuestion.id).where(CouncilQuestion.id == question.id).with_for_update())
    db.session.refresh(question, ["answered_at"])
    if question.answered_at is not None:
        raise NothingAsked(question.id)
    words = clean_text(words, max_length=policy().max_description)
    if not words:
        raise FieldError("answer", "empty")
    question.answer, question.answered_at, question.answered_by_user_id = words, at, by.id
    _note(question.service_request, words, question.agency_id, by, at)
    outbox.put(
        f"council-answer-{question.id}",
        "council_answer_to",
        {"question_id": question.id, "user_id": question.by_user_id},
        at=at,
    )
    db.session.commit()


def _sent_before(client_uuid: str) -> CouncilQuestion | None:
    return db.session.scalar(select(CouncilQuestion).where(CouncilQuestion.client_uuid == client_uuid))


def _note(report: ServiceRequest | None, words: str, agency_id: int, by: User, at: datetime) -> None:
    """Keep it in the history of the report, for those who work on it."""
    if report is not None:
        db.session.add(
            Remark(
                service_request_id=report.id,
                at=at,
                kind=RemarkKind.NOTE,
                actor=actor_of(by),
                by_user_id=by.id,
                agency_id=agency_id,
                client_uuid=str(uuid4()),
                words=words,
                detail={},
            )
        )
