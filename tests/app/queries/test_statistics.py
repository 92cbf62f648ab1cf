"""Every number of the statistics equals an independent count in plain SQL over the reports, for any span and area."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select

from app.actions import rollups
from app.db import db
from app.domain.lifecycle import OPEN, Status
from app.domain.rollup import Grain, day_number, day_of
from app.models import Area, Level, ServiceRequest
from app.policy import policy
from app.queries import heat, statistics, statistics_series
from app.queries.heat import Weight
from app.queries.standing import Standing
from app.queries.statistics_scope import Asked, By
from geo.cells import MAX_LEVEL
from tests.app.life import Life
from tests.factories import NOW, World

START = datetime(2025, 11, 20, 5, 0, tzinfo=UTC)
FIXED = (Status.RESOLVED, Status.CLOSED)
#: Within a week, across new year, one day, whole months, months with both ends, none.
SPANS = [
    (date(2025, 11, 24), date(2025, 11, 26)),
    (date(2025, 12, 13), date(2026, 1, 9)),
    (date(2025, 12, 24), date(2025, 12, 24)),
    (date(2025, 12, 1), date(2026, 2, 28)),
    (date(2025, 11, 17), date(2026, 3, 19)),
    (date(2000, 1, 1), date(2030, 1, 1)),
    (date(2031, 1, 1), date(2031, 2, 1)),
]


@pytest.fixture
def life(session: Any, frozen_time: Any) -> Life:
    life = Life(11, frozen_time, START)
    for _ in range(200):
        life.step()
    while rollups.fold(life.now):
        pass
    return life


def local_day(moment: datetime) -> date:
    return moment.astimezone(policy().calendar.zone).date()


def reports_of(asked: Asked) -> list[ServiceRequest]:
    """The reports that are meant, by the plainest conditions there are."""
    level = asked.area.level if asked.area else None
    return [
        sr
        for sr in db.session.scalars(select(ServiceRequest))
        if (level is None or getattr(sr, f"{level.value}_id") == asked.area.id)
        and asked.first_on <= local_day(sr.submitted_at) <= asked.last_on
        and (not asked.group_ids or sr.service_group_id in asked.group_ids)
    ]


def areas(life: Life) -> list[Area | None]:
    return [None, life.world.region, life.world.district, life.world.mahalla]


def key_of(sr: ServiceRequest, asked: Asked, by: By) -> int:
    if by is By.PART:
        below = sr.district_id or sr.mahalla_id or 0
        level = asked.area.level if asked.area else None
        return {
            None: sr.region_id or below,
            Level.REGION: below,
            Level.DISTRICT: sr.mahalla_id or 0,
            Level.MAHALLA: 0,
        }[level]
    return {
        By.NOTHING: 0,
        By.AGENCY: sr.agency_id,
        By.SERVICE: sr.service_id,
        By.GROUP: sr.service_group_id,
    }[by]


def is_late(sr: ServiceRequest, now: datetime) -> bool:
    ended_at = now if sr.status in OPEN else sr.resolved_at if sr.status in FIXED else sr.closed_at
    return sr.was_overdue or sr.due_at < ended_at


def test_every_line_of_every_table_equals_a_count_by_hand(life):
    for area, by in product(areas(life), By):
        for first_on, last_on in SPANS:
            for group_ids in ((), (life.world.group.id,)):
                asked = Asked(area, first_on, last_on, group_ids)
                by_hand: dict[int, list[ServiceRequest]] = {}
                for sr in reports_of(asked):
                    by_hand.setdefault(key_of(sr, asked, by), []).append(sr)
                found = statistics.counts(asked, by)
                assert set(found) == set(by_hand)
                for key, lines in by_hand.items():
                    tally = found[key]
                    assert tally.reports == len(lines)
                    assert tally.people == sum(1 + sr.supporters_count for sr in lines)
                    assert tally.open == sum(sr.status in OPEN for sr in lines)
                    assert tally.in_work == sum(sr.status is Status.IN_PROGRESS for sr in lines)
                    assert tally.fixed == sum(sr.status in FIXED for sr in lines)
                    late = [sr for sr in lines if is_late(sr, life.now)]
                    assert tally.overdue == sum(sr.status in OPEN for sr in late)
                    assert tally.fixed_late == sum(sr.status in FIXED for sr in late)
                    assert tally.rejected == sum(sr.status is Status.REJECTED for sr in lines)
                    assert sum(tally.by_reason.values()) == tally.rejected
                    assert tally.sent_back == sum(sr.reopened_count > 0 for sr in lines)
                    stars = Counter(sr.rating for sr in lines if sr.rating)
                    assert tally.stars == tuple(stars[n] for n in range(1, 6))


def test_days_to_fix_and_days_waited_are_those_between_the_dates(life):
    today = local_day(life.now)
    for area, by in product(areas(life), By):
        for first_on, last_on in SPANS:
            asked = Asked(area, first_on, last_on)
            by_hand: dict[int, Counter[tuple[int, bool]]] = {}
            for sr in reports_of(asked):
                sent = local_day(sr.submitted_at)
                line = by_hand.setdefault(key_of(sr, asked, by), Counter())
                if sr.status in FIXED:
                    line[(local_day(sr.resolved_at) - sent).days, True] += 1
                elif sr.status in OPEN:
                    line[(today - sent).days, False] += 1
            found = statistics.durations(asked, by, as_of=today)
            assert set(found) == {key for key, line in by_hand.items() if line}
            for key, held in found.items():
                counted: Counter[tuple[int, bool]] = Counter()
                for days, fixed, n in zip(held.days, held.is_fixed, held.weights, strict=True):
                    counted[(int(days), bool(fixed))] += int(n)
                long = {days for days, fixed in by_hand[key] if fixed and days > 30}
                assert sum(counted.values()) == sum(by_hand[key].values())
                for step, n in by_hand[key].items():
                    if step[0] not in long or not step[1]:
                        assert counted[step] == n


def test_a_series_has_every_week_and_its_sum_is_the_total(life):
    asked = Asked(life.world.region, date(2025, 11, 17), local_day(life.now))
    found = statistics_series.series(asked, Grain.WEEK, By.GROUP)
    assert found
    for group_id, one in found.items():
        assert set(np.diff(one.starts).tolist()) == {7}
        assert day_of(int(one.starts[0])).weekday() == 0
        by_hand = Counter(
            day_number(local_day(sr.submitted_at) - timedelta(days=local_day(sr.submitted_at).weekday()))
            for sr in reports_of(Asked(asked.area, asked.first_on, asked.last_on, (group_id,)))
        )
        assert dict(zip(one.starts.tolist(), one.values["reports"].tolist(), strict=True)) == {
            start: by_hand[start] for start in one.starts.tolist()
        }


def test_what_stood_at_the_end_of_a_month_is_what_a_count_by_dates_says(life):
    last = local_day(life.now)
    asked = Asked(life.world.district, date(2025, 11, 1), last)
    found = statistics_series.stood(asked, Grain.MONTH)[0]
    for start, n in zip(found.starts.tolist(), found.open.tolist(), strict=True):
        end = (day_of(start) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        by_hand = 0
        for sr in reports_of(Asked(asked.area, date(2000, 1, 1), end)):
            ended_at = None
            if sr.status not in OPEN:
                ended_at = sr.resolved_at if sr.status in FIXED else sr.closed_at
            by_hand += ended_at is None or local_day(ended_at) > end
        assert n == by_hand
    now_open = [sr for sr in reports_of(Asked(asked.area, date(2000, 1, 1), last)) if sr.status in OPEN]
    assert statistics_series.happened(asked.area, last)[0]["open"] == len(now_open)


def test_the_cells_of_the_heat_add_up_to_the_reports_that_are_meant(life):
    today = local_day(life.now)

    def is_meant(sr: ServiceRequest, standing: Standing) -> bool:
        return {
            Standing.ALL: True,
            Standing.OPEN: sr.status in OPEN,
            Standing.OVERDUE: sr.status in OPEN and is_late(sr, life.now),
            Standing.IN_WORK: sr.status is Status.IN_PROGRESS,
            Standing.FIXED: sr.status in FIXED,
        }[standing]

    def weighs(sr: ServiceRequest, weight: Weight) -> int:
        ended_at = sr.resolved_at if sr.status in FIXED else sr.closed_at
        until = today if sr.status in OPEN else local_day(ended_at)
        return {
            Weight.REPORTS: 1,
            Weight.PEOPLE: 1 + sr.supporters_count,
            Weight.OVERDUE: int(is_late(sr, life.now)),
            Weight.DAYS: (until - local_day(sr.submitted_at)).days,
        }[weight]

    for area, (first_on, last_on) in product(areas(life), SPANS):
        for group_ids in ((), (life.world.group.id,)):
            asked = Asked(area, first_on, last_on, group_ids)
            reports = reports_of(asked)
            for weight, standing in product(Weight, Standing):
                by_hand: Counter[int] = Counter()
                for sr in reports:
                    if is_meant(sr, standing):
                        by_hand[sr.cell >> 2 * (MAX_LEVEL - 18)] += weighs(sr, weight)
                found = heat.counted(asked, 18, today=today, weight=weight, standing=standing)
                assert dict(zip(found.cells.tolist(), found.weight.tolist(), strict=True)) == dict(by_hand)


def test_in_public_a_cell_with_few_reports_is_hidden_and_said_to_be(life):
    today = local_day(life.now)
    asked = Asked(None, date(2025, 1, 1), today)
    whole = heat.counted(asked, 18, today=today)
    shown = heat.counted(asked, 18, today=today, smallest=heat.SMALLEST_COUNT)
    assert shown.reports.min() >= 3
    assert shown.hidden + shown.reports.sum() == whole.reports.sum()
    assert shown.hidden > 0


def test_weeks_that_play_add_up_to_the_whole(life):
    today = local_day(life.now)
    asked = Asked(life.world.district, date(2025, 11, 26), today)
    frames = heat.weekly(asked, 16, today=today)
    assert sum(int(cells.reports.sum()) for _monday, cells in frames) == len(reports_of(asked))
    assert {day_of(monday).weekday() for monday, _cells in frames} == {0}


def test_where_nothing_was_reported_every_answer_is_empty(session):
    world = World()
    for area in (None, world.region, world.district, world.mahalla):
        # Months, weeks and days, so that every way to count is gone.
        asked = Asked(area, date(2026, 1, 14), date(2026, 6, 30), (world.group.id,))
        assert statistics.total(asked).reports == 0
        for by in By:
            assert statistics.counts(asked, by) == {}
            assert statistics.durations(asked, by, as_of=NOW.date()) == {}
            if asked.has_sums:
                assert statistics_series.series(asked, Grain.WEEK, by) == {}
        assert len(heat.counted(asked, 18, today=NOW.date()).cells) == 0
    with pytest.raises(ValueError, match="mahalla"):
        statistics_series.series(asked, Grain.WEEK)


@pytest.mark.parametrize("standing", list(Standing))
def test_a_span_that_is_turned_round_has_nothing_in_it(life, standing):
    for area in areas(life):
        asked = Asked(area, date(2026, 3, 2), date(2026, 3, 1), standing=standing)
        assert statistics.counts(asked, By.SERVICE) == {}
        assert statistics.durations(asked, By.SERVICE, as_of=date(2026, 3, 2)) == {}


def test_a_closed_report_stays_where_it_was_when_the_boundary_moves(life):
    """A mahalla that is another district's now has its old reports there still; no line counts what is not in the total."""
    for sr in reports_of(Asked(life.world.district, date(2000, 1, 1), date(2030, 1, 1)))[:4]:
        sr.district_id = None
    db.session.commit()
    while rollups.fold(life.now):
        pass
    asked = Asked(life.world.district, date(2000, 1, 1), date(2030, 1, 1))
    lines = statistics.counts(asked, By.PART)
    inside = select(func.count()).where(ServiceRequest.district_id == life.world.district.id)
    assert sum(line.reports for line in lines.values()) == statistics.total(asked).reports
    assert statistics.total(asked).reports == db.session.scalar(inside)
