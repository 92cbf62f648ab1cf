"""Who answers where: the table by district says what routing does, and shows every gap."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.db import db
from app.models import Area, Level, Service
from app.queries import answering, coverage
from tests.conftest import sign_in
from tests.factories import NOW, World, make_agency, make_area, make_group, make_responsibility, make_service

TODAY = date(2026, 11, 18)


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def admin(world, client):
    sign_in(client, world.admin)
    return client


def look(**asked):
    return coverage.coverage(**{"on": TODAY, "region_id": None, "page": 1, **asked})


def cell(found, group, area):
    """Return the cell of a group and an area."""
    column = [one.id for one in found.areas.items].index(area.id)
    return next(cells for one, cells in found.rows if one.id == group.id)[column]


def names(things):
    return [thing.code for thing in things]


def test_the_agency_of_the_district_answers(world):
    found = cell(look(), world.group, world.district)
    assert names(found.agencies) == ["roads-1701"]
    assert (found.unanswered, found.is_gap, found.own_areas) == ([], False, 0)


#: A further responsibility for the group, and whether it makes somebody else answer in the district.
RULES = [
    ("of the region", {"area": "region"}, False),
    ("everywhere", {}, False),
    ("in another district", {"area": "next_district"}, False),
    ("of the district, newer", {"area": "district", "valid_from": date(2026, 1, 1)}, True),
    ("of the district, from tomorrow", {"area": "district", "valid_from": TODAY + timedelta(1)}, False),
    (
        "of the district, newer, until today",
        {"area": "district", "valid_from": date(2026, 1, 1), "valid_to": TODAY},
        False,
    ),
    (
        "of the district, newer, until tomorrow",
        {"area": "district", "valid_from": date(2026, 1, 1), "valid_to": TODAY + timedelta(1)},
        True,
    ),
]


@pytest.mark.parametrize(("values", "wins"), [pytest.param(v, w, id=words) for words, v, w in RULES])
def test_the_rules_of_routing_hold_here_too(world, session, values, wins):
    areas = {
        "region": world.region,
        "district": world.district,
        "next_district": make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region),
    }
    values = {**values, "area": areas.get(values.get("area"))}
    make_responsibility(world.other_agency, group=world.group, **values)
    found = cell(look(), world.group, world.district)
    assert names(found.agencies) == (["water-1701"] if wins else ["roads-1701"])


def test_what_the_table_says_is_what_a_pin_there_finds(world, session):
    group = make_group("mixed")
    own, groups, none = (make_service(group, code) for code in ("own", "of_the_group", "unanswered"))
    make_responsibility(world.agency, service=own, area=world.district)
    make_responsibility(world.other_agency, service=groups, area=world.region)
    session.commit()
    found = cell(look(), group, world.district)
    place = answering.find_place(69.3, 41.3)
    for service in session.query(Service).where(Service.service_group_id == group.id):
        answer = answering.who_answers(place, service, at=NOW)
        assert (answer.responsibility_id is None) == (service in found.unanswered)
        assert answer.agency is None or answer.agency in found.agencies
    assert [service.service_code for service in found.unanswered] == [none.service_code]
    assert not found.is_gap


def test_a_group_that_nobody_answers_for_is_a_gap(world):
    group = make_group("gas")
    make_service(group)
    found = cell(look(), group, world.district)
    assert (found.agencies, found.is_gap) == ([], True)


def test_an_agency_that_is_not_at_work_answers_nowhere(world, session):
    world.agency.is_active = False
    session.flush()
    assert cell(look(), world.group, world.district).is_gap


def test_what_is_not_on_offer_is_no_gap(world, session):
    make_service(world.group, "gone", is_active=False)
    group = make_group("nothing_on_offer")
    make_service(group, is_active=False)
    found = look()
    assert not cell(found, world.group, world.district).unanswered
    assert group.id not in {one.id for one, _ in found.rows}


def test_a_mahalla_with_an_agency_of_its_own_is_told_and_hides_no_gap(world):
    group = make_group("yards")
    make_service(group)
    make_responsibility(world.other_agency, group=group, area=world.mahalla)
    make_responsibility(world.other_agency, group=group, area=world.other_mahalla)
    found = cell(look(), group, world.district)
    assert (found.is_gap, found.own_areas, names(found.own_agencies)) == (True, 2, ["water-1701"])


LEVELS = [({Level.REGION, Level.MAHALLA}, Level.REGION), ({Level.MAHALLA}, Level.MAHALLA)]


@pytest.mark.parametrize(("kept", "shown"), LEVELS)
def test_where_there_are_no_districts_other_areas_stand_for_them(session, kept, shown):
    parent = make_area("region") if Level.REGION in kept else None
    make_area("mahalla", parent=parent)
    make_service(make_group())
    assert {area.level for area in look().areas.items} == {shown}


def test_nothing_imported_yet_is_an_empty_table(session):
    assert look().areas.items == []


def districts_of(region, count, start=1710):
    return [make_area("district", code=str(start + n), parent=region) for n in range(count)]


def test_districts_are_paged_and_chosen_by_region(world):
    other = make_area("region", code="18")
    theirs = districts_of(other, 7, start=1800)
    found = look(region_id=other.id)
    assert [area.code for area in found.areas.items] == [area.code for area in theirs[:5]]
    assert found.areas.has_next
    assert [a.code for a in look(region_id=other.id, page=2).areas.items] == [a.code for a in theirs[5:]]
    assert [region.code for region in coverage.regions()] == ["17", "18"]


def test_the_table_takes_a_fixed_number_of_statements(world, session):
    def statements():
        session.expunge_all()
        sent = []

        def note(connection, cursor, statement, *rest):
            sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        found = look()
        told = [
            (agency.names, area.names, service.names)
            for area in found.areas.items
            for _, cells in found.rows
            for one in cells
            for agency in [*one.agencies, *one.own_agencies]
            for service in [*one.unanswered, None]
            if service is not None
        ]
        event.remove(db.engine, "before_cursor_execute", note)
        return len(sent), len(told)

    region_id = world.region.id
    few, _ = statements()
    region = session.get(Area, region_id)
    for number in range(4):
        group = make_group(f"more{number}")
        make_service(group)
        district = districts_of(region, 1, start=1720 + number)[0]
        make_responsibility(make_agency(), group=group, area=district)
    many, _ = statements()
    assert few == many <= 8


# The page.


def test_the_page_shows_who_answers_and_leads_from_a_gap_to_a_form_that_is_filled_in(admin, world, session):
    group = make_group("gas", names={"uz": "Gaz"})
    make_service(group, "leak")
    page = admin.get("/admin/responsibilities/by-district")
    assert "roads-1701" in page.text
    way = f"/admin/responsibilities/add?what=group:{group.id}&amp;area={world.district.id}"
    assert way in page.text
    form = admin.get(way.replace("&amp;", "&")).text
    assert f'<option selected value="group:{group.id}">' in form
    assert f'<option selected value="{world.district.id}">' in form


def test_a_region_without_districts_leads_to_the_import(client, world):
    sign_in(client, world.admin)
    answer = client.get("/admin/responsibilities/by-district?region=0&page=x")
    assert "Import boundaries" in answer.text


ENDS = [
    ("2026-11-18", "has ended", TODAY),
    ("2027-01-01", "Saved.", date(2027, 1, 1)),
    ("2019-01-01", "has ended", date(2020, 1, 1)),
]


@pytest.mark.parametrize(("typed", "words", "kept"), ENDS)
def test_a_responsibility_ends_today_or_on_a_day_to_come_and_never_before_it_began(
    admin, world, session, typed, words, kept
):
    key = world.responsibility.id
    answer = admin.post(f"/admin/responsibilities/{key}/end", data={"on": typed})
    assert words in admin.get(answer.location).text
    session.expire_all()
    assert world.responsibility.valid_to == kept


@pytest.mark.parametrize("typed", ["", "soon", "2026-02-30"])
def test_an_end_that_is_no_day_is_asked_for_again(admin, world, session, typed):
    answer = admin.post(f"/admin/responsibilities/{world.responsibility.id}/end", data={"on": typed})
    assert answer.status_code == 422
    session.expire_all()
    assert world.responsibility.valid_to is None
