"""The five languages as visitors meet them: which one is chosen, and how it writes dates, spans and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import dates as babel_dates
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext

from app import presentation
from app.i18n import OWN_NAMES, html_lang, named
from app.written import ago_written, date_written, number_written, span_written
from tests.conftest import NOW
from tests.house_rules import LANGUAGES

SPACE = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"

#: What a browser says it reads, and what it gets.
ACCEPTED = [
    ("", "uz"),
    ("uz", "uz"),
    ("uz-UZ,uz;q=0.9", "uz"),
    ("uz-Latn-UZ", "uz"),
    ("uz-Cyrl", "uz_Cyrl"),
    ("uz-Cyrl-UZ,uz;q=0.8", "uz_Cyrl"),
    ("UZ-CYRL", "uz_Cyrl"),
    ("kaa", "kaa"),
    ("kaa-Latn-UZ", "kaa"),
    ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
    ("en-GB", "en"),
    ("tg", "uz"),
    ("tg,ru;q=0.5", "ru"),
    ("de,fr;q=0.9", "uz"),
    ("en;q=0.3,ru;q=0.8", "ru"),
    ("ru;q=0,en", "en"),
    ("*", "uz"),
    (";;;=,q", "uz"),
]


@pytest.mark.parametrize(("header", "locale"), ACCEPTED)
def test_the_browser_says_which_language_is_read(client: FlaskClient, header: str, locale: str) -> None:
    page = client.get("/reports", headers={"Accept-Language": header}).text
    assert f'<html lang="{locale.replace("_", "-")}"' in page


@pytest.mark.parametrize("locale", list(OWN_NAMES))
def test_the_switch_stays_whatever_the_browser_says(client: FlaskClient, locale: str) -> None:
    client.get(f"/language/{locale}?next=/reports")
    tag = locale.replace("_", "-")
    for _visit in range(2):
        page = client.get("/reports", headers={"Accept-Language": "en" if locale == "ru" else "ru"}).text
        assert f'<html lang="{tag}"' in page
        assert f'lang="{tag}" hreflang="{tag}" rel="nofollow" aria-current="true">{OWN_NAMES[locale]}' in page


def test_a_cookie_with_a_language_that_nobody_offers_is_passed_over(client: FlaskClient) -> None:
    client.set_cookie("language", "tlh")
    assert '<html lang="ru"' in client.get("/reports", headers={"Accept-Language": "ru"}).text


@pytest.mark.parametrize("locale", list(OWN_NAMES))
def test_a_language_has_a_tag_that_the_house_rules_know(app: Flask, locale: str) -> None:
    with force_locale(locale):
        assert html_lang() in LANGUAGES


NAMES = [
    # kept names, reader's language, what is shown
    ({"uz": "Yoʻl", "ru": "Дорога"}, "ru", "Дорога"),
    ({"uz": "Yoʻl", "ru": "Дорога"}, "kaa", "Yoʻl"),
    ({"ru": "Дорога", "en": "Road"}, "uz", "Дорога"),
    ({"uz": "Yoʻl", "uz_Cyrl": "Йўл"}, "ru", "Йўл"),
    ({"uz": "", "en": "Road"}, "uz", "Road"),
    ({"uz": "Mirzo Ulug'bek tumani", "ru": "Мирзо-Улугбекский район"}, "uz_Cyrl", "Мирзо Улуғбек тумани"),
    ({"ru": "Дорога", "en": "Road"}, "uz_Cyrl", "Дорога"),
    ({"tg": "Роҳ"}, "uz", "Роҳ"),
    ({}, "uz", ""),
    (None, "uz", ""),
]


@pytest.mark.parametrize(("names", "locale", "shown"), NAMES)
def test_a_name_that_is_missing_comes_from_the_next_best_language(
    names: dict[str, str] | None, locale: str, shown: str
) -> None:
    assert named(names, locale) == shown


def test_a_sentence_so_new_that_nobody_has_translated_it_reads_in_english(app: Flask) -> None:
    with force_locale("kaa"):
        assert gettext("Nobody has translated this sentence.") == "Nobody has translated this sentence."


DATES = {
    "uz": ("2026-yil 21-noyabr", "2026-yil 1-may"),
    "uz_Cyrl": ("2026 йил 21 ноябрь", "2026 йил 1 май"),
    "kaa": ("2026-jıl 21-noyabr", "2026-jıl 1-may"),
    "ru": (f"21 ноября 2026{NARROW}г.", f"1 мая 2026{NARROW}г."),
    "en": ("November 21, 2026", "May 1, 2026"),
}


@pytest.mark.parametrize(("locale", "told"), DATES.items())
def test_a_date_is_written_as_people_here_write_it(locale: str, told: tuple[str, str]) -> None:
    assert (date_written(date(2026, 11, 21), locale), date_written(date(2026, 5, 1), locale)) == told


AGO = [
    # from now, uz, uz_Cyrl, kaa, ru, en
    (timedelta(seconds=-5), "1 daqiqa oldin", "1 дақиқа олдин", "1 minut aldın", "1 минуту назад", "1 minute ago"),
    (timedelta(minutes=-2), "2 daqiqa oldin", "2 дақиқа олдин", "2 minut aldın", "2 минуты назад", "2 minutes ago"),
    (timedelta(hours=-5), "5 soat oldin", "5 соат олдин", "5 saat aldın", "5 часов назад", "5 hours ago"),
    (timedelta(days=-1), "1 kun oldin", "1 кун олдин", "1 kún aldın", "1 день назад", "1 day ago"),
    (timedelta(days=-3), "3 kun oldin", "3 кун олдин", "3 kún aldın", "3 дня назад", "3 days ago"),
    (timedelta(days=-14), "2 hafta oldin", "2 ҳафта олдин", "2 hápte aldın", "2 недели назад", "2 weeks ago"),
    (timedelta(days=-60), "2 oy oldin", "2 ой олдин", "2 ay aldın", "2 месяца назад", "2 months ago"),
    (timedelta(days=-730), "2 yil oldin", "2 йил олдин", "2 jıl aldın", "2 года назад", "2 years ago"),
    (timedelta(minutes=21), "21 daqiqadan keyin", "21 дақиқадан кейин", "21 minuttan keyin", "через 21 минуту", "in 21 minutes"),
    (timedelta(hours=2), "2 soatdan keyin", "2 соатдан кейин", "2 saattan keyin", "через 2 часа", "in 2 hours"),
    (timedelta(days=5), "5 kundan keyin", "5 кундан кейин", "5 kúnnen keyin", "через 5 дней", "in 5 days"),
]  # fmt: skip
LOCALES = ("uz", "uz_Cyrl", "kaa", "ru", "en")


@pytest.mark.parametrize("row", AGO, ids=lambda row: str(row[0]))
def test_how_long_ago_is_told_in_every_language(row: tuple[timedelta, str, str, str, str, str]) -> None:
    assert tuple(ago_written(row[0], locale) for locale in LOCALES) == row[1:]


SPANS = [
    (timedelta(seconds=40), "40 soniya", "40 сония", "40 sekund", "40 секунд", "40 seconds"),
    (timedelta(minutes=1), "1 daqiqa", "1 дақиқа", "1 minut", "1 минута", "1 minute"),
    (timedelta(hours=23), "1 kun", "1 кун", "1 kún", "1 день", "1 day"),
    (timedelta(days=21), "3 hafta", "3 ҳафта", "3 hápte", "3 недели", "3 weeks"),
    (timedelta(0), "0 soniya", "0 сония", "0 sekund", "0 секунд", "0 seconds"),
]


@pytest.mark.parametrize("row", SPANS, ids=lambda row: str(row[0]))
def test_a_length_of_time_is_told_in_every_language(row: tuple[timedelta, str, str, str, str, str]) -> None:
    assert tuple(span_written(row[0], locale) for locale in LOCALES) == row[1:]


NUMBERS = [
    (1234567, "#,##0.###", ("1 234 567", "1,234,567")),
    (0.5, "#,##0.###", ("0,5", "0.5")),
    (12345.678, "#,##0.0", ("12 345,7", "12,345.7")),
    (3, "#,##0.0", ("3,0", "3.0")),
    (-2, "#,##0.###", ("-2", "-2")),
]


@pytest.mark.parametrize(("value", "pattern", "told"), NUMBERS)
def test_a_number_has_spaces_and_a_comma_but_in_english(
    value: float, pattern: str, told: tuple[str, str]
) -> None:
    here = told[0].replace(" ", SPACE)
    assert [number_written(value, locale, pattern) for locale in LOCALES] == [here, here, here, here, told[1]]


def test_karakalpak_rounds_as_babel_rounds() -> None:
    """Our own rounding, where Babel has no words, tells the same number of the same unit."""
    for minutes in [*range(1, 120, 7), *range(120, 60 * 24 * 800, 977)]:
        number, _, unit = span_written(timedelta(minutes=minutes), "kaa").partition(" ")
        english = babel_dates.format_timedelta(timedelta(minutes=minutes), locale="en").split()
        words = {
            "minut": "minute",
            "saat": "hour",
            "kún": "day",
            "hápte": "week",
            "ay": "month",
            "jıl": "year",
        }
        assert [number, words[unit]] == [english[0], english[1].removesuffix("s")]


def test_no_date_in_karakalpak_is_half_in_another_language() -> None:
    told = " ".join(date_written(date(2026, month, 3), "kaa") for month in range(1, 13))
    assert not any("Ѐ" <= letter <= "ӿ" for letter in told)
    assert "M1" not in told
    assert len(set(told.split())) == 13  # The year, and twelve months.


MOMENTS = {
    "uz": ("2026-yil 18-noyabr", "2026-yil 18-noyabr, 10:00", "1 kundan keyin", f"12{SPACE}345,5"),
    "uz_Cyrl": ("2026 йил 18 ноябрь", "2026 йил 18 ноябрь, 10:00", "1 кундан кейин", f"12{SPACE}345,5"),
    "kaa": ("2026-jıl 18-noyabr", "2026-jıl 18-noyabr, 10:00", "1 kúnnen keyin", f"12{SPACE}345,5"),
    "ru": (
        f"18 ноября 2026{NARROW}г.",
        f"18 ноября 2026{NARROW}г., 10:00",
        "через 1 день",
        f"12{SPACE}345,5",
    ),
    "en": ("November 18, 2026", "November 18, 2026, 10:00", "in 1 day", "12,345.5"),
}


@pytest.mark.parametrize(("locale", "told"), MOMENTS.items())
def test_pages_tell_moments_by_the_clock_of_tashkent(
    app: Flask, locale: str, told: tuple[str, str, str, str]
) -> None:
    with force_locale(locale):
        assert (
            presentation.day(NOW),
            presentation.moment(NOW),
            presentation.ago(NOW + timedelta(days=1)),
            presentation.number(12345.5),
        ) == told
        # Late in the evening of London it is the next day here.
        late = datetime(2026, 11, 17, 20, 0, tzinfo=ZoneInfo("Europe/London"))
        assert presentation.day(late) == told[0]
