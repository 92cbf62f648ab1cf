"""Which crew fits how many of the reports that were picked, and which it does not fit: said before anybody agrees."""

import re
from datetime import date, time, timedelta

import pytest

from app.actions import oversight, roster
from app.db import db
from app.models import ServiceRequest
from app.queries.crew_suggestions import suggest_for_many
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.factories import make_agency, make_crew, make_group, make_responsibility, make_service

TODAY = date(2026, 11, 18)


def describe(world, crew, *, groups=(), areas=(), hours=None):
    """Write down what a crew can do, where, and when."""
    own = {"name": crew.name, "is_active": True, "groups": groups, "areas": areas}
    roster.save_crew(world.agency, crew, **own, by=world.dispatcher)
    if hours:
        roster.add_shifts(
            crew,
            first_on=TODAY,
            last_on=TODAY + timedelta(days=6),
            weekdays=range(7),
            begins=time(hours[0]),
            ends=time(hours[1]),
            by=world.dispatcher,
            at=NOW,
        )


@pytest.fixture
def water(world):
    """Another kind of work of the same agency."""
    group = make_group("water")
    make_service(group, "leak")
    make_responsibility(world.agency, group=group, area=world.district)
    db.session.commit()
    return group


@pytest.fixture
def picked(world, water):
    """A hole here, a hole in the other mahalla, a leak here."""
    return [
        world.report(at=NOW - timedelta(hours=3)),
        world.report(at=NOW - timedelta(hours=2), longitude=69.15),
        world.report(at=NOW - timedelta(hours=1), service_code="leak"),
    ]


@pytest.fixture
def crews(world, water):
    """One for roads everywhere and on duty, one for everything here alone, one that nobody described."""
    roads, here = world.crew, world.other_crew
    roads.name, here.name = "Asfalt", "Gulbahor"
    plain = make_crew(world.agency, name="Yangi")
    describe(world, roads, groups=[world.group], areas=[world.district], hours=(9, 18))
    describe(world, here, groups=[world.group, water], areas=[world.mahalla])
    return roads, here, plain


def ids(*reports):
    return [sr.public_id for sr in reports]


def address(*reports):
    return "/dispatch/bulk?what=assign&" + "&".join(f"pick={one}" for one in ids(*reports))


def choices(page):
    """What is said of each crew, in the order of the page."""
    labels = re.findall(r'<label class="choice">.*?</label>', page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", label).split()) for label in labels]


def test_each_crew_is_told_how_many_it_fits_and_which_it_does_not_and_why(world, desk, picked, crews):
    hole, far_hole, leak = ids(*picked)
    said = choices(desk.get(address(*picked)))
    assert [line.split()[0] for line in said] == ["Gulbahor", "Asfalt", "Yangi"]
    by_name = {line.split()[0]: line for line in said}
    assert "Suggested Fits 2 of 3 · 0 open jobs, 3 with these" in by_name["Asfalt"]
    assert "On duty until 18:00" in by_name["Asfalt"]
    assert f"Does other kinds of work: {leak}" in by_name["Asfalt"]
    assert "Suggested Fits 2 of 3" in by_name["Gulbahor"]
    assert f"Works in other areas: {far_hole}" in by_name["Gulbahor"]
    assert hole not in by_name["Asfalt"] + by_name["Gulbahor"]
    assert "Nobody wrote down what it does, or where." in by_name["Yangi"]
    assert "Suggested" not in by_name["Yangi"]


def test_a_crew_that_fits_all_is_chosen_already_and_one_that_does_not_is_never(world, desk, picked, crews):
    hole, far_hole, _leak = picked
    both_holes = desk.get(address(hole, far_hole))
    assert re.search(rf'checked[^>]*value="{world.crew.id}"', both_holes.text)
    assert choices(both_holes)[0].startswith("Asfalt Suggested Fits all of them")
    assert "checked" not in desk.get(address(*picked)).text


def test_a_crew_that_is_not_suggested_can_be_chosen_as_well(world, desk, picked, crews):
    page = desk.get(address(*picked))
    assert "1 other crew" in words(page)
    shown = re.findall(r'name="pick" value="([^"]+)"', page.text)
    form = {"what": "assign", "pick": shown, "crew": str(crews[2].id)}
    assert desk.post(address(*picked), data=form).status_code == 303
    assert {db.session.get(ServiceRequest, sr.id).crew_id for sr in picked} == {crews[2].id}


def test_whoever_has_some_of_them_already_is_not_given_them_twice(world, desk, picked, crews):
    hole, far_hole, _leak = picked
    oversight.assign(hole, crews[0], by=world.dispatcher, at=NOW)
    said = {line.split()[0]: line for line in choices(desk.get(address(hole, far_hole)))}
    assert "1 open job, 2 with these" in said["Asfalt"]


def test_an_admin_reads_which_reports_belong_to_another_agency(world, client, picked, crews):
    elsewhere = make_agency("light")
    make_crew(elsewhere, name="Chiroq")
    group = make_group("light")
    make_service(group, "lamp")
    make_responsibility(elsewhere, group=group, area=world.district)
    lamp = world.report(service_code="lamp")
    sign_in(client, world.admin)
    said = {line.split()[0]: line for line in choices(client.get(address(picked[0], lamp)))}
    assert f"Belongs to another agency: {picked[0].public_id}" in said["Chiroq"]
    assert f"Belongs to another agency: {lamp.public_id}" in said["Asfalt"]


def test_without_any_crew_the_page_says_where_to_add_one(world, desk, session):
    for crew in (world.crew, world.other_crew):
        crew.is_active = False
    sr = world.report()
    session.commit()
    assert "No crew is at work." in words(desk.get(address(sr)))


def test_nobody_reads_of_another_agencys_reports(world, picked, crews):
    assert suggest_for_many(ids(*picked), world.other_dispatcher, NOW) == []
    assert suggest_for_many([], world.dispatcher, NOW) == []


def test_a_form_without_a_crew_is_shown_again_with_the_suggestions(world, desk, picked, crews):
    page = desk.get(address(*picked))
    shown = re.findall(r'name="pick" value="([^"]+)"', page.text)
    again = desk.post(address(*picked), data={"what": "assign", "pick": shown})
    assert again.status_code == 422
    assert "Fits 2 of 3" in words(again)
    assert 'href="#crew-0"' in again.text
