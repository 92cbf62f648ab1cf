"""The working calendar of Uzbekistan, holidays and moved days off included; and of anywhere else.

Source of the moved days: the yearly decrees of the President on additional days off (lex.uz), as the
`holidays` package carries them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.domain.sla import add_working_hours, registered_on
from app.working_calendar import CalendarSettingsError, parse_hours, working_calendar

TASHKENT = ZoneInfo("Asia/Tashkent")
UZBEKISTAN = working_calendar("UZ", "Asia/Tashkent", "09:00-13:00,14:00-18:00")


def at(text: str) -> datetime:
    """A moment of Tashkent's wall clock, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=TASHKENT).astimezone(UTC)


DAYS = [
    # day, is it worked on, why
    (date(2024, 1, 6), True, "a Saturday worked for 2 January"),
    (date(2024, 4, 10), False, "Ramazon hayit"),
    (date(2024, 4, 12), False, "a Friday moved to Saturday the 13th"),
    (date(2024, 4, 13), True, "a Saturday worked for Friday the 12th"),
    (date(2024, 9, 2), False, "1 September fell on a Sunday"),
    (date(2024, 12, 14), True, "a Saturday worked for 30 December"),
    (date(2024, 12, 30), False, "moved from 14 December"),
    (date(2024, 12, 31), False, "an additional day off by decree"),
    (date(2025, 1, 1), False, "New Year"),
    (date(2025, 1, 2), False, "moved to Saturday the 4th"),
    (date(2025, 1, 3), True, "an ordinary Friday"),
    (date(2025, 1, 4), True, "a Saturday worked for 2 January"),
    (date(2025, 1, 5), False, "an ordinary Sunday"),
    (date(2025, 3, 10), False, "8 March fell on a Saturday"),
    (date(2025, 3, 21), False, "Navroʻz"),
    (date(2025, 3, 31), False, "Ramazon hayit fell on Sunday the 30th"),
    (date(2025, 6, 6), False, "Qurbon hayit"),
    (date(2025, 9, 1), False, "Independence Day"),
    (date(2025, 12, 8), False, "Constitution Day"),
    (date(2025, 12, 30), True, "an ordinary Tuesday"),
    (date(2025, 12, 31), False, "an additional day off by decree"),
    (date(2026, 1, 1), False, "New Year"),
    (date(2026, 1, 2), False, "an additional day off by decree"),
    (date(2026, 1, 5), True, "the first working day of 2026"),
    (date(2026, 3, 9), False, "8 March fell on a Sunday"),
    (date(2026, 3, 19), True, "an ordinary Thursday"),
    (date(2026, 3, 20), False, "Ramazon hayit"),
    (date(2026, 3, 21), False, "Navroʻz, a Saturday"),
    (date(2026, 3, 23), False, "Navroʻz fell on a Saturday"),
    (date(2026, 3, 24), True, "the day after"),
    (date(2026, 5, 11), False, "9 May fell on a Saturday"),
    (date(2026, 5, 27), False, "Qurbon hayit"),
    (date(2026, 5, 28), False, "an additional day off by decree"),
    (date(2026, 5, 29), False, "an additional day off by decree"),
    (date(2026, 8, 31), False, "an additional day off by decree"),
    (date(2026, 9, 1), False, "Independence Day"),
    (date(2026, 10, 1), False, "the day of teachers"),
    (date(2026, 12, 8), False, "Constitution Day"),
    (date(2026, 12, 12), True, "a Saturday worked for 31 December"),
    (date(2026, 12, 31), False, "moved to Saturday the 12th"),
    (date(2027, 1, 1), False, "New Year"),
]


@pytest.mark.parametrize(("day", "worked", "why"), DAYS, ids=[f"{day} {why}" for day, _, why in DAYS])
def test_the_days_of_uzbekistan(day: date, worked: bool, why: str) -> None:
    assert UZBEKISTAN.is_working_day(day) is worked, why


def test_a_moved_working_saturday_is_known_whichever_day_is_asked_first() -> None:
    working_calendar.cache_clear()
    fresh = working_calendar("UZ", "Asia/Tashkent", "09:00-18:00")
    assert fresh.is_working_day(date(2026, 12, 12))


