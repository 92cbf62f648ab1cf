"""The figures of a council's page, from the kept statistics: now, and as things stood on a past day.

What a past day is told from are the facts of each report: on which days it was sent, was late, ended, was sent back and
rated. A report that was sent back was open all the time until the repair that held. One thing the facts do not know: on
which day a resident confirmed. What is confirmed now counts where the repair had been made by that day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

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
#: For the days to fix: repaired by then, waiting for it, and what was rejected since: nobody was to mend that.
_FIXED, _WAITS, _LEFT_OUT = 1, 0, 2


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
    # One pass over the facts, however many figures there are. By their names, because PostgreSQL takes the same
    # words with other parameters for something else.
    inner = (
        select(
            case((fixed, FACT.ended_day - FACT.submitted_day), else_=day - FACT.submitted_day).label("days"),
            case((fixed, _FIXED), (or_(is_one_of(OPEN), is_one_of(FIXED)), _WAITS), else_=_LEFT_OUT).label(
                "kind"
            ),
            *(case((condition, 1), else_=0).label(name) for name, condition in sums.items()),
        )
        .where(there)
        .subquery()
    )
    rows = (
        db.session.execute(
            select(
                inner.c.days,
                inner.c.kind,
                func.count().label("reports"),
                *(cast(func.sum(inner.c[name]), Integer).label(name) for name in sums),
            ).group_by(inner.c.days, inner.c.kind)
        )
        .mappings()
        .all()
    )
    told = {name: sum(int(row[name]) for row in rows) for name in ("reports", *sums)}
    lives = [row for row in rows if row["kind"] != _LEFT_OUT]
    return Counts(
        **{name: n for name, n in told.items() if not name.isdecimal()},
        stars=tuple(told[str(star)] for star in range(1, 6)),
        days=days_to_fix(
            [max(0, row["days"]) for row in lives],
            [row["kind"] == _FIXED for row in lives],
            [row["reports"] for row in lives],
        ),
    )


def _narrowed(asked: Asked, day: int, moment: datetime, now: datetime) -> Condition:
    place: Condition = true() if asked.area is None else FACT[asked.column] == asked.area.id
    groups: Condition = FACT.service_group_id.in_(asked.group_ids) if asked.group_ids else true()
    return and_(place, groups, _stood(asked, day, moment, now))


def _stood(asked: Asked, day: int, moment: datetime, now: datetime) -> Condition:
    if asked.standing is Standing.IN_WORK:
        theirs = [ServiceRequest.submitted_at < moment, stood(Standing.IN_WORK, moment, now=now)]
        # What had ended by the day before was in nobody's work: its history need not be read.
        alive = or_(is_one_of(OPEN), FACT.ended_day >= day)
        return and_(alive, FACT.report_id.in_(select(ServiceRequest.id).where(*theirs)))
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
