"""Reports by week: the year so far, four weeks ahead with their interval, and how far that is to be believed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import access, charts
from app.council import telling
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.council.figures import told
from app.council.forms import FilterForm
from app.domain.forecast import Forecast
from app.domain.forecast_methods import YEAR, Method
from app.domain.shares import Change
from app.i18n import named
from app.models import ServiceGroup
from app.policy import policy
from app.presentation import day, now, number
from app.queries import council, statistics_check, trends
from app.queries.trends import Outlook, Outlooks
from app.signing_in import requires

METHOD = {
    Method.LAST_WEEK: _l("each week as the last one was"),
    Method.MEAN_4: _l("each week as the last four were on average"),
    Method.SAME_WEEK_LAST_YEAR: _l("each week as the same one last year"),
    Method.SMOOTHED: _l("past weeks, each weighing less than the next (exponential smoothing)"),
    Method.DAMPED_TREND: _l("level and trend, the trend dying away (Gardner and McKenzie)"),
    Method.SEASON: _l("the level of the last eight weeks times the season of the years before"),
}
#: As many lines as are told apart.
_GROUPS = 4
_HALF_A_YEAR = 26
#: A few weeks of last year at the edge of the chart say nothing.
_FEWEST_COMPARED = 13


@bp.get("/trends")
@requires(access.may_use_council)
def trends_page() -> Any:
    """Show the weeks of one area; an admin who named none chooses among the largest."""
    area = asked_area()
    if area is None:
        return redirect(url_for(".areas"))
    groups = council.service_groups()
    form = FilterForm(groups, formdata=request.args)
    group = form.groups.get(form.group.data)
    today = now().astimezone(policy().calendar.zone).date()
    found = trends.outlooks(area, today=today)
    chosen = found.total if group is None else found.by_group.get(group.id)
    choices = form.choices_made()
    return render_template(
        "council/trends.html",
        area=area,
        area_key=telling.area_key(area),
        form=form,
        choices=choices,
        kind=named(group.names) if group else _("all kinds of problems"),
        chart=_chart(chosen) if chosen is not None and len(chosen.weeks.counts) else None,
        groups_chart=_groups_chart(groups, found) if group is None else None,
        method=_method(found, chosen),
        errors=_errors(found, chosen),
        lines=_lines(groups, found),
        counted_at=min(now(), statistics_check.counted_at()),
    )


def _chart(one: Outlook) -> charts.Chart:
    """The last year and the next four weeks; where it is known, the same weeks a year before."""
    counts, ahead = one.weeks.counts.tolist(), one.forecast
    shown = counts[-YEAR:]
    mondays = one.weeks.mondays[-YEAR:]
    lines = [charts.Line(_("Reports"), _ints(shown) + [None] * (len(ahead.expected) if ahead else 0))]
    if ahead is not None:
        gap: list[float | None] = [None] * len(shown)
        lines.append(
            charts.Line(
                _("Expected"),
                gap + _floats(ahead.expected),
                gap + _floats(ahead.low),
                gap + _floats(ahead.high),
                expected=True,
            )
        )
        mondays = [*mondays, *_mondays(ahead)]
    year_before: list[float | None] = []
    for place in range(len(mondays)):
        then = len(counts) - len(shown) + place - YEAR
        year_before.append(int(counts[then]) if 0 <= then < len(counts) else None)
    if sum(n is not None for n in year_before) >= _FEWEST_COMPARED:
        lines.append(charts.Line(_("The same week a year before"), year_before))
    return charts.line(
        "trend",
        _("Reports by week"),
        _message(one),
        _("Week from"),
        [day(monday) for monday in mondays],
        lines,
        _round,
        short=[f"{monday:%d.%m}" for monday in mondays],
    )


def _groups_chart(groups: Sequence[ServiceGroup], found: Outlooks) -> charts.Chart | None:
    """The largest kinds of problems, beside one another."""
    names = {group.id: named(group.names) for group in groups}
    known = [(group, one) for group, one in found.by_group.items() if group in names]
    largest = sorted(known, key=lambda pair: -pair[1].weeks.counts[-_HALF_A_YEAR:].sum())[:_GROUPS]
    if len(largest) < 2:
        return None
    mondays = found.total.weeks.mondays[-_HALF_A_YEAR:]
    most, last = largest[0][0], largest[0][1].weeks.counts[-_HALF_A_YEAR:].sum()
    return charts.line(
        "trend-groups",
        _("By kind of problem"),
        ngettext(
            "In these weeks most came about this: %(kind)s, %(n)s report.",
            "In these weeks most came about this: %(kind)s, %(n)s reports.",
            int(last),
            kind=names[most],
            n=number(int(last)),
        ),
        _("Week from"),
        [day(monday) for monday in mondays],
        [
            charts.Line(names[group], _ints(one.weeks.counts[-_HALF_A_YEAR:].tolist()))
            for group, one in largest
        ],
        _round,
        short=[f"{monday:%d.%m}" for monday in mondays],
    )


def _message(one: Outlook) -> str:
    """What the chart says, in a sentence or two."""
    last = ngettext(
        "%(n)s report came in the last whole week: %(change)s against the week before.",
        "%(n)s reports came in the last whole week: %(change)s against the week before.",
        one.last or 0,
        n=number(one.last or 0),
        change=change_words(one.since_week, one.week_before),
    )
    if one.forecast is None:
        return last
    return f"{last} " + _(
        "Next week %(expected)s are expected, probably %(low)s–%(high)s.",
        expected=_round(float(one.forecast.expected[0])),
        low=_round(float(one.forecast.low[0])),
        high=_round(float(one.forecast.high[0])),
    )


def change_words(change: Change | None, before: int | None) -> str:
    """Return whether a count has changed, as a sentence's part."""
    if before is None:
        return _("nothing to compare")
    if change is None or not change.is_clear:
        return _("no clear change")
    return _("clearly more") if change.value > 1 else _("clearly fewer")


