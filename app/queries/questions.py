"""What councils ask agencies: for the council that asks, and for the dispatchers that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.access import (
    Condition,
    answerable_by,
    areas_overseen,
    may_answer,
    may_oversee,
    may_oversee_area,
)
from app.db import db
from app.domain.errors import NotFound
from app.models import Area, CouncilQuestion, HotSpot, HotSpotArea, ServiceRequest, User
from app.queries import reports
from app.queries.hot_spots import same_place
from app.queries.page import Page, offset_of, page_of

PER_PAGE = 30


def of_area(area: Area, by: User, page: int = 1) -> Page[CouncilQuestion]:
    """Return what the council of an area and those inside it asked: what waits first, the soonest due on top."""
    inside = areas_overseen(by) & _in(area)
    statement = _whole().join(Area, Area.id == CouncilQuestion.area_id).where(inside)
    return _paged(statement, page)


def about_spot(spot: HotSpot, by: User) -> Sequence[CouncilQuestion]:
    """Return what this council, and those inside its area, asked about a hot spot; the newest first.

    What was asked when an earlier scan had found it is among them.
    """
    return db.session.scalars(
        _whole()
        .join(Area, Area.id == CouncilQuestion.area_id)
        .join(HotSpot, HotSpot.id == CouncilQuestion.hot_spot_id)
        .where(same_place(spot), areas_overseen(by))
        .order_by(CouncilQuestion.id.desc())
    ).all()


def for_agency(by: User, page: int = 1) -> Page[CouncilQuestion]:
    """Return what this dispatcher's agency was asked: what waits first, the soonest due on top."""
    return _paged(_whole().where(answerable_by(by)), page)


def about_report(service_request: ServiceRequest, by: User) -> Sequence[CouncilQuestion]:
    """Return what waits for this dispatcher's answer about a report."""
    return db.session.scalars(
        _whole()
        .where(
            CouncilQuestion.service_request_id == service_request.id,
            CouncilQuestion.answered_at.is_(None),
            answerable_by(by),
        )
        .order_by(CouncilQuestion.due_at)
    ).all()


@dataclass(frozen=True)
class Waiting:
    """How many questions wait for an answer, how many of them are overdue, and whether anything was ever asked."""

    waiting: int
    late: int
    any: bool


def waiting(by: User, now: datetime) -> Waiting:
    """Return what waits for this dispatcher's answer."""
    late = func.count().filter(CouncilQuestion.due_at < now)
    ever = select(CouncilQuestion.id).where(answerable_by(by)).exists()
    row = db.session.execute(
        select(func.count(), late, select(ever).scalar_subquery()).where(
            CouncilQuestion.answered_at.is_(None), answerable_by(by)
        )
    ).one()
    return Waiting(int(row[0]), int(row[1]), bool(row[2]))


def find_to_answer(question_id: int, by: User) -> CouncilQuestion:
    """Return a question that was put to this dispatcher's agency. Raises NotFound for any other."""
    found = db.session.scalar(_whole().where(CouncilQuestion.id == question_id))
    if found is None or not may_answer(by, found):
        raise NotFound(question_id)
    return found


def answered(question_id: int, user_id: int) -> CouncilQuestion | None:
    """Return an answered question for whoever asked it, or None where they may not read it any more."""
    question, user = db.session.get(CouncilQuestion, question_id), db.session.get(User, user_id)
    if question is None or user is None or question.answered_at is None:
        return None
    return question if may_oversee_area(user, question.area) else None


def find_report(public_id: str, by: User) -> ServiceRequest:
    """Return a report of this council's area, to be asked about. Raises NotFound for any other."""
    found = reports.find(public_id)
    if not may_oversee(by, found):
        raise NotFound(public_id)
    return found


def area_for(service_request: ServiceRequest, by: User) -> Area:
    """Return for which area somebody asks about a report: a council for its own, an admin for the report's."""
    own = by.area if by.area is not None and may_oversee_area(by, by.area) else None
    area = own or service_request.district or service_request.region or service_request.mahalla
    if area is None:
        raise NotFound(service_request.public_id)
    return area


def _in(area: Area) -> Condition:
    inside = select(Area.id).where(Area.parent_id == area.id)
    return (Area.id == area.id) | (Area.parent_id == area.id) | Area.parent_id.in_(inside)


def _whole() -> Select[CouncilQuestion]:
    return select(CouncilQuestion).options(
        joinedload(CouncilQuestion.area),
        joinedload(CouncilQuestion.agency),
        joinedload(CouncilQuestion.service_request).joinedload(ServiceRequest.service),
        joinedload(CouncilQuestion.spot).joinedload(HotSpot.group),
        joinedload(CouncilQuestion.spot).selectinload(HotSpot.areas).joinedload(HotSpotArea.area),
        selectinload(CouncilQuestion.by_user),
    )


def _paged(statement: Select[CouncilQuestion], page: int) -> Page[CouncilQuestion]:
    rows = (
        db.session.scalars(
            statement.order_by(
                CouncilQuestion.answered_at.is_not(None),
                CouncilQuestion.answered_at.desc(),
                CouncilQuestion.due_at,
                CouncilQuestion.id,
            )
            .limit(PER_PAGE + 1)
            .offset(offset_of(page, PER_PAGE))
        )
        .unique()
        .all()
    )
    return page_of(rows, max(1, page), PER_PAGE)
