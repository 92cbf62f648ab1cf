"""The page for the meeting: one area in one month on one sheet of A4, as a page and as a file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from textwrap import shorten
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app import access, paper
from app.council import drawn_map, spot_words, telling
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.council.hot_spots import marks_of
from app.domain.shares import change_of_count
from app.i18n import locale_code, named
from app.models import Area, HotSpot, Level, ServiceRequest
from app.policy import policy
from app.presentation import now, number
from app.queries import council_map, meeting
from app.queries.meeting import Month
from app.signing_in import requires
from app.telling import due_words, picture, place_words
from app.written import month_written

#: So much fits on the one sheet in every language.
MOST_LATE, MOST_SPOTS, MOST_PAIRS = 10, 3, 3
#: So many lines of the late list do: above pictures of repairs, and above none.
LATE_LINES, LATE_LINES_ALONE = 20, 34
#: How many Cyrillic letters, the widest, a line of each column holds.
LETTERS = {"what": 25, "place": 26, "agency": 28, "post": 31}
#: An address, as a resident wrote it, is told by its beginning.
LONGEST_ADDRESS = 70
#: The largest first.
LEVELS = tuple(Level)
#: So many months back are offered.
MONTHS = 24


@dataclass(frozen=True)
class Number:
    """One of the five numbers: its value, last month's in words, and the change. `trend`: better, worse or same."""

    label: str
    value: str
    before: str
    change: str
    direction: str
    trend: str


@bp.get("/meeting")
@requires(access.may_use_council)
def meeting_page() -> Any:
    """Show the page for the meeting, as it is printed."""
    area = asked_area()
    if area is None:
        return redirect(url_for(".areas"))
    return _sheet(area)


@bp.get("/meeting.pdf")
@requires(access.may_use_council)
def meeting_pdf() -> Any:
    """Give the page for the meeting as a file."""
    area = asked_area()
    if area is None:
        return redirect(url_for(".areas"))
    return paper.pdf(_sheet(area), f"meeting-{area.code}-{_month().key}")


def _month() -> Month:
    return meeting.month_of(request.args.get("month", ""), policy().calendar.local_day(now()))


def _sheet(area: Area) -> str:
    month = _month()
    found = meeting.spots(area, month, MOST_SPOTS)
    spots = list(found or ())
    pairs = meeting.pairs(area, month, MOST_PAIRS)
    late, late_in_all = _late(area, month, LATE_LINES if pairs else LATE_LINES_ALONE)
    drawing, legend, beside = _drawing(area, month, spots)
    at = now()
    return render_template(
        "council/meeting.html",
        area=area,
        area_key=telling.area_key(area),
        month=month,
        month_words=_words(month.first_on),
        months=_offered(month),
        numbers=_numbers(area, month),
        drawing=drawing,
        legend=legend,
        beside=beside,
        spots=spot_words.lines(
            spots, {}, min(at, datetime.combine(month.last_on, time(12), UTC)), within=area
        ),
        looked=found is not None,
        late=late,
        late_more=late_in_all - len(late),
        pairs=[
            {
                "what": named(pair.report.service.names),
                "place": _place(pair.report, area, 1),
                "before": picture(pair.before, pair.report, "small"),
                "after": picture(pair.after, pair.report, "small"),
            }
            for pair in pairs
        ],
        printed_at=at,
    )


def _late(area: Area, month: Month, lines: int) -> tuple[list[dict[str, Any]], int]:
    """Return what is late as far as it fits into so many lines, and how much is late in all."""
    found, in_all = meeting.late(area, month, MOST_LATE)
    at, rows = now(), []
    for one in found:
        row = {
            "report": one,
            "what": named(one.service.names),
            "place": _place(one, area) or shorten(one.address, LONGEST_ADDRESS, placeholder="…"),
            "agency": named(one.agency.names),
            "post": named(one.agency.posts),
            "is_open": one.is_open,
            "due": due_words(one.due_at, at),
            # Short, so that the table stays narrow: its words say how late it is.
            "due_on": f"{policy().calendar.local_day(one.due_at):%d.%m.%Y}",
        }
        lines -= _lines_of(row)
        if lines < 0 and rows:
            break
        rows.append(row)
    return rows, in_all


def _lines_of(row: dict[str, Any]) -> int:
    high = {name: math.ceil(len(row[name]) / letters) for name, letters in LETTERS.items()}
    # The number of the report stands behind what it is about; the day stands above how late it is.
    return max(high["what"] + 1, high["place"], high["agency"] + high["post"], 2)


def _place(report: ServiceRequest, area: Area, most: int = 2) -> str:
    """Return where a report lies, without the area that the sheet is about."""
    parts = [one for one in (report.mahalla, report.district, report.region) if one is not None]
    inside = [one for one in parts if LEVELS.index(one.level) > LEVELS.index(area.level)]
    return place_words(tuple(inside[:most]))


