"""The dispatcher asks the resident something, sees who else has the problem, and works by an order that both decide."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from app.actions import oversight, remarks, supporting
from app.actions.supporting import Support
from app.db import db
from app.models import Remark, ServiceRequest
from app.queries import worklist
from app.queries.worklist import Lane
from tests.app.pages import hidden, words
from tests.conftest import NOW
from tests.factories import make_service


def ask(desk, sr, **values):
    """Send the question's form with the version and the number that the page shows."""
    sent = {"version": str(sr.version), "words": "Qaysi kirish?", **values}
    if "client_uuid" not in sent:
        sent["client_uuid"] = hidden(desk.get(f"/dispatch/{sr.public_id}"), "client_uuid")
    return desk.post(f"/dispatch/{sr.public_id}/ask?lane=new", data=sent)


def support(sr, n=1):
    """So many more residents have it."""
    for _ in range(n):
        supporting.support(sr, Support(client_uuid=str(uuid4()), locale="uz"), at=NOW)


def test_a_question_is_asked_once_and_stands_until_it_is_answered(world, desk):
    sr = world.report(phone="901234567")
    answer = ask(desk, sr)
    assert (answer.status_code, answer.location) == (303, f"/dispatch/{sr.public_id}?lane=new")
    told = words(desk.get(answer.location))
    assert "The resident is asked." in told
    assert "has not answered yet: Qaysi kirish?" in told
    assert f"/dispatch/{sr.public_id}/ask" not in desk.get(answer.location).text
    assert "Waiting for an answer" in words(desk.get("/dispatch/"))
    remarks.answer(sr, words="Chapdagi", client_uuid=str(uuid4()), at=NOW)
    told = words(desk.get(f"/dispatch/{sr.public_id}"))
    assert "Chapdagi" in told
    assert "has not answered yet" not in told
    assert "Waiting for an answer" not in words(desk.get("/dispatch/"))


def test_the_form_says_where_the_resident_will_see_it(world, desk):
    told = {
        phone: words(desk.get(f"/dispatch/{world.report(phone=phone).public_id}"))
        for phone in ("", "901234567")
    }
    assert "they see it only when they open their own page" in told[""]
    assert "they see it only when they open their own page" not in told["901234567"]


def test_an_empty_question_is_refused_at_its_field(world, desk):
    sr = world.report()
    answer = ask(desk, sr, words=" ")
    assert answer.status_code == 422
    assert "Write a sentence" in words(answer)
    assert db.session.query(Remark).count() == 0


def test_a_long_question_keeps_its_words(world, desk):
    answer = ask(desk, world.report(), words="Qaysi? " * 600)
    assert answer.status_code == 422
    assert "at most 4000 fit" in words(answer)
    assert "Qaysi? Qaysi?" in answer.text


def test_the_second_of_two_dispatchers_is_told_and_keeps_the_words(world, desk):
    sr = world.report()
    shown = sr.version
    remarks.ask(sr, words="Birinchi", client_uuid=str(uuid4()), by=world.dispatcher, at=NOW)
    late = ask(desk, sr, version=str(shown), client_uuid=str(uuid4()), words="Ikkinchi")
    assert late.status_code == 409
    assert "What you had written: Ikkinchi" in words(late)
    again = ask(desk, sr, client_uuid=str(uuid4()), words="Uchinchi")
    assert again.status_code == 409
    assert "was asked something already" in words(again)
    assert "What you had written: Uchinchi" in words(again)


@pytest.mark.parametrize("status", ["resolved", "closed", "rejected"])
def test_what_is_not_open_offers_no_question(world, desk, status):
    sr = world.report(status)
    assert f"/dispatch/{sr.public_id}/ask" not in desk.get(f"/dispatch/{sr.public_id}").text
    assert ask(desk, sr, client_uuid=str(uuid4())).status_code == 409


def test_handing_over_says_that_the_question_went_with_nobody(world, desk):
    sr = world.report()
    ask(desk, sr)
    oversight.hand_over(sr, world.other_agency, note="Quvur", by=world.dispatcher, at=NOW)
    assert sr.question_asked_at is None


def test_who_else_has_it_stands_in_the_inbox_and_on_the_report(world, desk):
    sr = world.report()
    support(sr, 2)
    assert "2 more residents have it" in words(desk.get("/dispatch/"))
    assert "2 more residents have it" in words(desk.get(f"/dispatch/{sr.public_id}"))


def test_overdue_first_then_the_day_of_the_promise_and_on_one_day_what_more_people_have(world):
    quick = make_service(world.group, "quick", sla_hours=1)
    slower = make_service(world.group, "slower", sla_hours=4)
    db.session.commit()
    late = world.report(at=NOW - timedelta(days=30))
    late_too = world.report(at=NOW - timedelta(days=30))
    tomorrow = world.report(at=NOW - timedelta(days=1))
    today_late = world.report(service_code=quick.service_code, at=NOW - timedelta(hours=3))
    today = world.report(service_code=slower.service_code, at=NOW)
    today_wanted = world.report(service_code=slower.service_code, at=NOW + timedelta(minutes=30))
    support(late_too, 1)
    support(tomorrow, 50)
    support(today_wanted, 2)
    at = NOW + timedelta(minutes=40)
    expected = [late_too, late, today_late, today_wanted, today, tomorrow]
    page = worklist.inbox(world.dispatcher, now=at)
    assert [entry.public_id for entry in page.items] == [sr.public_id for sr in expected]
    pages = [worklist.inbox(world.dispatcher, now=at, per_page=2, page=n).items for n in (1, 2, 3)]
    assert [e.public_id for page in pages for e in page] == [sr.public_id for sr in expected]
    lanes = {
        lane: [e.public_id for e in worklist.inbox(world.dispatcher, lane=lane, now=at).items]
        for lane in (Lane.OVERDUE, Lane.DUE_TODAY)
    }
    assert lanes[Lane.OVERDUE] == [sr.public_id for sr in expected[:3]]
    assert lanes[Lane.DUE_TODAY] == [sr.public_id for sr in expected[3:5]]


def test_the_inbox_reads_its_order_out_of_an_index(world):
    for _ in range(30):
        world.report()
    plans = []

    def note(connection, cursor, statement, parameters, context, executemany):
        plans.append((statement, parameters))

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    worklist.inbox(world.dispatcher, now=NOW)
    event.remove(engine, "before_cursor_execute", note)
    if engine.dialect.name != "sqlite":
        pytest.skip("with so few rows PostgreSQL reads the whole table; make bench shows its plans")
    statement, parameters = plans[-1]
    explained = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    steps = [row[-1] for row in explained]
    assert sum("ix_service_request_inbox" in step and "queue_order" in step for step in steps) == 2
    assert not [step for step in steps if step.startswith("SCAN service_request")]


def test_a_bulk_written_report_has_its_place_too(world):
    sr = world.report()
    values = {
        column.name: getattr(sr, column.name)
        for column in ServiceRequest.__table__.columns
        if column.name not in ("id", "queue_order", "location")
    }
    values |= {"public_id": "X", "client_uuid": "X", "secret_hash": "X", "supporters_count": 7}
    values["location"] = "SRID=4326;POINT(69.05 41.05)"
    db.session.execute(db.insert(ServiceRequest), [values])
    written = db.session.scalar(db.select(ServiceRequest.queue_order).where(ServiceRequest.public_id == "X"))
    assert written == sr.queue_order - 7
