"""Importing territory: all or nothing, twice as once, by version, and open reports routed again."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from geoalchemy2.shape import to_shape
from shapely import MultiPolygon, box
from sqlalchemy import func, select

from app.actions import territory
from app.actions.territory import NewArea, ParentsNotFound, checksum, import_areas
from app.domain.errors import FieldError
from app.models import INBOX_KIND, Agency, Area, Boundary, Level, TerritoryVersion
from app.queries.territory import fresh_index
from tests.factories import NOW, World, make_area

SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)


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


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def test_a_new_area_is_kept_with_its_first_boundary(session):
    done = imported(new("1", square(69.0), names={"uz": "Tinchlik", "ru": "Тинчлик"}, population=5120))
    assert done.created == ["1"]
    kept = area(session, "1")
    assert (kept.names, kept.population) == ({"uz": "Tinchlik", "ru": "Тинчлик"}, 5120)
    (boundary,) = kept.boundaries
    assert (boundary.version, boundary.valid_from, boundary.valid_to) == (1, SPRING, None)
    assert (boundary.source, boundary.area_km2, boundary.imported_at) == ("areas.gpkg", 1.0, NOW)
    assert to_shape(boundary.boundary).equals(square(69.0))


def test_the_same_file_twice_is_the_same_as_once(session):
    areas = [new("1", square(69.0)), new("2", square(69.1))]
    imported(*areas)
    before = version(session)
    again = imported(*areas, valid_from=SUMMER)
    assert again.unchanged == ["1", "2"]
    assert not again.changed
    assert version(session) == before
    assert count(session, Boundary) == 2


TURNED = [
    ("drawn the other way round", lambda shape: shapely.reverse(shape)),
    ("begun at another corner", lambda shape: MultiPolygon([box(69.0, 41.0, 69.1, 41.1, ccw=False)])),
    ("with the noise of another programme", lambda shape: shapely.transform(shape, lambda xy: xy + 2e-9)),
]


@pytest.mark.parametrize(("how", "turn"), TURNED, ids=[how for how, _ in TURNED])
def test_the_same_boundary_written_in_another_way_is_no_new_version(session, how, turn):
    imported(new("1", square(69.0)))
    assert imported(new("1", turn(square(69.0)))).unchanged == ["1"]


def test_the_order_of_the_parts_does_not_change_a_fingerprint():
    a, b = square(69.0).geoms[0], square(69.5).geoms[0]
    assert checksum(MultiPolygon([a, b])) == checksum(MultiPolygon([b, a]))
    assert checksum(MultiPolygon([a])) != checksum(MultiPolygon([b]))


def test_a_new_boundary_ends_the_old_one_on_its_day(session):
    imported(new("1", square(69.0)))
    before = version(session)
    done = imported(new("1", square(69.0, size=0.2)), valid_from=SUMMER)
    assert done.new_boundary == ["1"]
    assert version(session) == before + 1
    old, current = area(session, "1").boundaries
    assert (old.valid_from, old.valid_to) == (SPRING, SUMMER)
    assert (current.version, current.valid_from, current.valid_to) == (2, SUMMER, None)


def test_a_correction_may_carry_an_earlier_day_and_versions_still_follow_one_another(session):
    imported(new("1", square(69.0)), valid_from=SUMMER)
    imported(new("1", square(69.0, size=0.2)), valid_from=SPRING)
    old, current = area(session, "1").boundaries
    assert old.valid_from == old.valid_to == current.valid_from == SUMMER


def test_a_day_that_has_not_come_is_refused(session):
    with pytest.raises(FieldError) as refused:
        imported(new("1", square(69.0)), valid_from=NOW.date() + timedelta(days=1))
    assert (refused.value.field, refused.value.reason) == ("valid_from", "in_future")
    assert count(session, Area) == 0


def test_a_new_name_is_no_new_boundary_and_other_languages_stay(session):
    imported(new("1", square(69.0), names={"uz": "Eski", "ru": "Старое"}))
    done = imported(new("1", square(69.0), names={"uz": "Yangi"}))
    assert (done.renamed, done.new_boundary, done.unchanged) == (["1"], [], [])
    assert area(session, "1").names == {"uz": "Yangi", "ru": "Старое"}
    assert count(session, Boundary) == 1


def test_a_file_without_populations_keeps_those_that_are_known(session):
    imported(new("1", square(69.0), population=900))
    imported(new("1", square(69.0)))
    assert area(session, "1").population == 900


def test_areas_that_the_file_does_not_name_stay_as_they_are(session):
    imported(new("1", square(69.0)), new("2", square(69.1)))
    imported(new("2", square(69.1, size=0.2)))
    assert area(session, "1").current_boundary.version == 1


def test_a_dry_run_says_the_same_and_keeps_nothing(session):
    done = imported(new("1", square(69.0)), dry_run=True)
    assert done.created == ["1"]
    assert count(session, Area) == 0
    assert count(session, Boundary) == 0


def test_parents_are_found_by_their_code(session):
    district = make_area("district", (60.0, 40.0, 60.1, 40.1), code="1701")
    imported(new("1", square(69.0), parent_code="1701"))
    assert area(session, "1").parent_id == district.id


def test_a_parent_may_be_a_region_where_there_is_no_district(session):
    region = make_area("region", (69.0, 41.0, 70.0, 42.0), code="17")
    imported(new("1", square(69.0), parent_code="17"), new("2", square(69.5)))
    assert area(session, "1").parent_id == area(session, "2").parent_id == region.id


def test_a_parent_that_was_not_imported_stops_everything(session):
    make_area("district", (69.0, 41.0, 69.4, 41.4), code="1701")
    with pytest.raises(ParentsNotFound) as refused:
        imported(
            new("1", square(69.0), parent_code="1701"),
            new("2", square(69.1), parent_code="1799"),
            new("3", square(69.2), parent_code="1799"),
        )
    assert refused.value.codes == {"1799": ["2", "3"]}
    assert session.scalars(select(Area.code).where(Area.level == Level.MAHALLA)).all() == []


def test_without_a_code_the_parent_is_the_one_that_shares_most_of_the_surface(session):
    make_area("district", (69.0, 41.0, 69.2, 41.2), code="west")
    make_area("district", (69.2, 41.0, 69.4, 41.2), code="east")
    imported(new("1", square(69.13)), new("2", square(69.17)), new("3", square(70.0)))
    assert [area(session, code).parent and area(session, code).parent.code for code in "123"] == [
        "west",
        "east",
        None,
    ]


def test_without_a_code_a_mahalla_of_the_city_is_not_given_to_the_district_around_it(session):
    make_area("district", (69.0, 41.0, 69.9, 41.9), code="around")
    make_area("district", (69.2, 41.2, 69.5, 41.5), code="city")
    imported(new("1", square(69.3, 41.3)))
    assert area(session, "1").parent.code == "city"


def test_areas_that_came_before_their_parents_are_adopted(session):
    imported(new("1", square(69.0)), new("2", square(75.0)))
    imported(new("1701", square(69.0, size=0.4)), level=Level.DISTRICT)
    assert area(session, "1").parent.code == "1701"
    assert area(session, "2").parent is None


def test_areas_that_came_before_their_district_move_from_the_region_to_it(session):
    imported(new("17", square(69.0, size=0.9)), level=Level.REGION)
    imported(new("1", square(69.0)), new("2", square(69.6)))
    assert area(session, "1").parent.code == "17"
    imported(new("1701", square(69.0, size=0.4)), level=Level.DISTRICT)
    assert area(session, "1").parent.code == "1701"
    assert area(session, "2").parent.code == "17"
    assert area(session, "1701", Level.DISTRICT).parent.code == "17"


def test_a_district_beside_them_does_not_adopt_the_mahallas_of_one_that_is_missing(session):
    imported(new("1", square(69.0)), new("2", square(69.1)))
    imported(new("west", MultiPolygon([box(69.0, 41.0, 69.101, 41.1)])), level=Level.DISTRICT)
    assert area(session, "1").parent.code == "west"
    assert area(session, "2").parent is None
    imported(new("east", MultiPolygon([box(69.101, 41.0, 69.2, 41.1)])), level=Level.DISTRICT)
    assert area(session, "2").parent.code == "east"


def test_every_district_gets_an_inbox_of_its_own(session):
    imported(new("1701", square(69.0, size=0.4), names={"uz": "Bogʻ tumani"}), level=Level.DISTRICT)
    imported(new("1701", square(69.0, size=0.5)), level=Level.DISTRICT)
    (inbox,) = session.scalars(select(Agency).where(Agency.kind == INBOX_KIND)).all()
    assert inbox.area_id == area(session, "1701", Level.DISTRICT).id
    assert inbox.names["uz"].startswith("Bogʻ tumani")


def test_the_same_code_may_stand_on_two_levels(session):
    imported(new("17", square(69.0, size=0.4)), level=Level.REGION)
    assert imported(new("17", square(69.0))).created == ["17"]


def test_progress_is_told_area_by_area(session):
    told = []
    imported(new("1", square(69.0)), new("2", square(69.1)), on_progress=lambda *seen: told.append(seen))
    assert told == [(1, 2), (2, 2)]


def test_an_import_that_fails_halfway_leaves_nothing_behind(session, monkeypatch):
    world = World()
    report = world.report()
    before = version(session)

    def broken(*_, **__):
        raise RuntimeError("the machine stopped here")

    monkeypatch.setattr(territory, "reroute_open", broken)
    with pytest.raises(RuntimeError):
        imported(new("170101", square(69.0, size=0.01)), new("170199", square(69.5)))
    assert version(session) == before
    assert area(session, "170199") is None
    assert [b.version for b in area(session, "170101").boundaries] == [1]
    assert len(report.routings) == 1


def test_more_areas_than_one_statement_takes_are_all_kept(session, monkeypatch):
    monkeypatch.setattr(territory, "AT_ONCE", 2)
    first = [new(str(n), square(69.0 + n / 10)) for n in range(5)]
    imported(*first[:2])
    done = imported(new("0", square(69.0, size=0.05)), *first[1:])
    assert (done.created, done.new_boundary, done.unchanged) == (["2", "3", "4"], ["0"], ["1"])
    assert [b.version for b in area(session, "0").boundaries] == [1, 2]
    assert count(session, Boundary) == 6


def test_a_boundary_comes_back_to_the_last_digit(session):
    """Rounded anywhere on the way, two neighbours would no longer share their edge."""
    ragged = shapely.transform(
        box(69.0, 41.0, 69.1, 41.1).segmentize(0.003), lambda c: c + np.sin(c * 1e4) / 1e4
    )
    ragged = MultiPolygon([ragged])
    imported(new("1", ragged))
    (held,) = fresh_index().areas_in("mahalla", 68, 40, 70, 42)
    assert shapely.equals_exact(held.boundary.normalize(), ragged.normalize(), tolerance=0)
