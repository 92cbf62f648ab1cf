"""The rows of the open data: what everybody may know of each report, a stretch at a time.

Nothing that a resident wrote is in them, and no number that leads to the report's own page. The place is the middle
of a map cell of about 230 m (level 17) that holds three reports or more; where there are fewer, of one of about
1.8 km (level 14); else there is none. A mahalla is named where it has had three reports or more. Their order tells
nothing either: sorted by place or by number they would give away what is left out (docs/decisions/0022).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select

from app.db import db
from app.domain.rollup import NO_DAY, REASONS, STATUSES, Facts
from app.models import Agency, Area, ReportFact, Service, ServiceGroup
from app.models.rollup import FACT_COLUMNS
from app.queries.statistics_facts import columns_of
from geo import cells
from geo.metres import metres_per_degree
from geo.open_formats import Field, Kind, Stretch
from geo.small_numbers import SMALLEST_COUNT

#: From fine to coarse.
LEVELS = (17, 14)
AT_ONCE = 20_000

FIELDS = (
    Field("sent_on", Kind.DAY),
    Field("ended_on", Kind.DAY),
    Field("overdue_since", Kind.DAY),
    Field("status", Kind.TEXT),
    Field("rejected_because", Kind.TEXT),
    Field("group_code", Kind.TEXT),
    Field("service_code", Kind.TEXT),
    Field("agency_code", Kind.TEXT),
    Field("region_code", Kind.TEXT),
    Field("district_code", Kind.TEXT),
    Field("mahalla_code", Kind.TEXT),
    Field("people", Kind.WHOLE),
    Field("confirmed", Kind.YES_NO),
    Field("sent_back", Kind.YES_NO),
    Field("rating", Kind.WHOLE),
    Field("place_within_m", Kind.WHOLE),
)

#: The codes of areas, agencies, services and groups, each an array by id; "" is none.
Codes = Mapping[str, NDArray[np.object_]]
#: Longitudes, latitudes, and how far from there each report lies at most, in metres.
Places = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]
#: What a row tells of a report as the facts have it. Of the day on which it was sent back it tells that there was one.
_TOLD = (
    *("service_id", "agency_id", "region_id", "district_id", "mahalla_id", "status", "reason"),
    *("ended_day", "late_day", "people", "is_confirmed", "rating"),
)


def how_many() -> int:
    """Return how many rows there are."""
    return db.session.scalar(select(func.count()).select_from(ReportFact)) or 0


def stretches(at_once: int = AT_ONCE) -> Iterator[Stretch]:
    """Yield every report that is counted, the oldest day first, and within a day by what the rows themselves tell."""
    found = db.session.execute(
        select(*FACT_COLUMNS).order_by(ReportFact.submitted_day, ReportFact.service_id, ReportFact.report_id),
        execution_options={"yield_per": at_once},
    )
    # After the rows, which are as they were when they were asked for: no row has a code that came later.
    crowded, codes = {level: _crowded(_cell(level)) for level in LEVELS}, _codes()
    mahallas = _crowded(ReportFact.mahalla_id)
    for rows in found.partitions():
        facts = columns_of(rows)
        mahalla = np.where(np.isin(facts["mahalla_id"], mahallas), facts["mahalla_id"], 0)
        yield _stretch({**facts, "mahalla_id": mahalla}, codes, _places(facts["cell"], crowded))


def _crowded(where: SQLColumnExpression[int]) -> NDArray[np.int64]:
    """Return the cells, or the areas, in which there are enough reports to name them, in order."""
    named: Select[int] = (
        select(where.label("place")).group_by(db.text("1")).having(func.count() >= SMALLEST_COUNT)
    )
    return np.sort(np.fromiter(db.session.scalars(named), dtype=np.int64))


def _cell(level: int) -> ColumnElement[int]:
    return ReportFact.cell.op(">>")(db.literal_column(str(2 * (cells.MAX_LEVEL - level))))


def _codes() -> Codes:
    areas = {row.id: row.code for row in db.session.execute(select(Area.id, Area.code))}
    return {
        **dict.fromkeys(("region", "district", "mahalla"), _by_id(areas)),
        "agency": _by_id({row.id: row.code for row in db.session.execute(select(Agency.id, Agency.code))}),
        "group": _by_id(
            {row.id: row.code for row in db.session.execute(select(ServiceGroup.id, ServiceGroup.code))}
        ),
        "service": _by_id(
            {row.id: row.service_code for row in db.session.execute(select(Service.id, Service.service_code))}
        ),
    }


def _by_id(codes: Mapping[int, str]) -> NDArray[np.object_]:
    found = np.full(max(codes, default=0) + 1, "", dtype=object)
    for number, code in codes.items():
        found[number] = code
    return found


def _stretch(facts: Facts, codes: Codes, places: Places) -> Stretch:
    # Two rows that tell the same may change places; so where a row stands says no more than what is in it.
    told = (*(facts[name] for name in reversed(_TOLD)), facts["submitted_day"])
    order = np.lexsort((*places, facts["sent_back_day"] != NO_DAY, *told))
    facts = {name: facts[name][order] for name in facts}
    longitudes, latitudes, within = places[0][order], places[1][order], places[2][order]
    values: dict[str, NDArray[Any]] = {
        "sent_on": _days(facts["submitted_day"]),
        "ended_on": _days(facts["ended_day"]),
        "overdue_since": _days(facts["late_day"]),
        "status": _words([status.value for status in STATUSES])[facts["status"]],
        "rejected_because": _words([*(reason.value for reason in REASONS), ""])[facts["reason"]],
        "group_code": codes["group"][facts["service_group_id"]],
        **{
            f"{name}_code": codes[name][facts[f"{name}_id"]]
            for name in ("service", "agency", "region", "district", "mahalla")
        },
        "people": facts["people"].astype(np.int32),
        "confirmed": facts["is_confirmed"] == 1,
        "sent_back": facts["sent_back_day"] != NO_DAY,
        "rating": facts["rating"].astype(np.int32),
        "place_within_m": within,
    }
    missing = {name: np.zeros(len(within), dtype=np.bool_) for name in values}
    for field in FIELDS:
        if field.kind is Kind.TEXT:
            missing[field.name] = values[field.name] == ""
    for name, column in (("ended_on", "ended_day"), ("overdue_since", "late_day")):
        missing[name] = facts[column] == NO_DAY
    missing["rating"] = facts["rating"] == 0
    missing["place_within_m"] = within == 0
    return Stretch(values, missing, longitudes, latitudes)


def _places(found: NDArray[np.int64], crowded: Mapping[int, NDArray[np.int64]]) -> Places:
    """Return where each report is said to lie, and how far from there it lies at most, in metres."""
    longitudes, latitudes = (np.full(len(found), np.nan) for _ in range(2))
    within = np.zeros(len(found), dtype=np.int32)
    left = np.ones(len(found), dtype=np.bool_)
    for level in LEVELS:
        of_level = found >> (2 * (cells.MAX_LEVEL - level))
        here = left & np.isin(of_level, crowded[level])
        longitudes[here], latitudes[here] = cells.centers_of(of_level[here], level)
        east_m, _north_m = metres_per_degree(latitudes[here])
        # Half the diagonal of a square: in this projection a small cell is one.
        within[here] = np.ceil(east_m * 360 / 2**level / np.sqrt(2)).astype(np.int32)
        left &= ~here
    return longitudes, latitudes, within


def _days(numbers: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return numbers.astype("datetime64[D]")


def _words(words: list[str]) -> NDArray[np.object_]:
    return np.array(words, dtype=object)


def code_rows() -> Iterator[tuple[str, str, str, dict[str, str], int | None]]:
    """Yield what every code means: kind, code, the code it belongs to, names by locale, residents where known."""
    parents = {row.id: row.code for row in db.session.execute(select(Area.id, Area.code))}
    for area in db.session.execute(
        select(Area.level, Area.code, Area.parent_id, Area.names, Area.population).order_by(
            Area.level, Area.code
        )
    ):
        yield area.level.value, area.code, parents.get(area.parent_id, ""), area.names, area.population
    for agency in db.session.execute(select(Agency.code, Agency.names).order_by(Agency.code)):
        yield "agency", agency.code, "", agency.names, None
    groups = {}
    for group in db.session.execute(
        select(ServiceGroup.id, ServiceGroup.code, ServiceGroup.names).order_by(ServiceGroup.code)
    ):
        groups[group.id] = group.code
        yield "group", group.code, "", group.names, None
    for service in db.session.execute(
        select(Service.service_code, Service.service_group_id, Service.names).order_by(Service.service_code)
    ):
        yield "service", service.service_code, groups[service.service_group_id], service.names, None
