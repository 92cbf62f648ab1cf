"""What stopping a clock does to a promise: a table of moments in Tashkent, Monday 23 to Friday 27 November 2026."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.domain import pauses
from app.domain.sla import WorkingCalendar

TASHKENT = ZoneInfo("Asia/Tashkent")
CALENDAR = WorkingCalendar(
    TASHKENT,
    ((time(9), time(13)), (time(14), time(18))),
    lambda day: day.weekday() < 5 and day != date(2026, 12, 8),
)


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=TASHKENT)


# due before, stopped, goes on, used hours: due while it stands, goes on by itself, due afterwards, hours taken
TABLE = [
    # Two hours of a Tuesday morning move Wednesday's promise by two hours.
    ("11-25 12:00", "11-24 09:00", "11-24 11:00", 0, "12-02 12:00", "11-30 18:00", "11-25 15:00", 2),
    # Asked at night, answered before work begins: nothing was lost, so nothing is moved.
    ("11-25 12:00", "11-24 20:00", "11-25 08:30", 0, "12-02 12:00", "12-01 18:00", "11-25 12:00", 0),
    # Over a weekend only working hours count.
    ("11-30 18:00", "11-27 17:00", "11-30 10:00", 0, "12-07 18:00", "12-04 17:00", "12-01 11:00", 2),
    # Nobody answered: five working days, not more, and the day off between does not count.
    ("12-07 12:00", "12-07 09:00", "12-30 09:00", 0, "12-15 12:00", "12-14 18:00", "12-15 12:00", 40),
    # Earlier pauses took 38 of the 40 hours.
    ("11-25 12:00", "11-24 09:00", "11-26 09:00", 38, "11-25 15:00", "11-24 11:00", "11-25 15:00", 2),
]


@pytest.mark.parametrize(("due", "stops", "goes", "used", "standing", "by_itself", "after", "hours"), TABLE)
def test_a_pause_moves_the_promise_by_the_working_hours_that_passed(
    due, stops, goes, used, standing, by_itself, after, hours
):
    stopped = pauses.stop(at(due), at(stops), used, "working", CALENDAR)
    assert stopped.due_at == at(standing)
    assert stopped.ends_by_at == at(by_itself)
    assert pauses.go_on(at(due), at(stops), at(goes), stopped.hours, CALENDAR) == (at(after), hours)


@pytest.mark.parametrize(
    ("due", "used", "basis"),
    [
        ("11-24 08:00", 0, "working"),  # Broken already: overdue stays overdue.
        ("11-25 12:00", 40, "working"),  # Paused as long as it may be.
        ("11-25 12:00", 0, "clock"),  # An emergency does not wait for an answer.
    ],
)
def test_a_clock_that_may_not_stop_goes_on(due, used, basis):
    assert pauses.stop(at(due), at("11-24 09:00"), used, basis, CALENDAR) is None


def test_no_pause_goes_beyond_the_day_that_the_law_sets():
    stopped = pauses.stop(at("11-25 12:00"), at("11-24 09:00"), 0, "working", CALENDAR, date(2026, 11, 26))
    assert (stopped.due_at, stopped.hours) == (at("11-26 18:00"), 13)
    assert stopped.ends_by_at == at("11-25 15:00")


def test_a_promise_at_the_end_of_the_laws_day_is_not_paused():
    assert (
        pauses.stop(at("11-26 18:00"), at("11-24 09:00"), 0, "working", CALENDAR, date(2026, 11, 26)) is None
    )


def test_a_legal_day_off_ends_with_the_working_day_before_it():
    assert pauses.end_of_work(date(2026, 11, 29), CALENDAR) == at("11-27 18:00")
