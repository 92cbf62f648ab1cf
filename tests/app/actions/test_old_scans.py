"""Old scans for hot spots: the last of each month stays, and what a council planned or asked something about."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import jobs
from app.actions import old_scans, projects
from app.db import db
from app.models import HotSpot, HotSpotArea, HotSpotRun, SpotKind
from app.queries import hot_spots as found
from app.queries import meeting
from tests.conftest import NOW
from tests.factories import World

DAY = timedelta(days=1)


@pytest.fixture
def world(app, session):
    return World()


def scan(world: World, at: datetime, *, spots: int = 1, failed: bool = False) -> HotSpotRun:
    """Keep a scan that ended at a moment, with so many places of repeated failures."""
    run = HotSpotRun(
        area=world.region,
        asked_at=at,
        finished_at=None if failed else at,
        failed_at=at if failed else None,
        last_on=at.date(),
    )
    run.spots = [
        HotSpot(
            kind=SpotKind.REPEATED,
            group=world.group,
            west=69.1 + n / 1000,
            south=41.0,
            east=69.1005 + n / 1000,
            north=41.0005,
            side_m=30,
            first_on=at.date(),
            last_on=at.date(),
            observed=4,
            began_on=[],
            first_found_at=at,
            areas=[HotSpotArea(area=world.district, reports=4)],
        )
        for n in range(spots)
    ]
    db.session.add(run)
    db.session.commit()
    return run


def left() -> list[int]:
    return list(db.session.scalars(select(HotSpotRun.id).order_by(HotSpotRun.id)))


def forget() -> None:
    while old_scans.forget(NOW, limit=2):
        pass


def test_the_last_scan_of_each_month_stays_whole_and_younger_ones_all(world):
    june = [scan(world, datetime(2026, 6, day, 9, tzinfo=NOW.tzinfo), spots=3) for day in (1, 8, 29)]
    young = [scan(world, NOW - days * DAY) for days in (90, 60, 8, 1)]
    kept = [june[-1].id, *(run.id for run in young)]
    forget()
    assert left() == kept
    assert len(june[-1].spots) == 3
    assert db.session.scalar(select(func.count()).select_from(HotSpotArea)) == 3 + len(young)
    shown = meeting.spots(world.district, meeting.month_of("2026-06", date(2026, 11, 1)), 3)
    assert [spot.run_id for spot in shown] == [june[-1].id] * 3


def test_a_month_ends_where_people_live(world):
    # 20:30 in London is half past one of the next day in Tashkent: the scan is July's.
    last_of_june = scan(world, datetime(2026, 6, 30, 12, tzinfo=NOW.tzinfo))
    first_of_july = scan(world, datetime(2026, 6, 30, 20, 30, tzinfo=NOW.tzinfo))
    forget()
    assert left() == [last_of_june.id, first_of_july.id]


def test_what_a_council_plans_stays_and_nothing_else_of_its_scan(world):
    scanned = scan(world, datetime(2026, 6, 1, 9, tzinfo=NOW.tzinfo), spots=3)
    scan(world, datetime(2026, 6, 29, 9, tzinfo=NOW.tzinfo))
    planned = scanned.spots[1]
    projects.begin(
        planned,
        world.district,
        by=world.council,
        at=NOW,
        name="Quvur",
        post="Muhandis",
        until_on=NOW.date() + DAY,
    )
    forget()
    assert db.session.scalars(select(HotSpot.id).where(HotSpot.run_id == scanned.id)).all() == [planned.id]
    assert old_scans.forget(NOW) == 0


def test_scans_that_found_nothing_or_failed_are_forgotten_too(world):
    scan(world, datetime(2026, 6, 1, 9, tzinfo=NOW.tzinfo), spots=0)
    scan(world, datetime(2026, 6, 2, 9, tzinfo=NOW.tzinfo), spots=0, failed=True)
    last = scan(world, datetime(2026, 6, 3, 9, tzinfo=NOW.tzinfo), spots=0)
    forget()
    assert left() == [last.id]
    assert found.last_run(world.region).id == last.id


def test_the_background_worker_forgets_them(world):
    scan(world, NOW - 400 * DAY)
    scan(world, NOW - 399 * DAY)
    assert jobs.forget_old_scans() == 2
