"""The promise: hours that count and hours that do not, whatever the calendar looks like."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sla import (
    MIDNIGHT,
    NoWorkingTime,
    WorkingCalendar,
    add_working_hours,
    due_at,
    is_overdue,
    registered_on,
    working_hours_between,
)

TASHKENT = ZoneInfo("Asia/Tashkent")
OFFICE = ((time(9), time(13)), (time(14), time(18)))
A_HOLIDAY = date(2026, 6, 3)  # A made-up one, a Wednesday.


def weekdays(day: date) -> bool:
    """Monday to Friday, but for one day off in the middle of a week."""
    return day.weekday() < 5 and day != A_HOLIDAY


CALENDAR = WorkingCalendar(TASHKENT, OFFICE, weekdays)
NEVER = WorkingCalendar(TASHKENT, OFFICE, lambda day: False)


def at(text: str, zone: ZoneInfo = TASHKENT) -> datetime:
    """A local moment, in UTC as the product keeps it."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


# 1 June 2026 is a Monday, 3 June is off, 5 June is a Friday.
ADDED = [
    # why,                                  start,              hours, due
    ("within the morning", "2026-06-01 09:00", 2, "2026-06-01 11:00"),
    ("across lunch", "2026-06-01 12:00", 2, "2026-06-01 15:00"),
    ("to the last minute before lunch", "2026-06-01 09:00", 4, "2026-06-01 13:00"),
    ("a whole day ends in the evening", "2026-06-01 09:00", 8, "2026-06-01 18:00"),
    ("a minute more is the next morning", "2026-06-01 09:00", 8 + 1 / 60, "2026-06-02 09:01"),
    ("sent before work begins", "2026-06-01 06:30", 1, "2026-06-01 10:00"),
    ("sent at lunch", "2026-06-01 13:30", 1, "2026-06-01 15:00"),
    ("sent at the first minute of lunch", "2026-06-01 13:00", 1, "2026-06-01 15:00"),
    ("sent after work", "2026-06-01 18:00", 1, "2026-06-02 10:00"),
    ("sent at night", "2026-06-01 23:59", 1, "2026-06-02 10:00"),
    ("across a day off in the week", "2026-06-02 17:00", 2, "2026-06-04 10:00"),
    ("sent on a day off in the week", "2026-06-03 10:00", 1, "2026-06-04 10:00"),
    ("across a weekend", "2026-06-05 17:00", 2, "2026-06-08 10:00"),
    ("sent on a Sunday", "2026-06-07 12:00", 8, "2026-06-08 18:00"),
    ("three working days", "2026-06-01 10:00", 24, "2026-06-05 10:00"),
    ("nothing to wait for", "2026-06-07 12:00", 0, "2026-06-07 12:00"),
]


@pytest.mark.parametrize(("why", "start", "hours", "due"), ADDED, ids=[case[0] for case in ADDED])
def test_working_hours_are_added(why: str, start: str, hours: float, due: str) -> None:
    assert add_working_hours(at(start), hours, CALENDAR) == at(due), why
    assert due_at(at(start), hours, "working", CALENDAR) == at(due)
    assert working_hours_between(at(start), at(due), CALENDAR) == pytest.approx(hours)


def test_an_emergency_counts_every_hour() -> None:
    assert due_at(at("2026-06-06 23:00"), 4, "clock", CALENDAR) == at("2026-06-07 03:00")
    assert due_at(at("2026-06-06 23:00"), 4, "clock", NEVER) == at("2026-06-07 03:00")


def test_an_unknown_basis_is_refused() -> None:
    with pytest.raises(ValueError, match="no basis"):
        due_at(at("2026-06-06 23:00"), 4, "lunar", CALENDAR)


REGISTERED = [
    ("in the morning", "2026-06-01 09:00", date(2026, 6, 1)),
    ("before work begins", "2026-06-01 00:00", date(2026, 6, 1)),
    ("at lunch", "2026-06-01 13:30", date(2026, 6, 1)),
    ("in the last minute", "2026-06-01 17:59", date(2026, 6, 1)),
    ("when work ends", "2026-06-01 18:00", date(2026, 6, 2)),
    ("in the evening before a day off", "2026-06-02 20:00", date(2026, 6, 4)),
    ("on a day off", "2026-06-03 10:00", date(2026, 6, 4)),
    ("on Friday evening", "2026-06-05 18:30", date(2026, 6, 8)),
    ("on Sunday", "2026-06-07 10:00", date(2026, 6, 8)),
    ("at 3 in the morning, still yesterday in UTC", "2026-06-02 03:00", date(2026, 6, 2)),
]


