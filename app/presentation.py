"""How facts are told on a page: moments, spans, numbers, statuses, always by the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request
from flask_login import current_user

from app import access, words
from app.i18n import locale_code
from app.written import ago_written, date_written, number_written, span_written


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIME_ZONE"])


def day(value: date | datetime) -> str:
    """Return a date as people here write it: `2026-yil 3-dekabr`."""
    if isinstance(value, datetime):
        value = value.astimezone(_zone()).date()
    return date_written(value, locale_code())


def moment(value: datetime) -> str:
    """Return a date with its time: `2026-yil 3-dekabr, 18:00`."""
    local = value.astimezone(_zone())
    return f"{date_written(local.date(), locale_code())}, {local:%H:%M}"


def short_moment(value: datetime) -> str:
    """Return a date with its time for tables: `03.12.2026 18:00`."""
    return f"{value.astimezone(_zone()):%d.%m.%Y %H:%M}"


def ago(value: datetime) -> str:
    """Return how long ago, or in how long: `3 kun oldin`."""
    return ago_written(value - now(), locale_code())


def span(value: timedelta) -> str:
    """Return a length of time: `3 kun`."""
    return span_written(value, locale_code())


def number(value: float, decimals: int = 3, *, always: int = 0) -> str:
    """Return a number with this language's separators: at most so many decimals, and `always` at least."""
    pattern = "#,##0." + "0" * always + "#" * (decimals - always)
    return number_written(value, locale_code(), pattern)


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
        "may_file_for_others": access.may_file_for_others(user),
        "here": request.path,
    }


def init_app(app: Flask) -> None:
    """Give templates these filters, the fixed words, and who is signed in."""
    for telling in (day, moment, short_moment, ago, span, number, iso):
        app.add_template_filter(telling)
    app.add_template_global(now)
    app.add_template_global(words, "words")
    app.context_processor(_navigation)
