"""The legal clock of an appeal, by law O'RQ-445: a table of dates, each with the article it stands on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.appeals import LegalClock, TermRefused, add_month, register
from app.domain.sla import registered_on
from app.working_calendar import working_calendar

CALENDAR = working_calendar("UZ", "Asia/Tashkent", "09:00-13:00,14:00-18:00")
TASHKENT = ZoneInfo("Asia/Tashkent")

#: When the contact was confirmed (Tashkent), the day of registration, the last day for the answer, and why.
ARRIVALS = [
    ("2026-11-18 10:00", "2026-11-18", "2026-12-03", "a Wednesday morning: that day (article 23); 15 days (28)"),
    ("2026-11-18 06:00", "2026-11-18", "2026-12-03", "before work begins it is that day still"),
    ("2026-11-18 13:30", "2026-11-18", "2026-12-03", "the lunch break belongs to the day"),
    ("2026-11-18 17:59", "2026-11-18", "2026-12-03", "the last minute of work"),
    ("2026-11-18 18:00", "2026-11-19", "2026-12-04", "after hours: the next working day (23)"),
    ("2026-11-18 23:59", "2026-11-19", "2026-12-04", "late in the evening too"),
    ("2026-11-20 18:30", "2026-11-23", "2026-12-08", "Friday after hours: Monday; the last day is a holiday"),
    ("2026-11-21 12:00", "2026-11-23", "2026-12-08", "a Saturday has no working hours"),
    ("2026-11-22 12:00", "2026-11-23", "2026-12-08", "nor has a Sunday"),
    ("2026-11-20 10:00", "2026-11-20", "2026-12-05", "the last day is a Saturday: no article moves it, so it stays"),
    ("2026-12-08 10:00", "2026-12-09", "2026-12-24", "Constitution Day: the next working day"),
    ("2026-12-31 19:00", "2027-01-04", "2027-01-19", "the year's end: the first working day of the new one"),
    ("2026-02-16 10:00", "2026-02-16", "2026-03-03", "across the end of February"),
    ("2028-02-16 10:00", "2028-02-16", "2028-03-02", "across the end of February of a leap year"),
]  # fmt: skip


@pytest.mark.parametrize(("arrived", "registered", "due", "why"), ARRIVALS)
def test_an_appeal_is_registered_and_due_by_the_law(
    arrived: str, registered: str, due: str, why: str
) -> None:
    moment = datetime.strptime(arrived, "%Y-%m-%d %H:%M").replace(tzinfo=TASHKENT).astimezone(UTC)
    clock = register(registered_on(moment, CALENDAR))
    assert (clock.registered_on, clock.due_on) == (date.fromisoformat(registered), date.fromisoformat(due)), (
        why
    )


def test_the_day_in_tashkent_counts_and_not_the_day_in_greenwich() -> None:
    assert registered_on(datetime(2026, 11, 17, 20, 0, tzinfo=UTC), CALENDAR) == date(2026, 11, 18)


#: Registered, and the last day after further study: the same date of the next month (article 28).
STUDIES = [
    ("2026-11-18", "2026-12-18"),
    ("2026-01-31", "2026-02-28"),
    ("2028-01-31", "2028-02-29"),
    ("2026-12-15", "2027-01-15"),
    ("2026-10-31", "2026-11-30"),
]


@pytest.mark.parametrize(("registered", "due"), STUDIES)
def test_further_study_takes_up_to_one_month_since_registration(registered: str, due: str) -> None:
    clock = register(date.fromisoformat(registered))
    assert clock.with_study(clock.registered_on).due_on == date.fromisoformat(due)


#: Registered, studied or not, put off until, told on: the refusal, or nothing (article 28, second part).
EXTENSIONS = [
    ("2026-11-18", False, "2027-01-03", "2026-12-03", ""),
    ("2026-11-18", False, "2026-12-04", "2026-11-18", ""),
    ("2026-11-18", False, "2027-01-04", "2026-12-03", "too_long"),
    ("2026-11-18", False, "2026-12-03", "2026-12-01", "not_longer"),
    ("2026-11-18", False, "2026-12-20", "2026-12-04", "late"),
    ("2026-11-18", True, "2027-01-18", "2026-12-18", ""),
    ("2026-11-18", True, "2027-01-19", "2026-12-18", "too_long"),
    ("2026-12-31", True, "2027-02-28", "2027-01-31", ""),
    ("2026-12-31", True, "2027-03-01", "2027-01-31", "too_long"),
]


@pytest.mark.parametrize(("registered", "studied", "until", "told", "refused"), EXTENSIONS)
def test_an_appeal_is_put_off_once_by_a_month_at_most_with_notice(
    registered: str, studied: bool, until: str, told: str, refused: str
) -> None:
    clock = register(date.fromisoformat(registered))
    clock = clock.with_study(clock.registered_on) if studied else clock
    last, told_on = date.fromisoformat(until), date.fromisoformat(told)
    if refused:
        with pytest.raises(TermRefused, match=refused):
            clock.extended(last, told_on)
    else:
        assert clock.extended(last, told_on) == LegalClock(clock.registered_on, last, told_on)


def test_nothing_is_put_off_twice_nor_studied_after_that() -> None:
    clock = register(date(2026, 11, 18)).extended(date(2026, 12, 20), date(2026, 12, 1))
    with pytest.raises(TermRefused, match="already"):
        clock.extended(date(2026, 12, 25), date(2026, 12, 10))
    with pytest.raises(TermRefused, match="already"):
        clock.with_study(date(2026, 12, 10))


def test_study_is_decided_once_and_within_the_fifteen_days() -> None:
    clock = register(date(2026, 11, 18))
    with pytest.raises(TermRefused, match="late"):
        clock.with_study(date(2026, 12, 4))
    with pytest.raises(TermRefused, match="already"):
        clock.with_study(date(2026, 12, 3)).with_study(date(2026, 12, 3))


def test_on_its_last_day_an_answer_is_still_in_time() -> None:
    clock = register(date(2026, 11, 18))
    assert not clock.is_late(date(2026, 12, 3))
    assert clock.is_late(date(2026, 12, 4))


@pytest.mark.parametrize("day", [date(2026, month, 1) for month in range(1, 13)])
def test_a_month_is_never_longer_than_the_calendar_has_it(day: date) -> None:
    assert 28 <= (add_month(day) - day).days <= 31