DUE = [
    # why,                                          sent,               hours, due
    ("an ordinary Tuesday", "2026-06-02 10:00", 8, "2026-06-03 10:00"),
    ("across lunch", "2026-06-02 12:00", 2, "2026-06-02 15:00"),
    ("before hours", "2026-06-02 05:00", 4, "2026-06-02 13:00"),
    ("after hours on Friday", "2026-06-05 19:00", 4, "2026-06-08 13:00"),
    # Thursday evening; Friday hayit, Saturday and Monday Navroʻz: on Tuesday.
    ("across Ramazon hayit and Navroʻz", "2026-03-19 17:00", 2, "2026-03-24 10:00"),
    ("on Navroʻz itself", "2026-03-21 11:00", 8, "2026-03-24 18:00"),
    # Tuesday; Wednesday to Friday Qurbon hayit and decrees; the weekend.
    ("across Qurbon hayit", "2026-05-26 16:00", 4, "2026-06-01 11:00"),
    # Friday; the weekend, Monday by decree, Tuesday the holiday.
    ("across Independence Day", "2026-08-28 17:00", 2, "2026-09-02 10:00"),
    ("on 1 September", "2026-09-01 12:00", 8, "2026-09-02 18:00"),
    ("across Constitution Day", "2026-12-07 17:00", 2, "2026-12-09 10:00"),
    # Saturday the 12th is worked, so Friday evening goes on in the morning.
    ("into a moved working Saturday", "2026-12-11 17:00", 2, "2026-12-12 10:00"),
    ("sent on a moved working Saturday", "2026-12-12 09:00", 8, "2026-12-12 18:00"),
    # Wednesday the 30th; 31 December moved, 1 January, the weekend.
    ("across New Year 2027", "2026-12-30 17:00", 2, "2027-01-04 10:00"),
    # Tuesday the 30th; 31 December and 2 January by decree, the weekend.
    ("across New Year 2026", "2025-12-30 17:00", 9, "2026-01-05 18:00"),
    # The 4th is worked for the 2nd.
    ("into a January with a worked Saturday", "2025-01-03 17:00", 2, "2025-01-04 10:00"),
    ("a long promise, 20 working days of March 2026", "2026-03-02 09:00", 160, "2026-04-01 18:00"),
]


@pytest.mark.parametrize(("why", "sent", "hours", "due"), DUE, ids=[case[0] for case in DUE])
def test_promises_fall_on_the_right_day(why: str, sent: str, hours: float, due: str) -> None:
    assert add_working_hours(at(sent), hours, UZBEKISTAN).astimezone(TASHKENT) == at(due), why


def test_an_appeal_sent_on_a_holiday_is_registered_on_the_next_working_day() -> None:
    assert registered_on(at("2026-03-20 10:00"), UZBEKISTAN) == date(2026, 3, 24)
    assert registered_on(at("2026-12-11 18:00"), UZBEKISTAN) == date(2026, 12, 12)


def test_the_same_settings_make_one_calendar() -> None:
    settings = {"country": "UZ", "time_zone": "Asia/Tashkent", "hours": "08:00-12:00"}
    calendar = working_calendar(**settings)
    assert calendar.spans == ((time(8), time(12)),)
    assert str(calendar.zone) == "Asia/Tashkent"
    assert working_calendar(**settings) is calendar


def test_without_a_country_monday_to_friday_are_worked() -> None:
    plain = working_calendar("", "UTC", "09:00-17:00")
    assert [plain.is_working_day(date(2026, 3, day)) for day in range(20, 24)] == [True, False, False, True]


def test_another_country_has_its_own_holidays() -> None:
    kazakhstan = working_calendar("KZ", "Asia/Almaty", "09:00-18:00")
    assert not kazakhstan.is_working_day(date(2026, 12, 16))
    assert UZBEKISTAN.is_working_day(date(2026, 12, 16))


def test_hours_are_read_from_text() -> None:
    assert parse_hours(" 9:00-13:00 , 14:00–24:00 ") == ((time(9), time(13)), (time(14), time(0)))


WRONG = [
    ("XX", "Asia/Tashkent", "09:00-18:00", "HOLIDAYS_COUNTRY"),
    ("uz", "Asia/Tashkent", "09:00-18:00", "HOLIDAYS_COUNTRY"),
    ("UZ", "Asia/Toshkent", "09:00-18:00", "TIME_ZONE"),
    ("UZ", "../../etc/passwd", "09:00-18:00", "TIME_ZONE"),
    ("UZ", "", "09:00-18:00", "TIME_ZONE"),
    ("UZ", "Asia/Tashkent", "", "WORKING_HOURS"),
    ("UZ", "Asia/Tashkent", "nine to five", "WORKING_HOURS"),
    ("UZ", "Asia/Tashkent", "18:00-09:00", "WORKING_HOURS"),
    ("UZ", "Asia/Tashkent", "25:00-26:00", "WORKING_HOURS"),
    ("UZ", "Asia/Tashkent", "09:00-13:00,12:00-18:00", "WORKING_HOURS"),
]


@pytest.mark.parametrize(("country", "zone", "hours", "setting"), WRONG)
def test_a_setting_that_cannot_be_used_is_named(country: str, zone: str, hours: str, setting: str) -> None:
    with pytest.raises(CalendarSettingsError, match=setting):
        working_calendar(country, zone, hours)
