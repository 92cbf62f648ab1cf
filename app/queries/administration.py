"""What an admin looks at: lists, and what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, String, cast, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import OPEN
from app.models import (
    INBOX_KIND,
    Agency,
    Area,
    Boundary,
    Crew,
    Level,
    OutboxMessage,
    Responsibility,
    Service,
    ServiceGroup,
    ServiceRequest,
    User,
)
from app.queries.page import Page, offset_of, page_of

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True)
class Attention:
    """What an admin should look at."""

    unrouted: Sequence[ServiceRequest]
    unrouted_total: int
    uncovered: Sequence[ServiceGroup]
    without_boundary: int
    parked: int
    areas: dict[Level, int]
    agencies: int
    staff: int


def attention(on: date) -> Attention:
    """Return what needs an admin: open reports in an inbox, groups that nobody answers for, parked messages."""
    unrouted = (
        select(ServiceRequest)
        .join(Agency, Agency.id == ServiceRequest.agency_id)
        .where(Agency.kind == INBOX_KIND, ServiceRequest.status.in_(OPEN))
    )
    covered = exists().where(
        or_(
            Responsibility.service_group_id == ServiceGroup.id,
            Responsibility.service_id.in_(
                select(Service.id).where(Service.service_group_id == ServiceGroup.id)
            ),
        ),
        or_(Responsibility.valid_to.is_(None), Responsibility.valid_to > on),
        Responsibility.valid_from <= on,
        Responsibility.agency_id.in_(select(Agency.id).where(Agency.is_active)),
    )
    bare = ~exists().where(Boundary.area_id == Area.id, Boundary.valid_to.is_(None))
    return Attention(
        unrouted=db.session.scalars(
            unrouted.options(joinedload(ServiceRequest.service), joinedload(ServiceRequest.district))
            .order_by(ServiceRequest.submitted_at.desc())
            .limit(10)
        ).all(),
        unrouted_total=_count(unrouted),
        uncovered=db.session.scalars(
            select(ServiceGroup).where(~covered).order_by(ServiceGroup.position)
        ).all(),
        without_boundary=_count(select(Area).where(bare)),
        parked=_count(select(OutboxMessage).where(OutboxMessage.parked_at.is_not(None))),
        areas={
            level: n for level, n in db.session.execute(select(Area.level, func.count()).group_by(Area.level))
        },
        agencies=_count(select(Agency).where(Agency.is_active)),
        staff=_count(select(User).where(User.is_active)),
    )


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def get(model: type[T], key: int) -> T:
    """Return one row by its id. Raises NotFound."""
    found = db.session.get(model, key)
    if found is None:
        raise NotFound(str(key))
    return found


def _page(query: Select[Any], page: int) -> Page[Any]:
    rows = db.session.scalars(query.limit(PER_PAGE + 1).offset(offset_of(page, PER_PAGE))).unique().all()
    return page_of(rows, max(1, page), PER_PAGE)


def areas(level: Level, text: str, page: int) -> Page[Area]:
    """Return the areas of a level, by code; `text` finds a code or part of a name in any language."""
    query = select(Area).where(Area.level == level).options(joinedload(Area.parent)).order_by(Area.code)
    if text.strip():
        query = query.where(or_(Area.code == text.strip(), _has_name(Area.names, text)))
    return _page(query, page)


def _has_name(column: Any, text: str) -> Any:
    """Part of a name in any language, case aside as far as the database knows letters."""
    locales = ("uz", "uz_Cyrl", "kaa", "ru", "en")
    wanted = f"%{text.strip()[:100]}%"
    return or_(*(cast(column[locale].as_string(), String).ilike(wanted) for locale in locales))


def services() -> list[ServiceGroup]:
    """Return every group with its services, on offer or not."""
    query = select(ServiceGroup).options(selectinload(ServiceGroup.services)).order_by(ServiceGroup.position)
    return list(db.session.scalars(query))


def agencies(page: int) -> Page[Agency]:
    """Return the agencies, the active ones first."""
    query = select(Agency).options(joinedload(Agency.area), selectinload(Agency.crews))
    return _page(query.order_by(Agency.is_active.desc(), Agency.kind, Agency.code), page)


def responsibilities(*, agency_id: int | None, group_id: int | None, page: int) -> Page[Responsibility]:
    """Return responsibilities, the ones in force first."""
    query = select(Responsibility).options(
        joinedload(Responsibility.area),
        joinedload(Responsibility.service),
        joinedload(Responsibility.service_group),
        joinedload(Responsibility.agency),
    )
    if agency_id is not None:
        query = query.where(Responsibility.agency_id == agency_id)
    if group_id is not None:
        of_group = select(Service.id).where(Service.service_group_id == group_id)
        query = query.where(
            or_(Responsibility.service_group_id == group_id, Responsibility.service_id.in_(of_group))
        )
    return _page(query.order_by(Responsibility.valid_to.is_not(None), Responsibility.id), page)


def staff(page: int) -> Page[User]:
    """Return everybody who may sign in, by role and login."""
    query = select(User).options(joinedload(User.agency), joinedload(User.crew), joinedload(User.area))
    return _page(query.order_by(User.is_active.desc(), User.role, User.login), page)


def choices(model: type[Agency] | type[Crew] | type[Service]) -> Sequence[Any]:
    """Return everything that is active, for a choice in a form."""
    query = select(model).where(model.is_active).order_by(model.id)
    if model is Crew:
        query = query.options(joinedload(Crew.agency))
    return db.session.scalars(query).all()


def area_by_code(level: Level, code: str) -> Area | None:
    """Return one area by its level and code, or None."""
    return db.session.scalar(select(Area).where(Area.level == level, Area.code == code.strip()))


def areas_of(*levels: Level) -> Sequence[Area]:
    """Return every area of these levels, by level and code."""
    return db.session.scalars(
        select(Area).where(Area.level.in_(levels)).order_by(Area.level, Area.code)
    ).all()
