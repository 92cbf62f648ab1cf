"""Who may lead crews, what becomes of shifts, and how a job is planned: by the actions themselves."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from app import access
from app.actions import oversight, planning, roster, spreading
from app.domain.errors import (
    ChangedMeanwhile,
    DemandNotMet,
    FieldError,
    MoveNotAllowed,
    NotFound,
    NotPermitted,
)
from app.models import Crew, OutboxMessage, Shift, ShiftMember, StatusChange
from app.queries import roster as read
from tests.conftest import NOW
from tests.factories import World, make_crew, make_user

TODAY = date(2026, 11, 18)


@pytest.fixture
def world(session):
    return World()


def add(world, crew=None, **values):
    given = {
        "first_on": TODAY,
        "last_on": TODAY + timedelta(days=6),
        "weekdays": range(5),
        "begins": time(9),
        "ends": time(18),
        "by": world.dispatcher,
        "at": NOW,
    } | values
    return roster.add_shifts(crew or world.crew, **given)


def save(world, crew=None, **values):
    given = {"name": "Yangi", "is_active": True, "groups": [], "areas": [], "by": world.dispatcher} | values
    return roster.save_crew(world.agency, crew, **given)


#: Who leads the crews of the first agency.
LEADERS = {
    "dispatcher": True,
    "admin": True,
    "other_dispatcher": False,
    "crew_member": False,
    "operator": False,
    "council": False,
    "resident": False,
}


@pytest.mark.parametrize(("who", "may"), LEADERS.items())
def test_only_the_agencys_dispatcher_and_the_admin_lead_its_crews(world, session, who, may):
    person = getattr(world, who)
    assert access.may_lead_crew(person, world.crew) is may
    found = set(session.scalars(select(Crew.id).where(access.crews_led(person))))
    assert (world.crew.id in found) is may
    if may:
        assert read.find_crew(world.crew.id, person) is world.crew
        return
    acts = [
        lambda: save(world, world.crew, by=person),
        lambda: save(world, by=person),
        lambda: add(world, by=person),
        lambda: roster.remove_shifts(world.crew, [1], by=person, at=NOW),
        lambda: planning.plan(world.report(), world.crew, TODAY, by=person, at=NOW),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        read.find_crew(world.crew.id, person)


def test_nobody_and_who_left_lead_nothing(world, session):
    world.dispatcher.is_active = False
    for person in (None, world.dispatcher):
        assert not access.may_lead_crew(person, world.crew)
        assert not list(session.scalars(select(Crew.id).where(access.crews_led(person))))


def test_a_crew_is_described_and_described_anew(world):
    crew = save(world, groups=[world.group], areas=[world.mahalla, world.other_mahalla])
    assert crew.agency_id == world.agency.id
    assert read.skills_of(crew) == [world.group.id]
    assert read.areas_of(crew) == [world.mahalla.id, world.other_mahalla.id]
    save(world, crew, name="Boshqa", areas=[world.mahalla])
    assert (crew.name, read.skills_of(crew), read.areas_of(crew)) == ("Boshqa", [], [world.mahalla.id])


def test_a_crew_with_open_jobs_stays_at_work(world):
    world.report("accepted")
    with pytest.raises(FieldError, match="has_jobs"):
        save(world, world.crew, is_active=False)
    assert save(world, world.other_crew, is_active=False).is_active is False


def test_a_crew_of_another_agency_is_never_taken_over(world):
    other = make_crew(world.other_agency)
    with pytest.raises(NotPermitted):
        save(world, other, by=world.admin)


def test_shifts_are_added_once_and_what_is_there_stays(world, session):
    assert add(world).added == 5
    again = add(world, begins=time(17), ends=time(20))
    assert (again.added, len(again.taken)) == (0, 5)
    assert add(world, begins=time(18), ends=time(23)).added == 5
    assert session.query(Shift).count() == 10


def test_who_is_on_duty_is_named_and_is_of_this_crew(world, session):
    add(world, members=[world.crew_member.id])
    shift = read.coming_shifts(world.crew, NOW)[0]
    assert shift.members == [world.crew_member]
    assert read.on_duty(world.crew.id, NOW) is shift
    with pytest.raises(FieldError, match="members"):
        add(world, world.other_crew, members=[world.crew_member.id])
    assert not read.coming_shifts(world.other_crew, NOW)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"first_on": TODAY - timedelta(days=1)}, "first_on"),
        ({"last_on": TODAY - timedelta(days=1)}, "last_on"),
    ],
)
def test_shifts_that_cannot_be_are_refused_at_their_field(world, values, field):
    with pytest.raises(FieldError) as refusal:
        add(world, **values)
    assert refusal.value.field == field


def test_what_has_begun_and_what_is_anothers_cannot_be_removed(world, session):
    add(world, members=[world.crew_member.id])
    add(world, world.other_crew)
    ids = [shift.id for shift in session.scalars(select(Shift).order_by(Shift.id))]
    assert roster.remove_shifts(world.crew, ids, by=world.dispatcher, at=NOW) == 4
    assert len(read.coming_shifts(world.crew, NOW)) == 1
    assert len(read.coming_shifts(world.other_crew, NOW)) == 5
    assert session.query(ShiftMember).count() == 1


# Planning.


def history_of(session, report):
    rows = session.scalars(
        select(StatusChange).where(StatusChange.service_request_id == report.id).order_by(StatusChange.id)
    )
    return [(row.move, row.detail.get("planned_on")) for row in rows]


def test_a_job_is_given_to_a_crew_for_a_day_and_moved_about(world, session):
    report, by = world.report(), world.dispatcher
    friday = TODAY + timedelta(days=2)
    assert planning.plan(report, world.crew, TODAY, by=by, at=NOW)
    assert planning.plan(report, world.crew, friday, by=by, at=NOW)
    assert not planning.plan(report, world.crew, friday, by=by, at=NOW)
    assert planning.plan(report, world.other_crew, friday, by=by, at=NOW)
    assert planning.plan(report, world.other_crew, None, by=by, at=NOW)
    assert (report.crew_id, report.planned_on) == (world.other_crew.id, None)
    assert history_of(session, report) == [
        ("submit", None),
        ("assign", "2026-11-18"),
        ("plan", "2026-11-20"),
        ("assign", "2026-11-20"),
        ("plan", None),
    ]


def test_another_day_does_not_stop_work_that_has_begun(world):
    report = world.report("in_progress")
    planning.plan(report, world.crew, TODAY + timedelta(days=1), by=world.dispatcher, at=NOW)
    assert report.status == "in_progress"


def test_a_day_that_is_moved_sends_nobody_a_message(world, session):
    report = world.report("accepted", phone="90 123 45 67")
    planning.plan(report, world.crew, TODAY, by=world.dispatcher, at=NOW)
    change = session.scalars(select(StatusChange).where(StatusChange.move == "plan")).one()
    before = session.query(OutboxMessage).count()
    spreading.spread_change(change.id, now=NOW)
    assert session.query(OutboxMessage).count() == before


REFUSED = {
    "the day has passed": (lambda w: (w.report(), w.crew, TODAY - timedelta(days=1)), FieldError),
    "the day is too far away": (lambda w: (w.report(), w.crew, TODAY + timedelta(days=400)), FieldError),
    "no crew": (lambda w: (w.report(), None, TODAY), DemandNotMet),
    "another agency's crew": (lambda w: (w.report(), make_crew(w.other_agency), TODAY), DemandNotMet),
    "a crew not at work": (lambda w: (w.report(), make_crew(w.agency, is_active=False), TODAY), DemandNotMet),
    "nothing is open": (lambda w: (w.report("closed"), w.crew, TODAY), MoveNotAllowed),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_planned_is_refused_and_changes_nothing(world, session, why):
    made, refusal = REFUSED[why]
    report, crew, day = made(world)
    before = history_of(session, report)
    with pytest.raises(refusal):
        planning.plan(report, crew, day, by=world.dispatcher, at=NOW)
    assert history_of(session, report) == before
    assert report.planned_on is None


def test_the_second_of_two_who_plan_is_told(world):
    report = world.report()
    seen = report.version
    planning.plan(report, world.crew, TODAY, by=world.dispatcher, at=NOW, expected_version=seen)
    colleague = make_user("dispatcher", agency=world.agency)
    with pytest.raises(ChangedMeanwhile):
        planning.plan(report, world.other_crew, TODAY, by=colleague, at=NOW, expected_version=seen)
    assert (report.crew_id, report.planned_on) == (world.crew.id, TODAY)


def test_assigning_sets_the_day_and_another_crew_begins_without_one(world):
    report, by = world.report(), world.dispatcher
    oversight.assign(report, world.crew, by=by, at=NOW, planned_on=TODAY)
    assert report.planned_on == TODAY
    oversight.assign(report, world.crew, by=by, at=NOW)
    assert report.planned_on == TODAY
    oversight.assign(report, world.other_crew, by=by, at=NOW)
    assert report.planned_on is None
    with pytest.raises(FieldError, match="past"):
        oversight.assign(report, world.crew, by=by, at=NOW, planned_on=TODAY - timedelta(days=1))


def test_what_leaves_the_crew_loses_its_day(world):
    report = world.report()
    planning.plan(report, world.crew, TODAY, by=world.dispatcher, at=NOW)
    oversight.hand_over(report, world.other_agency, note="Suv quvuri", by=world.dispatcher, at=NOW)
    assert (report.crew_id, report.planned_on) == (None, None)
