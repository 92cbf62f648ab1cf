"""Who gets into the crews' room, and who does not: every address, every kind of person."""

import pytest

from app.models import Photo, StatusChange
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import make_agency, make_crew, make_user

ADDRESSES = [("GET", "/crew/"), ("POST", "/crew/photos"), ("GET", "/crew/{id}")]
ADDRESSES += [
    (method, address) for address in ("/crew/order", "/crew/order/shortest") for method in ("POST", "GET")
]
ADDRESSES += [("GET", "/crew/together?job={id}")]
ADDRESSES += [
    (method, f"/crew/together/{move}?job={{id}}")
    for move in ("start", "resolve")
    for method in ("POST", "GET")
]
#: With something to hear, in tests/app/test_voice_heard.py.
#: What waited on a phone, in test_queued.py and test_queued_photos.py.
ELSEWHERE = {"crew.recording", "crew.queued_act", "crew.queued_photo"}
ADDRESSES += [(method, f"/crew/{{id}}/{move}") for move in ("start", "resolve") for method in ("POST", "GET")]

#: What each gets: in the room, and for this one job.
PEOPLE = {
    "nobody": (302, 302),
    "resident": (403, 403),
    "operator": (403, 403),
    "council": (403, 403),
    "dispatcher": (403, 403),
    "other_dispatcher": (403, 403),
    "admin": (403, 403),
    "other_crew_member": (200, 404),
    "crew_member": (200, 200),
}


def test_every_address_of_this_room_is_tried(app):
    adapter = app.url_map.bind("localhost")
    tried = {
        adapter.match(address.partition("?")[0].format(id="X"), method)[0] for method, address in ADDRESSES
    }
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("crew.")}
    assert tried == rules - ELSEWHERE


@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "crew_member"])
def test_nobody_but_the_jobs_own_crew_gets_at_it(world, client, session, person):
    sr = world.report("in_progress")
    if person != "nobody":
        sign_in(client, getattr(world, person))
    in_room, for_job = PEOPLE[person]
    changes = session.query(StatusChange).count()
    for method, address in ADDRESSES:
        response = client.open(address.format(id=sr.public_id), method=method)
        expected = for_job if "{id}" in address else in_room
        if expected == 200 and address == "/crew/photos":
            expected = 400  # No photo came with it; the room itself is open.
        if expected == 200 and address.startswith("/crew/order"):
            expected = 302 if method == "GET" else 303  # Puts an empty list in order, and leads back to it.
        if expected == 404 and method == "GET" and address.partition("?")[0].count("/") == 3:
            expected = 302  # The address of a form leads to where the rule is asked.
        assert response.status_code == expected, (person, method, address)
    assert session.query(StatusChange).count() == changes
    assert session.query(Photo).count() == 0


def test_anothers_job_looks_the_same_as_none_and_says_what_may_have_happened(world, client):
    sr = world.report("accepted")
    sign_in(client, world.other_crew_member)
    here, nowhere = client.get(f"/crew/{sr.public_id}"), client.get("/crew/2222-2222")
    assert here.status_code == nowhere.status_code == 404
    assert words(here) == words(nowhere)
    assert "This job is not on your crew's list." in words(here)


def test_a_note_for_a_job_that_went_to_another_crew_is_shown_again(world, client):
    sr = world.report("in_progress")
    sign_in(client, world.other_crew_member)
    answer = client.post(f"/crew/{sr.public_id}/resolve", data={"note": "Asfalt yotqizdik"})
    assert answer.status_code == 404
    assert "Asfalt yotqizdik" in answer.text
    assert sr.status == "in_progress"


def test_a_new_crew_has_an_empty_list(world, client):
    world.report("accepted")
    sign_in(client, make_user("crew", crew=make_crew(make_agency())))
    page = client.get("/crew/")
    assert "No jobs on your list." in page.text
