"""The council's page for what agencies hand to and fro: its own district's only."""

import pytest

from app.actions import oversight
from app.db import db
from app.models import ServiceRequest
from tests.app.conversations import quarrel
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.factories import World, make_area, make_user


@pytest.fixture
def world(app, session):
    return World()


@pytest.fixture
def council(client, world):
    sign_in(client, world.council)
    return client


def decide(client, sr, **values):
    sent = {"version": str(sr.version), "note": "Quvur ustida", **values}
    return client.post(f"/council/decisions/{sr.public_id}", data=sent)


def test_a_report_waits_is_decided_and_leaves(council, world):
    sr = quarrel(world)
    assert "1 report waits for your decision" in words(council.get("/council/"))
    listed = council.get("/council/decisions")
    assert sr.public_id in listed.text
    page = words(council.get(f"/council/decisions/{sr.public_id}"))
    assert "Handed over 2 times" in page
    assert "Suv quvuri" in page
    answer = decide(council, sr, agency=str(world.other_agency.id))
    assert (answer.status_code, answer.location) == (303, "/council/decisions")
    assert db.session.get(ServiceRequest, sr.id).agency_id == world.other_agency.id
    assert "Nothing waits for a decision." in words(council.get("/council/decisions"))
    assert "The council decided on" in words(council.get(f"/council/decisions/{sr.public_id}"))
    public = words(council.get(f"/r/{sr.public_id}"))
    assert "The council decided: water-1701 answers." in public
    assert "Quvur ustida" in public


def test_nothing_chosen_and_no_reason_is_refused(council, world):
    sr = quarrel(world)
    for values, said in (({"agency": ""}, "Choose the agency"), ({"note": " "}, "Write the reason")):
        answer = decide(council, sr, **{"agency": str(world.agency.id), **values})
        assert answer.status_code == 422
        assert said in words(answer)
    assert db.session.get(ServiceRequest, sr.id).decision_asked_at is not None


def test_an_agency_that_took_it_up_meanwhile_is_told(council, world):
    sr = quarrel(world)
    shown = sr.version
    oversight.accept(sr, by=world.dispatcher, at=NOW)
    answer = decide(council, sr, version=str(shown), agency=str(world.agency.id))
    assert answer.status_code == 409
    assert "took it up" in words(answer)


#: Whose page of a decision it is: in the list, and for this one report.
PEOPLE = {
    "nobody": (302, 302),
    "resident": (403, 403),
    "crew_member": (403, 403),
    "dispatcher": (403, 403),
    "operator": (403, 403),
    "council of the mahalla": (200, 404),
    "council of the next district": (200, 404),
    "council of the region": (200, 404),
    "council": (200, 200),
    "admin": (200, 200),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_only_the_districts_own_council_and_the_admin_decide(client, world, who):
    sr = quarrel(world)
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    areas = {"mahalla": world.mahalla, "next district": next_district, "region": world.region}
    if who.startswith("council of the "):
        sign_in(client, make_user("council", area=areas[who.removeprefix("council of the ")]))
    elif who != "nobody":
        sign_in(client, getattr(world, who))
    in_list, for_one = PEOPLE[who]
    listed = client.get("/council/decisions")
    assert listed.status_code == in_list
    assert (sr.public_id in listed.text) is (for_one == 200)
    assert client.get(f"/council/decisions/{sr.public_id}").status_code == for_one
    agency = str(world.other_agency.id)
    assert decide(client, sr, agency=agency).status_code == {200: 303}.get(for_one, for_one)
    decided = db.session.get(ServiceRequest, sr.id).agency_id == world.other_agency.id
    assert decided is (for_one == 200)


def test_what_nobody_quarrels_about_has_no_such_page(council, world):
    sr = world.report()
    assert council.get(f"/council/decisions/{sr.public_id}").status_code == 404
    assert council.get("/council/decisions/2222-2222").status_code == 404
    assert council.get("/council/decisions/nonsense").status_code == 404
