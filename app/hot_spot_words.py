"""How a hot spot is told, to councils and to the agency that is asked about it: one sentence, and where it lies."""

from __future__ import annotations

from flask_babel import ngettext

from app.models import Area, HotSpot, Level, SpotKind
from app.presentation import day, number
from app.telling import place_words


def sentence(spot: HotSpot) -> str:
    """Return in one sentence what was found."""
    if spot.kind is SpotKind.REPEATED:
        return ngettext(
            "It failed %(num)d time within %(metres)s m from %(first)s to %(last)s, each time after two weeks of quiet or more.",
            "It failed %(num)d times within %(metres)s m from %(first)s to %(last)s, each time after two weeks of quiet or more.",
            len(spot.began_on),
            metres=number(_metres(spot.side_m / 2)),
            first=day(spot.first_on),
            last=day(spot.last_on),
        )
    return ngettext(
        "%(num)d report within %(metres)s m between %(first)s and %(last)s; %(expected)s would be expected.",
        "%(num)d reports within %(metres)s m between %(first)s and %(last)s; %(expected)s would be expected.",
        spot.observed,
        metres=number(_metres(spot.side_m)),
        first=day(spot.first_on),
        last=day(spot.last_on),
        expected=expected(spot),
    )


def expected(spot: HotSpot) -> str:
    """Return how many were expected: whole from ten on, below to a tenth."""
    n = spot.expected or 0
    return number(round(n)) if n >= 10 else number(round(n, 1), 1)


def place(spot: HotSpot, within: Area | None = None) -> str:
    """Return where it lies: inside `within` the area with most of its reports, inside that one the next; the last two."""
    found: list[Area] = []
    around = within.id if within is not None else None
    for _level in Level:
        parts = [part for part in spot.areas if part.area.parent_id == around]
        if not parts:
            break
        found.insert(0, max(parts, key=lambda part: (part.reports, -part.area_id)).area)
        around = found[0].id
    return place_words(tuple(found[:2]))


def _metres(side: float) -> int:
    """Round to what a reader can pace out: tens below 1 km, hundreds above."""
    return int(round(side, -1 if side < 1000 else -2))
