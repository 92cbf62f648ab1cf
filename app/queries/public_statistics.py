"""What everybody may know in numbers: one area and year, with what could point at one home withheld.

Areas go down to the district; of a mahalla there are lines in its district's table alone. Beside the totals stand
tables by area, service and reason, and a series of months; in each, counts below three are withheld, and what would
give them away by subtraction (`geo.small_numbers`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import func, or_, select

from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import ReasonCode
from app.domain.rollup import Grain, day_of
from app.models import (
    AgeBand,
    Area,
    Level,
    ResidentCount,
    ResidentTold,
    RollupState,
    Service,
    ServiceGroup,
    ServiceRequest,
    Sex,
)
from app.queries import statistics, statistics_series
from app.queries.statistics import Tally
from app.queries.statistics_scope import Asked, By
from geo.small_numbers import SMALLEST_COUNT, may_show

Key = TypeVar("Key")
Subject = TypeVar("Subject", Area, "Kind")

#: So many people told before a sum of what residents tell of themselves begins, and before it grows.
ENOUGH_TOLD = 10


@dataclass(frozen=True)
class Kind:
    """What a table has of a service: building whole ones takes longer than counting their reports."""

    id: int
    service_code: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Statistics:
    """`total` is None where there are fewer than three reports, or it would give a neighbour away; then all is empty."""

    area: Area | None
    first_on: date
    last_on: date
    total: Tally | None
    parts: Sequence[tuple[Area, Tally | None]]
    services: Sequence[tuple[Kind, Tally | None]]
    reasons: Mapping[ReasonCode, int | None]
    months: Sequence[date]
    sent: Sequence[int | None]
    fixed: Sequence[int | None]


def version() -> tuple[int, int]:
    """Return a number that changes whenever the sums do, and the second until which they are counted."""
    row = db.session.execute(select(RollupState.version, RollupState.counted_second)).first()
    return (row[0], row[1]) if row else (0, 0)


def find_area(text: str, levels: Collection[Level] = (Level.REGION, Level.DISTRICT)) -> Area | None:
    """Return the area of `level:code`, of these levels; None for nothing. Raises NotFound for anything else."""
    if not text:
        return None
    level, _colon, code = text.partition(":")
    found = None
    # PostgreSQL keeps no NUL in a text, and refuses to look for one.
    if level in set(levels) and "\0" not in code and len(code) <= 60:
        found = db.session.scalar(select(Area).where(Area.level == Level(level), Area.code == code))
    if found is None:
        raise NotFound(text)
    return found


def years() -> range:
    """Return the years in which something was sent, by the facts; without any, none."""
    days = statistics.first_and_last()
    return range(days[0].year, days[1].year + 1) if days else range(0)


def read(area: Area | None, first_on: date, last_on: date) -> Statistics:
    """Count one area (None: everywhere) from the first of a month to a last day, seven statements at most."""
    asked = Asked(area, first_on, last_on)
    by_part = statistics.counts(asked, By.PART)
    total = _together(by_part.values())
    if total.reports < SMALLEST_COUNT or _is_withheld(asked):
        return Statistics(area, first_on, last_on, None, (), (), {}, (), (), ())
    by_service = statistics.counts(asked, By.SERVICE)
    months, sent, fixed = _months(asked)
    return Statistics(
        area=area,
        first_on=first_on,
        last_on=last_on,
        total=total,
        parts=_table(_parts_of(area), by_part),
        services=_table(_services(), by_service),
        reasons=withheld(total.by_reason),
        months=months,
        sent=_series(sent),
        fixed=_series(fixed),
    )


def _is_withheld(asked: Asked) -> bool:
    """Whether a table around the area withholds its line: its own page would give a neighbour away by subtraction."""
    if asked.area is None:
        return False
    areas = [asked.area]
    while areas[-1].parent is not None:
        areas.append(areas[-1].parent)
    around = {area.parent_id for area in areas}
    # Whole months, from the first of one on: the sums that the tables around it have.
    sent = statistics_series.sent_by_part(around, asked.first_on, asked.last_on)
    beside: dict[int | None, list[int]] = {parent: [] for parent in around}
    there = or_(Area.parent_id.in_(around - {None}), Area.parent_id.is_(None))
    for line, parent in db.session.execute(select(Area.id, Area.parent_id).where(there)):
        beside[parent].append(line)
    return any(_lines(beside[area.parent_id], sent[area.parent_id]).get(area.id) is None for area in areas)


def _together(tallies: Iterable[Tally]) -> Tally:
    """Add up the lines of a table by area, what lies in none of them among them: everything that was sent."""
    sums: Counter[str] = Counter()
    for tally in tallies:
        sums.update(tally.values)
    return Tally(sums)


def withheld(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Return counts without those that may not be shown; nothing where not even their sum may be known."""
    flags = may_show(list(counts.values()))
    if flags is None:
        return {}
    pairs = zip(counts.items(), flags.tolist(), strict=True)
    return {key: count if shown else None for (key, count), shown in pairs}


