"""Who gets into the dispatchers' room, and who does not: every address, every kind of person."""

import pytest

from app.models import StatusChange
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import make_agency, make_user

MOVES = ("accept", "ask", "assign", "hand-over", "reject", "duplicate")
CLOCK = ("extend", "study")
TALK = ("reply", "note", "undo-duplicate", "split", "contractor")
ADDRESSES = [("GET", "/dispatch/"), ("GET", "/dispatch/{id}")]
#: With something to hear, in tests/app/test_voice_heard.py; many reports at once, and what pages ask for now and
#: then, in test_bulk.py, test_live.py and test_filters.py beside this file.
ELSEWHERE = {
    "dispatch.recording",
    "dispatch.bulk",
    "dispatch.bulk_now",
    "dispatch.live",
    "dispatch.report_live",
    # About one comment, one link or one pair, in test_talk_access.py.
    "dispatch.dismiss_suggestion",
    "dispatch.suggest_again",
    "dispatch.hide_remark",
    "dispatch.show_remark",
    "dispatch.revoke_link",
    "dispatch.report_once_more",
}
# A file of the filter, in test_export.py; the sheet for the crew, in test_work_order.py.
ELSEWHERE |= {"dispatch.export", "dispatch.work_order", "dispatch.work_order_pdf"}
# Crews and their board, in test_crews.py.
ELSEWHERE |= {"dispatch.board", "dispatch.plan", "dispatch.crews", "dispatch.crew"}
ELSEWHERE |= {"dispatch.add_shifts", "dispatch.remove_shifts", "dispatch.crew_again"}
# Questions of councils, in tests/app/council/test_acting.py.
ELSEWHERE |= {"dispatch.question_list", "dispatch.question_again", "dispatch.answer_question"}
ELSEWHERE |= {"dispatch.search", "dispatch.save_filter", "dispatch.forget_filter"}
ADDRESSES += [
    (method, f"/dispatch/{{id}}/{move}") for move in MOVES + TALK + CLOCK for method in ("POST", "GET")
]

#: What each gets: in their own list, and for this one report.
PEOPLE = {
    "nobody": (302, 302),
    "resident": (403, 403),
    "crew_member": (403, 403),
    "other_crew_member": (403, 403),
    "operator": (403, 403),
    "council": (403, 403),
    "other_dispatcher": (200, 404),
    "dispatcher": (200, 200),
    "admin": (200, 200),
}


def test_every_address_of_this_room_is_tried(app):
    adapter = app.url_map.bind("localhost")
    tried = {adapter.match(address.format(id="X"), method)[0] for method, address in ADDRESSES}
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("dispatch.")}
    assert tried == rules - ELSEWHERE


@pytest.mark.parametrize("person", PEOPLE)
def test_only_the_agencys_dispatcher_and_the_admin_get_in(world, client, session, person):
    sr = world.report("accepted")
    if person != "nobody":
        sign_in(client, getattr(world, person))
    in_list, for_report = PEOPLE[person]
    changes = session.query(StatusChange).count()
    for method, address in ADDRESSES:
        response = client.open(address.format(id=sr.public_id), method=method)
        expected = for_report if "{id}" in address else in_list
        # What may act is refused here only because the forms are empty.
        if expected == 200 and address.count("/") == 3:
            expected = 302 if method == "GET" else (200, 409, 422)
        # The address of a form says nothing of a report; it leads to where the rule is asked.
        if expected == 404 and method == "GET" and address.count("/") == 3:
            expected = 302
        allowed = expected if isinstance(expected, tuple) else (expected,)
        assert response.status_code in allowed, (person, method, address)
        if expected == 302 and person == "nobody":
            assert response.location.startswith("/sign-in")
    assert session.query(StatusChange).count() == changes


def test_anothers_report_looks_the_same_as_none(world, client):
    sr = world.report()
    sign_in(client, world.other_dispatcher)
    here, nowhere = client.get(f"/dispatch/{sr.public_id}"), client.get("/dispatch/2222-2222")
    assert here.status_code == nowhere.status_code == 404
    assert words(here) == words(nowhere)


def test_a_dispatcher_of_a_new_agency_sees_an_empty_inbox(world, client):
    world.report()
    sign_in(client, make_user("dispatcher", agency=make_agency()))
    page = client.get("/dispatch/")
    assert page.status_code == 200
    assert "Nothing is open." in page.text
