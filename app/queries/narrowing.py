"""The filters of the inbox, as conditions on plain numbers: what a subquery returns, no planner can foresee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from sqlalchemy import bindparam, false, select
from sqlalchemy.orm import InstrumentedAttribute

from app.access import Condition, dispatchable_by
from app.db import db
from app.domain.lifecycle import ENDED, OPEN, Status
from app.models import Agency, Area, Level, Service, ServiceGroup, ServiceRequest, User
from app.queries.around import Near, around, nearness
from app.queries.lanes import is_one_of
from app.queries.searching import matching

#: The column in which a report's own area of a level stands; a whole region narrows nothing that its agencies do not.
_AREA_COLUMNS = {Level.MAHALLA: ServiceRequest.mahalla_id, Level.DISTRICT: ServiceRequest.district_id}


class Filters(TypedDict, total=False):
    """What the inbox is narrowed to. Codes (a crew: its id); unknown ones match nothing; None is not set.

    `text` is words of the report, its landmark or its mahalla; `phone` the blind indexes of a number
    (`searching.phone_of`); `area` a district or mahalla as `level:code`; `near` a circle, its nearest first.
    """

    agency: str | None
    service_group: str | None
    service: str | None
    crew: int | None
    text: str | None
    phone: Sequence[str]
    area: str | None
    near: Near | None


@dataclass(frozen=True)
class Narrowed:
    """The filters as conditions; few enough match to be counted one by one; what orders them instead of urgency."""

    conditions: Sequence[Condition]
    is_search: bool
    order: Any | None = None


def narrowed(by: User, *, over: bool, **filters: Unpack[Filters]) -> Narrowed:
    """Return the filters for what is active, or for what is over."""
    conditions = [dispatchable_by(by)]
    if agency := filters.get("agency"):
        conditions.append(ServiceRequest.agency_id.in_(_ids(Agency.id, Agency.code == agency)))
    if service := filters.get("service"):
        conditions.append(ServiceRequest.service_id.in_(_ids(Service.id, Service.service_code == service)))
    elif service_group := filters.get("service_group"):
        of_group = _ids(Service.id, Service.group.has(ServiceGroup.code == service_group))
        conditions.append(ServiceRequest.service_id.in_(of_group))
    if (crew := filters.get("crew")) is not None:
        conditions.append(ServiceRequest.crew_id == crew)
    if area := filters.get("area"):
        conditions.append(_in_area(area))
    text, phone, near = filters.get("text"), filters.get("phone", ()), filters.get("near")
    order = None
    if near is not None:
        standing = is_one_of(*ENDED) if over else is_one_of(*OPEN, Status.RESOLVED)
        found = around(near, standing, *conditions, over=over)
        # Written into the statement: they are many, and each would be a parameter.
        conditions.append(
            ServiceRequest.id.in_(
                bindparam("near", found.ids, expanding=True, literal_execute=True, unique=True)
            )
        )
        order = nearness(near)
    return Narrowed(
        [*conditions, *matching(text, phone, by=by)], bool(text or phone or near is not None), order
    )


def _in_area(key: str) -> Condition:
    level, _, code = key.partition(":")
    if level not in set(_AREA_COLUMNS):
        return false()
    return _AREA_COLUMNS[Level(level)].in_(_ids(Area.id, (Area.level == Level(level)) & (Area.code == code)))


def _ids(column: InstrumentedAttribute[int], condition: Condition) -> list[int]:
    return list(db.session.scalars(select(column).where(condition)))
