"""A promise over the real calendar of Uzbekistan: one table a rule, moments in Tashkent.

Off are Monday 31 August and Tuesday 1 September 2026, Tuesday 8 December, Thursday 31 December and Friday 1 January;
worked on is Saturday 12 December.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain import pauses
from app.domain.appeals import LegalClock, add_month
from app.domain.escalation import CHAIN, Step, answer_moments, first_look, look_at_answer, step_at
from app.domain.extensions import put_off
from app.domain.sla import due_at
from app.working_calendar import working_calendar

TASHKENT = ZoneInfo("Asia/Tashkent")
CALENDAR = working_calendar("UZ", "Asia/Tashkent", "09:00-13:00,14:00-18:00")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TASHKENT).astimezone(UTC)


def local(moment):
    return f"{moment.astimezone(TASHKENT):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-08-31", False),
        ("2026-09-01", False),
        ("2026-12-08", False),
        ("2026-12-12", True),
        ("2026-12-31", False),
        ("2027-01-01", False),
        ("2027-01-04", True),
    ],
)
def test_the_calendar_is_the_one_that_the_tables_speak_of(day, worked):
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked


# why, sent, working hours, due
PROMISES = [
    ("over Independence Day and the Monday before it", "2026-08-28 16:00", 8, "2026-09-02 16:00"),
    ("over Constitution Day", "2026-12-07 15:00", 8, "2026-12-09 15:00"),
    ("into a Saturday that is worked", "2026-12-11 12:00", 8, "2026-12-12 12:00"),
    ("over a Saturday that is worked", "2026-12-11 12:00", 16, "2026-12-14 12:00"),
    ("over the year's end", "2026-12-30 17:00", 8, "2027-01-04 17:00"),
    ("sent in the night of the New Year", "2026-12-31 23:59", 24, "2027-01-06 18:00"),
    ("ten days over all of December's days off", "2026-12-07 09:00", 80, "2026-12-18 18:00"),
]


@pytest.mark.parametrize(("why", "sent", "hours", "due"), PROMISES, ids=[row[0] for row in PROMISES])
def test_a_promise_counts_the_hours_that_are_worked(why, sent, hours, due):
    assert local(due_at(at(sent), hours, "working", CALENDAR)) == due, why


def test_an_emergency_knows_no_holiday_and_no_pause():
    due = due_at(at("2026-12-31 22:00"), 4, "clock", CALENDAR)
    assert local(due) == "2027-01-01 02:00"
    assert pauses.stop(due, at("2026-12-31 23:00"), 0, "clock", CALENDAR) is None


# why, due, asked, working hours of earlier pauses, answered: hours taken, due afterwards
PAUSES = [
    ("asked on Friday evening, answered on Monday", "2026-11-20 18:00", "2026-11-20 17:00", 0, "2026-11-23 10:00", 2, "2026-11-23 11:00"),
    ("asked on Friday after work, answered on Sunday", "2026-11-23 12:00", "2026-11-20 19:00", 0, "2026-11-22 20:00", 0, "2026-11-23 12:00"),
    ("asked on Friday after work, answered on Monday", "2026-11-23 12:00", "2026-11-20 19:00", 0, "2026-11-23 09:30", 0.5, "2026-11-23 12:30"),
    ("over Independence Day", "2026-08-28 17:00", "2026-08-28 16:00", 0, "2026-09-02 09:30", 2.5, "2026-09-02 10:30"),
    ("over Constitution Day", "2026-12-07 12:00", "2026-12-07 09:00", 0, "2026-12-09 10:00", 9, "2026-12-09 13:00"),
    ("answered on Constitution Day itself", "2026-12-07 18:00", "2026-12-07 16:00", 0, "2026-12-08 12:00", 2, "2026-12-09 11:00"),
    ("on a Saturday that is worked", "2026-12-11 18:00", "2026-12-11 16:00", 0, "2026-12-12 11:00", 4, "2026-12-12 13:00"),
    ("over the year's end", "2026-12-30 15:00", "2026-12-30 14:00", 0, "2027-01-04 10:00", 5, "2027-01-04 11:00"),
    ("nobody answers: it runs out in the new year", "2026-12-30 15:00", "2026-12-30 14:00", 0, "2027-02-01 09:00", 40, "2027-01-08 15:00"),
    ("an hour is left of what pauses may take", "2026-12-07 12:00", "2026-12-07 11:30", 39, "2026-12-09 18:00", 1, "2026-12-07 13:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "due", "asked", "used", "answered", "hours", "after"), PAUSES, ids=[row[0] for row in PAUSES]
)
def test_a_pause_gives_back_the_hours_that_were_worked(why, due, asked, used, answered, hours, after):
    stopped = pauses.stop(at(due), at(asked), used, "working", CALENDAR)
    goes_on, taken = pauses.go_on(at(due), at(asked), at(answered), stopped.hours, CALENDAR)
    assert (local(goes_on), taken) == (after, hours), why
    # While it stands the promise is never earlier than what it comes to.
    assert stopped.due_at >= goes_on


def test_a_pause_that_runs_out_over_the_new_year_goes_on_by_itself():
    stopped = pauses.stop(at("2026-12-30 15:00"), at("2026-12-30 14:00"), 0, "working", CALENDAR)
    assert (local(stopped.ends_by_at), local(stopped.due_at)) == ("2027-01-08 13:00", "2027-01-08 15:00")


def test_no_pause_goes_beyond_the_laws_day_though_that_is_a_day_off():
    """Registered on 17 December, to be answered by 1 January: worked on until the evening of the 30th."""
    law = date(2027, 1, 1)
    stopped = pauses.stop(at("2026-12-30 15:00"), at("2026-12-29 10:00"), 0, "working", CALENDAR, law)
    assert (local(stopped.due_at), stopped.hours) == ("2026-12-30 18:00", 3)
    assert local(stopped.ends_by_at) == "2026-12-29 13:00"


# why, today, due, until, the law's day: the end of work of the new day, the law's day afterwards
LAW = LegalClock(date(2026, 12, 17), date(2027, 1, 1))
EXTENSIONS = [
    ("to a holiday: until the evening before", "2026-12-01", "2026-12-03", "2026-12-08", None, "2026-12-07 18:00", None),
    ("to a Saturday that is worked", "2026-12-01", "2026-12-03", "2026-12-12", None, "2026-12-12 18:00", None),
    ("a month over the year's end", "2026-12-14", "2026-12-15", "2027-01-15", None, "2027-01-15 18:00", None),
    ("to the last day of a shorter month, a Sunday", "2026-12-29", "2027-01-31", "2027-02-28", None, "2027-02-26 18:00", None),
    ("an answer that was due on New Year's Day", "2026-12-28", "2026-12-30", "2027-02-01", LAW, "2027-02-01 18:00", "2027-02-01"),
    ("within the law's days they stay", "2026-12-28", "2026-12-29", "2026-12-31", LAW, "2026-12-30 18:00", "2027-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "today", "due", "until", "law", "end", "answer_by"),
    EXTENSIONS,
    ids=[row[0] for row in EXTENSIONS],
)
def test_a_promise_is_put_off_to_the_end_of_a_working_day(why, today, due, until, law, end, answer_by):
    day = date.fromisoformat(until)
    kept = put_off(day, date.fromisoformat(today), date.fromisoformat(due), legal=law)
    assert local(pauses.end_of_work(day, CALENDAR)) == end, why
    assert (kept.due_on.isoformat() if kept else None) == answer_by


@pytest.mark.parametrize(
    ("day", "month"),
    [("2026-12-31", "2027-01-31"), ("2027-01-31", "2027-02-28"), ("2027-01-28", "2027-02-28"), ("2028-01-31", "2028-02-29")],
)  # fmt: skip
def test_a_month_ends_with_the_month(day, month):
    assert add_month(date.fromisoformat(day)).isoformat() == month


def test_the_chain_climbs_over_the_year_s_end():
    broken = at("2026-12-30 15:00")
    assert [local(step_at(n, broken, "working", CALENDAR)) for n in range(len(CHAIN))] == [
        "2026-12-30 15:00",
        "2027-01-04 15:00",
        "2027-01-05 15:00",
        "2027-01-06 15:00",
        "2027-01-08 15:00",
    ]
    assert [local(step_at(n, broken, "clock", CALENDAR)) for n in range(len(CHAIN))] == [
        "2026-12-30 15:00",
        "2026-12-30 17:00",
        "2026-12-30 19:00",
        "2026-12-30 21:00",
        "2026-12-31 01:00",
    ]


# why, the law's last day: reminded of, late since
ANSWERS = [
    ("three working days before its end", "2026-12-03", "2026-12-01 09:00", "2026-12-04 00:00"),
    ("a Saturday: worked on until Friday", "2026-12-05", "2026-12-02 09:00", "2026-12-06 00:00"),
    ("Constitution Day", "2026-12-08", "2026-12-03 09:00", "2026-12-09 00:00"),
    ("after a Saturday that is worked", "2026-12-14", "2026-12-11 09:00", "2026-12-15 00:00"),
    ("New Year's Day", "2027-01-01", "2026-12-28 09:00", "2027-01-02 00:00"),
]


@pytest.mark.parametrize(("why", "last", "soon", "late"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_the_laws_day_is_reminded_of_before_it_and_late_after_it(why, last, soon, late):
    day = date.fromisoformat(last)
    moments = answer_moments(day, CALENDAR)
    assert [(step, local(moment)) for step, moment in moments] == [
        (Step.ANSWER_SOON, soon),
        (Step.ANSWER_LATE, late),
    ], why
    looks = [look_at_answer(day, at(moment), CALENDAR) for moment in (soon, late)]
    assert looks == [(None, at(soon)), (Step.ANSWER_SOON, at(late))]
    assert look_at_answer(day, datetime(2027, 6, 1, tzinfo=UTC), CALENDAR) == (Step.ANSWER_LATE, None)


def test_a_promise_beyond_the_laws_day_is_looked_at_for_the_laws_day_first():
    sent, promise = at("2026-12-01 09:00"), at("2027-01-20 18:00")
    assert local(first_look(sent, promise, date(2026, 12, 16), CALENDAR)) == "2026-12-14 09:00"
    assert local(first_look(sent, promise, None, CALENDAR)) == "2027-01-20 09:00"