def _words(month_on: date) -> str:
    return month_written(month_on, locale_code())


def _offered(shown: Month) -> list[tuple[str, str]]:
    """Return the months that can be chosen, the newest first; the one that is shown is among them."""
    first = policy().calendar.local_day(now()).replace(day=1)
    found = []
    for _n in range(MONTHS):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    if shown.first_on not in found:
        found.append(shown.first_on)
    return [(f"{one:%Y-%m}", _words(one)) for one in found]


def _numbers(area: Area, month: Month) -> list[Number]:
    earlier = meeting.before(month)
    new, old = meeting.numbers(area, month), meeting.numbers(area, earlier)
    labels = {
        "reports": (_("Reports sent"), 0),
        "event_fixed": (_("Fixed"), 1),
        "event_sent_back": (_("“Not fixed,” residents said"), -1),
        "open": (_("Open at the end") if month.is_over else _("Open now"), -1),
        "overdue": (_("Overdue at the end") if month.is_over else _("Overdue now"), -1),
    }
    told = []
    for name, (label, better) in labels.items():
        happened = name in meeting.HAPPENED
        change, grown = (
            _happened(new[name], old[name], month, earlier) if happened else _stood(new[name], old[name])
        )
        told.append(
            Number(
                label=label,
                value=number(new[name]),
                before=_("%(month)s: %(n)s", month=_words(earlier.first_on), n=number(old[name])),
                change=change,
                direction={1: "up", -1: "down", 0: "same"}[grown],
                trend={1: "better", -1: "worse", 0: "same"}[grown * better],
            )
        )
    return told


def _happened(new: int, old: int, month: Month, earlier: Month) -> tuple[str, int]:
    """Compare what happened day by day, so that a month that is not over can be set beside a whole one."""
    change = change_of_count(new, old, longer=month.days / earlier.days)
    grown = 0 if change is None or not change.is_clear else 1 if change.value > 1 else -1
    return {
        1: _("clearly more per day"),
        -1: _("clearly fewer per day"),
        0: _("no clear change per day"),
    }[grown], grown


def _stood(new: int, old: int) -> tuple[str, int]:
    if new == old:
        return _("as many"), 0
    difference = number(abs(new - old))
    if new > old:
        return _("%(difference)s more", difference=difference), 1
    return _("%(difference)s fewer", difference=difference), -1


def _drawing(
    area: Area, month: Month, spots: list[HotSpot]
) -> tuple[Markup | None, list[tuple[Markup, str]], int]:
    """Return the map, its legend, and how many reports lie in no area of it; no map where the boundary is not known."""
    ground = council_map.ground(area)
    if ground is None:
        return None, [], 0
    counts = meeting.by_part(area, month) if ground.inside else {}
    held = {one.area_id: counts.get(one.area_id, 0) for one in ground.inside}
    classes = drawn_map.classes_of(list(held.values()))

    def shade(n: int) -> int:
        return next(one.shade for one in classes if one.low <= n <= one.high)

    pieces = [
        drawn_map.Piece(
            one.boundary,
            shade(held[one.area_id]),
            number(held[one.area_id]) if held[one.area_id] else "",
            one.longitude,
            one.latitude,
        )
        for one in ground.inside
    ]
    # Where nothing smaller lies inside, the reports themselves are the map.
    dots = [] if ground.inside else [drawn_map.Dot(*one) for one in meeting.places(area, month)]
    drawing = drawn_map.drawn(
        ground.boundary,
        pieces,
        marks_of(spots),
        words=_map_words(area, max(held.values(), default=0), sum(dot.reports for dot in dots), len(spots)),
        dots=dots,
        width=360,
        most_height=250,
    )
    legend = [
        (
            drawn_map.swatch(one.shade),
            number(one.low) if one.low == one.high else f"{number(one.low)}–{number(one.high)}",
        )
        for one in classes
    ]
    return drawing, legend, sum(counts.values()) - sum(held.values())


def _map_words(area: Area, most: int, dotted: int, spots: int) -> str:
    """Return what the map says, for those who do not see it."""
    if area.level is Level.MAHALLA:
        return ngettext(
            "Map of %(area)s: where the %(num)d report of the month lies.",
            "Map of %(area)s: where the %(num)d reports of the month lie.",
            dotted,
            area=named(area.names),
        )
    return ngettext(
        "Map of %(area)s: reports of the month by area, %(most)s at most in one; %(num)d hot spot is numbered.",
        "Map of %(area)s: reports of the month by area, %(most)s at most in one; %(num)d hot spots are numbered.",
        spots,
        area=named(area.names),
        most=number(most),
    )