def _method(found: Outlooks, chosen: Outlook | None) -> list[str]:
    """Return how the forecast came about and how far it erred, in sentences; none where there is no forecast."""
    ahead = chosen.forecast if chosen is not None else None
    if ahead is None or found.comparison is None:
        return [_("There is no forecast: it takes nine whole weeks of reports at least.")]
    others = len(found.comparison.errors)
    said = [
        _("Method: %(method)s.", method=METHOD[ahead.method]),
        ngettext(
            "Of %(num)d method that was tried, it erred least on weeks held back from it.",
            "Of %(num)d methods that were tried, it erred least on weeks held back from it, or as little as a cleverer one.",
            others,
        ),
        _(
            "There it missed a week by %(error)s reports on average (%(of)s weeks compared).",
            error=told(ahead.error.mae),
            of=number(ahead.error.of),
        ),
    ]
    simple, used = found.comparison.errors[Method.LAST_WEEK], found.comparison.errors[ahead.method]
    if ahead.method is not Method.LAST_WEEK:
        said.append(
            _(
                "By kind of problem it missed a week by %(error)s; guessing “as last week” missed it by %(simple)s.",
                error=told(used.mae),
                simple=told(simple.mae),
            )
        )
    return [*said, _("In four of five weeks the count should lie in the band.")]


def _errors(found: Outlooks, chosen: Outlook | None) -> list[tuple[str, str]]:
    """Return every method and by how much it missed held-back weeks, the simplest first; the one in use says so."""
    if found.comparison is None or chosen is None or chosen.forecast is None:
        return []
    errors = found.comparison.errors
    used = chosen.forecast.method
    return [
        (
            _("%(method)s (in use here)", method=words) if method is used else str(words),
            told(errors[method].mae) if method in errors else "–",
        )
        for method, words in METHOD.items()
    ]


def _lines(groups: Sequence[ServiceGroup], found: Outlooks) -> list[list[str]]:
    """Return the table: last week, the changes, what is expected; the whole comes last."""
    told_of = [
        (named(group.names), found.by_group[group.id]) for group in groups if group.id in found.by_group
    ]
    lines = [_line(name, one) for name, one in told_of]
    return [*lines, _line(_("Together"), found.total)] if lines else []


def _line(name: str, one: Outlook) -> list[str]:
    ahead = one.forecast
    return [
        name,
        "–" if one.last is None else number(one.last),
        _against(one.week_before, one.since_week),
        _against(one.year_before, one.since_year),
        "–"
        if ahead is None
        else f"{_round(float(ahead.expected[0]))} ({_round(float(ahead.low[0]))}–{_round(float(ahead.high[0]))})",
        "–" if ahead is None else _round(float(ahead.expected.sum())),
    ]


def _against(before: int | None, change: Change | None) -> str:
    return "–" if before is None else f"{number(before)} ({change_words(change, before)})"


def _mondays(ahead: Forecast) -> list[date]:
    return [ahead.first_monday + timedelta(weeks=n) for n in range(len(ahead.expected))]


def _round(value: float) -> str:
    return number(round(value))


def _ints(values: Sequence[float]) -> list[float | None]:
    return [int(n) for n in values]


def _floats(values: Any) -> list[float | None]:
    return [float(n) for n in values]
