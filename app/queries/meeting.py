"""What a council looks at when it meets: one area in one month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.access import Condition, in_area
from app.db import db
from app.domain.lifecycle import Status
from app.domain.rollup import FIXED, NO_DAY, day_number
from app.models import Area, HotSpot, Photo, PhotoKind, ReportFact, ServiceRequest
from app.policy import policy
from app.queries import hot_spots, reports, statistics, statistics_series
from app.queries.statistics_scope import FACT, Asked, By, is_one_of
from geo import cells

#: Cells of 29 m at 41° north.
_LEVEL = 20

#: What the five numbers are made of: what happened in the month, and what stood at its end.
HAPPENED = ("reports", "event_fixed", "event_sent_back")
STOOD = ("open", "overdue")


@dataclass(frozen=True)
class Month:
    """A month from its first to its last day; of one that is not over, to today."""

    first_on: date
    last_on: date
    is_over: bool

    @property
    def days(self) -> int:
        """How many days of it have come."""
        return (self.last_on - self.first_on).days + 1

    @property
    def key(self) -> str:
        """How addresses name it: `2026-11`."""
        return f"{self.first_on:%Y-%m}"


@dataclass(frozen=True)
class Pair:
    """A repair of the month: how it looked before and after."""

    report: ServiceRequest
    before: Photo
    after: Photo


def month_of(asked: str, today: date) -> Month:
    """Return the month that an address names; this one, where it names none that has begun since 2000."""
    try:
        first_on = date.fromisoformat(f"{asked}-01") if len(asked) == 7 else today.replace(day=1)
    except ValueError:
        first_on = today.replace(day=1)
    if not date(2000, 2, 1) <= first_on <= today:
        first_on = today.replace(day=1)
    last_on = (first_on + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Month(first_on, min(last_on, today), last_on < today)


def before(month: Month) -> Month:
    """Return the month before, which is over."""
    last_on = month.first_on - timedelta(days=1)
    return Month(last_on.replace(day=1), last_on, True)


def numbers(area: Area, month: Month) -> dict[str, int]:
    """Return what happened in a month, and what stood at its end: `HAPPENED` and `STOOD`.

    From the sums of months; of a mahalla, which has none, from the facts of its reports.
    """
    if Asked(area, month.first_on, month.last_on).has_sums:
        held = statistics_series.happened(area, month.first_on).get(0, {})
        return {name: held.get(name, 0) for name in (*HAPPENED, *STOOD)}
    first, last = day_number(month.first_on), day_number(month.last_on)
    row = db.session.execute(
        select(
            _count(FACT.submitted_day >= first),
            _count(and_(is_one_of(FIXED), FACT.ended_day.between(first, last))),
            _count(FACT.sent_back_day.between(first, last)),
            _count(_open_after(last)),
            _count(_late_after(last)),
        ).where(Asked(area, month.first_on, month.last_on).facts(), FACT.submitted_day <= last)
    ).one()
    return dict(zip((*HAPPENED, *STOOD), (int(n or 0) for n in row), strict=True))


def by_part(area: Area, month: Month) -> Mapping[int, int]:
    """Return how many reports were sent in a month from each area directly inside."""
    tallies = statistics.counts(Asked(area, month.first_on, month.last_on), By.PART)
    return {area_id: tally.reports for area_id, tally in tallies.items()}


def places(area: Area, month: Month) -> list[tuple[float, float, int]]:
    """Return where the reports of a month lie, those within some 30 m together: longitude, latitude, how many."""
    first, last = day_number(month.first_on), day_number(month.last_on)
    held = db.session.scalars(
        select(FACT.cell).where(
            Asked(area, month.first_on, month.last_on).facts(), FACT.submitted_day.between(first, last)
        )
    ).all()
    together = np.array(held, dtype=np.int64) >> 2 * (cells.MAX_LEVEL - _LEVEL)
    codes, counts = np.unique(together, return_counts=True)
    longitudes, latitudes = cells.centers_of(codes, _LEVEL)
    return list(zip(longitudes.tolist(), latitudes.tolist(), counts.tolist(), strict=True))


def late(area: Area, month: Month, most: int) -> tuple[Sequence[ServiceRequest], int]:
    """Return what was late and still open when the month ended, the latest first, and how many there are in all."""
    condition = and_(
        Asked(area, month.first_on, month.last_on).facts(), _late_after(day_number(month.last_on))
    )
    n = db.session.scalar(select(func.count()).select_from(ReportFact).where(condition)) or 0
    found = db.session.scalars(
        select(ServiceRequest)
        .join(ReportFact, ReportFact.report_id == ServiceRequest.id)
        .where(condition)
        .options(
            joinedload(ServiceRequest.service),
            joinedload(ServiceRequest.agency),
            joinedload(ServiceRequest.mahalla),
            joinedload(ServiceRequest.district),
            joinedload(ServiceRequest.region),
        )
        .order_by(ServiceRequest.due_at, ServiceRequest.id)
        .limit(most)
    ).all()
    return found, n


def spots(area: Area, month: Month, most: int) -> Sequence[HotSpot] | None:
    """Return the hot spots that the last scan of a month found: the least likely, then what failed most often.

    None where nobody looked for them in that month.
    """
    midnight = datetime.combine(month.last_on + timedelta(days=1), time(0), policy().calendar.zone)
    run = hot_spots.last_run(area, until=midnight)
    if run is None or (run.last_on is not None and run.last_on < month.first_on):
        return None
    return hot_spots.whole([row.id for row in hot_spots.found_in(run, area)[:most]])


def pairs(area: Area, month: Month, most: int) -> list[Pair]:
    """Return repairs of a month that have a photo of before and of after: those that residents liked best first.

    Photos that are not for everybody are left out.
    """
    first, last = day_number(month.first_on), day_number(month.last_on)

    def shown(kind: PhotoKind) -> Condition:
        return (
            select(Photo.id)
            .where(
                Photo.service_request_id == ServiceRequest.id, Photo.kind == kind, Photo.staff_only.is_(False)
            )
            .exists()
        )

    found = db.session.scalars(
        select(ServiceRequest)
        .join(ReportFact, ReportFact.report_id == ServiceRequest.id)
        .where(
            in_area(area),
            FACT.ended_day.between(first, last),
            ServiceRequest.status.in_((Status.RESOLVED, Status.CLOSED)),
            shown(PhotoKind.BEFORE),
            shown(PhotoKind.AFTER),
        )
        .options(
            joinedload(ServiceRequest.service),
            joinedload(ServiceRequest.mahalla),
            joinedload(ServiceRequest.district),
            joinedload(ServiceRequest.region),
            selectinload(ServiceRequest.photos),
        )
        .order_by(func.coalesce(ServiceRequest.rating, 0).desc(), FACT.ended_day.desc(), ServiceRequest.id)
        .limit(most)
    ).all()
    return [
        Pair(
            one,
            reports.photos_of(one, PhotoKind.BEFORE)[0],
            reports.photos_of(one, PhotoKind.AFTER)[-1],
        )
        for one in found
    ]


def _open_after(last: int) -> Condition:
    return and_(FACT.submitted_day <= last, or_(FACT.ended_day == NO_DAY, FACT.ended_day > last))


def _late_after(last: int) -> Condition:
    return and_(_open_after(last), FACT.late_day != NO_DAY, FACT.late_day <= last)


def _count(condition: Condition) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
