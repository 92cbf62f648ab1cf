"""How dates, lengths of time and numbers are written in the five languages.

Babel's data are used where CLDR has good ones. Where it has none (Karakalpak in Latin letters) or where they
are not what people here write (`21-noyabr, 2026` in place of `2026-yil 21-noyabr`, ноябр without its soft
sign), the forms below are used, and Uzbek in Cyrillic is the Uzbek in other letters.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from babel import dates, numbers

from app.sentences import in_cyrillic

_KARAKALPAK_MONTHS = (
    "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avgust", "sentyabr", "oktyabr", "noyabr",
    "dekabr",
)  # fmt: skip

#: A unit of time and what follows from now: `3 kún`, `3 kúnnen keyin`; the same word for one and for many.
_KARAKALPAK_UNITS = {
    "year": ("jıl", "jıldan keyin"),
    "month": ("ay", "aydan keyin"),
    "week": ("hápte", "hápteden keyin"),
    "day": ("kún", "kúnnen keyin"),
    "hour": ("saat", "saattan keyin"),
    "minute": ("minut", "minuttan keyin"),
    "second": ("sekund", "sekundtan keyin"),
}

#: Where numbers are written as in another language: a space between thousands, a comma before decimals.
_NUMBERS_AS = {"kaa": "uz", "uz_Cyrl": "uz"}

#: From this part of a unit on, a length of time is told in it: 21 hours are a day. As Babel does.
_THRESHOLD = 0.85


def date_written(value: date, locale: str) -> str:
    """Return a date in words: `2026-yil 21-noyabr`, `21 ноября 2026 г.`."""
    if locale == "uz":
        return dates.format_date(value, "y-'yil' d-MMMM", locale="uz")
    if locale == "uz_Cyrl":
        return in_cyrillic(date_written(value, "uz"))
    if locale == "kaa":
        return f"{value.year}-jıl {value.day}-{_KARAKALPAK_MONTHS[value.month - 1]}"
    return dates.format_date(value, "long", locale=locale)


def month_written(value: date, locale: str) -> str:
    """Return a month in words, as a heading has it: `2026-yil noyabr`, `ноябрь 2026 г.`."""
    if locale == "uz":
        return dates.format_date(value, "y-'yil' MMMM", locale="uz")
    if locale == "uz_Cyrl":
        return in_cyrillic(month_written(value, "uz"))
    if locale == "kaa":
        return f"{value.year}-jıl {_KARAKALPAK_MONTHS[value.month - 1]}"
    return dates.format_skeleton("yMMMM", value, locale=locale)


def ago_written(value: timedelta, locale: str) -> str:
    """Return how long ago (a negative length), or in how long: `3 kun oldin`; at least a minute."""
    if locale == "uz_Cyrl":
        return in_cyrillic(ago_written(value, "uz"))
    if locale == "kaa":
        number, unit = _karakalpak(value, "minute")
        now, ahead = _KARAKALPAK_UNITS[unit]
        return f"{number} {ahead}" if value >= timedelta(0) else f"{number} {now} aldın"
    return dates.format_timedelta(value, granularity="minute", add_direction=True, locale=locale)


def span_written(value: timedelta, locale: str) -> str:
    """Return a length of time, rounded to its largest unit: `3 kun`."""
    if locale == "uz_Cyrl":
        return in_cyrillic(span_written(value, "uz"))
    if locale == "kaa":
        number, unit = _karakalpak(value, "second")
        return f"{number} {_KARAKALPAK_UNITS[unit][0]}"
    return dates.format_timedelta(value, locale=locale)


@lru_cache(maxsize=20_000)
def number_written(value: float, locale: str, pattern: str) -> str:
    """Return a number by a CLDR pattern (`#,##0.0`) with the separators of a language; −0 is 0."""
    return _decimal(value + 0, _NUMBERS_AS.get(locale, locale), pattern)


# A page of statistics writes hundreds of numbers, and most of them are small.
@lru_cache(maxsize=10_000)
def _decimal(value: float, locale: str, pattern: str) -> str:
    return numbers.format_decimal(value, format=pattern, locale=locale)


def _karakalpak(value: timedelta, finest: str) -> tuple[int, str]:
    """Return a length of time as a number and its unit, by the same rounding as Babel's."""
    seconds = abs(value.total_seconds())
    for unit, unit_seconds in dates.TIMEDELTA_UNITS:
        count = seconds / unit_seconds
        if count >= _THRESHOLD or unit == finest:
            return round(max(1.0, count) if unit == finest and count > 0 else count), unit
    raise ValueError(f"no unit of time as fine as {finest!r}")
