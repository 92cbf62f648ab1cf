"""What is said about a report between its moves: comments, questions and answers, public replies, internal notes.

All of it but the notes may be read by everybody, as the description may; the forms say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from geoalchemy2.shape import to_shape
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.access import actor_of, may_dispatch, may_take_notes
from app.actions import clocks, history, notices
from app.actions.photographs import attach
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import (
    AskedAlready,
    ChangedMeanwhile,
    FieldError,
    NothingAsked,
    NotOpen,
    NotPermitted,
    TooManyRemarks,
)
from app.domain.lifecycle import ENDED, Actor
from app.domain.pauses import PauseReason
from app.domain.text import clean_text, clean_uuid
from app.models import PhotoKind, Remark, RemarkKind, ServiceRequest, User
from app.policy import policy
from app.queries import reports

#: So many comments a reporter may add to one report within a day.
MOST_COMMENTS = 10
#: What is told by a message; the kinds are events of `app.domain.notices`.
_TOLD = frozenset({RemarkKind.QUESTION, RemarkKind.REPLY})


@one_transaction
def comment(
    service_request: ServiceRequest,
    *,
    words: str,
    photo_tokens: Sequence[str] = (),
    client_uuid: str,
    at: datetime,
) -> Remark:
    """The reporter adds words, photos or both, until the report ends: a problem that is back is a new report.

    The same `client_uuid` returns the first one. Raises NotOpen, TooManyRemarks, FieldError where there is
    neither, TextTooLong, TooManyPhotos, PhotoGone.
    """
    first = _sent_before(client_uuid)
    if first is not None:
        return first
    if service_request.status in ENDED:
        raise NotOpen(service_request.public_id)
    lately = db.session.scalar(
        select(func.count())
        .select_from(Remark)
        .where(
            Remark.service_request_id == service_request.id,
            Remark.kind == RemarkKind.COMMENT,
            Remark.at > at - timedelta(days=1),
        )
    )
    if (lately or 0) >= MOST_COMMENTS:
        raise TooManyRemarks(MOST_COMMENTS)
    remark = _say(service_request, RemarkKind.COMMENT, words, client_uuid, at, photo_tokens=photo_tokens)
    return _commit(remark, client_uuid)


@one_transaction
def ask(
    service_request: ServiceRequest,
    *,
    words: str,
    client_uuid: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> Remark:
    """The agency asks the reporter something; one question waits at a time.

    `question_asked_at` stands until the answer, until the report is handed over or until it ends. The same
    `client_uuid` returns the first one. Raises NotPermitted, ChangedMeanwhile, NotOpen, AskedAlready,
    FieldError without words, TextTooLong.
    """
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    first = _sent_before(client_uuid)
    if first is not None:
        return first
    history.expect_version(service_request, expected_version)
    if not service_request.is_open:
        raise NotOpen(service_request.public_id)
    if service_request.question_asked_at is not None:
        raise AskedAlready(service_request.public_id)
    remark = _say(service_request, RemarkKind.QUESTION, words, client_uuid, at, by=by)
    service_request.question_asked_at = at
    clocks.stop(service_request, PauseReason.ANSWER, at)
    return _commit(remark, client_uuid)


@one_transaction
def reply(
    service_request: ServiceRequest,
    *,
    words: str,
    client_uuid: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> Remark:
    """The agency says something to everybody who follows the report, whatever became of it; each is told.

    The same `client_uuid` returns the first one. Raises NotPermitted, ChangedMeanwhile, FieldError without
    words, TextTooLong.
    """
    if not may_dispatch(by, service_request):
        raise NotPermitted(by.role)
    first = _sent_before(client_uuid)
    if first is not None:
        return first
    history.expect_version(service_request, expected_version)
    remark = _say(service_request, RemarkKind.REPLY, words, client_uuid, at, by=by)
    history.touch(service_request)
    return _commit(remark, client_uuid)


@one_transaction
def note(service_request: ServiceRequest, *, words: str, client_uuid: str, by: User, at: datetime) -> Remark:
    """Write something down for those who work on the report: its dispatchers and its crew. Nobody else reads it.

    The same `client_uuid` returns the first one. Raises NotPermitted, FieldError without words, TextTooLong.
    """
    if not may_take_notes(by, service_request):
        raise NotPermitted(by.role)
    first = _sent_before(client_uuid)
    if first is not None:
        return first
    return _commit(_say(service_request, RemarkKind.NOTE, words, client_uuid, at, by=by), client_uuid)


@one_transaction
def answer(
    service_request: ServiceRequest,
    *,
    words: str,
    photo_tokens: Sequence[str] = (),
    client_uuid: str,
    at: datetime,
) -> Remark:
    """The reporter answers the question that waits, with words, photos or both.

    The same `client_uuid` returns the first one. Raises NothingAsked, FieldError where there is neither,
    TextTooLong, TooManyPhotos, PhotoGone, ChangedMeanwhile.
    """
    first = _sent_before(client_uuid)
    if first is not None:
        return first
    question = reports.waiting_question(service_request)
    if question is None:
        raise NothingAsked(service_request.public_id)
    remark = _say(
        service_request,
        RemarkKind.ANSWER,
        words,
        client_uuid,
        at,
        photo_tokens=photo_tokens,
        about=question,
    )
    service_request.question_asked_at = None
    clocks.go_on(service_request, at, PauseReason.ANSWER)
    return _commit(remark, client_uuid)


def _say(
    service_request: ServiceRequest,
    kind: RemarkKind,
    words: str,
    client_uuid: str,
    at: datetime,
    *,
    photo_tokens: Sequence[str] = (),
    by: User | None = None,
    about: Remark | None = None,
) -> Remark:
    """Write a remark with its photos, in the session."""
    words = clean_text(words, max_length=policy().max_description)
    if not (words or photo_tokens):
        raise FieldError("words", "empty")
    pin = to_shape(service_request.location)
    attached = attach(service_request, photo_tokens, PhotoKind.BEFORE, (pin.x, pin.y))
    db.session.flush()
    remark = Remark(
        service_request_id=service_request.id,
        at=at,
        kind=kind,
        actor=actor_of(by) if by else Actor.REPORTER,
        by_user_id=by.id if by else None,
        agency_id=service_request.agency_id,
        client_uuid=clean_uuid(client_uuid),
        words=words,
        detail=history.photo_ids(attached),
        about_id=about.id if about else None,
    )
    db.session.add(remark)
    return remark


def _sent_before(client_uuid: str) -> Remark | None:
    return db.session.scalar(select(Remark).where(Remark.client_uuid == clean_uuid(client_uuid)))


def _commit(remark: Remark, client_uuid: str) -> Remark:
    """Commit once, last. What was sent twice at one moment was said once."""
    service_request_id = remark.service_request_id
    try:
        db.session.flush()
        if remark.kind in _TOLD:
            # What the reporter says needs no message: the agency sees it where it works.
            notices.tell(
                db.session.get_one(ServiceRequest, service_request_id),
                remark.kind.value,
                at=remark.at,
                key=f"{remark.kind.value}-{remark.id}",
                detail={"remark_id": remark.id, "words": remark.words},
            )
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise ChangedMeanwhile(str(service_request_id)) from None
    except IntegrityError:
        db.session.rollback()
        first = _sent_before(client_uuid)
        if first is None:
            # Somebody else's answer was there a moment earlier.
            raise NothingAsked(str(service_request_id)) from None
        return first
    return remark
