"""Open reports are routed again where boundaries changed, and keep a receipt of it."""

from __future__ import annotations

from datetime import date

from shapely import MultiPolygon, box
from sqlalchemy import select

from app.actions import reporting
from app.actions.territory import NewArea, import_areas
from app.models import Area, Level, TerritoryVersion
from tests.factories import NOW, World, make_agency, make_area, make_responsibility, make_service

SPRING = date(2026, 3, 1)


def square(west: float, south: float = 41.0, size: float = 0.1) -> MultiPolygon:
    return MultiPolygon([box(west, south, west + size, south + size)])


def new(code: str, boundary: MultiPolygon, **values) -> NewArea:
    values.setdefault("names", {"uz": f"Mahalla {code}"})
    return NewArea(code=code, boundary=boundary, area_km2=values.pop("area_km2", 1.0), **values)


def imported(*areas: NewArea, level: Level = Level.MAHALLA, valid_from: date = SPRING, **options):
    return import_areas(level, areas, valid_from=valid_from, source="areas.gpkg", at=NOW, **options)


def area(session, code: str, level: Level = Level.MAHALLA) -> Area:
    return session.scalar(select(Area).where(Area.level == level, Area.code == code))


def version(session) -> int:
    return session.scalar(select(TerritoryVersion.version))


def test_open_reports_go_where_the_new_boundary_says(session):
    world = World()
    moved = world.report(longitude=69.05)
    in_between = world.report(longitude=69.01)
    done = imported(
        new("170101", square(69.0, size=0.03), parent_code="1701"),
        new("170102", MultiPolygon([box(69.03, 41.0, 69.2, 41.1)]), parent_code="1701"),
    )
    assert set(done.rerouted) == {moved.public_id, in_between.public_id}
    assert moved.mahalla_id == world.other_mahalla.id
    receipt = moved.routings[-1]
    assert (receipt.cause, receipt.area_id) == ("boundary_changed", world.other_mahalla.id)
    assert receipt.boundary_id == world.other_mahalla.current_boundary.id
    assert receipt.territory_version == version(session)
    assert moved.history[-1].move == "reroute"
    # No mahalla reaches that far north any more.
    assert in_between.area == world.district


def test_the_promise_and_the_crew_stay_where_the_same_agency_answers(session):
    world = World()
    report = world.report("in_progress")
    due, status, crew = report.due_at, report.status, report.crew_id
    imported(
        new("170101", square(69.0, size=0.01)), new("170102", MultiPolygon([box(69.01, 41.0, 69.2, 41.1)]))
    )
    assert report.mahalla_id == world.other_mahalla.id
    assert (report.due_at, report.status, report.crew_id) == (due, status, crew)


def test_where_another_agency_answers_now_it_gets_the_report_and_the_crew_is_taken_off(session):
    world = World()
    report = world.report("accepted")
    new_agency = make_agency("roads-170102")
    make_responsibility(new_agency, group=world.group, area=world.other_mahalla)
    imported(
        new("170101", square(69.0, size=0.01)), new("170102", MultiPolygon([box(69.01, 41.0, 69.2, 41.1)]))
    )
    assert (report.agency_id, report.crew_id) == (new_agency.id, None)


def test_the_history_says_who_had_it_and_who_gets_it(session):
    world = World()
    report = world.report("accepted")
    new_agency = make_agency("roads-170102")
    make_responsibility(new_agency, group=world.group, area=world.other_mahalla)
    imported(
        new("170101", square(69.0, size=0.01)), new("170102", MultiPolygon([box(69.01, 41.0, 69.2, 41.1)]))
    )
    change = report.history[-1]
    assert (change.move, change.actor, change.by_user_id) == ("reroute", "system", None)
    assert change.detail["to_agency_id"] == new_agency.id
    assert (change.from_status, change.to_status) == ("accepted", "accepted")
    assert [receipt.agency_id for receipt in report.routings] == [world.agency.id, new_agency.id]
    assert [receipt.cause for receipt in report.routings] == ["submitted", "boundary_changed"]


def test_another_parent_alone_moves_the_open_reports_to_its_district(session):
    world = World()
    report = world.report()
    other = make_area("district", (69.6, 41.0, 69.9, 41.4), code="1702", parent=world.region)
    session.commit()
    done = imported(new("170101", square(69.0), parent_code="1702"))
    assert (done.renamed, done.rerouted) == (["170101"], [report.public_id])
    assert (report.district_id, report.mahalla_id) == (other.id, world.mahalla.id)


def test_a_district_that_comes_later_takes_its_reports_out_of_the_region(session):
    imported(new("17", square(69.0, size=0.9)), level=Level.REGION)
    imported(new("1", square(69.0)))
    service = make_service()
    report = reporting.submit(
        reporting.Draft(
            client_uuid="6f1b1f0e-1f0e-4f0e-8f0e-6f1b1f0e1f0e",
            longitude=69.05,
            latitude=41.05,
            service_code=service.service_code,
            description="Chuqur",
            locale="uz",
        ),
        by=None,
        at=NOW,
    )
    assert report.district_id is None
    done = imported(new("1701", square(69.0, size=0.4)), level=Level.DISTRICT)
    district = area(session, "1701", Level.DISTRICT)
    assert done.rerouted == [report.public_id]
    assert (report.district_id, report.agency.area_id) == (district.id, district.id)


def test_a_report_that_is_outside_everything_now_keeps_who_answers(session):
    world = World()
    report = world.report()
    for level, code, codes in (
        (Level.REGION, "17", 69.8),
        (Level.DISTRICT, "1701", 69.8),
        (Level.MAHALLA, "170101", 69.8),
    ):
        done = imported(new(code, square(codes, 41.8)), level=level)
    assert done.rerouted == []
    assert report.agency_id == world.agency.id
    assert report.mahalla_id == world.mahalla.id


def test_closed_reports_stay_as_they_were(session):
    world = World()
    report = world.report("closed")
    done = imported(
        new("170101", square(69.0, size=0.01)), new("170102", MultiPolygon([box(69.01, 41.0, 69.2, 41.1)]))
    )
    assert done.rerouted == []
    assert report.mahalla_id == world.mahalla.id


def test_a_dry_run_names_the_reports_that_would_move_and_moves_none(session):
    world = World()
    report = world.report()
    done = imported(
        new("170101", square(69.0, size=0.01)),
        new("170102", MultiPolygon([box(69.01, 41.0, 69.2, 41.1)])),
        dry_run=True,
    )
    assert done.rerouted == [report.public_id]
    session.refresh(report)
    assert report.mahalla_id == world.mahalla.id
    assert len(report.routings) == 1
