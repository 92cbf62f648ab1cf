"""Areas and agencies beside one another: who differs by more than chance, and the table with every interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app import access
from app.council import telling
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.council.comparing import COMPARED, Compared, league_of
from app.council.figures import days_cell, estimate_cell, percent, stars, told
from app.council.forms import FilterForm
from app.i18n import named
from app.models import Area, Level
from app.presentation import now, number
from app.queries import council
from app.queries.council import Overview, Row, Shown
from app.queries.standing import Standing
from app.signing_in import requires

AREAS, AGENCIES = "areas", "agencies"


class RankingForm(FilterForm):
    """What is compared, of whom; the status is not asked for, because shares are of all reports."""

    by = SelectField(_l("Compare"), default=AREAS)
    measure = SelectField(_l("By what"), default=Compared.CONFIRMED.value)

    def offer(self, inside: Level | None, *, residents_known: bool) -> None:
        """Offer what this area can be divided by; what cannot be had falls back to the first."""
        areas = _("Districts") if inside is Level.DISTRICT else _("Mahallas")
        self.by.choices = [*([(AREAS, areas)] if inside else []), (AGENCIES, _("Agencies"))]
        if self.by.data not in {value for value, _words in self.by.choices}:
            self.by.data = self.by.choices[0][0]
        self.measure.choices = [
            (one.value, words)
            for one, words in COMPARED.items()
            if one is not Compared.PER_1000 or (residents_known and self.by.data == AREAS)
        ]
        if self.measure.data not in {value for value, _words in self.measure.choices}:
            self.measure.data = Compared.CONFIRMED.value


@dataclass(frozen=True)
class FullLine:
    """One line of the full table; `cells` in the order of the columns."""

    name: str
    href: str
    cells: Sequence[str]


@bp.get("/ranking")
@requires(access.may_use_council)
def ranking() -> Any:
    """Compare the parts of one area, or the agencies that answer in it."""
    area = asked_area()
    if area is None:
        return redirect(url_for(".areas"))
    form = RankingForm(council.service_groups(), formdata=request.args)
    at = now()
    shown = replace(form.shown(now=at), standing=Standing.ALL)
    overview = council.overview(area, shown, now=at, before=False)
    known = any(row.population for row in overview.rows)
    form.offer(overview.inside, residents_known=known)
    of_areas = form.by.data == AREAS
    rows = _rows(area, overview, shown, form.by.data)
    compared = Compared(form.measure.data)
    who = telling.inside_words(overview.inside) if of_areas else _("Agency")
    league = league_of(rows, compared, who) if rows and overview.total.counts.reports else None
    group = form.groups.get(form.group.data)
    choices = form.choices_made()
    return render_template(
        "council/ranking.html",
        area=area,
        area_key=telling.area_key(area),
        form=form,
        choices=choices,
        shown=shown,
        kind=named(group.names) if group else _("all kinds of problems"),
        telling=telling,
        league=league,
        compared=compared,
        who=who,
        columns=full_columns(compared, residents=known and of_areas),
        residents_missing=of_areas and not all(row.population for row in rows),
        lines=_lines(rows, league.said, known and of_areas, choices) if league else [],
        counted_at=overview.counted_at,
    )


def _rows(area: Area, overview: Overview, shown: Shown, by: str) -> list[Row]:
    if by == AGENCIES:
        return council.by_agency(area, shown)
    # An area without a report has its place too: fewer than its residents let expect says something.
    return [row for row in overview.rows if row.subject is not None]


def full_columns(compared: Compared, *, residents: bool) -> list[str]:
    """Return the columns of the full table after the name. The last one says by what it is said."""
    return [
        _("Reports"),
        *([_("Per 1,000 residents")] if residents else []),
        _("Open"),
        _("Overdue"),
        _("Half fixed within, days"),
        _("Nine in ten fixed within, days"),
        _("In time, percent"),
        _("Confirmed, percent"),
        _("Sent back, percent"),
        _("Satisfaction, of 5"),
        _("What may be said: %(measure)s", measure=COMPARED[compared]),
    ]


def full_cells(row: Row, *, residents: bool) -> list[str]:
    """Return a row of the full table, each figure with its interval, in the order of `full_columns`."""
    counts = row.counts
    return [
        number(counts.reports),
        *([estimate_cell(row.rate, told)] if residents else []),
        number(counts.open),
        number(counts.overdue),
        days_cell(counts.days.median, counts.days, interval=True),
        days_cell(counts.days.p90, counts.days, interval=True),
        estimate_cell(counts.in_time_share, percent),
        estimate_cell(counts.confirmed_share, percent),
        estimate_cell(counts.sent_back_share, percent),
        estimate_cell(counts.satisfaction, stars),
    ]


def _lines(
    rows: Sequence[Row], said: Sequence[str], residents: bool, choices: dict[str, str]
) -> list[FullLine]:
    lines = []
    for row, verdict in zip(rows, said, strict=True):
        if row.subject is None:
            continue
        href = ""
        if isinstance(row.subject, Area):
            href = url_for("council.ranking", area=telling.area_key(row.subject), **choices)
        cells = [*full_cells(row, residents=residents), verdict]
        lines.append(FullLine(named(row.subject.names), href, cells))
    # By name: an order by a figure would be the list that this page is meant to replace.
    return sorted(lines, key=lambda line: line.name.casefold())
