"""The five numbers over the table, and three more: each with its unit, its interval, and whether it has changed.

A change is told as one only where chance is an unlikely reason (`domain.shares.change_of_*`; for days, where the two
intervals lie apart); else it is "no clear change", and neither good nor bad.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.council.figures import days_of, interval_words, percent, stars, told
from app.domain.durations import DaysToFix, Quantile
from app.domain.shares import Estimate, change_of_count, change_of_share
from app.presentation import number
from app.queries.council import Overview


@dataclass(frozen=True)
class Number:
    """One of the numbers. `detail` is what belongs to it, its interval above all.

    `trend`: better, worse or same; `direction`: up, down or same.
    """

    label: str
    value: str
    unit: str
    detail: str = ""
    change: str = ""
    direction: str = "same"
    trend: str = "same"


def numbers(overview: Overview) -> list[Number]:
    """Return the five numbers: reports, open, overdue, days to fix, confirmed by residents."""
    now, before = overview.total.counts, overview.previous
    longer = overview.longer
    return [
        _counted(
            _("Reports"), now.reports, before and before.reports, longer, detail=_rate(overview.total.rate)
        ),
        _counted(_("Open"), now.open, before and before.open, longer, better=-1),
        _counted(_("Overdue"), now.overdue, before and before.overdue, longer, better=-1),
        _days(now.days, before and before.days),
        _share(
            _("Confirmed by residents"),
            now.confirmed_share,
            before and before.confirmed_share,
            _("of the fixed ones"),
            _("nothing fixed yet"),
            better=1,
        ),
    ]


def more_numbers(overview: Overview) -> list[Number]:
    """Return the three that stand below: nine in ten fixed, sent back, satisfaction."""
    now, before = overview.total.counts, overview.previous
    return [
        _days(now.days, before and before.days, ninety=True),
        _share(
            _("Sent back by residents"),
            now.sent_back_share,
            before and before.sent_back_share,
            _("of all"),
            _("nothing reported"),
            better=-1,
        ),
        _satisfaction(now.satisfaction, before and before.satisfaction),
    ]


def _rate(rate: Estimate | None) -> str:
    if rate is None:
        return _("How many people live here is not known.")
    return _(
        "%(n)s per 1,000 residents (%(low)s–%(high)s)",
        n=told(rate.value),
        low=told(rate.low),
        high=told(rate.high),
    )


def _counted(
    label: str, value: int, before: int | None, longer: float, *, better: int = 0, detail: str = ""
) -> Number:
    unit = ngettext("report", "reports", value)
    if before is None:
        return Number(label, number(value), unit, detail)
    change = change_of_count(value, before, longer=longer)
    if change is None:
        return Number(label, number(value), unit, detail, _("before: none"))
    if not change.is_clear:
        words = _("no clear change from before (%(before)s)", before=number(before))
        return Number(label, number(value), unit, detail, words)
    difference = number(abs(value - before))
    words = (
        _("%(difference)s more than before (%(before)s)", difference=difference, before=number(before))
        if change.value > 1
        else _("%(difference)s fewer than before (%(before)s)", difference=difference, before=number(before))
    )
    return _moved(Number(label, number(value), unit, detail, words), change.value - 1, better)


def _share(
    label: str, value: Estimate | None, before: Estimate | None, of: str, none: str, *, better: int
) -> Number:
    if value is None:
        return Number(label, "–", none)
    shown = Number(
        label, _("%(share)s%%", share=percent(value.value)), of, interval_words(value, percent, "%")
    )
    change = change_of_share(value, before)
    if change is None or before is None:
        return shown
    if not change.is_clear:
        words = _("no clear change from before (%(before)s%%)", before=percent(before.value))
        return _with(shown, words)
    words = (
        _("a larger share than before (%(before)s%%)", before=percent(before.value))
        if change.value > 0
        else _("a smaller share than before (%(before)s%%)", before=percent(before.value))
    )
    return _moved(_with(shown, words), change.value, better)


def _satisfaction(value: Estimate | None, before: Estimate | None) -> Number:
    label = _("Satisfaction")
    if value is None:
        return Number(label, "–", _("nobody rated yet"))
    rated = ngettext("%(num)d rating", "%(num)d ratings", value.of)
    shown = Number(label, stars(value.value), _("of 5 stars"), f"{interval_words(value, stars, '')}, {rated}")
    # The difference of any two figures with intervals of their own (G. Y. Zou, A. Donner, Statistics in Medicine 27, 2008).
    change = change_of_share(value, before)
    if change is None or before is None:
        return shown
    if not change.is_clear:
        return _with(shown, _("no clear change from before (%(before)s)", before=stars(before.value)))
    words = (
        _("higher than before (%(before)s)", before=stars(before.value))
        if change.value > 0
        else _("lower than before (%(before)s)", before=stars(before.value))
    )
    return _moved(_with(shown, words), change.value, 1)


def _days(value: DaysToFix, before: DaysToFix | None, *, ninety: bool = False) -> Number:
    label = _("Nine in ten fixed within") if ninety else _("Half fixed within")
    now = value.p90 if ninety else value.median
    told_now, unit, detail = days_of(now, value)
    shown = Number(label, told_now, unit, detail)
    then = None if before is None else before.p90 if ninety else before.median
    if then is None or then.days is None:
        return shown
    earlier = number(_whole(then.days))
    apart = _apart(now, then)
    if now.days is None:
        # Not reached yet, but already beyond what was: the one change that can be told of "at least".
        words = _("longer than before (%(before)s)", before=earlier)
        return _moved(_with(shown, words), apart, -1) if apart > 0 else shown
    if not apart:
        return _with(shown, _("no clear change from before (%(before)s)", before=earlier))
    difference = number(abs(_whole(now.days) - _whole(then.days)))
    words = (
        _("%(difference)s days longer than before (%(before)s)", difference=difference, before=earlier)
        if apart > 0
        else _("%(difference)s days shorter than before (%(before)s)", difference=difference, before=earlier)
    )
    return _moved(_with(shown, words), apart, -1)


def _apart(now: Quantile, then: Quantile) -> int:
    """Return 1 where the whole interval lies above the earlier one, -1 where below, 0 where they meet."""
    if now.low is not None and then.high is not None and now.low > then.high:
        return 1
    return -1 if now.high is not None and then.low is not None and now.high < then.low else 0


def _whole(days: float) -> int:
    return math.floor(days + 0.5)


def _with(shown: Number, change: str) -> Number:
    return Number(shown.label, shown.value, shown.unit, shown.detail, change)


def _moved(shown: Number, by: float, better: int) -> Number:
    sign = (by > 0) - (by < 0)
    return Number(
        shown.label,
        shown.value,
        shown.unit,
        shown.detail,
        shown.change,
        {1: "up", -1: "down", 0: "same"}[sign],
        {1: "better", -1: "worse", 0: "same"}[sign * better],
    )
