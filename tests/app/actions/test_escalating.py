"""The sweep: who is told of a promise, each step once, in the history, whoever sweeps and however late."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from app.actions import clocks, escalating, oversight, reporting
from app.db import db
from app.domain.escalation import FEW
from app.domain.lifecycle import Actor
from app.models import OutboxMessage, ServiceRequest
from tests.app.actions.swept import give_addresses, keys, letters, local, steps, sweep, waiting
from tests.factories import World


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def addresses(world, session, app, monkeypatch):
    return give_addresses(world, session, app, monkeypatch)


def test_a_new_report_is_looked_at_a_working_day_before_its_promise(world):
    sr = world.report()
    assert (local(sr.due_at), local(sr.clock_next_at)) == ("23 10:00", "20 10:00")


def test_the_agency_is_reminded_once(world, session, now):
    sr = world.report()
    assert sweep(now) == 0
    moment = sr.clock_next_at + timedelta(minutes=1)
    assert sweep(moment) == 1
    assert sweep(moment) == 0
    assert [row["count"] for row in waiting(session)["reminder"]] == [1]
    assert steps(session, sr) == []


def test_each_step_is_made_once_and_written_into_the_history(world, session, now):
    sr = world.report()
    moment, seen = sr.due_at, []
    for _hour in range(24 * 14):
        moment += timedelta(hours=1)
        sweep(moment)
        sweep(moment)
        session.expire_all()
        if len(steps(session, sr)) > len(seen):
            seen.append((local(moment), steps(session, sr)[-1][0]))
    assert seen == [
        ("23 11:00", "dispatcher"),
        ("24 11:00", "head"),
        ("25 11:00", "mahalla"),
        ("26 11:00", "district"),
        ("30 11:00", "region"),
    ]
    assert {actor for _step, actor in steps(session, sr)} == {Actor.SYSTEM}
    assert sr.clock_next_at is None
    assert sr.was_overdue
    assert len(keys(session, "overdue-")) == 1


def test_whoever_was_away_for_weeks_catches_up_at_once(world, session, now):
    sr = world.report()
    assert sweep(now + timedelta(days=40)) == 1
    assert [step for step, _ in steps(session, sr)] == ["dispatcher", "head", "mahalla", "district", "region"]
    assert "reminder" not in waiting(session)
    assert keys(session, "overdue-") == []  # After so long it is no news to the resident.


def test_what_is_done_is_not_escalated(world, session, now):
    sr = world.report("resolved")
    assert sr.clock_next_at is None
    assert sweep(now + timedelta(days=40)) == 0
    assert steps(session, sr) == []


def test_a_report_that_is_open_again_climbs_from_that_moment(world, session, now):
    sr = world.report("resolved")
    opened = now + timedelta(days=6)  # Tuesday, 10:00; the promise was Monday's.
    reporting.not_fixed(sr, note="It leaks again.", at=opened)
    assert sweep(opened + timedelta(minutes=1)) == 1
    assert [step for step, _ in steps(session, sr)] == ["dispatcher"]
    session.expire_all()
    assert local(sr.clock_next_at) == "25 10:00"


def test_the_sweep_does_not_refuse_the_dispatcher_at_work(world, session, now):
    sr = world.report()
    shown = sr.version
    sweep(now + timedelta(days=6))
    session.expire_all()
    oversight.accept(sr, by=world.dispatcher, at=now + timedelta(days=6, minutes=1), expected_version=shown)
    assert sr.was_overdue


def test_a_clock_that_stands_is_not_escalated(world, session, now):
    sr = world.report()
    clocks.stop(sr, "answer", now)
    session.commit()
    assert local(sr.due_at) == "30 10:00"
    sweep(now + timedelta(days=6))
    assert steps(session, sr) == []
    clocks.go_on(sr, now + timedelta(days=6))
    session.commit()
    assert local(sr.due_at) == "27 10:00"


def test_a_step_tells_those_whom_it_names(world, session, now, addresses):
    sr = world.report()
    sweep(now + timedelta(days=40))
    sent = letters(session, now)
    told = {}
    for step, letter in sent:
        told.setdefault(step, []).append(letter.to)
    assert told == addresses
    desk = next(letter for _step, letter in sent if letter.to == "desk@roads.uz")
    assert sr.public_id in desk.subject
    assert f"/dispatch/{sr.public_id}" in desk.text
    head = next(letter for step, letter in sent if step == "head")
    assert f"/r/{sr.public_id}" in head.text
    world.other_agency.email = "desk@water.uz"
    oversight.hand_over(sr, world.other_agency, note="A pipe.", by=world.dispatcher, at=now)
    left = {step for step, letter in letters(session, now) if letter is not None}
    assert left == {"mahalla", "district", "region"}  # The areas are theirs still, the agency is not.


def test_a_reminder_goes_to_the_desk(world, session, now, addresses):
    sr = world.report()
    sweep(sr.clock_next_at + timedelta(minutes=1))
    sent = letters(session, now)
    assert [letter.to for _step, letter in sent] == addresses["dispatcher"]
    assert f"/dispatch/{sr.public_id}" in sent[0][1].text


def years_ago(session, reports, now):
    """Let these be overdue for years, as on an installation that never had a sweep."""
    for n, sr in enumerate(reports):
        values = {"due_at": now - timedelta(days=900 + n), "clock_next_at": now - timedelta(days=900 + n)}
        session.execute(
            update(ServiceRequest).where(ServiceRequest.id == sr.id).values(clock_step=1, **values)
        )
    session.commit()


@pytest.mark.parametrize(("how_many", "to_the_desk"), [(FEW, FEW), (FEW + 1, 1), (FEW + 9, 1)])
def test_the_first_sweep_over_years_of_old_reports_writes_one_letter_to_each(
    world, session, now, addresses, how_many, to_the_desk
):
    reports = [world.report(email=f"resident{n}@example.uz") for n in range(how_many)]
    years_ago(session, reports, now)
    while escalating.sweep(now, limit=4):  # However many batches it takes.
        pass
    sent = letters(session, now)
    assert [letter.to for _step, letter in sent].count("desk@roads.uz") == to_the_desk
    assert len(sent) == to_the_desk * sum(map(len, addresses.values()))
    assert {len(steps(session, sr)) for sr in reports} == {5}
    assert keys(session, "overdue-") == []


def test_a_letter_about_many_says_how_many_and_lists_the_oldest(world, session, now, addresses, app):
    reports = [world.report() for _ in range(14)]
    years_ago(session, reports, now)
    sweep(now)
    sent = dict(letters(session, now))
    desk = sent["dispatcher"]
    assert "14" in desk.subject
    oldest, youngest = reports[-10:], reports[:4]
    for sr in oldest:
        assert f"https://mahalla.example.uz/dispatch/{sr.public_id}" in desk.text
    assert not [sr for sr in youngest if sr.public_id in desk.text]
    assert "https://mahalla.example.uz/dispatch/?lane=overdue" in desk.text
    assert f"/r/{oldest[0].public_id}" in sent["head"].text
    assert "/council/?" in sent["district"].text
    for sr in reports:
        oversight.reject(sr, "other", note="Long gone.", by=world.dispatcher, at=now)
    assert {letter for _step, letter in letters(session, now)} == {None}


@pytest.mark.parametrize("left", [{"attempts": 1}, {"attempts": 0, "not_before_at": ...}])
def test_what_comes_after_the_letter_may_have_left_is_another_letter(world, session, now, addresses, left):
    """A letter that is sent again from the beginning, by an admin for example, counts as one that left."""
    first, second = world.report(), world.report()
    years_ago(session, [first], now)
    sweep(now)
    gathered = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "clock")).all()
    left = {name: now if value is ... else value for name, value in left.items()}
    session.execute(update(OutboxMessage).where(OutboxMessage.kind == "clock").values(**left))
    years_ago(session, [second], now)
    sweep(now)
    session.expire_all()
    assert {row.payload["count"] for row in gathered} == {1}
    assert [payload["first"][0][1] for payload in waiting(session)["dispatcher"]] == [first.id, second.id]


def test_a_batch_is_written_in_a_handful_of_statements(world, session, now, addresses):
    reports = [world.report() for _ in range(30)]
    years_ago(session, reports, now)
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    escalating.sweep(now)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) < 20


def test_a_resident_is_told_while_it_is_news(world, session, now):
    sr = world.report(email="gulchehra@example.uz")
    sweep(sr.due_at + timedelta(days=13))
    assert len(keys(session, "overdue-")) == 1


# An appeal of Wednesday 18 November: to be answered by Thursday 3 December. Its promise is Monday the 23rd.
