"""Bursts: what breaks again and again in one corner for some days, so that the scan for hot spots finds something.

Chance alone spreads reports over the year so evenly that a scan finds no cluster. Bursts are sent besides the year's
reports and after them, each by a dice of its own, so that the rest of the town stays as it is.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.demo.chronicle import Chronicle, Sent
from app.demo.ground import Ground
from app.demo.places import Spot, near
from app.demo.reports import REPORTED_AGAIN
from app.demo.rows import Reports
from app.demo.town import DECIMALS, TownArea
from app.demo.year import is_rejected, moments_between


@dataclass(frozen=True)
class Burst:
    """So many reports about some services around the middle of a mahalla, `days_ago` from the first to the last.

    `metres` is how far the usual report lies from the middle, east or north. `services` are codes with their weights.
    """

    mahalla_code: str
    services: Mapping[str, int]
    reports: int
    metres: float
    days_ago: tuple[float, float]


BURSTS = (
    # The old water mains of Toshkoʻprik, whose council signs in as `council-mahalla`, give way: new this month.
    Burst("1799207001", {"burst_pipe": 6, "low_pressure": 2, "bad_water": 2}, 20, 75, (12.5, 2.5)),
    # The bins between the houses of Gulbahor were not emptied until ten days ago.
    Burst("1799201008", {"overflowing_bin": 7, "missed_collection": 3}, 21, 80, (27, 10)),
)
#: In a burst more neighbours than usual report the same: one in so many.
DUPLICATES = 9


def add_bursts(
    rows: Reports, ground: Ground, mahallas: Sequence[TownArea], paces: Mapping[int, float]
) -> None:
    """Add the rows of all bursts, with ids after those that are there."""
    for burst in BURSTS:
        mahalla = next(area for area in mahallas if area.code == burst.mahalla_code)
        rng = random.Random(f"burst {burst.mahalla_code}")
        _add(burst, mahalla, ground, Chronicle(rng, ground, rows, paces))


def middle_of(mahalla: TownArea) -> Spot:
    """Return the corner around which a burst happens."""
    middle = mahalla.boundary.representative_point()
    return round(middle.x, DECIMALS), round(middle.y, DECIMALS)


def _add(burst: Burst, mahalla: TownArea, ground: Ground, chronicle: Chronicle) -> None:
    rng = chronicle.rng
    known: list[Sent] = []
    for at in moments_between(rng, burst.reports, *burst.days_ago, ground.now, ground.calendar):
        known = [sent for sent in known if sent.at > at - REPORTED_AGAIN]
        original = rng.choice(known) if known and rng.randrange(DUPLICATES) == 0 else None
        if original is None:
            code = rng.choices(list(burst.services), list(burst.services.values()))[0]
            place = near(rng, mahalla, middle_of(mahalla), burst.metres)
        else:
            code, place = original.service.service_code, near(rng, mahalla, original.place, 25)
        number = len(chronicle.rows.requests) + 1
        sent, story = chronicle.send(number, at, code, mahalla, place, original)
        chronicle.write(sent, story)
        if original is None and not is_rejected(story):
            known.append(sent)
