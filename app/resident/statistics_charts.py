"""The public statistics as pictures and lines of tables: numbers made into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app import charts, words
from app.charts import Bar, Chart
from app.domain.shares import Estimate, mean_rating, share
from app.i18n import locale_code, named
from app.models import Area, Level
from app.presentation import number
from app.queries.public_statistics import Statistics
from app.queries.statistics import Tally
from geo.small_numbers import SMALLEST_COUNT

#: So many bars fit a page; the table has them all.
MOST_BARS = 15
#: So many intervals in words are kept in each process: between two pages hardly any line of a table has changed.
KEPT = 4096


@dataclass(frozen=True)
class Line:
    """One line of a table; `href` leads to the same page of that area, empty where there is none."""

    name: str
    href: str
    cells: Sequence[str]


def area_key(area: Area) -> str:
    """Return how an area is named in addresses: `district:1701`."""
    return f"{area.level.value}:{area.code}"


def percent(estimate: Estimate | None) -> str:
    """Return a share with its interval in words; a dash where there is none."""
    if estimate is None:
        return "–"
    return _(
        "%(share)s %% (%(low)s–%(high)s)",
        share=number(100 * estimate.value, 0),
        low=number(100 * estimate.low, 0),
        high=number(100 * estimate.high, 0),
    )


def stars(tally: Tally) -> str:
    """Return the mean rating with its interval; a dash where fewer than three rated."""
    return _stars(tally.stars, locale_code())


@lru_cache(maxsize=KEPT)
def _stars(given: tuple[int, ...], _locale: str) -> str:
    estimate = mean_rating(given) if sum(given) >= SMALLEST_COUNT else None
    if estimate is None:
        return "–"
    return _(
        "%(mean)s (%(low)s–%(high)s)",
        mean=number(estimate.value, 1, always=1),
        low=number(estimate.low, 1, always=1),
        high=number(estimate.high, 1, always=1),
    )


def confirmed(tally: Tally) -> str:
    """Return which share of the repairs their residents confirmed; a dash where fewer than three were made."""
    return _confirmed(tally.confirmed, tally.fixed, locale_code())


@lru_cache(maxsize=KEPT)
def _confirmed(confirmed: int, fixed: int, _locale: str) -> str:
    return percent(share(confirmed, fixed) if fixed >= SMALLEST_COUNT else None)


def on_top(tally: Tally) -> list[tuple[str, str, str]]:
    """Return the numbers on top of the page: what each is, its value, and its interval where it has one."""
    shares = ((_("Confirmed by residents"), confirmed(tally)), (_("Rating, 1 to 5"), stars(tally)))
    return [
        (_("Reports"), number(tally.reports), ""),
        (_("In work"), number(tally.open), ""),
        (_("Done"), number(tally.fixed), ""),
        (_("Rejected"), number(tally.rejected), ""),
        *(
            (label, value, bracket + span)
            for label, said in shares
            for value, bracket, span in [_split(said)]
        ),
    ]


def _split(said: str) -> tuple[str, str, str]:
    value, bracket, span = said.partition("(")
    return value.strip(), bracket, span


#: So many has a line of the table by area after the name.
PART_CELLS = 7


def part_columns() -> list[str]:
    """Return the headings of the tables by area and by service, after the name."""
    return [
        _("Reports"),
        _("Per 1,000 residents"),
        _("In work"),
        _("Done"),
        _("Rejected"),
        _("Confirmed"),
        _("Rating"),
    ]


def part_lines(told: Statistics, **choices: Any) -> list[Line]:
    """Return the table by area; what is withheld is a dash in every column."""
    lines = []
    for area, tally in told.parts:
        leads = tally is not None and area.level in (Level.REGION, Level.DISTRICT)
        href = url_for("resident.statistics", area=area_key(area), **choices) if leads else ""
        lines.append(Line(named(area.names), href, _cells(tally, area.population)))
    return lines


def service_lines(told: Statistics) -> list[Line]:
    """Return the table by service, without residents."""
    return [
        Line(named(service.names), "", [cell for place, cell in enumerate(_cells(tally, None)) if place != 1])
        for service, tally in told.services
    ]


def _cells(tally: Tally | None, population: int | None) -> list[str]:
    if tally is None:
        return ["–"] * PART_CELLS
    return [
        number(tally.reports),
        # Without an interval, which is a lot of work in a line that has no room for it.
        number(1000 * tally.reports / population, 1) if population else "–",
        number(tally.open),
        number(tally.fixed),
        number(tally.rejected),
        confirmed(tally),
        stars(tally),
    ]


def by_month(told: Statistics) -> Chart:
    """Draw what was sent and what was fixed, month by month."""
    labels = [month_words(month) for month in told.months]
    known = [(n, label) for n, label in zip(told.sent, labels, strict=True) if n is not None]
    most = max(known, default=None)
    return charts.line(
        "statistics-months",
        _("Sent and done by month"),
        _("Most were sent in %(month)s: %(count)s.", month=most[1], count=number(most[0]))
        if most
        else _("In no month were there enough reports to show."),
        _("Month"),
        labels,
        [charts.Line(_("Reports sent"), told.sent), charts.Line(_("Done"), told.fixed)],
        number,
    )


def month_words(month: date) -> str:
    """Return a month as it stands in tables: `11.2026`."""
    return f"{month:%m.%Y}"


def by_status(tally: Tally) -> Chart:
    """Draw where the reports of the period stand now.

    Every status is told, however few stand at it: it is no place, and the numbers on top would give it away.
    """
    rows = [
        Bar(str(words.STATUS[status]), float(tally[f"status_{status}"]))
        for status in (
            "received",
            "accepted",
            "in_progress",
            "reopened",
            "resolved",
            "closed",
            "rejected",
            "duplicate",
        )
    ]
    return charts.bars(
        "statistics-status",
        _("Where they stand now"),
        _(
            "%(done)s of %(all)s are done, %(open)s are in work.",
            done=number(tally.fixed),
            all=number(tally.reports),
            open=number(tally.open),
        ),
        _("Status"),
        rows,
        number,
        column=_("Reports"),
    )


def few() -> str:
    """Return what stands in the place of a number that is withheld."""
    return _("not shown")


def by_name(ident: str, title: str, heading: str, counts: Sequence[tuple[str, int | None]]) -> Chart:
    """Draw counts by name, the largest first, up to fifteen; withheld ones last."""
    known = sorted(((n, name) for name, n in counts if n is not None), key=lambda pair: -pair[0])
    rows = [Bar(name, float(n)) for n, name in known]
    rows += [Bar(name, None, few()) for name, n in counts if n is None]
    said = (
        _("The most: %(name)s, %(count)s.", name=known[0][1], count=number(known[0][0]))
        if known and known[0][0]
        else _("Too few reports to show.")
    )
    return charts.bars(ident, title, said, heading, rows[:MOST_BARS], number, column=_("Reports"))


def by_part(told: Statistics, title: str, heading: str) -> Chart:
    """Draw the reports of each area inside."""
    counts = [(named(area.names), None if tally is None else tally.reports) for area, tally in told.parts]
    return by_name("statistics-areas", title, heading, counts)


def by_service(told: Statistics) -> Chart:
    """Draw the reports of each kind of problem."""
    counts = [(named(s.names), None if tally is None else tally.reports) for s, tally in told.services]
    return by_name("statistics-services", _("By kind of problem"), _("Kind of problem"), counts)


def by_reason(told: Statistics) -> Chart:
    """Draw why reports were rejected."""
    counts = [(str(words.REASON_CODE[reason.value]), n) for reason, n in told.reasons.items()]
    return by_name("statistics-reasons", _("Why reports were rejected"), _("Reason"), counts)


def of_residents(
    ident: str, title: str, heading: str, counts: Mapping[StrEnum, int | None], said: Mapping[str, Any]
) -> Chart:
    """Draw what reporters told of themselves, in the order of the words."""
    rows = [
        Bar(str(said[key.value]), None if n is None else float(n), "" if n is not None else few())
        for key, n in counts.items()
    ]
    known = [(n, str(said[key.value])) for key, n in counts.items() if n is not None]
    most = max(known, default=None)
    message = (
        _("The most: %(name)s, %(count)s.", name=most[1], count=number(most[0]))
        if most
        else _("Too few reports to show.")
    )
    return charts.bars(ident, title, message, heading, rows, number, column=_("Residents"))
