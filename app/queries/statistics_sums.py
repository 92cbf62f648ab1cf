"""The sums that the facts add up to, by scope: everywhere, each region, each district. A mahalla has no sums of its
own: its few reports are counted from their facts.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import true

from app.domain.rollup import Cut, Events, Facts, Grain, Ints, parts_of, summed
from app.models import ReportFact
from app.queries.statistics_facts import distinct, kept_of

#: The key of a row of `report_roll`, and its measures in the order of `domain.rollup.MEASURES`.
Sums = dict[tuple[int, ...], Ints]
KEY = ("cut", "scope_id", "grain", "start_day", "service_group_id", "item_id")
_FACT = ReportFact.__table__


def scopes() -> Iterator[tuple[str, int]]:
    """Yield the column of the facts that names each scope, and its area; "" and 0 is everywhere."""
    yield "", 0
    for column in ("region_id", "district_id"):
        yield from ((column, scope_id) for scope_id in distinct(_FACT.c[column]))


def of_scope(column: str, scope_id: int) -> Sums:
    """Add up all facts of one scope."""
    sums: Sums = {}
    for facts in kept_of(_FACT.c[column] == scope_id if column else true()):
        sign = np.ones(len(facts["report_id"]), dtype=np.int64)
        _add(sums, facts, Events(facts, sign), column, scope_id)
    return sums


def of_changes(facts: Facts, sign: Ints) -> Sums:
    """Add up changes for every scope that they touch; `sign` −1 takes a fact out, 1 puts it in."""
    sums: Sums = {}
    events = Events(facts, sign)
    _add(sums, facts, events, "", 0)
    for column in ("region_id", "district_id"):
        for scope_id in np.unique(facts[column]):
            if scope_id:
                _add(sums, facts, events, column, int(scope_id))
    return sums


def _add(sums: Sums, facts: Facts, events: Events, column: str, scope_id: int) -> None:
    here = facts[column] == scope_id if column else np.ones(len(facts["report_id"]), dtype=bool)
    items = {
        Cut.PART: parts_of(facts, column),
        Cut.AGENCY: facts["agency_id"],
        Cut.SERVICE: facts["service_id"],
    }
    for cut in Cut:
        for grain in Grain:
            keys, values = summed(events, items[cut], facts["service_group_id"], here, grain)
            for (start, item, group), row in zip(keys.tolist(), values, strict=True):
                key = (int(cut), scope_id, int(grain), start, group, item)
                held = sums.get(key)
                sums[key] = row if held is None else held + row
