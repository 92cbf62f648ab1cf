"""One report on the desk: what it shows, to whom, and which moves it offers."""

import re
from datetime import timedelta

import pytest

from app.db import db
from app.domain.lifecycle import Actor, Status, moves_for
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.factories import make_photo

STATUSES = ("received", "accepted", "in_progress", "resolved", "closed", "rejected", "reopened")
ENDPOINTS = {
    "accept": "accept",
    "assign": "assign",
    "hand_over": "hand-over",
    "reject": "reject",
    "mark_duplicate": "duplicate",
}


@pytest.mark.parametrize("person", ["dispatcher", "admin"])
@pytest.mark.parametrize("status", STATUSES)
def test_exactly_the_moves_of_the_lifecycle_are_offered(world, client, status, person):
    sr = world.report(status)
    sign_in(client, getattr(world, person))
    page = client.get(f"/dispatch/{sr.public_id}").text
    offered = {move for move, end in ENDPOINTS.items() if f'action="/dispatch/{sr.public_id}/{end}"' in page}
    actor = Actor.ADMIN if person == "admin" else Actor.DISPATCHER
    assert offered == set(moves_for(Status(status), actor)) & set(ENDPOINTS)


def test_the_page_tells_what_is_known_of_the_report(world, desk):
    sr = world.report(
        "resolved",
        photo_tokens=[make_photo()],
        address="Maktab yonida",
        description="Katta chuqur\nikki metr",
    )
    told = words(desk.get(f"/dispatch/{sr.public_id}"))
    for said in (
        "Katta chuqur ikki metr",
        "Maktab yonida",
        "The pin lies inside the area.",
        "There this agency answers for: roads.",
        "The crew says that it is fixed.",
        "A crew was assigned.",
        "Photos of the problem",
        "After the repair",
        "The resident has the next word.",
        f"No. {world.responsibility.id}",
    ):
        assert said in told, said


def test_an_after_photo_says_how_far_from_the_pin_it_was_taken(world, desk):
    sr = world.report("in_progress")
    from app.actions import fieldwork

    token = make_photo("after", position=(69.0545, 41.05))
    fieldwork.resolve(sr, by=world.crew_member, photo_tokens=[token], note="Darvoza yopiq edi", at=NOW)
    told = words(desk.get(f"/dispatch/{sr.public_id}"))
    assert "377 m from the pin; 100 m are allowed." in told
    assert "To be checked" in told
    assert "Darvoza yopiq edi" in told
    assert sr.public_id in desk.get("/dispatch/?lane=flagged").text


def test_only_the_agencys_dispatcher_sees_who_reported_it(world, client):
    sr = world.report(contact_name="Nodira Karimova", phone="90 123 45 67", email="nodira@example.uz")
    sign_in(client, world.dispatcher)
    page = client.get(f"/dispatch/{sr.public_id}")
    for said in ("Nodira Karimova", 'href="tel:+998901234567"', "nodira@example.uz"):
        assert said in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Nodira" not in client.get("/dispatch/").text
    sign_in(client, world.admin)
    page = client.get(f"/dispatch/{sr.public_id}")
    assert page.status_code == 200
    assert not re.search("Nodira|998901234567|nodira@", page.text)
    assert "Only the dispatchers of the agency see who reported it." in page.text


def test_a_contact_is_never_logged(world, desk, caplog):
    sr = world.report(contact_name="Nodira Karimova", phone="90 123 45 67")
    with caplog.at_level("DEBUG"):
        desk.get(f"/dispatch/{sr.public_id}")
        desk.get("/dispatch/?q=901234567")
    assert not re.search("Nodira|901234567", caplog.text)


def test_who_left_no_contact_is_said_to_have_left_none(world, desk):
    assert "Somebody who left no contact." in desk.get(f"/dispatch/{world.report().public_id}").text


def test_open_reports_near_by_are_on_the_map_and_offered_as_the_earlier_one(world, desk):
    sr = world.report()
    near = world.report(longitude=69.051)
    far = world.report(longitude=69.09)
    page = desk.get(f"/dispatch/{sr.public_id}?lane=new").text
    assert "1 open report within 300 m" in page
    assert f'href="/dispatch/{near.public_id}?lane=new"' in page
    assert f'type="radio" value="{near.public_id}"' in page
    assert f'type="radio" value="{far.public_id}"' not in page


def test_the_list_it_came_from_stays_beside_it(world, desk):
    late = world.report(at=NOW - timedelta(days=30))
    new = world.report()
    page = desk.get(f"/dispatch/{late.public_id}?lane=overdue").text
    beside = page[page.index('class="beside"') : page.index("pane-report")]
    assert f'href="/dispatch/{late.public_id}?lane=overdue" aria-current="page"' in beside
    assert new.public_id not in beside


def test_a_page_takes_the_same_number_of_statements_however_much_there_is(world, desk):
    from sqlalchemy import event

    sr = world.report("reopened", photo_tokens=[make_photo()])
    sent: list[str] = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    def visit(address):
        db.session.expire_all()
        del sent[:]
        assert desk.get(address).status_code == 200
        return len(sent)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    counts = []
    for _ in range(2):
        counts.append((visit(f"/dispatch/{sr.public_id}"), visit("/dispatch/")))
        for _more in range(4):
            world.report("accepted", photo_tokens=[make_photo()])
    event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]
