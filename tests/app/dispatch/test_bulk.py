"""Many reports at once: a page that says what will happen and to whom nothing will, and then it happens."""

import re
from datetime import timedelta

import pytest

from app.actions import bulk, oversight
from app.actions.bulk import Pick
from app.db import db
from app.domain.errors import DemandNotMet, NotFound
from app.models import ServiceRequest, StatusChange
from app.queries import worklist
from app.queries.picked import MOST, picked
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.factories import make_crew, make_user

WHATS = ("assign", "hand-over", "merge")


def address(what, *reports):
    return f"/dispatch/bulk?what={what}&" + "&".join(f"pick={sr.public_id}" for sr in reports)


def send(client, what, *reports, **fields):
    """Agree to what the page shows, as a browser does: the versions are the page's own."""
    page = client.get(address(what, *reports))
    shown = re.findall(r'name="pick" value="([^"]+)"', page.text)
    return client.post(address(what, *reports), data={"what": what, "pick": shown, **fields})


def status(sr):
    db.session.expire_all()
    return db.session.get(ServiceRequest, sr.id).status


def test_the_inbox_offers_a_box_for_each_report_and_what_to_do_with_them(world, desk):
    sr = world.report()
    page = desk.get("/dispatch/?lane=new")
    assert f'name="pick" value="{sr.public_id}"' in page.text
    for what in WHATS:
        assert f'name="what" value="{what}"' in page.text
    assert '<input type="hidden" name="lane" value="new">' in page.text


#: What was picked, what is asked, and what the page says of each.
PLANS = [
    ("assign", "received", "comes onto the crew"),
    ("assign", "accepted", "It moves from Crew"),
    ("assign", "in_progress", "A crew is at work on it now."),
    ("assign", "resolved", "It is fixed, and waits for its resident"),
    ("assign", "closed", "It is closed."),
    ("hand-over", "received", "Its promise stays."),
    ("hand-over", "accepted", "loses the job"),
    ("hand-over", "rejected", "It is closed."),
    ("merge", "received", "There is no second report"),
    ("merge", "in_progress", "A crew is at work on it."),
]


@pytest.mark.parametrize(("what", "stands", "said"), PLANS)
def test_the_page_says_what_will_happen_to_each_and_why_nothing_will(world, desk, what, stands, said):
    sr = world.report(stands)
    page = desk.get(address(what, sr))
    assert page.status_code == 200
    assert said in words(page)
    assert session_is_as_it_was(sr, stands)


def session_is_as_it_was(sr, stands):
    return status(sr) == stands


def test_assigning_many_reaches_each_that_can_be_and_tells_of_the_others(world, desk):
    new, accepted, closed = world.report(), world.report("accepted"), world.report("closed")
    page = desk.get(address("assign", new, accepted, closed))
    assert "Assign 2 reports to a crew" in words(page)
    answer = send(desk, "assign", new, accepted, closed, crew=str(world.other_crew.id))
    assert answer.status_code == 303
    for sr in (new, accepted):
        assert status(sr) == "accepted"
        assert db.session.get(ServiceRequest, sr.id).crew_id == world.other_crew.id
    assert status(closed) == "closed"
    assert f"2 reports are on the list of {world.other_crew.name} now." in words(desk.get("/dispatch/"))


def test_handing_over_many_takes_one_agency_and_one_reason(world, desk):
    reports = [world.report(), world.report()]
    refused = send(desk, "hand-over", *reports, agency=str(world.other_agency.id), note=" ")
    assert refused.status_code == 422
    assert "Write the reason in a sentence." in words(refused)
    answer = send(desk, "hand-over", *reports, agency=str(world.other_agency.id), note="Suv quvuri")
    assert answer.status_code == 303
    for sr in reports:
        change = db.session.query(StatusChange).filter_by(service_request_id=sr.id).all()[-1]
        assert (change.move, change.note) == ("hand_over", "Suv quvuri")
        with pytest.raises(NotFound):
            worklist.find(sr.public_id, world.dispatcher)


def test_merging_many_ties_all_to_the_one_that_was_chosen(world, desk):
    first = world.report(at=NOW - timedelta(hours=2))
    others = [world.report(), world.report("accepted")]
    page = desk.get(address("merge", first, *others))
    assert re.search(rf'checked[^>]*value="{first.public_id}"', page.text), "the first one goes on by itself"
    answer = send(desk, "merge", first, *others, original=others[0].public_id)
    assert answer.status_code == 303
    assert status(others[0]) == "received"
    for sr in (first, others[1]):
        assert status(sr) == "duplicate"
        assert db.session.get(ServiceRequest, sr.id).duplicate_of_id == others[0].id
    assert db.session.get(ServiceRequest, others[0].id).supporters_count == 2


