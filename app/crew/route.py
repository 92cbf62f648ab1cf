"""The crew's day: which jobs belong to it, in which order they are best done, and what lies at one place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.day_route import best_order
from app.domain import route
from app.domain.coordinates import Position
from app.domain.lifecycle import Status
from app.policy import policy
from app.queries.entry import Entry
from app.road_metres import table
from geo.metres import distance_m

#: Nobody does more on one day; what is most urgent comes into the day first.
MOST_STOPS = 20


@dataclass(frozen=True)
class Day:
    """The stops of a day in their order, and what is left for later."""

    stops: list[Entry]
    later: list[Entry]
    #: Somebody of the crew put them in order.
    is_kept: bool
    #: How long the way is from the first stop to the last, in metres; along streets, or as the crow flies.
    way_m: float
    by_road: bool


def place(entry: Entry) -> Position:
    """Return where a job is."""
    return entry.longitude, entry.latitude


def plan_day(
    entries: Sequence[Entry],
    kept: Sequence[str],
    on: date,
    *,
    start: Position | None = None,
    more: Collection[str] = (),
) -> Day:
    """Put the jobs of a day in order. `entries` come by urgency; `kept` is the crew's own order, by public id.

    To the day belong the jobs that are begun, planned for it or an earlier day, overdue or due by its end, and those
    that the crew itself put into it (`kept`, `more`); a job that is planned for a later day waits for that. Without an order of the
    crew's own, the way begins at `start`, or at the most urgent stop (what is begun comes first); what came after
    the crew had put its jobs in order is put where it costs the least way.
    """
    known = {entry.public_id: entry for entry in entries}
    own = [known[public_id] for public_id in kept if public_id in known]
    urgent = [
        entry for entry in entries if entry not in own and (entry.public_id in more or belongs_to(entry, on))
    ]
    stops = [*own, *urgent[: max(0, MOST_STOPS - len(own))]]
    places = [place(entry) for entry in stops]
    begins = [start] if start is not None and not own else []
    metres, by_road = _metres([*begins, *places])
    if own:
        order = list(range(len(own)))
        for stop in range(len(own), len(stops)):
            order = route.inserted(order, stop, metres)
    else:
        order = best_order(metres)
    in_order = [stops[stop - len(begins)] for stop in order if stop >= len(begins)]
    return Day(
        stops=in_order,
        later=[entry for entry in entries if entry not in stops],
        is_kept=bool(own),
        way_m=route.way_m(order, metres),
        by_road=by_road,
    )


def _metres(places: list[Position]) -> tuple[route.Metres, bool]:
    found = table(places)
    return found.metres, found.by_road


def belongs_to(entry: Entry, on: date) -> bool:
    """Whether a job belongs to a day by itself, without the crew taking it into the day."""
    if entry.status is Status.IN_PROGRESS:
        return True
    if entry.planned_on is not None:
        return entry.planned_on <= on
    return entry.is_overdue or policy().calendar.local_day(entry.due_at) <= on


def today(at: datetime) -> date:
    """Return the day of a moment, as the crew's calendar has it."""
    return policy().calendar.local_day(at)


def at_one_place(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return the jobs that can be done in one go: two or more within `route.TOGETHER_M` metres of the first."""
    groups = route.together(list(entries), lambda one, other: distance_m(place(one), place(other)))
    return [group for group in groups if len(group) > 1]
