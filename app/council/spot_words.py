"""How hot spots are listed: which are new, how they were found, how unlikely they are by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.hot_spot_words import place, sentence
from app.i18n import named
from app.models import Area, HotSpot, HotSpotRun, Project
from app.policy import policy
from app.presentation import number
from geo.repeated_failures import TIMES


@dataclass(frozen=True)
class Line:
    """One hot spot in a list; `mark` is its number on the map."""

    mark: int
    spot: HotSpot
    title: str
    sentence: str
    place: str
    href: str
    is_new: bool
    project: Project | None


def lines(
    spots: Sequence[HotSpot],
    projects: dict[int, Project],
    at: datetime,
    within: Area | None = None,
) -> list[Line]:
    """Return hot spots as they are listed, numbered from 1; their places as told `within` an area."""
    return [
        Line(
            mark=mark,
            spot=spot,
            title=named(spot.group.names),
            sentence=sentence(spot),
            place=place(spot, within),
            href=url_for("council.hot_spot", hot_spot_id=spot.id),
            is_new=is_new(spot, at),
            project=projects.get(spot.id),
        )
        for mark, spot in enumerate(spots, 1)
    ]


def is_new(spot: Any, at: datetime) -> bool:
    """Say whether it is new in the month of a moment: it began lately, and no scan of an earlier month found it.

    A place of failures is new in the month in which it failed once too often: the third time. `spot` is a hot spot or its row
    (`queries.hot_spots.found_in`).
    """
    local = policy().calendar.local_day
    month = _month(local(at))
    once_too_often = spot.began_on[:TIMES][-1:]
    began = any(_month(date.fromisoformat(on)) == month for on in once_too_often) or spot.is_recent
    return began and _month(local(spot.first_found_at)) == month


def method(run: HotSpotRun) -> list[str]:
    """Return how the hot spots of a scan were found, in sentences."""
    held: dict[str, Any] = run.parameters
    return [
        _(
            "The method is a space-time permutation scan (M. Kulldorff and others, PLoS Medicine, 2005). It looks through squares of about 230 m to 3.7 km together with the last 1 to 26 weeks, and asks where a kind of problem was reported more than this place and this season let expect."
        ),
        _(
            "The days were dealt out anew among the reports %(shuffles)s times; a hot spot is told only where at most one in %(runs)s of such shuffled years shows anything as unlikely anywhere.",
            shuffles=number(held["shuffles"]),
            runs=number(round(1 / held["alpha"])),
        ),
        _(
            "Repeated failures are places of %(metres)s m around, where the same kind of problem came up at least %(times)s times within a year with %(days)s quiet days between.",
            metres=number(held["radius_m"]),
            times=number(held["times"]),
            days=number(held["quiet_days"]),
        ),
        _(
            "A hot spot says “more than usual here, now”, not “bad”. Refused reports, and those that were tied to an earlier one, do not count."
        ),
    ]


def chance(spot: HotSpot) -> str:
    """Return how unlikely it is by chance."""
    return _(
        "Shuffled data show something as unlikely in %(share)s%% of years (p = %(p)s).",
        share=number(100 * (spot.p_value or 0), 1),
        p=number(spot.p_value or 0, 3),
    )


def _month(of: date) -> tuple[int, int]:
    return of.year, of.month
