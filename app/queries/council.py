"""What a council sees of its own area: figures by the areas inside it and by agency, the five numbers, the change.

A fixed number of statements, however many areas and reports there are, from the kept statistics: as counted last, a
minute ago at most while the background worker runs. Totals are the sums of the rows, so a table and its headline cannot
disagree; what lies in none of the areas inside has a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, select

from app.access import Condition, in_area, may_oversee_area
from app.db import db
from app.domain.errors import NotFound
from app.domain.periods import Period, Span
from app.domain.shares import Estimate, per_thousand
from app.models import Agency, Area, Level, ServiceGroup, ServiceRequest, User
from app.policy import policy
from app.queries import statistics, statistics_check
from app.queries.council_counts import Counts, counts_by, counts_then
from app.queries.page import Page, offset_of, page_of
from app.queries.standing import Standing, stood
from app.queries.statistics_scope import Asked, By

#: Levels are words; this is their order.
_LARGEST_FIRST = case({level: n for n, level in enumerate(Level)}, value=Area.level)


@dataclass(frozen=True)
class Shown:
    """Which reports are counted: sent in a period, of one service group (None: all), standing like this."""

    period: Period
    service_group_id: int | None = None
    standing: Standing = Standing.ALL


@dataclass(frozen=True)
class Row:
    """One line of a table: an area, a service group where an area has no areas inside, or an agency.

    `subject` is None for what lies in none of them. `population` is None where it is not known.
    """

    subject: Area | ServiceGroup | Agency | None
    counts: Counts
    population: int | None = None

    @property
    def per_1000(self) -> float | None:
        """Reports per 1,000 residents, or None where nobody knows how many live there."""
        return 1000 * self.counts.reports / self.population if self.population else None

    @property
    def rate(self) -> Estimate | None:
        """The same with its interval."""
        return per_thousand(self.counts.reports, self.population)


@dataclass(frozen=True)
class Overview:
    """The whole table. `previous` is None where the service has no reports that old, or nobody asked for it.

    `longer` is how many times as long the period is as the one before it. `counted_at`: what came later is not in it.
    """

    area: Area
    inside: Level | None
    rows: Sequence[Row]
    total: Row
    previous: Counts | None
    longer: float
    counted_at: datetime


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


def overview(area: Area, shown: Shown, *, now: datetime, before: bool = True) -> Overview:
    """Count an area by the areas inside it; by service group where there are none. `before`: and the span before."""
    children = inside(area)
    subjects: Sequence[Area | ServiceGroup] = children or service_groups()
    by = By.PART if children else By.GROUP
    lines, total = counts_by(
        asked_of(area, shown), by, [one.id for one in subjects], today=_today(shown.period.current)
    )
    rows: list[Row] = [
        Row(one, lines.get(one.id, Counts()), one.population if isinstance(one, Area) else None)
        for one in subjects
    ]
    if not children:
        rows = [row for row in rows if row.counts.reports]
    if 0 in lines:
        rows.append(Row(None, lines[0]))
    return Overview(
        area=area,
        inside=children[0].level if children else None,
        rows=rows,
        total=Row(area, total, _population(area, children)),
        previous=previous(area, shown, now=now) if before else None,
        longer=_longer(shown.period),
        counted_at=min(now, statistics_check.counted_at()),
    )


def by_agency(area: Area, shown: Shown) -> list[Row]:
    """Return the figures of each agency that answers for reports of an area, by its present answer, largest first."""
    found, _total = counts_by(
        asked_of(area, shown), By.AGENCY, _agency_ids(), today=_today(shown.period.current)
    )
    agencies = db.session.scalars(select(Agency).where(Agency.id.in_(found))).all()
    rows = [Row(agency, found[agency.id]) for agency in agencies]
    return sorted(rows, key=lambda row: -row.counts.reports)


def previous(area: Area, shown: Shown, *, now: datetime) -> Counts | None:
    """Count the span before as it stood then, or return None where the service had not begun by its first day."""
    span = shown.period.previous
    if not statistics.had_begun(span.first_on):
        return None
    return counts_then(asked_of(area, shown, span), as_of=_today(span), moment=span.as_of, now=now)


def asked_of(area: Area, shown: Shown, span: Span | None = None) -> Asked:
    """Return what the filters ask of the statistics; of the current span, unless another is given."""
    days = span or shown.period.current
    groups = () if shown.service_group_id is None else (shown.service_group_id,)
    return Asked(area, days.first_on, days.last_on, groups, shown.standing)


def _today(span: Span) -> date:
    """Return the day from which a span is looked at."""
    return span.as_of.astimezone(policy().calendar.zone).date()


def _longer(period: Period) -> float:
    """The last day of the span that ends today is not over yet; the one before it is whole days."""
    now = period.current.end - period.current.start
    return now / timedelta(days=period.previous.days)


def _agency_ids() -> Sequence[int]:
    return db.session.scalars(select(Agency.id)).all()


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


def inside(area: Area) -> Sequence[Area]:
    """Return the areas directly inside an area, the larger levels first."""
    return db.session.scalars(
        select(Area).where(Area.parent_id == area.id).order_by(_LARGEST_FIRST, Area.code)
    ).all()


def service_groups() -> Sequence[ServiceGroup]:
    """Return the service groups, in their order, for the filter."""
    return db.session.scalars(select(ServiceGroup).order_by(ServiceGroup.position, ServiceGroup.id)).all()


def _population(area: Area, children: Sequence[Area]) -> int | None:
    """The area's own population; else that of the areas inside it, if all of them are known."""
    if area.population or not children:
        return area.population
    inside = [child.population for child in children]
    return sum(n for n in inside if n) if all(inside) else None
