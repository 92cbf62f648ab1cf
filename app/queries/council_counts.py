"""The figures of a council's page, from the kept statistics: now, and as things stood on a past day.

What a past day is told from are the facts of each report: on which days it was sent, was late, ended, was sent back and
rated. A report that was sent back was open all the time until the repair that held. One thing the facts do not know: on
which day a resident confirmed. What is confirmed now counts where the repair had been made by that day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, or_, select, true

from app.access import Condition
from app.db import db
from app.domain.durations import NONE_YET, DaysToFix, days_to_fix
from app.domain.lifecycle import OPEN
from app.domain.rollup import FIXED, NO_DAY, day_number
from app.domain.shares import Estimate, mean_rating, share
from app.models import ServiceRequest
from app.queries import statistics
from app.queries.standing import Standing, stood
from app.queries.statistics import Durations, Tally
from app.queries.statistics_scope import FACT, Asked, By, is_one_of, within

NO_STARS = (0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Counts:
    """What became of the reports that are meant. `stars`: how many were rated 1, 2, 3, 4 and 5."""

    reports: int = 0
    open: int = 0
    overdue: int = 0
    fixed: int = 0
    fixed_late: int = 0
    confirmed: int = 0
    sent_back: int = 0
    stars: tuple[int, ...] = NO_STARS
    days: DaysToFix = NONE_YET

    @property
    def median_days(self) -> float | None:
        """In how many days half are fixed, open ones counted; None while it is not known."""
        return self.days.median.days

    @property
    def confirmed_share(self) -> Estimate | None:
        """Of the fixed ones, the share whose residents said so."""
        return share(self.confirmed, self.fixed)

    @property
    def sent_back_share(self) -> Estimate | None:
        """Of all, the share whose residents said, once at least, that they are not fixed."""
        return share(self.sent_back, self.reports)

    @property
    def in_time_share(self) -> Estimate | None:
        """Of those whose promise is kept or broken, the share that was fixed in time."""
        return share(self.fixed - self.fixed_late, self.promised)

    @property
    def promised(self) -> int:
        """Those whose promise is kept or broken: fixed, or open and overdue."""
        return self.fixed + self.overdue

    @property
    def satisfaction(self) -> Estimate | None:
        """The mean of the residents' stars."""
        return mean_rating(self.stars)


def counts_by(
    asked: Asked, by: By, known: Collection[int], *, today: date
) -> tuple[dict[int, Counts], Counts]:
    """Return the figures of each line, and of all together: the sums of the lines.

    Lines that are not `known` count as 0: what names an area that lies in another one by now.
    """
    wanted = set(known)
    tallies: dict[int, list[Tally]] = {}
    for key, tally in statistics.counts(asked, by).items():
        tallies.setdefault(key if key in wanted else 0, []).append(tally)
    durations: dict[int, list[Durations]] = {}
    for key, one in statistics.durations(asked, by, as_of=today).items():
        durations.setdefault(key if key in wanted else 0, []).append(one)
    lines = {key: _counts(of, durations.get(key, ())) for key, of in tallies.items()}
    return lines, _counts(
        [tally for of in tallies.values() for tally in of], [one for of in durations.values() for one in of]
    )


def counts_then(asked: Asked, *, as_of: date, moment: datetime, now: datetime) -> Counts:
    """Return the figures as they stood at the end of a past day; what was in work then by the history at `moment`."""
    day = day_number(as_of)
    there = and_(
        _narrowed(asked, day, moment, now),
        within(FACT.submitted_day, [(day_number(asked.first_on), day_number(asked.last_on))]),
    )
    fixed, was_open = _fixed_by(day), _open_on(day)
    late = _late_by(day)
    sums = {
        "open": was_open,
        "overdue": was_open & late,
        "fixed": fixed,
        "fixed_late": fixed & (FACT.late_day != NO_DAY),
        "confirmed": fixed & (FACT.is_confirmed == 1),
        "sent_back": FACT.sent_back_day.between(0, day),
        **{str(star): (FACT.rating == star) & FACT.rated_day.between(0, day) for star in range(1, 6)},
    }
    row: Any = (
        db.session.execute(
            select(func.count().label("reports"), *(_how_many(c).label(n) for n, c in sums.items())).where(
                there
            )
        )
        .mappings()
        .one()
    )
    return Counts(
        **{name: int(row[name]) for name in ("reports", *sums) if not name.isdecimal()},
        stars=tuple(int(row[str(star)]) for star in range(1, 6)),
        days=_days_then(there, fixed, day),
    )


def _narrowed(asked: Asked, day: int, moment: datetime, now: datetime) -> Condition:
    place: Condition = true() if asked.area is None else FACT[asked.column] == asked.area.id
    groups: Condition = FACT.service_group_id.in_(asked.group_ids) if asked.group_ids else true()
    return and_(place, groups, _stood(asked, day, moment, now))


def _stood(asked: Asked, day: int, moment: datetime, now: datetime) -> Condition:
    if asked.standing is Standing.IN_WORK:
        theirs = [ServiceRequest.submitted_at < moment, stood(Standing.IN_WORK, moment, now=now)]
        return FACT.report_id.in_(select(ServiceRequest.id).where(*theirs))
    return {
        Standing.ALL: true(),
        Standing.OPEN: _open_on(day),
        Standing.OVERDUE: _open_on(day) & _late_by(day),
        Standing.FIXED: _fixed_by(day),
    }[asked.standing]


def _open_on(day: int) -> ColumnElement[bool]:
    return or_(is_one_of(OPEN), FACT.ended_day > day)


def _late_by(day: int) -> ColumnElement[bool]:
    return FACT.late_day.between(0, day)


def _fixed_by(day: int) -> ColumnElement[bool]:
    return is_one_of(FIXED) & (FACT.ended_day <= day)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(cast(func.sum(case((condition, 1), else_=0)), Integer), 0)


def _days_then(there: Condition, fixed: ColumnElement[bool], day: int) -> DaysToFix:
    """What was rejected or tied to another one later was open then, and is left out: nobody was to mend it."""
    mended = is_one_of(FIXED) & (FACT.ended_day > day)
    inner = (
        select(
            case((fixed, FACT.ended_day - FACT.submitted_day), else_=day - FACT.submitted_day).label("days"),
            case((fixed, 1), else_=0).label("is_fixed"),
        )
        .where(there, or_(fixed, is_one_of(OPEN), mended))
        .subquery()
    )
    rows = db.session.execute(
        select(inner.c.days, inner.c.is_fixed, func.count()).group_by(inner.c.days, inner.c.is_fixed)
    ).all()
    days, is_fixed, many = zip(*rows, strict=True) if rows else ((), (), ())
    return days_to_fix(np.maximum(days, 0), is_fixed, many)


def _counts(tallies: Iterable[Tally], durations: Iterable[Durations]) -> Counts:
    of, spans = list(tallies), list(durations)
    return Counts(
        reports=sum(tally.reports for tally in of),
        open=sum(tally.open for tally in of),
        overdue=sum(tally.overdue for tally in of),
        fixed=sum(tally.fixed for tally in of),
        fixed_late=sum(tally.fixed_late for tally in of),
        confirmed=sum(tally.confirmed for tally in of),
        sent_back=sum(tally.sent_back for tally in of),
        stars=tuple(sum(star) for star in zip(*(tally.stars for tally in of), strict=True)) or NO_STARS,
        days=days_to_fix(
            np.concatenate([one.days for one in spans]),
            np.concatenate([one.is_fixed for one in spans]),
            np.concatenate([one.weights for one in spans]),
        )
        if spans
        else NONE_YET,
    )
