"""What the statistics keep of each report, and into which rows of the rollup it counts.

A report counts in two ways. As one of those *sent* on a day it brings along what became of it (cohort measures:
change with the report, stay on its day). As something that *happened* it counts on the day of the event (`event_*`),
so that what stood at the end of a past month is a sum of events and does not change when the present does.

Days are local and whole, as numbers since 1970-01-01: a report that was fixed on the day it was sent took 0 days,
the next day 1. Whoever has the two dates of the open data comes to the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from app.domain.lifecycle import OPEN, ReasonCode, Status

Ints = NDArray[np.int64]
#: Columns of facts by their names; a day that is not known is NO_DAY.
Facts = Mapping[str, Ints]

EPOCH = date(1970, 1, 1)
NO_DAY = -1


class Cut(IntEnum):
    """What the rows of one scope are divided by, besides the service group and the time."""

    PART = 1  # The next smaller area that the report names.
    AGENCY = 2
    SERVICE = 3


class Grain(IntEnum):
    """How long the time of one row is."""

    WEEK = 1  # From Monday.
    MONTH = 2


STATUSES = tuple(Status)
REASONS = tuple(ReasonCode)
FIXED = frozenset({Status.RESOLVED, Status.CLOSED})

#: Days to fix: one by one up to 30, then by week, by 30 days, by 91 days; the last has no end.
DAY_BUCKETS = (*range(31), *range(31, 94, 7), *range(94, 364, 30), *range(364, 1092, 91), 1092)

COHORT = (
    "reports",
    "people",
    *(f"status_{status.value}" for status in STATUSES),
    "late_open",
    "late_fixed",
    "confirmed",
    "sent_back",
    *(f"rated_{stars}" for stars in range(1, 6)),
    *(f"reason_{reason.value}" for reason in REASONS),
)
EVENTS = (
    "event_fixed",
    "event_rejected",
    "event_duplicate",
    "event_late",
    "event_late_ended",
    "event_sent_back",
    "event_rated",
    "event_rating_sum",
)
DAYS = tuple(f"days_{bucket:02d}" for bucket in range(len(DAY_BUCKETS)))
MEASURES = (*COHORT, *EVENTS, *DAYS)
_AT = {name: place for place, name in enumerate(MEASURES)}

#: What the facts of one report are, each a whole number.
FIELDS = (
    "report_id",
    "region_id",
    "district_id",
    "mahalla_id",
    "agency_id",
    "service_id",
    "service_group_id",
    "cell",
    "status",
    "reason",
    "people",
    "rating",
    "submitted_day",
    "ended_day",
    "late_day",
    "sent_back_day",
    "rated_day",
    "is_confirmed",
)


def day_number(day: date) -> int:
    """Return how many days lie between 1970-01-01 and a day."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the day of a number."""
    return EPOCH + timedelta(days=number)


def bucket_of(days: Ints) -> Ints:
    """Return in which of `DAY_BUCKETS` each number of days lies."""
    found: Ints = np.searchsorted(np.array(DAY_BUCKETS), np.maximum(days, 0), side="right") - 1
    return found


def days_of_buckets() -> NDArray[np.float64]:
    """Return the days that each bucket stands for: exact up to 30, else the middle of the bucket."""
    starts = np.array([*DAY_BUCKETS, DAY_BUCKETS[-1] + 91], dtype=np.float64)
    return (starts[:-1] + starts[1:] - 1) / 2


def week_start(days: Ints) -> Ints:
    """Return the Monday of each day; 1970-01-01 was a Thursday."""
    return days - (days + 3) % 7


