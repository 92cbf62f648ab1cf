"""How one figure is written: days that are not reached yet, shares in percent, stars, intervals."""

from __future__ import annotations

import math
from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.durations import DaysToFix, Quantile
from app.domain.shares import Estimate
from app.presentation import number


def told(value: float) -> str:
    """Return a number in the reader's language. A column keeps its tenths, so that they stand under one another."""
    return number(value) if isinstance(value, int) else number(value, 1, always=1)


def percent(value: float) -> str:
    """Return a share from 0 to 1 in whole percent, without the sign: `8`."""
    return number(math.floor(100 * value + 0.5))


def stars(value: float) -> str:
    """Return a mean of stars: `4.3`."""
    return number(value, 1, always=1)


def whole_days(days: float) -> int:
    """Return days as they are told: whole."""
    return math.floor(days + 0.5)


def interval_words(value: Estimate, write: Callable[[float], str], sign: str) -> str:
    """Return between what a figure probably lies."""
    return _("probably %(low)s–%(high)s", low=write(value.low), high=write(value.high) + sign)


def days_of(quantile: Quantile, days: DaysToFix) -> tuple[str, str, str]:
    """Return (value, unit, interval) of a number of days; "at least" where it is not reached yet, never a guess."""
    if quantile.days is None:
        if not days.reports:
            return "–", _("nothing fixed yet"), ""
        least = quantile.low if quantile.low is not None else 0.0
        if not days.fixed or not least:
            waited = whole_days(days.longest)
            oldest = ngettext("the oldest waits %(num)d day", "the oldest waits %(num)d days", waited)
            return "–", _("not yet known") if days.fixed else _("nothing fixed yet"), oldest
        least_days = whole_days(least)
        return (
            f"≥ {number(least_days)}",
            ngettext("day", "days", least_days),
            ngettext(
                "at least %(num)d day: too many are still open",
                "at least %(num)d days: too many are still open",
                least_days,
            ),
        )
    value = whole_days(quantile.days)
    shown, unit = number(value), ngettext("day", "days", value)
    if not value:
        shown, unit = number(0), _("days: the same day")
    if quantile.low is None:
        return shown, unit, ""
    low = number(whole_days(quantile.low))
    if quantile.high is None:
        return shown, unit, _("probably at least %(low)s", low=low)
    high = number(whole_days(quantile.high))
    # Sure to the day: "2 days, probably 2–2" says nothing more.
    return shown, unit, "" if low == high else _("probably %(low)s–%(high)s", low=low, high=high)


def days_cell(quantile: Quantile, days: DaysToFix, *, interval: bool = False) -> str:
    """Return a number of days for a table: `12`, `≥ 30`, `–`; with its interval `12 (9–15)` or `12 (from 9)`."""
    if quantile.days is None:
        least = quantile.low if days.fixed else None
        return f"≥ {number(whole_days(least))}" if least else "–"
    value = number(whole_days(quantile.days))
    if not interval or quantile.low is None:
        return value
    low = number(whole_days(quantile.low))
    if quantile.high is None:
        return _("%(value)s (from %(low)s)", value=value, low=low)
    return f"{value} ({low}–{number(whole_days(quantile.high))})"


def estimate_cell(value: Estimate | None, write: Callable[[float], str]) -> str:
    """Return a figure with its interval for a table: `81 (75–86)`, or a dash."""
    return "–" if value is None else f"{write(value.value)} ({write(value.low)}–{write(value.high)})"
