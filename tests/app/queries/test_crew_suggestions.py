"""Which crews are suggested for a report, and what the board shows, out of real rows."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import event

from app.actions import planning, roster
from app.db import db
from app.domain.crew_choice import Duty, Fit
from app.queries.board import MOST_UNPLANNED, MOST_WAITING, board
from app.queries.crew_suggestions import suggest
from tests.conftest import NOW
from tests.factories import World, make_crew, make_group

TODAY = date(2026, 11, 18)
WEEK = [TODAY + timedelta(days=n) for n in range(7)]


@pytest.fixture
def world(session):
    return World()


def describe(world, crew, *, groups=(), areas=(), hours=None):
    roster.save_crew(
        world.agency,
        crew,
        name=crew.name,
        is_active=True,
        groups=groups,
        areas=areas,
        by=world.dispatcher,
    )
    if hours:
        roster.add_shifts(
            crew,
            first_on=TODAY,
            last_on=TODAY + timedelta(days=6),
            weekdays=range(7),
            begins=time(hours[0]),
            ends=time(hours[1]),
            by=world.dispatcher,
            at=NOW,
        )


def statements(act):
    """How many statements something takes."""
    seen = []

    def count(*args):
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_crews_are_told_apart_by_skill_area_duty_and_load(world):
    report = world.report()
    other_group = make_group()
    best, off, elsewhere, other_work = (make_crew(world.agency, name=name) for name in "ABCD")
    describe(world, best, groups=[world.group], areas=[world.district], hours=(9, 18))
    describe(world, off, groups=[world.group], areas=[world.mahalla], hours=(20, 22))
    describe(world, elsewhere, groups=[world.group], areas=[world.other_mahalla], hours=(9, 18))
    describe(world, other_work, groups=[other_group], areas=[world.mahalla], hours=(9, 18))
    found = suggest(report, NOW)
    names = [one.name for one in found]
    assert names[:3] == ["A", "B", "C"]
    assert names[-1] == "D"
    by_name = {one.name: one for one in found}
    assert by_name["A"].facts.duty is Duty.NOW
    assert by_name["A"].on_duty_until is not None
    assert (by_name["B"].facts.duty, by_name["B"].on_duty_from is not None) == (Duty.SOON, True)
    assert (by_name["C"].facts.area, by_name["C"].fits) == (Fit.NO, False)
    assert (by_name["D"].facts.skill, by_name["D"].fits) == (Fit.NO, False)
    assert by_name[world.crew.name].facts.skill is Fit.UNKNOWN
    assert by_name[world.crew.name].fits


def test_of_two_equal_crews_the_one_with_less_to_do_comes_first(world):
    world.report("accepted")
    assert [one.crew_id for one in suggest(world.report(), NOW)] == [world.other_crew.id, world.crew.id]


def test_only_crews_of_the_reports_agency_that_are_at_work_are_suggested(world):
    make_crew(world.other_agency)
    make_crew(world.agency, is_active=False)
    assert {one.crew_id for one in suggest(world.report(), NOW)} == {world.crew.id, world.other_crew.id}


def test_a_crew_whose_shifts_are_all_over_is_off_duty(world):
    describe(world, world.crew, hours=(9, 18))
    later = NOW + timedelta(days=8)
    duty = {one.crew_id: one.facts.duty for one in suggest(world.report(), later)}
    assert duty == {world.crew.id: Duty.OFF, world.other_crew.id: Duty.UNKNOWN}


def test_suggesting_takes_as_many_statements_for_many_crews(world):
    report = world.report()
    few = statements(lambda: suggest(report, NOW))
    for number in range(8):
        describe(world, make_crew(world.agency), groups=[world.group], hours=(number, number + 8))
    assert statements(lambda: suggest(report, NOW)) == few


def test_the_board_has_each_job_in_its_place(world):
    by, places = world.dispatcher, {}
    for name, crew, day in (
        ("today", world.crew, TODAY),
        ("friday", world.other_crew, WEEK[2]),
        ("no day", world.crew, None),
        ("next week", world.crew, TODAY + timedelta(days=9)),
    ):
        places[name] = world.report()
        planning.plan(places[name], crew, day, by=by, at=NOW)
    waiting = world.report()
    world.report("closed")
    found = board(by, world.agency.id, WEEK, NOW)
    lines = {line.crew_id: line for line in found.lines}

    def ids(entries):
        return [entry.public_id for entry in entries]

    assert ids(found.waiting) == [waiting.public_id]
    mine, other = lines[world.crew.id], lines[world.other_crew.id]
    assert ids(mine.unplanned) == [places["no day"].public_id]
    assert {day: ids(jobs) for day, jobs in mine.days.items()} == {TODAY: [places["today"].public_id]}
    assert {day: ids(jobs) for day, jobs in other.days.items()} == {WEEK[2]: [places["friday"].public_id]}
    assert mine.open_jobs == 3


def test_a_day_that_has_passed_comes_back_to_be_planned(world):
    report = world.report()
    planning.plan(report, world.crew, TODAY, by=world.dispatcher, at=NOW)
    tomorrow = NOW + timedelta(days=1)
    line = next(
        line
        for line in board(world.dispatcher, world.agency.id, WEEK[1:], tomorrow).lines
        if line.crew_id == world.crew.id
    )
    assert [entry.public_id for entry in line.unplanned] == [report.public_id]
    # Looking back, it still stands on its day.
    line = next(
        line
        for line in board(world.dispatcher, world.agency.id, WEEK, tomorrow).lines
        if line.crew_id == world.crew.id
    )
    assert list(line.days) == [TODAY]
    assert not line.unplanned


def test_nobody_sees_another_agencys_board(world):
    world.report()
    world.report("accepted")
    found = board(world.other_dispatcher, world.agency.id, WEEK, NOW)
    assert not found.waiting
    assert not any(line.unplanned or line.days for line in found.lines)


def test_every_place_on_the_board_has_a_bound(world):
    for _ in range(MOST_WAITING + 2):
        world.report()
    for _ in range(MOST_UNPLANNED + 2):
        world.report("accepted")
    found = board(world.dispatcher, world.agency.id, WEEK, NOW)
    line = next(line for line in found.lines if line.crew_id == world.crew.id)
    assert (len(found.waiting), found.more_waiting) == (MOST_WAITING, True)
    assert (len(line.unplanned), line.more_unplanned) == (MOST_UNPLANNED, True)


def test_the_board_takes_as_many_statements_for_many_crews_and_jobs(world):
    world.report("accepted")
    few = statements(lambda: board(world.dispatcher, world.agency.id, WEEK, NOW))
    for number in range(6):
        crew = make_crew(world.agency)
        describe(world, crew, hours=(8, 17))
        planning.plan(world.report(), crew, WEEK[number], by=world.dispatcher, at=NOW)
    # Who is on duty is one more, once there are shifts.
    assert statements(lambda: board(world.dispatcher, world.agency.id, WEEK, NOW)) <= few + 1