def test_far_away_or_of_another_kind_is_said_before_merging(world, desk):
    world.report()
    page = desk.get(address("merge", world.report(), world.report(longitude=69.06)))
    assert "m away" in words(page)


def test_who_was_changed_meanwhile_is_left_out_and_told_of(world, desk):
    mine, changed = world.report(), world.report()
    page = desk.get(address("assign", mine, changed))
    shown = re.findall(r'name="pick" value="([^"]+)"', page.text)
    oversight.assign(changed, world.other_crew, by=world.admin, at=NOW)
    form = {"what": "assign", "pick": shown, "crew": str(world.crew.id)}
    assert desk.post(address("assign", mine, changed), data=form).status_code == 303
    told = words(desk.get("/dispatch/"))
    assert "1 report is on the list" in told
    assert f"Left out: {changed.public_id}. Somebody changed this report a moment ago." in told
    assert db.session.get(ServiceRequest, changed.id).crew_id == world.other_crew.id


def test_the_same_form_sent_twice_does_nothing_twice(world, desk):
    sr = world.report()
    page = desk.get(address("assign", sr))
    shown = re.findall(r'name="pick" value="([^"]+)"', page.text)
    for _ in range(2):
        desk.post(address("assign", sr), data={"what": "assign", "pick": shown, "crew": str(world.crew.id)})
    moves = [c.move for c in db.session.query(StatusChange).filter_by(service_request_id=sr.id)]
    assert moves == ["submit", "assign"]


def test_anothers_reports_are_neither_shown_nor_changed(world, client):
    sr = world.report(description="Sirli chuqur")
    sign_in(client, world.other_dispatcher)
    page = client.get(address("assign", sr))
    assert "It is not in your inbox any more." in words(page)
    assert "pothole" not in words(page)
    crew = make_crew(world.other_agency)
    form = {"what": "assign", "pick": [f"{sr.public_id}:{sr.version}"], "crew": str(crew.id)}
    client.post(address("assign", sr), data=form)
    assert status(sr) == "received"


def test_a_crew_of_another_agency_gets_nothing(world, desk):
    sr, crew = world.report(), make_crew(world.other_agency)
    send(desk, "assign", sr, crew=str(crew.id))
    assert status(sr) == "received"


@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("fields", [{}, {"crew": "x", "agency": "-1", "note": "y", "original": "?"}])
def test_a_form_that_says_nothing_is_shown_again(world, desk, what, fields):
    reports = [world.report(), world.report()]
    page = desk.get(address(what, *reports))
    shown = re.findall(r'name="pick" value="([^"]+)"', page.text)
    answer = desk.post(address(what, *reports), data={"what": what, "pick": shown, **fields})
    assert answer.status_code == 422
    assert [status(sr) for sr in reports] == ["received", "received"]


ODD = ["", "?what=nonsense", "?pick=x", "?pick=%00&pick=", "?what=merge&pick=2222-2222"]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_is_no_error(world, desk, query):
    assert desk.get(f"/dispatch/bulk{query}").status_code == 200
    assert desk.post(f"/dispatch/bulk{query}").status_code == 422


@pytest.mark.parametrize(
    ("person", "code"),
    [("resident", 403), ("crew_member", 403), ("operator", 403), ("council", 403), ("admin", 200)],
)
def test_only_those_with_an_inbox_get_in(world, client, person, code):
    sr = world.report()
    sign_in(client, getattr(world, person))
    assert client.get(address("assign", sr)).status_code == code
    assert client.get("/dispatch/live").status_code == code
    assert client.get(f"/dispatch/{sr.public_id}/live").status_code == code


def test_no_more_is_read_than_a_page_of_the_inbox(world, now):
    sr = world.report()
    assert picked(["x"] * MOST + [sr.public_id], world.dispatcher, now) == []
    assert [one.public_id for one in picked([sr.public_id], world.dispatcher, now)] == [sr.public_id]


def test_nothing_begins_without_what_the_move_demands(world, now):
    sr = world.report()
    picks = [Pick(sr.public_id, sr.version)]
    by = {"by": world.dispatcher, "at": now}
    for begun in (
        lambda: bulk.assign(picks, None, **by),
        lambda: bulk.hand_over(picks, None, note="x", **by),
        lambda: bulk.hand_over(picks, world.other_agency, note="", **by),
        lambda: bulk.merge(picks, "2222-2222", **by),
        lambda: bulk.merge(picks, world.report("closed").public_id, **by),
    ):
        with pytest.raises(DemandNotMet):
            begun()
    assert status(sr) == "received"


def test_an_admin_assigns_within_the_agency_of_each_report(world, client):
    sign_in(client, world.admin)
    sr = world.report()
    answer = send(client, "assign", sr, crew=str(world.crew.id))
    assert answer.status_code == 303
    assert status(sr) == "accepted"
    assert make_user("dispatcher", agency=world.other_agency).is_active
