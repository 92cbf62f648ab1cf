"""What a council sees of its own area: counts by the areas inside it, the five numbers, the change.

A fixed number of statements, however many areas and reports there are. Totals are the sums of the rows, so a
table and its headline cannot disagree; what lies in none of the areas inside has a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, literal, select

from app.access import Condition, in_area, may_oversee_area
from app.db import db
from app.domain.errors import NotFound
from app.domain.periods import Period, Span
from app.models import Area, Level, ServiceGroup, ServiceRequest, User
from app.queries.page import Page, offset_of, page_of
from app.queries.standing import (
    Standing,
    counted,
    days_to_fix,
    fixed_at,
    open_at,
    overdue_at,
    stood,
)

#: Levels are words; this is their order.
_LARGEST_FIRST = case({level: n for n, level in enumerate(Level)}, value=Area.level)


@dataclass(frozen=True)
class Shown:
    """Which reports are counted: sent in a period, of one service group (None: all), standing like this."""

    period: Period
    service_group_id: int | None = None
    standing: Standing = Standing.ALL


@dataclass(frozen=True)
class Counts:
    """`median_days` is None where nothing was fixed. Open reports are not in it: they are not fixed yet."""

    reports: int = 0
    open: int = 0
    overdue: int = 0
    fixed: int = 0
    median_days: float | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table: an area, or a service group where an area has no areas inside.

    `subject` is None for what lies in none of them. `population` is None where it is not known.
    """

    subject: Area | ServiceGroup | None
    counts: Counts
    population: int | None = None

    @property
    def per_1000(self) -> float | None:
        """Reports per 1,000 residents, or None where nobody knows how many live there."""
        return 1000 * self.counts.reports / self.population if self.population else None


@dataclass(frozen=True)
class Overview:
    """The whole table. `previous` is None where the service has no reports that old to compare with."""

    area: Area
    inside: Level | None
    rows: Sequence[Row]
    total: Row
    previous: Counts | None


def find_area(level: str, code: str, *, by: User) -> Area:
    """Return an area that this person may oversee. Raises NotFound, the same for what is another's."""
    found = None
    # PostgreSQL keeps no NUL in a text, and refuses to look for one.
    if level in set(Level) and "\0" not in code:
        found = db.session.scalar(select(Area).where(Area.level == Level(level), Area.code == code))
    if found is None or not may_oversee_area(by, found):
        raise NotFound(code)
    return found


def top_areas(page: int, per_page: int = 60) -> Page[Area]:
    """Return the areas that lie in no other, for somebody who may look at all of them."""
    found = db.session.scalars(
        select(Area)
        .where(Area.parent_id.is_(None))
        .order_by(_LARGEST_FIRST, Area.code)
        .offset(offset_of(page, per_page))
        .limit(per_page + 1)
    ).all()
    return page_of(found, max(1, page), per_page)


def chain(area: Area) -> list[Area]:
    """Return the areas that an area lies in, the largest first, itself last."""
    found = [area]
    while found[0].parent is not None and len(found) < len(Level):
        found.insert(0, found[0].parent)
    return found


def overview(area: Area, shown: Shown, *, now: datetime) -> Overview:
    """Count an area by the areas inside it; by service group where there are none."""
    children = _children(area)
    key = _child_key(area) if children else ServiceRequest.service_group_id
    subjects: Sequence[Area | ServiceGroup] = children or _groups()
    condition = _meant(area, shown, shown.period.current, now)
    counts = _counts_by(key, condition, now)
    rows = [
        Row(s, counts.get(s.id, Counts()), s.population if isinstance(s, Area) else None) for s in subjects
    ]
    if not children:
        rows = [row for row in rows if row.counts.reports]
    known = {s.id for s in subjects}
    rest = [value for place, value in counts.items() if place not in known]
    rows += [Row(None, value) for value in rest]
    return Overview(
        area=area,
        inside=children[0].level if children else None,
        rows=rows,
        total=Row(area, _sum(rows, _median(condition, now)), _population(area, children)),
        previous=_previous(area, shown, now),
    )


def _meant(area: Area, shown: Shown, span: Span, now: datetime) -> Condition:
    """The reports of an area that were sent in a span and stood as asked, as the span's observer saw it."""
    conditions = [
        in_area(area),
        ServiceRequest.submitted_at >= span.start,
        ServiceRequest.submitted_at < span.end,
        stood(shown.standing, span.as_of, now=now),
    ]
    if shown.service_group_id is not None:
        conditions.append(ServiceRequest.service_group_id == shown.service_group_id)
    return and_(*conditions)


