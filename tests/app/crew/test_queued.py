"""What a crew did without a signal arrives once and in order; a conflict changes nothing and is told."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.db import db
from app.models import ClockPause, FieldAct, Remark
from tests.conftest import sign_in
from tests.factories import make_crew, make_photo


def send(phone, sr, move, who, **values):
    """Send one act as the queue does; `who` is the one who wrote it."""
    return phone.post(
        f"/crew/{sr.public_id}/queued",
        data={"client_uuid": str(uuid4()), "move": move, **values},
        headers={"X-Queued": "1", "X-Queued-As": str(who.id), "Accept": "application/json"},
    )


def moves(sr):
    return [change.move for change in sr.history]


def test_a_day_without_a_signal_arrives_in_its_order(world, phone):
    sr, me = world.report("accepted"), world.crew_member
    before = len(sr.history)
    for move, values in [
        ("start", {}),
        ("pause", {}),
        ("start", {}),
        ("need_materials", {"note": "Quvur kerak"}),
        ("start", {}),
        ("resolve", {"note": "Quvur almashtirildi", "photo_token": make_photo("after")}),
    ]:
        assert send(phone, sr, move, me, **values).status_code == 201, move
    assert moves(sr)[before:] == ["start", "pause", "start", "need_materials", "start", "resolve"]
    assert sr.status == "resolved"


def test_an_act_that_arrives_again_happened_once(world, phone):
    sr, act = world.report("accepted"), str(uuid4())
    first = send(phone, sr, "start", world.crew_member, client_uuid=act)
    again = send(phone, sr, "start", world.crew_member, client_uuid=act.upper())
    assert (first.json["earlier"], again.json["earlier"], again.status_code) == (False, True, 200)
    assert moves(sr).count("start") == 1
    assert db.session.scalar(select(func.count()).select_from(FieldAct)) == 1


def test_a_job_handed_back_and_sent_again_is_no_conflict(world, phone):
    sr, act = world.report("in_progress"), str(uuid4())
    for _ in range(2):
        answer = send(phone, sr, "hand_back", world.crew_member, note="Bizda lift yoʻq", client_uuid=act)
        assert answer.status_code in (200, 201)
    assert (sr.status, sr.crew_id, moves(sr).count("hand_back")) == ("received", None, 1)


def test_while_materials_are_missing_the_clock_stands_and_goes_on_with_the_work(world, phone):
    sr = world.report("in_progress")
    send(phone, sr, "need_materials", world.crew_member, note="Asfalt kerak")
    pause = db.session.scalars(select(ClockPause)).one()
    assert (pause.reason, pause.ended_at, sr.status) == ("materials", None, "accepted")
    send(phone, sr, "start", world.crew_member)
    assert pause.ended_at is not None


@pytest.mark.parametrize("move", ["need_materials", "hand_back"])
def test_what_the_dispatcher_has_to_know_is_demanded(world, phone, move):
    sr = world.report("in_progress")
    answer = send(phone, sr, move, world.crew_member)
    assert (answer.status_code, answer.json["error"]) == (422, "Write the reason in a sentence.")
    assert sr.status == "in_progress"


def test_a_note_is_for_those_who_work_on_it_and_arrives_once(world, phone):
    sr, act = world.report("in_progress"), str(uuid4())
    for _ in range(2):
        send(phone, sr, "note", world.crew_member, note="Darvoza yopiq", client_uuid=act)
    assert [remark.words for remark in db.session.scalars(select(Remark))] == ["Darvoza yopiq"]


def test_a_note_that_arrived_is_no_conflict_whatever_became_of_the_job(world, phone):
    sr, act = world.report("in_progress"), str(uuid4())
    send(phone, sr, "note", world.crew_member, note="Darvoza yopiq", client_uuid=act)
    sr.crew_id = make_crew(world.agency).id
    db.session.commit()
    again = send(phone, sr, "note", world.crew_member, note="Darvoza yopiq", client_uuid=act)
    assert (again.status_code, again.json["earlier"]) == (200, True)


def test_another_crews_job_is_refused_whatever_is_done_to_it(world, phone):
    sr = world.report("in_progress")
    sr.crew_id = make_crew(world.agency).id
    db.session.commit()
    before = len(sr.history)
    for move in ("start", "pause", "need_materials", "resolve", "hand_back", "note"):
        token = make_photo("after")
        answer = send(phone, sr, move, world.crew_member, note="Bizniki emas", photo_token=token)
        assert answer.status_code == 409, move
    assert len(sr.history) == before


def test_an_act_without_a_readable_number_is_refused(world, phone):
    sr = world.report("accepted")
    assert send(phone, sr, "start", world.crew_member, client_uuid="1").status_code == 422
    assert sr.status == "accepted"


def test_a_session_that_ended_asks_to_sign_in_and_does_nothing(world, client):
    sr = world.report("accepted")
    answer = send(client, sr, "start", world.crew_member)
    assert answer.status_code == 401
    assert "Sign in" in answer.json["error"]
    assert sr.status == "accepted"


def test_a_report_that_was_closed_meanwhile_is_a_conflict_and_stays_as_it_is(world, phone):
    sr = world.report("resolved")
    answer = send(phone, sr, "pause", world.crew_member)
    assert answer.status_code == 409
    assert "the report stands elsewhere now" in answer.json["error"]
    assert sr.status == "resolved"
    assert db.session.scalar(select(func.count()).select_from(FieldAct)) == 0


def test_a_job_given_to_another_crew_meanwhile_is_a_conflict(world, phone):
    sr = world.report("in_progress")
    sr.crew_id = make_crew(world.agency).id
    db.session.commit()
    answer = send(phone, sr, "resolve", world.crew_member, photo_token=make_photo("after"))
    assert answer.status_code == 409
    assert answer.json["error"] == "This job is not your crew's any more. Nothing was changed."
    assert sr.status == "in_progress"


def test_photos_that_the_server_forgot_are_asked_for_again(world, phone):
    sr = world.report("in_progress")
    answer = send(phone, sr, "resolve", world.crew_member, photo_token="forgotten")
    assert (answer.status_code, answer.json["gone"]) == (422, ["forgotten"])


def test_what_one_wrote_is_never_done_in_the_name_of_another(world, phone):
    sr = world.report("accepted")
    assert send(phone, sr, "start", world.dispatcher).status_code == 401
    assert sr.status == "accepted"


def test_another_site_cannot_send_an_act(world, phone):
    sr = world.report("accepted")
    assert phone.post(f"/crew/{sr.public_id}/queued", data={"move": "start"}).status_code == 400
    assert sr.status == "accepted"


def test_a_dispatcher_does_no_crews_work(world, client):
    sign_in(client, world.dispatcher)
    assert send(client, world.report("accepted"), "start", world.dispatcher).status_code in (403, 404)


#: What another site's page could make a browser send, at the most.
FORGED = [
    {"X-Queued": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.example"},
]


@pytest.mark.parametrize("headers", FORGED, ids=lambda headers: "-".join(map("=".join, headers.items())))
def test_what_another_site_sends_is_refused(world, phone, headers):
    sr = world.report("accepted")
    ours = {"X-Queued": "1", "X-Queued-As": str(world.crew_member.id), "Accept": "application/json"}
    answer = phone.post(
        f"/crew/{sr.public_id}/queued",
        data={"client_uuid": str(uuid4()), "move": "start"},
        headers={**ours, **headers},
    )
    assert answer.status_code == 400
    assert sr.status == "accepted"
