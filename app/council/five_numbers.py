"""The five numbers over the table, each with its unit and its change in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from app.council.colouring import Measure, value_of
from app.council.telling import told
from app.presentation import number
from app.queries.council import Counts, Overview, Row

#: A change smaller than this part of the number is told, but not coloured: it is neither good nor bad.
MATTERS = 0.1


@dataclass(frozen=True)
class Number:
    """One of the five numbers. `trend`: better, worse or same; `direction`: up, down or same."""

    label: str
    value: str
    unit: str
    change: str = ""
    direction: str = "same"
    trend: str = "same"


def numbers(overview: Overview) -> list[Number]:
    """Return the five numbers, each with its unit and its change."""
    now, before = overview.total.counts, overview.previous
    share, share_before = _share(now), _share(before) if before else None
    reports = _unit_reports
    return [
        _counted(_("Reports"), now.reports, before and before.reports, reports, better=0),
        _counted(_("Open"), now.open, before and before.open, reports, better=-1),
        _counted(_("Overdue"), now.overdue, before and before.overdue, reports, better=-1),
        replace(
            _changed(
                _("Fixed"),
                share,
                share_before,
                lambda _n: _("%(share)s%% of all", share=number(share or 0)),
                _share_words,
                better=1,
            ),
            value=number(now.fixed),
            unit=_("%(share)s%% of all", share=number(share)) if share is not None else reports(0),
        ),
        _changed(
            _("Median time to fix"),
            value_of(overview.total, Measure.MEDIAN_DAYS),
            value_of(Row(None, before), Measure.MEDIAN_DAYS) if before else None,
            _unit_days,
            _days_words,
            better=-1,
        ),
    ]


def _counted(
    label: str, value: int, before: int | None, unit: Callable[[float], str], *, better: int
) -> Number:
    return _changed(label, value, before, unit, _count_words, better=better)


def _changed(
    label: str,
    value: float | None,
    before: float | None,
    unit: Callable[[float], str],
    words: Callable[[float, float], str],
    *,
    better: int,
) -> Number:
    if value is None:
        return Number(label, "–", _("nothing fixed yet"))
    if before is None:
        return Number(label, told(value), unit(value))
    grown = (value > before) - (value < before)
    matters = abs(value - before) >= MATTERS * max(value, before)
    return Number(
        label,
        told(value),
        unit(value),
        words(value, before),
        {1: "up", -1: "down", 0: "same"}[grown],
        {1: "better", -1: "worse", 0: "same"}[grown * better * matters],
    )


def _count_words(value: float, before: float) -> str:
    if value == before:
        return _("as many as before")
    difference = number(abs(value - before))
    if value > before:
        return _("%(difference)s more than before (%(before)s)", difference=difference, before=number(before))
    return _("%(difference)s fewer than before (%(before)s)", difference=difference, before=number(before))


def _share_words(value: float, before: float) -> str:
    if value == before:
        return _("the same share as before")
    if value > before:
        return _("a larger share than before (%(before)s%%)", before=number(before))
    return _("a smaller share than before (%(before)s%%)", before=number(before))


def _days_words(value: float, before: float) -> str:
    if value == before:
        return _("as long as before")
    difference, earlier = told(abs(value - before)), told(before)
    if value > before:
        return _("%(difference)s days longer than before (%(before)s)", difference=difference, before=earlier)
    return _("%(difference)s days shorter than before (%(before)s)", difference=difference, before=earlier)


def _unit_reports(n: float) -> str:
    return ngettext("report", "reports", int(n))


def _unit_days(n: float) -> str:
    return _("days")


def _share(counts: Counts) -> int | None:
    return round(100 * counts.fixed / counts.reports) if counts.reports else None
