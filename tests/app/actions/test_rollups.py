"""The statistics' sums equal a recount, whatever happened to the reports, in whatever order it was counted."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from app.actions import reporting, rollups
from app.db import db
from app.domain.lifecycle import OPEN, Status
from app.domain.rollup import DAY_BUCKETS, MEASURES, NO_DAY, Cut, Grain, day_number, day_of
from app.models import HeatBlock, ReportChange, ReportFact, ServiceRequest, report_roll
from app.policy import policy
from app.queries import statistics_check
from tests.app.life import ACTS, Life
from tests.factories import NOW, World

NEW_YEAR = datetime(2025, 12, 20, 5, 0, tzinfo=UTC)
ROLL = report_roll.c


def nothing_differs() -> bool:
    return not statistics_check.differences()


def fold_all(now: datetime) -> None:
    while rollups.fold(now, limit=50):
        pass


def local_day(moment: datetime) -> int:
    return day_number(moment.astimezone(policy().calendar.zone).date())


def ended_day(sr: ServiceRequest) -> int | None:
    if sr.status in OPEN:
        return None
    ended_at = sr.resolved_at if sr.status in (Status.RESOLVED, Status.CLOSED) else sr.closed_at
    assert ended_at is not None
    return local_day(ended_at)


def counted_by_hand(now: datetime) -> dict[tuple[int, str], Counter[tuple[int, int, int]]]:
    """Count in the plainest way, report by report: (scope, measure) → (month, group, agency) → how many."""
    found: dict[tuple[int, str], Counter[tuple[int, int, int]]] = {}
    for sr in db.session.scalars(select(ServiceRequest)):
        moves = [change.move for change in sr.history]
        is_late = sr.was_overdue or sr.due_at < (
            now
            if sr.status in OPEN
            else (
                sr.resolved_at
                if "resolve" in moves and sr.status in (Status.RESOLVED, Status.CLOSED)
                else sr.closed_at
            )
        )
        fixed = sr.status in (Status.RESOLVED, Status.CLOSED)
        sent, ended = local_day(sr.submitted_at), ended_day(sr)
        counts: list[tuple[str, int, int]] = [
            ("reports", sent, 1),
            ("people", sent, 1 + sr.supporters_count),
            (f"status_{sr.status.value}", sent, 1),
            ("late_open", sent, int(sr.status in OPEN and is_late)),
            ("late_fixed", sent, int(fixed and is_late)),
            ("confirmed", sent, int(sr.status is Status.CLOSED and "confirm" in moves)),
            ("sent_back", sent, int(sr.reopened_count > 0)),
        ]
        if sr.rating:
            counts.append((f"rated_{sr.rating}", sent, 1))
        if sr.status is Status.REJECTED:
            reason = next(c.reason_code for c in reversed(sr.history) if c.move == "reject")
            counts.append((f"reason_{reason.value}", sent, 1))
        if ended is not None:
            what = "fixed" if fixed else sr.status.value
            counts += [(f"event_{what}", ended, 1), ("event_late_ended", ended, int(is_late))]
        if fixed and ended is not None:
            bucket = max(n for n, first in enumerate(DAY_BUCKETS) if first <= max(ended - sent, 0))
            counts.append((f"days_{bucket:02d}", sent, 1))
        for scope in (0, sr.region_id, sr.district_id):
            for measure, day, n in counts:
                if scope is not None and n:
                    month = day_number(day_of(day).replace(day=1))
                    key = (month, sr.service_group_id, sr.agency_id)
                    found.setdefault((scope, measure), Counter())[key] += n
    return found


def kept() -> dict[tuple[int, str], Counter[tuple[int, int, int]]]:
    found: dict[tuple[int, str], Counter[tuple[int, int, int]]] = {}
    rows = db.session.execute(
        select(report_roll).where(ROLL.cut == Cut.AGENCY, ROLL.grain == Grain.MONTH)
    ).mappings()
    for row in rows:
        for measure in MEASURES:
            if row[measure]:
                key = (row["start_day"], row["service_group_id"], row["item_id"])
                found.setdefault((row["scope_id"], measure), Counter())[key] += row[measure]
    return found


def without(counts: dict[tuple[int, str], Any]) -> dict[tuple[int, str], Any]:
    """Leave out what only the history dates."""
    loose = ("event_late", "event_sent_back", "event_rated", "event_rating_sum")
    return {key: value for key, value in counts.items() if key[1] not in loose}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_long_life_the_sums_equal_a_recount(session, frozen_time, seed):
    life = Life(seed, frozen_time, NEW_YEAR)
    for number in range(350):
        life.step()
        if number % 40 == 0:
            rollups.fold(life.now, limit=7)
    fold_all(life.now)
    assert nothing_differs()
    assert without(kept()) == without(counted_by_hand(life.now))
    # The life was one in which something happened.
    assert len(life.done) >= len(set(ACTS)) - 2
    before = {row[:6]: row for row in session.execute(select(report_roll)) if any(row[6:])}
    rollups.rebuild(life.now)
    assert {row[:6]: row for row in session.execute(select(report_roll))} == before


def test_a_part_an_agency_and_a_service_tell_of_the_same_reports(session, frozen_time):
    life = Life(5, frozen_time, NEW_YEAR)
    for _ in range(150):
        life.step()
    fold_all(life.now)
    for grain in Grain:
        by_cut = [
            session.execute(
                select(*(func.sum(ROLL[measure]) for measure in MEASURES)).where(
                    ROLL.cut == cut, ROLL.scope_id == 0, ROLL.grain == grain
                )
            ).one()
            for cut in Cut
        ]
        assert by_cut[0] == by_cut[1] == by_cut[2]
    assert by_cut[0][0] == session.scalar(select(func.count()).select_from(ServiceRequest))


def test_a_promise_that_breaks_is_counted_though_nobody_touched_the_report(session, frozen_time):
    sr = World().report()
    fold_all(NOW)
    assert session.scalar(select(func.sum(ROLL.late_open))) == 0
    after = sr.due_at + timedelta(seconds=2)
    fold_all(after)
    assert session.get_one(ReportFact, sr.id).late_day == local_day(sr.due_at)
    assert session.scalar(select(func.sum(ROLL.late_open)).where(ROLL.scope_id == 0, ROLL.cut == 1)) == 2
    assert rollups.fold(after) == 0


def test_what_happened_in_the_last_hour_of_the_year_counts_in_that_year(session, frozen_time):
    world = World()
    # 18:59 and 19:00 in Greenwich lie before and after midnight in Tashkent.
    for at in (datetime(2026, 12, 31, 18, 59, tzinfo=UTC), datetime(2026, 12, 31, 19, 0, tzinfo=UTC)):
        frozen_time.move_to(at)
        reporting.submit(world.draft(), by=None, at=at)
    fold_all(datetime(2027, 1, 1, tzinfo=UTC))
    rows = session.execute(
        select(ROLL.start_day, ROLL.reports).where(
            ROLL.cut == Cut.PART, ROLL.scope_id == 0, ROLL.grain == Grain.MONTH, ROLL.reports > 0
        )
    )
    months = {day_of(start): n for start, n in rows}
    assert {(day.year, day.month): n for day, n in months.items()} == {(2026, 12): 1, (2027, 1): 1}


def test_counting_twice_or_half_changes_nothing(session, frozen_time):
    sr = World().report("in_progress")
    fold_all(NOW)
    before = session.execute(select(report_roll)).all()
    session.add_all([ReportChange(service_request_id=sr.id), ReportChange(service_request_id=sr.id)])
    session.commit()
    assert rollups.fold(NOW) == 2
    assert session.execute(select(report_roll)).all() == before


def test_the_check_sees_what_is_wrong_and_counting_again_mends_it(session, frozen_time):
    World().report()
    fold_all(NOW)
    assert nothing_differs()
    session.execute(update(report_roll).where(ROLL.cut == Cut.PART).values(reports=7))
    session.execute(update(HeatBlock).values(packed=b""))
    session.execute(update(ReportFact).values(rating=4, rated_day=NO_DAY))
    session.commit()
    found = statistics_check.differences()
    assert found.facts == 1
    assert found.sums > 0
    assert found.blocks == 1
    rollups.rebuild(NOW)
    assert nothing_differs()


def test_what_was_never_counted_is_counted_by_the_first_fold(session, frozen_time):
    World().report("closed")
    for table in (ReportFact, HeatBlock):
        session.execute(delete(table))
    session.execute(delete(report_roll))
    session.commit()
    fold_all(NOW + timedelta(hours=3))
    assert nothing_differs()


def test_many_who_write_and_many_who_count_lose_nothing(committing_app):
    """Each report is written while others are counted; afterwards everything is counted, and once."""
    world = World()
    drafts = [[world.draft(longitude=69.01 + n / 100) for n in range(8)] for _ in range(3)]
    dispatcher_id, service_ids = world.dispatcher.id, []
    db.session.rollback()
    wrong: list[BaseException] = []
    is_over = threading.Event()

    def write(mine: list[Any]) -> None:
        with committing_app.app_context():
            try:
                for draft in mine:
                    service_ids.append(reporting.submit(draft, by=None, at=NOW).id)
            except BaseException as error:
                wrong.append(error)
            finally:
                db.session.remove()

    def count() -> None:
        with committing_app.app_context():
            try:
                while not is_over.is_set():
                    rollups.fold(NOW, limit=3)
                    db.session.remove()
            except BaseException as error:
                wrong.append(error)
            finally:
                db.session.remove()

    writers = [threading.Thread(target=write, args=(mine,)) for mine in drafts]
    counters = [threading.Thread(target=count) for _ in range(2)]
    for thread in (*writers, *counters):
        thread.start()
    for thread in writers:
        thread.join(120)
    is_over.set()
    for thread in counters:
        thread.join(120)
    assert wrong == []
    assert dispatcher_id
    fold_all(NOW)
    assert nothing_differs()
    total = select(func.sum(ROLL.reports)).where(
        ROLL.cut == Cut.PART, ROLL.scope_id == 0, ROLL.grain == Grain.WEEK
    )
    assert db.session.scalar(total) == len(service_ids) == 24
