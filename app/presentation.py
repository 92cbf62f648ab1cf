"""How facts are told on a page: moments, spans, numbers, statuses, always by the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from flask import Flask, current_app, request
from flask_login import current_user

from app import access, words
from app.i18n import locale_code


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIME_ZONE"])


def _locale() -> Locale:
    try:
        return Locale.parse(locale_code())
    except (UnknownLocaleError, ValueError):
        return Locale.parse("uz")


def day(value: date | datetime) -> str:
    """Return a date as people here write it: `3-dekabr, 2026`."""
    if isinstance(value, datetime):
        value = value.astimezone(_zone()).date()
    return babel_dates.format_date(value, "long", locale=_locale())


def moment(value: datetime) -> str:
    """Return a date with its time: `3-dekabr, 2026, 18:00`."""
    local = value.astimezone(_zone())
    return f"{babel_dates.format_date(local, 'long', locale=_locale())}, {local:%H:%M}"


def short_moment(value: datetime) -> str:
    """Return a date with its time for tables: `03.12.2026 18:00`."""
    return f"{value.astimezone(_zone()):%d.%m.%Y %H:%M}"


def ago(value: datetime) -> str:
    """Return how long ago, or in how long: `3 kun oldin`."""
    return babel_dates.format_timedelta(
        value - now(), granularity="minute", add_direction=True, locale=_locale()
    )


def span(value: timedelta) -> str:
    """Return a length of time: `3 kun`."""
    return babel_dates.format_timedelta(value, locale=_locale())


def number(value: float, decimals: int = 3) -> str:
    """Return a number with this language's separators, and at most so many decimals."""
    return babel_numbers.format_decimal(value, format="#,##0." + "#" * decimals, locale=_locale())


def iso(value: datetime) -> str:
    """Return a moment for a `<time datetime>` attribute."""
    return value.astimezone(UTC).isoformat(timespec="seconds")


def _navigation() -> dict[str, object]:
    user = current_user._get_current_object() if current_user.is_authenticated else None
    return {
        "user": user,
        "may_use_inbox": access.may_use_inbox(user),
        "may_use_jobs": access.may_use_jobs(user),
        "may_use_council": access.may_use_council(user),
        "may_administer": access.may_administer(user),
        "here": request.path,
    }


def init_app(app: Flask) -> None:
    """Give templates these filters, the fixed words, and who is signed in."""
    for telling in (day, moment, short_moment, ago, span, number, iso):
        app.add_template_filter(telling)
    app.add_template_global(now)
    app.add_template_global(words, "words")
    app.context_processor(_navigation)
