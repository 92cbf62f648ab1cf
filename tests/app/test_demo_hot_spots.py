"""The scan for hot spots finds the demo's bursts and nothing else, whatever the day on which the demo is loaded."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.actions import hot_spots
from app.demo import bursts
from app.demo import load as loading
from app.demo.town import TownArea, build
from app.models import Area, Level, SpotKind
from app.policy import policy
from tests.app.demo_drawings import only_name_drawings
from tests.conftest import NOW

WATER, WASTE = bursts.BURSTS
#: A working day, one in the holidays of the new year, and one at the height of the summer, when bins are full.
DAYS = (NOW, datetime(2027, 1, 3, 7, tzinfo=UTC), datetime(2027, 7, 16, 20, tzinfo=UTC))


@pytest.fixture
def year_before(monkeypatch):
    """The demo without drawings; filled, as it is loaded, with the year's rows as they were before the bursts."""
    only_name_drawings(monkeypatch)
    seen = []

    def add_and_look(rows, *more):
        seen.append((rows, deepcopy(rows)))
        bursts.add_bursts(rows, *more)

    monkeypatch.setattr(loading, "add_bursts", add_and_look)
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("at", DAYS, ids=lambda at: f"{at:%Y-%m-%d}")
def test_the_scan_finds_both_bursts_and_nothing_else(year_before, session, frozen_time, at):
    frozen_time.move_to(at)
    loading.load(at, production=False, on_progress=lambda *_: None)
    _the_year_stays_as_it_was(*year_before[0])
    region = session.scalar(select(Area).where(Area.level == Level.REGION))
    run = hot_spots.look(lambda: at, hot_spots.ask(region, by=None, at=at).id)
    assert (run.parameters["shuffles"], run.parameters["alpha"]) == (999, 0.01)
    clusters = {spot.group.code: spot for spot in run.spots if spot.kind is SpotKind.CLUSTER}
    assert sum(spot.kind is SpotKind.CLUSTER for spot in run.spots) == 2
    today = policy().calendar.local_day(at)
    for burst, group in ((WATER, "water"), (WASTE, "waste")):
        spot, mahalla = clusters[group], _mahalla(burst)
        longitude, latitude = bursts.middle_of(mahalla)
        assert spot.west < longitude < spot.east
        assert spot.south < latitude < spot.north
        here = next(part for part in spot.areas if part.area.code == mahalla.code)
        assert here.reports > 0.8 * spot.observed
        assert spot.observed > 0.6 * burst.reports
        assert spot.observed > 3 * spot.expected
        assert spot.is_recent
        assert (today - spot.first_on).days < burst.days_ago[0] + 2


def _the_year_stays_as_it_was(rows, before):
    """Bursts come after the year's rows and change none of them; history is numbered anew, by time."""
    for change in rows.changes:
        del change["id"]
    for name in ("requests", "contacts", "photos", "routings", "changes"):
        held, year = getattr(rows, name), getattr(before, name)
        assert held[: len(year)] == year
        assert len(held) > len(year)
    assert len(rows.requests) == loading.REPORTS + sum(burst.reports for burst in bursts.BURSTS)


def _mahalla(burst: bursts.Burst) -> TownArea:
    return next(area for area in build() if area.code == burst.mahalla_code)