def _table(
    subjects: Sequence[Subject], tallies: Mapping[int, Tally]
) -> Sequence[tuple[Subject, Tally | None]]:
    """Return a line for each subject in its order. What belongs to none of them counts, and has no line."""
    shown = _lines([subject.id for subject in subjects], {key: one.reports for key, one in tallies.items()})
    if not shown:
        return ()
    return [
        (subject, None if shown[subject.id] is None else tallies.get(subject.id, Tally({})))
        for subject in subjects
    ]


def _lines(ids: Sequence[int], reports: Mapping[int, int]) -> Mapping[int, int | None]:
    """Return the reports of each line that may be shown; nothing where not even their sum may be known."""
    counts = {line: reports.get(line, 0) for line in ids}
    # It is in the sum as well, and must not help to work a line out.
    beside = sum(n for key, n in reports.items() if key not in counts)
    return withheld(counts | {0: beside} if beside else counts)


def _parts_of(area: Area | None) -> Sequence[Area]:
    parent = Area.parent_id == (area.id if area is not None else None)
    return db.session.scalars(select(Area).where(parent).order_by(Area.code)).all()


def _services() -> Sequence[Kind]:
    rows = db.session.execute(
        select(Service.id, Service.service_code, Service.names)
        .join(ServiceGroup, ServiceGroup.id == Service.service_group_id)
        .order_by(ServiceGroup.position, Service.service_code)
    )
    return [Kind(*row) for row in rows]


def _months(asked: Asked) -> tuple[Sequence[date], Sequence[int], Sequence[int]]:
    found = statistics_series.series(asked, Grain.MONTH, measures=["reports", "event_fixed"]).get(0)
    if found is None:
        return (), (), ()
    months = [day_of(start) for start in found.starts.tolist()]
    return months, found.values["reports"].tolist(), found.values["event_fixed"].tolist()


def _series(counts: Sequence[int]) -> Sequence[int | None]:
    """Withhold months with fewer than three. One with none is not told from one with two: they hide each other."""
    shown = withheld(dict(enumerate(counts)))
    return [shown.get(place) for place in range(len(counts))]


def has_told(service_request: ServiceRequest) -> bool:
    """Whether the reporter told of themselves already; what they told nobody knows."""
    return db.session.get(ResidentTold, service_request.id) is not None


def told_of_themselves(
    area: Area | None, before: date, kind: type[AgeBand] | type[Sex]
) -> Mapping[StrEnum, int | None]:
    """Return how many reporters told each age band, or each sex, before a month; by region, or everywhere.

    Whole months since the beginning, whatever the page shows, and of each region only when at least ten more have
    told: so the sums of two days, of two regions, or of a region and everywhere differ by ten people or by nobody.
    Empty where there are too few, and for a district.
    """
    if area is not None and area.level is not Level.REGION:
        return {}
    column = ResidentCount.age_band if kind is AgeBand else ResidentCount.sex
    key = (ResidentCount.region_id, ResidentCount.month_on)
    # Who left one of the two out is in no line: how many they are would tell a small line by subtraction.
    statement = (
        select(*key, column, func.sum(ResidentCount.n))
        .where(ResidentCount.month_on < before, column != kind.UNTOLD)
        .group_by(*key, column)
        .order_by(*key)
    )
    if area is not None:
        statement = statement.where(ResidentCount.region_id == area.id)
    told: Counter[StrEnum] = Counter()
    for _region, rows in groupby(db.session.execute(statement), key=itemgetter(0)):
        told += _in_batches(rows)
    return withheld({key: told[key] for key in kind if key.value != kind.UNTOLD}) if told else {}


def _in_batches(rows: Iterable[Any]) -> Counter[StrEnum]:
    """Add up (region, month, key, n) of one region, as many whole months together as it takes for ten people."""
    told: Counter[StrEnum] = Counter()
    waiting: Counter[StrEnum] = Counter()
    for _month, one in groupby(rows, key=itemgetter(1)):
        waiting.update({key: int(n) for *_where, key, n in one})
        if waiting.total() >= ENOUGH_TOLD:
            told += waiting
            waiting.clear()
    return told
