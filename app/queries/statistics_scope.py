"""What statistics are asked about: an area, a span of days, service groups; and how facts and sums are narrowed to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, and_, bindparam, case, literal_column, or_, true

from app.domain.lifecycle import OPEN, Status
from app.domain.rollup import FIXED, NO_DAY, STATUSES, Cut
from app.models import Area, Level, ReportFact, report_roll
from app.queries.standing import Standing

FACT = ReportFact.__table__.c
ROLL = report_roll.c

_COLUMNS = {Level.REGION: "region_id", Level.DISTRICT: "district_id", Level.MAHALLA: "mahalla_id"}
_AREA_ID = bindparam("area_id", type_=Integer)
_GROUP_IDS = bindparam("group_ids", type_=Integer, expanding=True)


class By(StrEnum):
    """What a table has a line for. PART: the next smaller areas that the reports name; 0 is those that name none."""

    NOTHING = "nothing"
    PART = "part"
    AGENCY = "agency"
    SERVICE = "service"
    GROUP = "group"


@dataclass(frozen=True)
class Asked:
    """Reports sent in an area (None: everywhere) from one local day to another, both included.

    `group_ids`: of these service groups; empty: of all. `standing`: only what stands like this, as counted last.
    """

    area: Area | None
    first_on: date
    last_on: date
    group_ids: Collection[int] = ()
    standing: Standing = Standing.ALL

    @property
    def column(self) -> str:
        """The column of the facts that names the area, or nothing."""
        return _COLUMNS[self.area.level] if self.area is not None else ""

    @property
    def of_all(self) -> Asked:
        """The same, whatever the reports stand like."""
        return replace(self, standing=Standing.ALL)

    @property
    def has_sums(self) -> bool:
        """Whether sums are kept for it: a mahalla's few reports, and those of one status, are counted from facts."""
        if self.standing is not Standing.ALL:
            return False
        return self.area is None or self.area.level is not Level.MAHALLA

    @property
    def shape(self) -> Shape:
        """How the question is put, whatever the area and the groups are."""
        return Shape(self.column, self.standing, bool(self.group_ids))

    @property
    def parameters(self) -> dict[str, Any]:
        """What the conditions of the shape ask for."""
        return {
            "area_id": self.area.id if self.area is not None else 0,
            "group_ids": list(self.group_ids),
        }

    def facts(self) -> ColumnElement[bool]:
        """The rows of the facts, but for time."""
        asked = self.parameters
        return _facts(self.shape, asked["area_id"], asked["group_ids"])


@dataclass(frozen=True)
class Shape:
    """How a question is put: statements of the same shape differ in their parameters alone (`Asked.parameters`)."""

    column: str
    standing: Standing
    has_groups: bool

    def rolled(self) -> ColumnElement[bool]:
        """The rows of the sums, but for cut, grain and time."""
        condition: ColumnElement[bool] = ROLL.scope_id == _AREA_ID
        return and_(condition, ROLL.service_group_id.in_(_GROUP_IDS)) if self.has_groups else condition

    def facts(self) -> ColumnElement[bool]:
        """The rows of the facts, but for time."""
        return _facts(self, _AREA_ID, _GROUP_IDS)

    def fact_key(self, by: By) -> ColumnElement[int] | None:
        """Return what the facts are grouped by, the same as the sums are."""
        if by is By.PART:
            below = case((FACT.district_id != 0, FACT.district_id), else_=FACT.mahalla_id)
            parts: dict[str, ColumnElement[int]] = {
                "": case((FACT.region_id != 0, FACT.region_id), else_=below),
                "region_id": below,
                "district_id": FACT.mahalla_id,
            }
            return parts.get(self.column)
        columns = {By.AGENCY: FACT.agency_id, By.SERVICE: FACT.service_id, By.GROUP: FACT.service_group_id}
        return columns.get(by)


def _facts(shape: Shape, area_id: Any, group_ids: Any) -> ColumnElement[bool]:
    place: ColumnElement[bool] = FACT[shape.column] == area_id if shape.column else true()
    groups: ColumnElement[bool] = FACT.service_group_id.in_(group_ids) if shape.has_groups else true()
    return and_(place, groups, stands(shape.standing))


def is_one_of(statuses: frozenset[Status]) -> ColumnElement[bool]:
    """Whether a fact stands at one of some statuses; written out, so that a partial index is seen to hold them."""
    codes = sorted(STATUSES.index(status) for status in statuses)
    return FACT.status.in_([literal_column(str(code)) for code in codes])


def stands(standing: Standing) -> ColumnElement[bool]:
    """Whether a fact stands like this, as counted last."""
    if standing is Standing.ALL:
        return true()
    if standing is Standing.OVERDUE:
        return and_(is_one_of(OPEN), FACT.late_day != NO_DAY)
    if standing is Standing.IN_WORK:
        # What is in work is open: said as well, so that the index of the open ones serves.
        return and_(is_one_of(OPEN), is_one_of(frozenset({Status.IN_PROGRESS})))
    return is_one_of({Standing.OPEN: OPEN, Standing.FIXED: FIXED}[standing])


#: Which sums tell it, and by which of their columns. Whatever is not asked by part or agency comes from the services:
#: each is in one group, so there are the fewest rows.
_CUTS: dict[By, tuple[Cut, Column[Any] | None]] = {
    By.NOTHING: (Cut.SERVICE, None),
    By.PART: (Cut.PART, ROLL.item_id),
    By.AGENCY: (Cut.AGENCY, ROLL.item_id),
    By.SERVICE: (Cut.SERVICE, ROLL.item_id),
    By.GROUP: (Cut.SERVICE, ROLL.service_group_id),
}


def cut_of(by: By) -> tuple[Cut, Column[Any] | None]:
    """Return the cut of the sums that answers, and the column of the key; None: there is one line alone."""
    return _CUTS[by]


def within(column: ColumnElement[int], spans: Collection[tuple[Any, Any]]) -> ColumnElement[bool]:
    """Whether a day lies in one of some spans: numbers of days or parameters, both ends included."""
    return or_(*(column.between(first, last) for first, last in spans))
