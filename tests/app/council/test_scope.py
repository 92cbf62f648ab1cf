"""What a council may read, asked of one thing and as a condition for many: both say the same."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from app import access
from app.actions import remarks, rollups
from app.db import db
from app.models import Area, CouncilQuestion, HotSpot
from tests.conftest import sign_in
from tests.council_pages import ask_about, make_project, make_spot
from tests.factories import NOW, World, make_area, make_user
from tests.shown import CONTACT

NOTE, DESCRIPTION, QUESTION = "Kalit qorovulda", "Hovlida quvur yorildi", "Nega shuncha kutildi?"
#: Lists that are one's own whatever area the address names; everything else is not there, or leads away.
OWN_LISTS = {"council.project_list", "council.decisions_list"}


@pytest.fixture
def people(app, session):
    world = World()
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    spot = make_spot(world)
    ask_about(world, spot)
    return {
        "nobody": None,
        "resident": world.resident,
        "dispatcher": world.dispatcher,
        "other dispatcher": world.other_dispatcher,
        "gone": make_user("council", area=world.district, is_active=False),
        "mahalla": make_user("council", area=world.mahalla),
        "next mahalla": make_user("council", area=world.other_mahalla),
        "district": world.council,
        "next district": make_user("council", area=next_district),
        "region": make_user("council", area=world.region),
        "admin": world.admin,
    }


def test_areas_hot_spots_and_questions_are_the_same_both_ways(people):
    areas = db.session.scalars(select(Area)).all()
    spot = db.session.scalars(select(HotSpot)).one()
    question = db.session.scalars(select(CouncilQuestion)).one()
    for name, user in people.items():
        overseen = set(db.session.scalars(select(Area.id).where(access.areas_overseen(user))))
        assert overseen == {area.id for area in areas if access.may_oversee_area(user, area)}, name
        read = db.session.scalars(select(HotSpot.id).where(access.hot_spots_read_by(user))).all()
        allowed = any(access.may_oversee_area(user, part.area) for part in spot.areas)
        assert bool(read) is allowed, name
        answerable = db.session.scalars(select(CouncilQuestion.id).where(access.answerable_by(user))).all()
        assert bool(answerable) is access.may_answer(user, question), name
    assert access.may_answer(people["dispatcher"], question)


def council_pages(app, **ids):
    """Every page of the council, from the application itself, so that no new one is forgotten."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("council.") and "GET" in (rule.methods or ()):
            with app.test_request_context():
                values = {name: ids[name] for name in rule.arguments}
                yield rule.endpoint, app.url_for(rule.endpoint, area="district:1701", **values), bool(values)


def test_no_page_tells_another_council_a_name_a_note_or_a_private_word(app, client, session):
    world = World()
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    report = world.report("accepted", description=DESCRIPTION, **CONTACT)
    remarks.note(report, words=NOTE, client_uuid=str(uuid4()), by=world.dispatcher, at=NOW)
    spot = make_spot(world)
    ask_about(world, spot, QUESTION)
    ask_about(world, report, QUESTION)
    project = make_project(world, spot)
    while rollups.fold(NOW):
        pass
    private = [*CONTACT.values(), NOTE, DESCRIPTION, QUESTION, project.name]
    private += [area.names["uz"] for area in (world.district, world.mahalla, world.other_mahalla)]
    ids = {
        "public_id": report.public_id,
        "hot_spot_id": spot.id,
        "project_id": project.id,
        "what": "end",
    }
    seen = set()
    sign_in(client, make_user("council", area=next_district))
    for endpoint, address, has_id in council_pages(app, **ids):
        answer = client.get(address)
        assert answer.status_code == 200 if endpoint in OWN_LISTS else answer.status_code in (302, 303, 404)
        assert not [one for one in private if one in answer.text], endpoint
        if not has_id:
            own = client.get(address.replace("district:1701", "district:1702"))
            assert not [
                one for one in private if one in own.get_data(as_text=False).decode("utf-8", "replace")
            ]
        seen.add(endpoint)
    assert {"council.index", "council.heat", "council.meeting_pdf", "council.question_list"} <= seen


def test_a_council_reads_neither_who_reported_nor_the_notes_of_its_own_area(app, client, session):
    world = World()
    report = world.report("accepted", description=DESCRIPTION, **CONTACT)
    remarks.note(report, words=NOTE, client_uuid=str(uuid4()), by=world.dispatcher, at=NOW)
    spot = make_spot(world)
    ids = {
        "public_id": report.public_id,
        "hot_spot_id": spot.id,
        "project_id": make_project(world, spot).id,
        "what": "end",
    }
    while rollups.fold(NOW):
        pass
    sign_in(client, world.council)
    addresses = [address for _endpoint, address, _has_id in council_pages(app, **ids)]
    for address in [*addresses, f"/r/{report.public_id}", f"/dispatch/reports/{report.public_id}"]:
        text = client.get(address).get_data().decode("utf-8", "replace")
        assert not [one for one in (*CONTACT.values(), NOTE) if one in text], address
    assert not access.may_see_contact(world.council, report)
    assert not access.may_take_notes(world.council, report)
