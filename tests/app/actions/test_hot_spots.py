"""Scans for hot spots: done once, kept with their method, and compared with those before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.actions import hot_spots
from app.db import db
from app.domain.rollup import day_of
from app.models import HotSpot, HotSpotRun, ReportFact, SpotKind
from app.queries import hot_spots as found
from tests.app.council.planted import CLUSTER, PIPE, fact, look, plant
from tests.conftest import NOW
from tests.factories import World, make_area


@pytest.fixture
def world(app, session):
    return World()


@pytest.fixture(autouse=True)
def few_shuffles(monkeypatch):
    """A hundred shuffles tell one chance in a hundred."""
    monkeypatch.setattr(hot_spots.scan, "SHUFFLES", 199)
    monkeypatch.setattr(
        hot_spots.scan.hot_spots,
        "__kwdefaults__",
        {**hot_spots.scan.hot_spots.__kwdefaults__, "shuffles": 199},
    )


def test_what_was_planted_is_found_and_kept_with_its_method(world):
    today = plant(world)
    run = look(world)
    assert (run.area_id, run.reports, run.percent, run.finished_at) == (world.region.id, 324, 100, NOW)
    assert run.method == "space_time_permutation"
    assert run.parameters["alpha"] == 0.01
    (cluster,) = [spot for spot in run.spots if spot.kind is SpotKind.CLUSTER]
    assert cluster.west < CLUSTER[0] < cluster.east
    assert cluster.south < CLUSTER[1] < cluster.north
    assert cluster.last_on == day_of(today)
    assert cluster.observed > cluster.expected * 3
    assert cluster.p_value <= 0.01
    assert cluster.is_recent
    places = [spot for spot in run.spots if spot.kind is SpotKind.REPEATED]
    pipe = next(spot for spot in places if spot.west < PIPE[0] < spot.east)
    assert len(pipe.began_on) == 4
    assert {part.area_id for part in cluster.areas} == {
        world.region.id,
        world.district.id,
        world.mahalla.id,
    }


def test_where_nothing_is_out_of_the_ordinary_nothing_is_told(world):
    plant(world, cluster=0, failures=0)
    assert [spot for spot in look(world).spots if spot.kind is SpotKind.CLUSTER] == []


@pytest.mark.parametrize("reports", [0, 1])
def test_an_area_with_no_report_or_with_one_has_no_hot_spot(world, reports):
    plant(world, cluster=reports, failures=0, noise=0)
    run = look(world)
    assert (run.reports, run.spots) == (reports, [])


def test_refused_and_merged_reports_are_no_failures(world):
    today = plant(world, cluster=0, failures=0)
    for n in range(30):
        status = 5 if n % 2 else 6
        row = fact(world, 500 + n, *CLUSTER, today - n % 10, status=status, ended_day=today)
        db.session.execute(ReportFact.__table__.insert(), row)
    db.session.commit()
    assert look(world).reports == 300


def test_a_hot_spot_that_was_found_before_is_not_new(world):
    plant(world)
    first = look(world)
    later = look(world, NOW + timedelta(days=7))
    assert later.id != first.id
    cluster = next(spot for spot in later.spots if spot.kind is SpotKind.CLUSTER)
    assert cluster.first_found_at == NOW
    assert db.session.get(HotSpotRun, first.id).spots


def test_whoever_asks_while_a_scan_is_waited_for_gets_that_one(world):
    one = hot_spots.ask(world.mahalla, by=world.council, at=NOW)
    other = hot_spots.ask(world.district, by=world.admin, at=NOW)
    assert one.id == other.id


def test_two_processes_do_a_scan_once(world):
    hot_spots.ask(world.district, by=None, at=NOW)
    assert hot_spots._take(NOW, None) is not None
    assert hot_spots.look(lambda: NOW) is None


def test_a_scan_whose_process_died_is_taken_again_and_given_up_after_three(world):
    hot_spots.ask(world.district, by=None, at=NOW)
    at = NOW
    for _attempt in range(hot_spots.MOST_ATTEMPTS):
        assert hot_spots._take(at, None) is not None
        at += hot_spots.LEASE + timedelta(seconds=1)
    assert hot_spots._take(at, None) is None
    assert found.unfinished(world.district) is None
    assert found.failed_since(world.district, None)


def test_the_week_has_one_scan_of_each_largest_area(world):
    make_area("region", (71.0, 41.0, 72.0, 42.0), code="18")
    assert hot_spots.ask_for_the_week(NOW) == 2
    while hot_spots.look(lambda: NOW):
        pass
    assert hot_spots.ask_for_the_week(NOW + timedelta(days=3)) == 0
    assert hot_spots.ask_for_the_week(NOW + timedelta(days=7)) == 2
    weeks = db.session.scalars(select(HotSpotRun.week_on).distinct()).all()
    assert len(weeks) == 2


def test_the_background_worker_looks_for_hot_spots_one_scan_at_a_time(world):
    assert jobs.find_hot_spots() == 1
    assert jobs.find_hot_spots() == 0
    assert db.session.scalar(select(HotSpot.id).limit(1)) is None


def test_the_command_tells_what_it_found(world, app):
    plant(world)
    said = app.test_cli_runner().invoke(args=["hot-spots", "find"])
    assert said.exit_code == 0
    assert "17:" in said.output
