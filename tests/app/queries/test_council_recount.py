"""Every figure of the council's page equals a count by hand over the reports themselves, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from sqlalchemy import select

from app.actions import rollups
from app.db import db
from app.domain.lifecycle import OPEN, Status
from app.domain.periods import PeriodKind, Span, period
from app.models import Area, ServiceRequest, StatusChange
from app.policy import policy
from app.queries import council, trends
from app.queries.council import Shown
from app.queries.council_counts import Counts
from app.queries.standing import Standing
from tests.app.life import Life

#: A life from the autumn over new year into the next.
START = datetime(2025, 11, 20, 5, 0, tzinfo=UTC)
FIXED = (Status.RESOLVED, Status.CLOSED)


@pytest.fixture
def life(session: Any, frozen_time: Any) -> Life:
    life = Life(23, frozen_time, START)
    for _ in range(220):
        life.step()
    while rollups.fold(life.now):
        pass
    return life


def local_day(moment: datetime) -> date:
    return moment.astimezone(policy().calendar.zone).date()


def ended_on(sr: ServiceRequest) -> date | None:
    if sr.status in OPEN:
        return None
    moment = sr.resolved_at if sr.status in FIXED else sr.closed_at
    return local_day(moment or sr.closed_at or sr.submitted_at)


def first_told(sr: ServiceRequest, event: str) -> date | None:
    moments = db.session.scalars(
        select(StatusChange.at)
        .where(StatusChange.service_request_id == sr.id, StatusChange.move == event)
        .order_by(StatusChange.id)
    ).all()
    return local_day(moments[0]) if moments else None


def is_late(sr: ServiceRequest, now: datetime) -> bool:
    ended_at = now if sr.status in OPEN else sr.resolved_at if sr.status in FIXED else sr.closed_at
    return bool(sr.was_overdue or sr.due_at < ended_at)


def stands(sr: ServiceRequest, standing: Standing, now: datetime) -> bool:
    return {
        Standing.ALL: True,
        Standing.OPEN: sr.status in OPEN,
        Standing.OVERDUE: sr.status in OPEN and is_late(sr, now),
        Standing.IN_WORK: sr.status is Status.IN_PROGRESS,
        Standing.FIXED: sr.status in FIXED,
    }[standing]


def sent_in(area: Area, span: Span, group_id: int | None) -> list[ServiceRequest]:
    return [
        sr
        for sr in db.session.scalars(select(ServiceRequest))
        if getattr(sr, f"{area.level.value}_id") == area.id
        and span.first_on <= local_day(sr.submitted_at) <= span.last_on
        and group_id in (None, sr.service_group_id)
    ]


def by_curve(spans: Sequence[tuple[int, bool]], part: float) -> float | None:
    """The first day by which a part is fixed, by the textbook's table of Kaplan and Meier."""
    share = 1.0
    for day in sorted({days for days, fixed in spans if fixed}):
        waiting = sum(days >= day for days, _fixed in spans)
        share *= 1 - sum(days == day and fixed for days, fixed in spans) / waiting
        if share <= 1 - part + 1e-9:
            return day
    return None


def by_hand(reports: Sequence[ServiceRequest], now: datetime) -> dict[str, Any]:
    today = local_day(now)
    spans = [
        ((ended_on(sr) or today) - local_day(sr.submitted_at), sr.status in FIXED)
        for sr in reports
        if sr.status in (*OPEN, *FIXED)
    ]
    days = [(max(0, span.days), fixed) for span, fixed in spans]
    return {
        "reports": len(reports),
        "open": sum(sr.status in OPEN for sr in reports),
        "overdue": sum(sr.status in OPEN and is_late(sr, now) for sr in reports),
        "fixed": sum(sr.status in FIXED for sr in reports),
        "fixed_late": sum(sr.status in FIXED and is_late(sr, now) for sr in reports),
        "confirmed": sum(
            sr.status is Status.CLOSED and first_told(sr, "confirm") is not None for sr in reports
        ),
        "sent_back": sum(sr.reopened_count > 0 for sr in reports),
        "stars": tuple(sum(sr.rating == star for sr in reports) for star in range(1, 6)),
        "median": by_curve(days, 0.5),
        "p90": by_curve(days, 0.9),
    }


def told(counts: Counts) -> dict[str, Any]:
    names = ("reports", "open", "overdue", "fixed", "fixed_late", "confirmed", "sent_back", "stars")
    figures = {name: getattr(counts, name) for name in names}
    return {**figures, "median": counts.days.median.days, "p90": counts.days.p90.days}


