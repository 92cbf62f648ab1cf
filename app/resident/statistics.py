"""Public statistics: what was reported, what became of it, and what residents say about it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from flask import Response, current_app, make_response, render_template, request, session
from flask_babel import gettext as _
from markupsafe import Markup

from app import open_words
from app.i18n import locale_code, named
from app.models import AgeBand, Area, Level, Sex
from app.policy import policy
from app.presentation import now
from app.queries import public_statistics as read
from app.resident import statistics_charts as drawn
from app.resident.blueprint import bp
from app.signing_in import me_or_none, public
from app.static_files import release

#: So many pages are kept in each process, the numbers with their words; some 40 kB each.
KEPT = 200
#: Names change without the numbers: nothing is kept longer, in seconds.
KEPT_SECONDS = 600
#: Before it there is nothing to be counted.
FIRST_YEAR = 2000

_kept: OrderedDict[tuple[Any, ...], Markup] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class _Asked:
    """What a page is about. `year` 0: the last twelve months. `counted_at`: until when the sums are counted at least."""

    area: Area | None
    year: int
    first_on: date
    last_on: date
    today: date
    counted_at: datetime


def forget() -> None:
    """Drop what this process keeps; tests call it where they roll the numbers back."""
    with _lock:
        _kept.clear()


@bp.get("/statistics")
@public
def statistics() -> Response:
    """Show the numbers of everywhere, a region or a district, of the last twelve months or of one year."""
    area = read.find_area(request.args.get("area", "")[:80])
    today = now().astimezone(policy().calendar.zone).date()
    asked_year = request.args.get("year", 0, type=int)
    year = asked_year if FIRST_YEAR <= asked_year <= today.year else 0
    first_on, last_on = _span(year, today)
    # Not the moment of the count: it passes every minute, and the numbers stay. Every process comes to the same.
    span = int(now().timestamp()) // KEPT_SECONDS
    version, counted_second = read.version()
    key = (version, _release(span), locale_code(), area.id if area else 0, year, today, span)
    etag = hashlib.sha256(repr(key).encode()).hexdigest()[:32]
    # A page with somebody's name, or with a message for them, is theirs alone.
    plain = me_or_none() is None and "_flashes" not in session
    if plain and request.if_none_match.contains(etag):
        return _validated(Response(status=304), etag)
    asked = _Asked(area, year, first_on, last_on, today, datetime.fromtimestamp(counted_second, UTC))
    response = make_response(
        render_template("resident/statistics.html", area=area, numbers=_numbers(key, asked))
    )
    return _validated(response, etag) if plain else response


@lru_cache(maxsize=1)
def _release(_span: int) -> str:
    """Return what changes with every file of ours: they are looked through once in each span of time."""
    return release()


def _validated(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    return response


def _span(year: int, today: date) -> tuple[date, date]:
    """Return the first and last day of a year, up to today; without one, of this month and the eleven before it."""
    if year:
        return date(year, 1, 1), min(date(year, 12, 31), today)
    month = today.year * 12 + today.month - 12
    return date(month // 12, month % 12 + 1, 1), today


def _numbers(key: tuple[Any, ...], asked: _Asked) -> Markup:
    """Return the page's own part: the same for everybody, so it is written once for each change of the numbers."""
    version, *_rest = key
    # One process may serve two towns, each with files of its own.
    key = (str(policy().storage), *key)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _of_one_count(asked, version)
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _of_one_count(asked: _Asked, version: int) -> Markup:
    """Write the page again where somebody counted meanwhile: two tables that differ by a report would tell which."""
    made = _written(asked)
    while (since := read.version()[0]) != version:
        made, version = _written(asked), since
    return Markup(made)


def _written(asked: _Asked) -> str:
    area, year = asked.area, asked.year
    told = read.read(area, asked.first_on, asked.last_on)
    choices = {"year": year} if year else {}
    inside, heading = _inside(area)
    ages, sexes = (read.told_of_themselves(area, asked.today.replace(day=1), kind) for kind in (AgeBand, Sex))
    return render_template(
        "resident/_statistics.html",
        area=area,
        area_key=drawn.area_key(area) if area else "",
        trail=_trail(area),
        told=told,
        year=year,
        years=[*reversed(read.years())],
        choices=choices,
        counted_at=asked.counted_at,
        columns=drawn.part_columns(),
        inside=inside,
        part_heading=heading,
        part_lines=drawn.part_lines(told, **choices),
        service_lines=drawn.service_lines(told),
        drawn=drawn,
        ages=ages,
        sexes=sexes,
        words_of=open_words,
        operator=current_app.config["SERVICE_OPERATOR"],
    )


def _inside(area: Area | None) -> tuple[str, str]:
    if area is None:
        return _("By region"), _("Region")
    if area.level is Level.REGION:
        return _("By district or city"), _("District or city")
    return _("By mahalla"), _("Mahalla")


def _trail(area: Area | None) -> list[tuple[str, str]]:
    """Return what an area lies in, as (name, key), the largest first."""
    found: list[tuple[str, str]] = []
    while area is not None and area.parent is not None:
        area = area.parent
        found.insert(0, (named(area.names), drawn.area_key(area)))
    return found
