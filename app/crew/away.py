"""What the crew's pages need to be of use without a network: what may be done after what, and whose day it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.crew.blueprint import bp
from app.crew.route import Day, place
from app.crew.telling import together_url
from app.domain.lifecycle import MOVES, OPEN, Actor
from app.queries.entry import Entry

#: Beyond so many degrees the day's jobs lie too far apart for one drawing of the area.
WIDEST = 0.5
#: So much around the outermost jobs, in degrees.
AROUND = 0.02


@bp.context_processor
def _moves() -> dict[str, Any]:
    return {"crew_table": table()}


def table() -> dict[str, dict[str, str]]:
    """Return the crew's moves from each open status, with the status that each leads to.

    The phone goes by it while its acts wait; the server looks again when they arrive.
    """
    return {
        status.value: {
            name: move.target.value
            for name, move in MOVES.items()
            if status in move.sources and Actor.CREW in move.actors and move.target is not None
        }
        for status in sorted(OPEN)
    }


def day_to_keep(day: Day, hrefs: dict[str, str], here: Sequence[Sequence[Entry]], who: int) -> dict[str, Any]:
    """Return what the service worker is asked to keep: whose day it is, its pages in their order, and its area.

    `hrefs` are the jobs' addresses by public id; `here` are the jobs at one place, whose common page comes after
    that of the first of them. A page is fetched again when its version is another.
    """
    entries = [*day.stops, *day.later]
    groups = {group[0].public_id: group for group in here}
    pages = []
    for entry in entries:
        pages.append([hrefs[entry.public_id], str(entry.version)])
        if group := groups.get(entry.public_id):
            pages.append([together_url(group), ".".join(str(one.version) for one in group)])
    return {"who": str(who), "pages": pages, "bounds": _bounds(entries)}


def _bounds(entries: list[Entry]) -> dict[str, float] | None:
    if not entries:
        return None
    longitudes, latitudes = zip(*(place(entry) for entry in entries), strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    if max(east - west, north - south) > WIDEST:
        return None
    return {
        "west": round(west - AROUND, 4),
        "south": round(south - AROUND, 4),
        "east": round(east + AROUND, 4),
        "north": round(north + AROUND, 4),
    }