def asked(life: Life, standing: Standing, group_id: int | None, days: tuple[int, int]) -> Shown:
    """The days are counted back from today, both included; none is longer ago than a fixed report is told exactly."""
    today = local_day(life.now)
    first_on, last_on = today - timedelta(days=days[0]), today - timedelta(days=days[1])
    zone = policy().calendar.zone
    kind = PeriodKind.CUSTOM
    return Shown(
        period(kind, now=life.now, zone=zone, first_on=first_on, last_on=last_on), group_id, standing
    )


SPANS = [(29, 0), (89, 30), (400, 0), (3, 3)]


def test_the_page_tells_what_a_count_by_hand_does(life: Life) -> None:
    areas = (life.world.region, life.world.district, life.world.mahalla)
    for area, standing, days in product(areas, Standing, SPANS):
        for group_id in (None, life.world.group.id):
            shown = asked(life, standing, group_id, days)
            found = council.overview(area, shown, now=life.now)
            meant = [
                sr for sr in sent_in(area, shown.period.current, group_id) if stands(sr, standing, life.now)
            ]
            expected = by_hand(meant, life.now)
            figures = told(found.total.counts)
            if max((d.days for d in _waits(meant)), default=0) > 30:
                # Beyond a month the sums know weeks alone.
                for name in ("median", "p90"):
                    if expected[name] is not None and expected[name] > 30:
                        assert figures.pop(name) == pytest.approx(expected.pop(name), abs=4)
            assert figures == {name: expected[name] for name in figures}
            assert sum(row.counts.reports for row in found.rows) == len(meant)


def _waits(reports: Sequence[ServiceRequest]) -> list[timedelta]:
    return [
        (ended_on(sr) or local_day(sr.submitted_at)) - local_day(sr.submitted_at)
        for sr in reports
        if sr.status in FIXED
    ]


def test_each_agency_has_what_it_answers_for_now(life: Life) -> None:
    shown = asked(life, Standing.ALL, None, (400, 0))
    meant = sent_in(life.world.region, shown.period.current, None)
    rows = council.by_agency(life.world.region, shown)
    assert {row.subject.id for row in rows if row.subject} == {sr.agency_id for sr in meant}
    for row in rows:
        assert row.subject is not None
        theirs = by_hand([sr for sr in meant if sr.agency_id == row.subject.id], life.now)
        figures = told(row.counts)
        assert {n: figures[n] for n in ("reports", "overdue", "confirmed", "sent_back", "stars")} == {
            n: theirs[n] for n in ("reports", "overdue", "confirmed", "sent_back", "stars")
        }


def test_the_period_before_is_counted_as_it_stood_on_its_last_day(life: Life) -> None:
    for area, days in product((life.world.region, life.world.mahalla), [(29, 0), (20, 0), (59, 30)]):
        shown = asked(life, Standing.ALL, None, days)
        before = council.overview(area, shown, now=life.now).previous
        span = shown.period.previous
        day = local_day(span.as_of)
        meant = sent_in(area, span, None)
        then = [(sr, ended_on(sr)) for sr in meant]
        fixed = [sr for sr, ended in then if sr.status in FIXED and ended is not None and ended <= day]
        waiting = [sr for sr, ended in then if ended is None or ended > day]
        assert before is not None
        assert (before.reports, before.fixed, before.open) == (len(meant), len(fixed), len(waiting))
        rated = [sr for sr in meant if sr.rating and (first_told(sr, "rate") or date.max) <= day]
        assert sum(before.stars) >= len(rated)
        lives = [
            ((ended_on(sr) or day) - local_day(sr.submitted_at), True)
            if sr in fixed
            else (day - local_day(sr.submitted_at), False)
            for sr in (*fixed, *(sr for sr in waiting if sr.status in (*OPEN, *FIXED)))
        ]
        assert before.days.median.days == by_curve([(max(0, d.days), f) for d, f in lives], 0.5)


def test_weeks_have_every_report_sent_in_them_and_run_over_new_year(life: Life) -> None:
    today = local_day(life.now)
    for area in (life.world.region, life.world.district, life.world.mahalla):
        found = trends.outlooks(area, today=today)
        mondays = found.total.weeks.mondays
        assert all(b - a == timedelta(days=7) for a, b in pairwise(mondays))
        assert {monday.weekday() for monday in mondays} <= {0}
        assert not mondays or mondays[-1] + timedelta(days=6) < today
        sent = [
            local_day(sr.submitted_at)
            for sr in db.session.scalars(select(ServiceRequest))
            if getattr(sr, f"{area.level.value}_id") == area.id
        ]
        by_hand_counts = [sum(0 <= (day - monday).days < 7 for day in sent) for monday in mondays]
        assert found.total.weeks.counts.tolist() == by_hand_counts
    assert any(monday.year == 2025 for monday in mondays)
    assert any(monday.year == 2026 for monday in mondays)