def month_start(days: Ints) -> Ints:
    """Return the first day of each day's month."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


STARTS = {Grain.WEEK: week_start, Grain.MONTH: month_start}


class Events:
    """Every (day, measure, value) of many reports, as long columns; `row` says whose it is."""

    def __init__(self, facts: Facts, sign: Ints) -> None:
        self._sign = sign
        self._columns: list[tuple[Ints, Ints, Ints, Ints]] = []
        self._sent(facts)
        self._happened(facts)
        self.row, self.day, self.measure, self.value = (
            np.concatenate(column) for column in zip(*self._columns, strict=True)
        )

    def _add(self, mask: NDArray[np.bool_], day: Ints, measure: Ints | int, value: Ints | int = 1) -> None:
        rows = np.flatnonzero(mask & (day != NO_DAY))
        measures = np.broadcast_to(np.asarray(measure, dtype=np.int64), mask.shape)[rows]
        values = np.broadcast_to(np.asarray(value, dtype=np.int64), mask.shape)[rows]
        self._columns.append((rows, day[rows], measures, values * self._sign[rows]))

    def _sent(self, facts: Facts) -> None:
        day, status = facts["submitted_day"], facts["status"]
        everyone = np.ones(status.shape, dtype=bool)
        fixed, is_open = is_fixed(status), is_open_status(status)
        late = facts["late_day"] != NO_DAY
        self._add(everyone, day, _AT["reports"])
        self._add(everyone, day, _AT["people"], facts["people"])
        self._add(everyone, day, _AT[f"status_{STATUSES[0].value}"] + status)
        self._add(is_open & late, day, _AT["late_open"])
        self._add(fixed & late, day, _AT["late_fixed"])
        self._add(facts["is_confirmed"] == 1, day, _AT["confirmed"])
        self._add(facts["sent_back_day"] != NO_DAY, day, _AT["sent_back"])
        self._add(facts["rating"] > 0, day, _AT["rated_1"] - 1 + facts["rating"])
        self._add(facts["reason"] >= 0, day, _AT[f"reason_{REASONS[0].value}"] + facts["reason"])
        self._add(fixed, day, _AT[DAYS[0]] + bucket_of(facts["ended_day"] - day))

    def _happened(self, facts: Facts) -> None:
        status, ended, late = facts["status"], facts["ended_day"], facts["late_day"]
        self._add(is_fixed(status), ended, _AT["event_fixed"])
        for name in (Status.REJECTED, Status.DUPLICATE):
            self._add(status == STATUSES.index(name), ended, _AT[f"event_{name.value}"])
        everyone = np.ones(status.shape, dtype=bool)
        self._add(everyone, late, _AT["event_late"])
        self._add(late != NO_DAY, ended, _AT["event_late_ended"])
        self._add(everyone, facts["sent_back_day"], _AT["event_sent_back"])
        self._add(facts["rating"] > 0, facts["rated_day"], _AT["event_rated"])
        self._add(facts["rating"] > 0, facts["rated_day"], _AT["event_rating_sum"], facts["rating"])


def is_fixed(status: Ints) -> NDArray[np.bool_]:
    """Whether each status, a place in `STATUSES`, means that the repair was made."""
    return np.isin(status, [STATUSES.index(one) for one in FIXED])


def is_open_status(status: Ints) -> NDArray[np.bool_]:
    """Whether each status, a place in `STATUSES`, means that somebody still has to work on it."""
    return np.isin(status, [STATUSES.index(one) for one in OPEN])


def parts_of(facts: Facts, scope: str) -> Ints:
    """Return the next smaller area that each report names inside a scope ("", "region_id", "district_id"), or 0."""
    region, district, mahalla = facts["region_id"], facts["district_id"], facts["mahalla_id"]
    below = np.where(district != 0, district, mahalla)
    return {"": np.where(region != 0, region, below), "region_id": below, "district_id": mahalla}[scope]


def summed(
    events: Events, items: Ints, groups: Ints, selected: NDArray[np.bool_], grain: Grain
) -> tuple[Ints, Ints]:
    """Add up the events of the selected reports: keys as rows of (start, item, group), and their measures."""
    here = selected[events.row]
    row = events.row[here]
    start = STARTS[grain](events.day[here])
    key = (start << 40) | (items[row] << 12) | groups[row]
    keys, inverse = np.unique(key, return_inverse=True)
    cells = inverse * len(MEASURES) + events.measure[here]
    # Whole numbers far below 2**53 stay exact in the weights of bincount.
    flat = np.bincount(cells, weights=events.value[here], minlength=len(keys) * len(MEASURES))
    sums = np.rint(flat).astype(np.int64).reshape(-1, len(MEASURES))
    changed = sums.any(axis=1)
    parts = np.stack([keys >> 40, (keys >> 12) & ((1 << 28) - 1), keys & 0xFFF], axis=1)
    return parts[changed], sums[changed]
