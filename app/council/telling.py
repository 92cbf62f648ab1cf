"""How the council's numbers are told: the table, the legend, what the map says of an area, all in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.council.colouring import MEASURE, Colouring, Measure, value_of
from app.council.figures import days_cell, told
from app.domain.periods import Span
from app.i18n import named
from app.models import Area, Level
from app.presentation import day, number
from app.queries.council import Overview, Row
from app.queries.standing import Standing


@dataclass(frozen=True)
class Line:
    """One line of the table; `cells` in the order of the columns. `shade` is the area's colour on the map."""

    key: str
    name: str
    href: str
    cells: Sequence[str]
    sort_by: Sequence[Any]
    shade: str


def area_key(area: Area) -> str:
    """Return how an area is named in addresses: `district:1701`."""
    return f"{area.level.value}:{area.code}"


def inside_words(inside: Level | None) -> str:
    """Return what the areas inside are."""
    return _("Mahalla") if inside is Level.MAHALLA else _("District")


def columns(overview: Overview) -> list[tuple[str, str]]:
    """Return the columns of numbers as (name, words); residents only where some are known."""
    known = overview.total.population or any(row.population for row in overview.rows)
    residents = [("per_1000", _("Per 1,000 residents"))] if known and overview.inside is not None else []
    return [
        ("reports", _("Reports")),
        *residents,
        ("open", _("Open")),
        ("overdue", _("Overdue")),
        ("fixed", _("Fixed")),
        ("median_days", _("Half fixed within, days")),
    ]


def lines(
    overview: Overview, colouring: Colouring | None, choices: Mapping[str, str], sort: str
) -> list[Line]:
    """Return the table's lines, sorted by a column's name (`-` before it: the largest first).

    What lies in no area inside comes last; so do numbers that are not known.
    """
    told = [_line(row, overview, colouring, choices) for row in overview.rows]
    inside = [line for line in told if line.key]
    names = ["name", *(name for name, _words in columns(overview))]
    position = names.index(sort.removeprefix("-")) if sort.removeprefix("-") in names else 0
    inside.sort(key=lambda line: line.sort_by[0])
    known = [line for line in inside if line.sort_by[position] is not None]
    known.sort(key=lambda line: line.sort_by[position], reverse=sort.startswith("-"))
    return known + [line for line in inside if line not in known] + [line for line in told if not line.key]


def total(overview: Overview) -> Line:
    """Return the line under the table."""
    return replace(_line(overview.total, overview, None, {}), name=_("Together"), href="", shade="")


def _line(row: Row, overview: Overview, colouring: Colouring | None, choices: Mapping[str, str]) -> Line:
    subject = row.subject
    key = href = shade = ""
    if isinstance(subject, Area):
        key, name = area_key(subject), named(subject.names)
        href = url_for("council.index", area=key, **choices)
        if colouring is not None:
            held = colouring.shades.get(subject.id)
            shade = "unknown" if held is None else str(held)
    elif subject is not None:
        key, name = subject.code, named(subject.names)
    else:
        name = _("In no mahalla") if overview.inside is Level.MAHALLA else _("In no district")
    values: dict[str, float | None] = {
        "reports": row.counts.reports,
        "per_1000": value_of(row, Measure.PER_1000),
        "open": row.counts.open,
        "overdue": row.counts.overdue,
        "fixed": row.counts.fixed,
        "median_days": value_of(row, Measure.MEDIAN_DAYS),
    }
    order = [column for column, _words in columns(overview)]
    shown = [values[column] for column in order]
    return Line(
        key=key,
        name=name,
        href=href,
        cells=[_cell(column, value, row) for column, value in zip(order, shown, strict=True)],
        sort_by=[name.casefold(), *shown],
        shade=shade,
    )


def _cell(column: str, value: float | None, row: Row) -> str:
    if column == "median_days":
        return days_cell(row.counts.days.median, row.counts.days)
    return "–" if value is None else told(value)