def meant(area: Area, shown: Shown, *, now: datetime) -> Condition:
    """The reports that the filters mean, for whatever else shows them: the map counts the same as the table."""
    return _meant(area, shown, shown.period.current, now)


def _children(area: Area) -> Sequence[Area]:
    return db.session.scalars(
        select(Area).where(Area.parent_id == area.id).order_by(_LARGEST_FIRST, Area.code)
    ).all()


def _groups() -> Sequence[ServiceGroup]:
    return db.session.scalars(select(ServiceGroup).order_by(ServiceGroup.position, ServiceGroup.id)).all()


def service_groups() -> Sequence[ServiceGroup]:
    """Return the service groups, in their order, for the filter."""
    return _groups()


def _child_key(area: Area) -> ColumnElement[int | None]:
    """Return which area directly inside this one a report belongs to; NULL where it is none of them."""
    inside = select(Area.id).where(Area.parent_id == area.id)
    return case(
        (ServiceRequest.mahalla_id.in_(inside), ServiceRequest.mahalla_id),
        (ServiceRequest.district_id.in_(inside), ServiceRequest.district_id),
        else_=None,
    )


def _numbers(at: datetime, now: datetime) -> list[ColumnElement[int]]:
    return [
        func.count(),
        counted(open_at(at)),
        counted(overdue_at(at, now=now)),
        counted(fixed_at(at)),
    ]


def _counts(numbers: Iterable[Any], median_days: float | None) -> Counts:
    reports, still_open, overdue, fixed = (int(n) for n in numbers)
    return Counts(reports, still_open, overdue, fixed, median_days)


def _counts_by(key: Any, condition: Condition, now: datetime) -> dict[int | None, Counts]:
    """Return the counts of each group; None is what belongs to no group."""
    grouped = select(key.label("place"), *_numbers(now, now)).where(condition).group_by("place")
    medians = _medians_by(key, condition, now)
    return {place: _counts(numbers, medians.get(place)) for place, *numbers in db.session.execute(grouped)}


def _medians_by(key: Any, condition: Condition, at: datetime) -> dict[int | None, float]:
    """Return the median days to fix of each group, by windows that both databases have.

    Of an even number, the mean of the two in the middle.
    """
    fixed = (
        select(key.label("place"), days_to_fix().label("days"))
        .where(condition, fixed_at(at))
        .subquery("fixed")
    )
    ranked = select(
        fixed.c.place,
        fixed.c.days,
        func.row_number().over(partition_by=fixed.c.place, order_by=fixed.c.days).label("position"),
        func.count().over(partition_by=fixed.c.place).label("n"),
    ).subquery("ranked")
    position, n = ranked.c.position, ranked.c.n
    middle = select(ranked.c.place, func.avg(ranked.c.days)).where(position * 2 >= n, position * 2 <= n + 2)
    return {place: float(days) for place, days in db.session.execute(middle.group_by(ranked.c.place))}


def _median(condition: Condition, at: datetime) -> float | None:
    return _medians_by(cast(literal(0), Integer), condition, at).get(0)


def _sum(rows: Sequence[Row], median_days: float | None) -> Counts:
    return Counts(
        reports=sum(row.counts.reports for row in rows),
        open=sum(row.counts.open for row in rows),
        overdue=sum(row.counts.overdue for row in rows),
        fixed=sum(row.counts.fixed for row in rows),
        median_days=median_days,
    )


def _population(area: Area, children: Sequence[Area]) -> int | None:
    """The area's own population; else that of the areas inside it, if all of them are known."""
    if area.population or not children:
        return area.population
    inside = [child.population for child in children]
    return sum(n for n in inside if n) if all(inside) else None


def _previous(area: Area, shown: Shown, now: datetime) -> Counts | None:
    """Count the span before as it stood then, or return None where the service had not begun by its first day."""
    span = shown.period.previous
    begun_at = db.session.scalar(select(func.min(ServiceRequest.submitted_at)))
    if begun_at is None or begun_at > span.start + timedelta(days=1):
        return None
    condition = _meant(area, shown, span, now)
    numbers = db.session.execute(select(*_numbers(span.as_of, now)).where(condition)).one()
    return _counts(numbers, _median(condition, span.as_of))
