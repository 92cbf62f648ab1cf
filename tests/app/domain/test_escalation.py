"""Who hears of a promise, and when: tables of moments in Tashkent, a week with a Wednesday off."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.domain.escalation import DONE, look, remind_at
from app.domain.sla import WorkingCalendar, add_working_hours, subtract_working_hours

TASHKENT = ZoneInfo("Asia/Tashkent")
CALENDAR = WorkingCalendar(
    TASHKENT,
    ((time(9), time(13)), (time(14), time(18))),
    lambda day: day.weekday() < 5 and day != date(2026, 11, 25),
)


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=TASHKENT)


REMINDERS = [
    # One working day before, over a day off and a weekend.
    ("11-16 09:00", "11-19 12:00", "11-18 12:00"),
    ("11-16 09:00", "11-23 12:00", "11-20 12:00"),
    ("11-16 09:00", "11-26 18:00", "11-26 09:00"),
    ("11-16 09:00", "11-26 10:00", "11-24 10:00"),
    # Not before half of the time has passed: four hours of an emergency, at night.
    ("11-17 22:00", "11-18 02:00", "11-18 00:00"),
]


@pytest.mark.parametrize(("start", "promise", "reminder"), REMINDERS)
def test_a_reminder_comes_a_working_day_before_the_promise(start, promise, reminder):
    assert remind_at(at(start), at(promise), CALENDAR) == at(reminder)


# now: the steps that are made, how many there are then, and when to look again
STEPS = [
    ("11-20 12:00", 0, "", 0, "11-20 12:00"),
    ("11-20 12:01", 0, "reminder", 1, "11-23 12:00"),
    ("11-23 12:00", 1, "", 1, "11-23 12:00"),  # At the very moment it is still kept.
    ("11-23 12:01", 1, "dispatcher", 2, "11-24 12:00"),
    ("11-24 12:01", 2, "head", 3, "11-26 12:00"),  # The day off does not count.
    ("11-26 12:01", 3, "mahalla", 4, "11-27 12:00"),
    ("11-27 12:01", 4, "district", 5, "12-01 12:00"),
    ("12-01 12:01", 5, "region", 6, None),
    ("12-31 12:00", 6, "", 6, None),
    # Nobody looked for a week: all that was missed is made, in order, but no reminder of what is late.
    ("11-30 09:00", 0, "dispatcher head mahalla district", 5, "12-01 12:00"),
]


@pytest.mark.parametrize(("now", "made", "steps", "then", "next_at"), STEPS)
def test_the_chain_climbs_step_by_step(now, made, steps, then, next_at):
    promise = at("11-23 12:00")
    found = look(made, at("11-16 09:00"), promise, promise, at(now), "working", CALENDAR)
    assert " ".join(found.steps) == steps
    assert (found.made, found.next_at) == (then, at(next_at) if next_at else None)


def test_an_emergency_climbs_by_the_clock_at_night():
    promise = at("11-18 02:00")
    moments = []
    now, made = promise, 1
    while made < DONE:
        found = look(made, at("11-17 22:00"), promise, promise, now, "clock", CALENDAR)
        moments += [(f"{now:%d %H:%M}", step.value) for step in found.steps]
        now = found.next_at.astimezone(TASHKENT).replace(second=1) if found.next_at else now
        made = found.made
    assert moments == [
        ("18 02:00", "dispatcher"),
        ("18 04:00", "head"),
        ("18 06:00", "mahalla"),
        ("18 08:00", "district"),
        ("18 12:00", "region"),
    ]


def test_a_report_that_was_opened_again_climbs_from_that_moment():
    promise, opened = at("11-16 12:00"), at("11-24 10:00")
    found = look(2, at("11-12 09:00"), promise, opened, at("11-24 10:01"), "working", CALENDAR)
    assert (list(found.steps), found.next_at) == ([], at("11-26 10:00"))


@pytest.mark.parametrize("hours", [0, 0.5, 3, 8, 13, 40, 200])
@pytest.mark.parametrize("end", ["11-23 12:00", "11-25 12:00", "11-28 20:00", "11-23 09:00", "11-23 13:30"])
def test_subtracting_working_hours_is_the_mirror_of_adding_them(hours, end):
    start = subtract_working_hours(at(end), hours, CALENDAR)
    assert add_working_hours(start, hours, CALENDAR) <= at(end)
    later = subtract_working_hours(at(end), hours, CALENDAR) if not hours else start
    assert later == start


@pytest.mark.parametrize("hours", [-1, float("nan"), float("inf")])
def test_what_is_no_number_of_hours_is_refused(hours):
    with pytest.raises(ValueError, match="no number"):
        subtract_working_hours(at("11-23 12:00"), hours, CALENDAR)