@pytest.mark.parametrize(("why", "received", "day"), REGISTERED, ids=[case[0] for case in REGISTERED])
def test_an_appeal_is_registered_the_day_it_arrives_or_the_next_working_day(
    why: str, received: str, day: date
) -> None:
    assert registered_on(at(received), CALENDAR) == day, why


def test_overdue_is_what_was_not_kept() -> None:
    due, before, after = at("2026-06-01 18:00"), at("2026-06-01 17:00"), at("2026-06-01 19:00")
    assert not is_overdue(due, before)
    assert not is_overdue(due, due)
    assert is_overdue(due, after)
    assert not is_overdue(due, after, resolved_at=before)
    assert is_overdue(due, after, resolved_at=after)


def test_a_calendar_without_working_days_says_so_instead_of_searching_for_ever() -> None:
    with pytest.raises(NoWorkingTime):
        add_working_hours(at("2026-06-01 09:00"), 1, NEVER)
    with pytest.raises(NoWorkingTime):
        registered_on(at("2026-06-01 09:00"), NEVER)
    with pytest.raises(NoWorkingTime):
        add_working_hours(at("2026-06-01 09:00"), 1e12, CALENDAR)
    assert working_hours_between(at("2026-06-01 09:00"), at("2026-07-01 09:00"), NEVER) == 0


@pytest.mark.parametrize("hours", [-1, float("nan"), float("inf")])
def test_what_is_no_number_of_hours_is_refused(hours: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        add_working_hours(at("2026-06-01 09:00"), hours, CALENDAR)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = at("2026-06-01 09:00").replace(tzinfo=None)
    for ask in (
        lambda: add_working_hours(naive, 1, CALENDAR),
        lambda: due_at(naive, 1, "clock", CALENDAR),
        lambda: registered_on(naive, CALENDAR),
        lambda: working_hours_between(naive, naive, CALENDAR),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


BAD_SPANS = [
    (),
    ((time(9), time(9)),),
    ((time(18), time(9)),),
    ((time(9), time(13)), (time(12), time(18))),
    ((time(14), time(18)), (time(9), time(13))),
    ((time(9), MIDNIGHT), (time(10), time(11))),
    ((time(9, tzinfo=UTC), time(13, tzinfo=UTC)),),
]


@pytest.mark.parametrize("spans", BAD_SPANS)
def test_impossible_working_hours_are_refused(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="hours"):
        WorkingCalendar(TASHKENT, spans, weekdays)


def test_a_day_may_last_until_midnight() -> None:
    round_the_clock = WorkingCalendar(TASHKENT, ((MIDNIGHT, MIDNIGHT),), lambda day: True)
    assert add_working_hours(at("2026-06-01 09:00"), 100, round_the_clock) == at("2026-06-05 13:00")


def test_summer_time_neither_gives_nor_takes_an_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    all_day = WorkingCalendar(berlin, ((MIDNIGHT, MIDNIGHT),), lambda day: True)
    spring = at("2026-03-29 00:00", berlin)  # This day has 23 hours.
    assert add_working_hours(spring, 24, all_day) == at("2026-03-30 01:00", berlin)
    autumn = at("2026-10-25 00:00", berlin)  # This one has 25.
    assert working_hours_between(autumn, at("2026-10-26 00:00", berlin), all_day) == 25


YEAR = at("2026-01-01 00:00")
moments = st.integers(0, 365 * 24 * 3600).map(lambda n: YEAR + timedelta(seconds=n))
halves = st.integers(0, 300).map(lambda n: n / 2)


@given(moments, halves, halves)
@settings(max_examples=60)
def test_hours_added_in_two_steps_are_hours_added_at_once(start: datetime, a: float, b: float) -> None:
    at_once = add_working_hours(start, a + b, CALENDAR)
    assert add_working_hours(add_working_hours(start, a, CALENDAR), b, CALENDAR) == at_once
    assert working_hours_between(start, at_once, CALENDAR) == pytest.approx(a + b)
    assert working_hours_between(at_once, start, CALENDAR) == pytest.approx(-a - b)


@given(moments, st.integers(0, 60))
@settings(max_examples=40)
def test_the_hours_between_are_the_minutes_counted_one_by_one(start: datetime, hours: int) -> None:
    start = start.replace(second=0, microsecond=0)
    counted = 0
    for n in range(hours * 60):
        local = (start + timedelta(minutes=n)).astimezone(TASHKENT)
        open_now = any(opens <= local.time() < closes for opens, closes in OFFICE)
        counted += weekdays(local.date()) and open_now
    end = start + timedelta(hours=hours)
    assert working_hours_between(start, end, CALENDAR) * 60 == pytest.approx(counted)
