"""Which crew fits best, as a table; and the shifts of a week on the clock on the wall."""

from datetime import date, datetime, time

import pytest

from app.domain.crew_choice import MOST_LOAD, Duty, Facts, Fit
from app.domain.errors import FieldError
from app.domain.shifts import MOST_DAYS, times_on, wanted_days
from app.working_calendar import working_calendar

CALENDAR = working_calendar("UZ", "Asia/Tashkent", "09:00-18:00")

#: Better, worse: (skill, area, duty, open jobs).
ORDER = [
    # Skill before area and duty together.
    (("yes", "no", "off", 0), ("no", "yes", "now", 0)),
    (("yes", "no", "off", 0), ("unknown", "unknown", "unknown", 0)),
    # Area before duty.
    (("yes", "yes", "off", 0), ("yes", "no", "now", 0)),
    # What nobody described stands between what fits and what does not.
    (("yes", "yes", "now", 0), ("yes", "unknown", "now", 0)),
    (("yes", "unknown", "now", 0), ("yes", "no", "now", 0)),
    (("yes", "yes", "soon", 0), ("yes", "yes", "unknown", 0)),
    (("yes", "yes", "unknown", 0), ("yes", "yes", "off", 0)),
    # Load decides between equals, and outweighs the area once it is large.
    (("yes", "yes", "now", 3), ("yes", "yes", "now", 4)),
    (("yes", "no", "now", 2), ("yes", "yes", "now", 40)),
    # But never the skill.
    (("yes", "yes", "now", MOST_LOAD * 10), ("no", "no", "now", 0)),
]


def facts(row):
    skill, area, duty, jobs = row
    return Facts(Fit(skill), Fit(area), Duty(duty), jobs)


@pytest.mark.parametrize(("better", "worse"), ORDER)
def test_the_better_crew_has_more_points(better, worse):
    assert facts(better).points > facts(worse).points


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        (("yes", "yes", "now", 0), True),
        (("unknown", "unknown", "unknown", 99), True),
        (("no", "yes", "now", 0), False),
        (("yes", "no", "now", 0), False),
        (("yes", "yes", "off", 0), True),
    ],
)
def test_a_crew_fits_where_neither_its_work_nor_its_area_speaks_against_it(row, fits):
    assert facts(row).fits is fits


#: A shift on 18 November 2026: begins, ends (in UTC).
SHIFTS = [
    ((9, 18), ("2026-11-18T04:00", "2026-11-18T13:00")),
    # Over midnight: it ends on the next day.
    ((17, 1), ("2026-11-18T12:00", "2026-11-18T20:00")),
    ((22, 6), ("2026-11-18T17:00", "2026-11-19T01:00")),
    # A day and a night.
    ((8, 8), ("2026-11-18T03:00", "2026-11-19T03:00")),
]


@pytest.mark.parametrize(("clock", "moments"), SHIFTS)
def test_a_shift_is_meant_by_the_clock_on_the_wall(clock, moments):
    begins, ends = times_on(date(2026, 11, 18), time(clock[0]), time(clock[1]), CALENDAR)
    assert (begins, ends) == tuple(datetime.fromisoformat(f"{moment}+00:00") for moment in moments)


def test_only_the_chosen_days_of_the_week_are_filled():
    days = list(wanted_days(date(2026, 11, 16), date(2026, 11, 29), {0, 5}, CALENDAR))
    assert [day.day for day in days] == [16, 21, 23, 28]


def test_a_holiday_is_left_out_unless_it_is_meant():
    # 8 December 2026, a Tuesday, is the day of the constitution.
    span = (date(2026, 12, 7), date(2026, 12, 9), {0, 1, 2})
    assert [day.day for day in wanted_days(*span, CALENDAR)] == [7, 9]
    assert [day.day for day in wanted_days(*span, CALENDAR, holidays_too=True)] == [7, 8, 9]


@pytest.mark.parametrize(
    ("last_on", "reason"), [(date(2026, 11, 15), "before_first"), (date(2027, 3, 1), "too_far")]
)
def test_a_span_turned_round_or_too_long_is_refused(last_on, reason):
    with pytest.raises(FieldError, match=reason):
        list(wanted_days(date(2026, 11, 16), last_on, {0}, CALENDAR))
    assert MOST_DAYS == 92
