"""Whether the map's rollup and the changes not folded yet add up to a recount."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from app.db import db
from app.domain.lifecycle import MapGroup
from app.models import ROLL_LEVELS, MapDelta, MapRoll
from geo.cells import MAX_LEVEL


def differences(recount: Counter[tuple[int, int, int, MapGroup]]) -> int:
    """Return in how many (level, cell, group, map group) the kept counts differ from `recount`."""
    kept: Counter[tuple[int, int, int, MapGroup]] = Counter()
    for row in db.session.execute(
        select(MapRoll.level, MapRoll.cell, MapRoll.service_group_id, MapRoll.map_group, MapRoll.n)
    ):
        kept[(row[0], row[1], row[2], row[3])] += row[4]
    for cell, group_id, map_group, n in db.session.execute(
        select(MapDelta.cell, MapDelta.service_group_id, MapDelta.map_group, MapDelta.n)
    ):
        for level in ROLL_LEVELS:
            kept[(level, cell >> 2 * (MAX_LEVEL - level), group_id, map_group)] += n
    return sum(kept[key] != recount[key] for key in {*kept, *recount})
