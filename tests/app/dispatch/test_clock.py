"""The clock on the dispatcher's desk: said in words, and moved by two forms, each once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.actions import clocks, remarks, reporting, spreading
from app.models import BadRepair, OutboxMessage, ServiceRequest
from app.notices import writing
from app.policy import policy
from tests.conftest import NOW, sign_in

EMAIL = "gulchehra@example.uz"


def local(moment):
    return f"{moment.astimezone(policy().calendar.zone):%d.%m %H:%M}"


def post(desk, sr, form, **values):
    return desk.post(f"/dispatch/{sr.public_id}/{form}", data={"version": str(sr.version), **values})


def an_appeal(session, sr):
    sr.appeal_registered_on, sr.answer_due_on = date(2026, 11, 18), date(2026, 12, 3)
    session.commit()
    return sr


def page(desk, sr):
    return desk.get(f"/dispatch/{sr.public_id}?lang=en").text


def test_the_promise_is_put_off_once_and_the_resident_reads_why(desk, world, session):
    sr = world.report(email=EMAIL, locale="en")
    assert local(sr.due_at) == "23.11 10:00"
    assert post(desk, sr, "extend", until="2026-11-30", note="The pipe is on order.").status_code == 303
    assert local(sr.due_at) == "30.11 18:00"
    assert sr.extended_at == NOW
    change = sr.history[-1]
    assert (change.move, change.note, change.detail["until"]) == (
        "extend",
        "The pipe is on order.",
        "2026-11-30",
    )
    spreading.spread_change(change.id, now=NOW)
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "message")).one()
    mail = writing.message(row.key, row.payload)
    assert "more time is needed" in mail.subject
    assert "The pipe is on order." in mail.text
    assert post(desk, sr, "extend", until="2026-12-05", note="Again.").status_code in (409, 422)
    assert "dispatch/" in page(desk, sr)
    assert "Put the promise off" not in page(desk, sr)


@pytest.mark.parametrize("until", ["2026-11-23", "2026-12-24", "", "soon"])
def test_a_day_that_is_not_possible_is_refused_with_what_was_written(desk, world, until):
    sr = world.report()
    due_at = sr.due_at
    answer = post(desk, sr, "extend", until=until, note="Because of the frost.")
    assert answer.status_code == 422
    assert "Because of the frost." in answer.text
    assert (sr.due_at, sr.extended_at) == (due_at, None)


def test_a_reason_is_needed(desk, world):
    sr = world.report()
    assert post(desk, sr, "extend", until="2026-11-30", note=" ").status_code == 422
    assert sr.extended_at is None


def test_the_answer_to_an_appeal_is_put_off_within_the_law(desk, world, session):
    sr = an_appeal(session, world.report())
    assert post(desk, sr, "extend", until="2027-01-04", note="Long.").status_code == 422
    assert post(desk, sr, "extend", until="2027-01-03", note="The law's longest.").status_code == 303
    assert (sr.answer_due_on, sr.answer_extended_on) == (date(2027, 1, 3), date(2026, 11, 18))


def test_an_appeal_that_needs_further_study_is_answered_within_a_month(desk, world, session):
    sr = an_appeal(session, world.report(email=EMAIL))
    due_at = sr.due_at
    assert post(desk, sr, "study", note="The ground has to be surveyed.").status_code == 303
    assert (sr.answer_due_on, sr.due_at) == (date(2026, 12, 18), due_at)
    assert post(desk, sr, "study", note="Once more.").status_code in (409, 422)
    assert sr.answer_due_on == date(2026, 12, 18)


# An appeal to be answered by 3 December: when its page and the inbox say so, and how.
ANSWERS = [
    ("2026-11-30T05:00+00:00", "", ""),
    (
        "2026-12-02T05:00+00:00",
        "The answer by law is due by December 3, 2026.",
        "The answer by law is due soon",
    ),
    (
        "2026-12-03T18:00+00:00",
        "The answer by law is due by December 3, 2026.",
        "The answer by law is due soon",
    ),
    (
        "2026-12-04T05:00+00:00",
        "The answer by law was due by December 3, 2026 and is late.",
        "The answer by law is late",
    ),
]


@pytest.mark.parametrize(("moment", "said", "mark"), ANSWERS)
def test_the_inbox_and_the_clock_say_that_the_laws_day_is_near_or_over(
    desk, world, session, frozen_time, moment, said, mark
):
    sr = an_appeal(session, world.report())
    frozen_time.move_to(datetime.fromisoformat(moment))
    sign_in(desk, world.dispatcher)
    for text, words in ((page(desk, sr), said), (desk.get("/dispatch/?lang=en").text, mark)):
        assert ("The answer by law" in text) == bool(words)
        assert words in text


def test_a_signal_has_no_answer_to_study(desk, world):
    sr = world.report()
    assert "dispatch.study" not in page(desk, sr)
    assert post(desk, sr, "study", note="Survey.").status_code == 422


def test_another_agency_moves_no_clock(client, world):
    sr = world.report()
    sign_in(client, world.other_dispatcher)
    for form in ("extend", "study"):
        assert post(client, sr, form, until="2026-11-30", note="Ours?").status_code == 404


def test_the_second_of_two_dispatchers_is_told(desk, world):
    sr = world.report()
    shown = sr.version
    assert post(desk, sr, "extend", until="2026-11-30", note="The first.").status_code == 303
    second = desk.post(
        f"/dispatch/{sr.public_id}/extend",
        data={"version": str(shown), "until": "2026-12-05", "note": "The second."},
    )
    assert second.status_code == 409
    assert "The second." in second.text


def test_while_a_question_waits_the_clock_stands_and_says_so(desk, world, session, now):
    sr = world.report()
    remarks.ask(sr, words="Which side?", client_uuid="1" * 32, by=world.dispatcher, at=now)
    assert local(sr.due_at) == "30.11 10:00"
    assert "The clock stands since" in page(desk, sr)
    assert "The clock stands since" in desk.get(f"/r/{sr.public_id}?lang=en").text
    remarks.answer(sr, words="The left one.", client_uuid="2" * 32, at=now + timedelta(hours=2))
    assert local(sr.due_at) == "23.11 12:00"
    text = page(desk, sr)
    assert "The clock stands since" not in text
    assert "It stood still for 2 working hours" in text


def test_two_reasons_stop_one_clock_and_the_last_to_end_lets_it_go_on(world, session, now):
    sr = world.report()
    first = clocks.stop(sr, "answer", now)
    assert clocks.stop(sr, "answer", now + timedelta(hours=1)) is first
    clocks.stop(sr, "materials", now + timedelta(hours=1))
    session.commit()
    clocks.go_on(sr, now + timedelta(hours=2), "answer")
    session.commit()
    assert local(sr.due_at) == "30.11 10:00"
    clocks.go_on(sr, now + timedelta(hours=3))
    clocks.go_on(sr, now + timedelta(hours=3))
    session.commit()
    assert local(sr.due_at) == "23.11 13:00"


def test_what_is_put_off_while_the_clock_stands_counts_from_the_new_day(desk, world, session, now):
    sr = world.report()
    clocks.stop(sr, "materials", now)
    session.commit()
    assert local(sr.due_at) == "30.11 10:00"
    assert post(desk, sr, "extend", until="2026-12-02", note="Frost.").status_code == 303
    assert local(sr.due_at) == "10.12 18:00"
    clocks.go_on(sr, now + timedelta(hours=1))
    session.commit()
    assert local(sr.due_at) == "03.12 10:00"


# While the clock stands the promise is put off to Constitution Day, so to the evening of Monday 7 December. Then the
# clock goes on: when, and the promise that comes of it. A Saturday is worked, the 12th.
PUT_OFF_WHILE_IT_STANDS = [
    ("2026-11-18T07:00+00:00", "09.12 11:00"),  # Two working hours later.
    ("2026-11-20T15:00+00:00", "11.12 17:00"),  # On Friday evening: twenty-three.
    ("2026-12-20T07:00+00:00", "14.12 18:00"),  # Nobody answered: forty, not more.
]


@pytest.mark.parametrize(("goes_on", "due"), PUT_OFF_WHILE_IT_STANDS)
def test_a_pause_goes_beyond_a_holiday_that_a_promise_was_put_off_to(desk, world, session, now, goes_on, due):
    sr = world.report()
    clocks.stop(sr, "answer", now)
    session.commit()
    assert post(desk, sr, "extend", until="2026-12-08", note="The factory is closed.").status_code == 303
    assert local(sr.due_at) == "14.12 18:00"
    clocks.go_on(sr, datetime.fromisoformat(goes_on))
    session.commit()
    assert local(sr.due_at) == due


def test_what_stands_is_put_off_once_as_well(desk, world, session, now):
    sr = world.report()
    clocks.stop(sr, "answer", now)
    session.commit()
    assert post(desk, sr, "extend", until="2026-12-08", note="The first.").status_code == 303
    assert post(desk, sr, "extend", until="2026-12-10", note="The second.").status_code in (409, 422)
    clocks.go_on(sr, now + timedelta(hours=2))
    session.commit()
    assert post(desk, sr, "extend", until="2026-12-10", note="The second.").status_code in (409, 422)
    assert local(sr.due_at) == "09.12 11:00"


def test_a_problem_that_is_back_within_ninety_days_is_a_bad_repair(desk, world, session, now):
    first = world.report("closed")
    later = now + timedelta(days=40)
    again = reporting.submit(world.draft(), by=None, at=later)
    row = session.get(BadRepair, again.id)
    assert (row.earlier_id, row.days, row.distance_m) == (first.id, 39, 0.3)
    assert again.is_flagged
    text = page(desk, again)
    assert "Bad repair: the same problem was repaired here 39 days before." in text
    assert first.public_id in text
    assert "This repair did not last." in page(desk, first)


@pytest.mark.parametrize(
    ("days", "east", "service"), [(91, 0.0, "same"), (40, 0.0005, "same"), (40, 0.0, "other")]
)
def test_what_is_long_ago_elsewhere_or_something_else_is_no_bad_repair(
    world, session, now, days, east, service
):
    from tests.factories import make_service

    make_service(world.group, "other")
    world.report("closed")
    values = {} if service == "same" else {"service_code": "other"}
    again = reporting.submit(
        world.draft(longitude=69.05 + east, **values), by=None, at=now + timedelta(days=days)
    )
    assert session.get(BadRepair, again.id) is None
    assert not session.get(ServiceRequest, again.id).is_flagged