def facts(row: Row) -> list[str]:
    """Return what the map says of an area when it is pointed at."""
    counts = row.counts
    said = [
        ngettext("%(n)s report", "%(n)s reports", counts.reports, n=number(counts.reports)),
        _(
            "%(open)s open, %(overdue)s of them overdue",
            open=number(counts.open),
            overdue=number(counts.overdue),
        ),
    ]
    per_1000, median = value_of(row, Measure.PER_1000), value_of(row, Measure.MEDIAN_DAYS)
    if per_1000 is not None:
        said.append(_("%(n)s per 1,000 residents", n=told(per_1000)))
    if median is not None:
        said.append(_("half fixed within %(n)s days", n=told(median)))
    return said


def legend(colouring: Colouring, inside: Level) -> list[tuple[str, str, str]]:
    """Return the legend's entries: shade, numbers in words, how many areas."""
    entries = [
        (str(c.shade), _class_words(c.low, c.high), _areas_words(c.areas, inside)) for c in colouring.classes
    ]
    if colouring.unknown:
        why = {
            Measure.PER_1000: _("residents not known"),
            Measure.MEDIAN_DAYS: _("not yet known"),
            Measure.P90_DAYS: _("not yet known"),
            Measure.CONFIRMED: _("Too few to say"),
            Measure.SENT_BACK: _("Too few to say"),
            Measure.SATISFACTION: _("Too few to say"),
        }.get(colouring.measure, _("not known"))
        entries.append(("unknown", why, _areas_words(colouring.unknown, inside)))
    return entries


def map_message(overview: Overview, measure: Measure, span: Span) -> str:
    """Return what the map says, as whole sentences: how much there is in all, and where the most of it lies."""
    together = value_of(overview.total, measure)
    what = str(MEASURE[measure])
    days, n = span_words(span.first_on, span.last_on), _("not known") if together is None else told(together)
    found = [
        (value, named(row.subject.names))
        for row in overview.rows
        if isinstance(row.subject, Area) and (value := value_of(row, measure))
    ]
    if len(found) < 2:
        return _("%(what)s, %(span)s: %(n)s.", what=what, span=days, n=n)
    most, place = max(found, key=lambda one: one[0])
    return _(
        "%(what)s, %(span)s: %(n)s. The most in %(place)s: %(most)s.",
        what=what,
        span=days,
        n=n,
        place=place,
        most=told(most),
    )


def ticks(highest: float) -> list[str]:
    """Return the numbers under the heat's scale: none, the middle of the root scale, the densest place."""
    return [number(0), *(number(_two_digits(value)) for value in (highest / 4, highest))]


def _two_digits(value: float) -> float:
    """Round to two digits that matter: nobody reads 1,873.4 off a colour."""
    if value <= 0:
        return 0
    digits = 1 - math.floor(math.log10(value))
    return round(value, digits) if digits > 0 else int(round(value, digits))


def _class_words(low: float, high: float) -> str:
    return told(low) if low == high else f"{told(low)}–{told(high)}"


def _areas_words(n: int, inside: Level) -> str:
    if inside is Level.MAHALLA:
        return ngettext("%(n)s mahalla", "%(n)s mahallas", n, n=number(n))
    return ngettext("%(n)s district", "%(n)s districts", n, n=number(n))


def span_words(first: Any, last: Any) -> str:
    """Return two days as a span in words."""
    return day(first) if first == last else _("%(first)s to %(last)s", first=day(first), last=day(last))


def standing_words(standing: Standing) -> str:
    """Return which reports are counted, as a sentence's part."""
    return {
        Standing.ALL: _("all reports, whatever became of them"),
        Standing.OPEN: _("only what is still open"),
        Standing.OVERDUE: _("only what is overdue"),
        Standing.IN_WORK: _("only what is in work"),
        Standing.FIXED: _("only what is fixed"),
    }[standing]
