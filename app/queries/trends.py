"""Reports by whole week of an area, and what the next weeks will probably bring, by kind of problem and in all.

Weeks are whole: the one that runs is left out, and so is what came before the service's first Monday. A report counts
in the week in which it was sent, whatever became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from sqlalchemy import func, select

from app.db import db
from app.domain import forecast
from app.domain.forecast import HORIZON, Comparison, Forecast, Weeks
from app.domain.forecast_methods import YEAR
from app.domain.rollup import Grain, day_number, day_of
from app.domain.shares import Change, change_of_count
from app.models import Area
from app.queries.statistics_scope import FACT, Asked, By, within
from app.queries.statistics_series import series

#: Three years: what is older says little about the next four weeks.
MOST_WEEKS = 3 * YEAR
#: A kind of problem with fewer reports in all has no week that could be told from chance.
_FEWEST_REPORTS = 50


@dataclass(frozen=True)
class Outlook:
    """One line: its weeks, the forecast (None: too few weeks), the changes of the last week (None: not known)."""

    weeks: Weeks
    forecast: Forecast | None
    last: int | None
    week_before: int | None
    year_before: int | None

    @property
    def since_week(self) -> Change | None:
        """The last week against the one before it."""
        return _change(self.last, self.week_before)

    @property
    def since_year(self) -> Change | None:
        """The last week against the same one last year."""
        return _change(self.last, self.year_before)


@dataclass(frozen=True)
class Outlooks:
    """All lines by service group, and the whole; `comparison` is how every method erred (None: too few weeks)."""

    total: Outlook
    by_group: Mapping[int, Outlook]
    comparison: Comparison | None


def outlooks(area: Area, *, today: date) -> Outlooks:
    """Return the weekly series and forecasts of an area. Groups without any report have no line."""
    weekly = weekly_by_group(area, today=today)
    first_monday = next(iter(weekly.values())).first_monday if weekly else today
    rows = {group: tuple(int(n) for n in weeks.counts) for group, weeks in weekly.items()}
    return _outlooks(first_monday, tuple(sorted(rows.items())))


def weekly_by_group(area: Area, *, today: date) -> dict[int, Weeks]:
    """Return the whole weeks before today's by service group, at most three years, as many for each.

    They begin with the area's first report: before it joined the service, nothing was there to be counted.
    """
    last_on = today - timedelta(days=today.weekday() + 1)
    begun = db.session.scalar(select(func.min(FACT.submitted_day)))
    if begun is None:
        return {}
    first_on = max(day_of(begun), last_on - timedelta(weeks=MOST_WEEKS) + timedelta(days=1))
    first_on += timedelta(days=-first_on.weekday() % 7)
    if first_on > last_on:
        return {}
    asked = Asked(area, first_on, last_on)
    if not asked.has_sums:
        return _since_the_first(_of_facts(asked))
    return _since_the_first(
        {
            group: Weeks(first_on, one.values["reports"].astype(np.float64))
            for group, one in series(asked, Grain.WEEK, By.GROUP).items()
            if one.values["reports"].any()
        }
    )


def _since_the_first(weekly: dict[int, Weeks]) -> dict[int, Weeks]:
    if not weekly:
        return weekly
    skipped = int(np.argmax(np.sum([weeks.counts for weeks in weekly.values()], axis=0) > 0))
    return {
        group: Weeks(weeks.first_monday + timedelta(weeks=skipped), weeks.counts[skipped:])
        for group, weeks in weekly.items()
    }


def _of_facts(asked: Asked) -> dict[int, Weeks]:
    rows = db.session.execute(
        select(FACT.service_group_id, FACT.submitted_day, func.count())
        .where(
            asked.facts(),
            within(FACT.submitted_day, [(day_number(asked.first_on), day_number(asked.last_on))]),
        )
        .group_by(FACT.service_group_id, FACT.submitted_day)
    ).all()
    days: dict[int, list[tuple[date, int]]] = {}
    for group, day, many in rows:
        days.setdefault(group, []).append((day_of(day), many))
    return {
        group: forecast.by_week(
            [day for day, _n in of], [n for _day, n in of], first_on=asked.first_on, last_on=asked.last_on
        )
        for group, of in days.items()
    }


@lru_cache(maxsize=128)
def _outlooks(first_monday: date, rows: tuple[tuple[int, tuple[int, ...]], ...]) -> Outlooks:
    """Compare and forecast; the weeks themselves are the key, so that an answer is never older than they are."""
    counts = {group: np.array(numbers, dtype=np.float64) for group, numbers in rows}
    whole = np.sum(list(counts.values()), axis=0) if counts else np.zeros(0)
    tried = [numbers for numbers in counts.values() if numbers.sum() >= _FEWEST_REPORTS]
    comparison = forecast.compare(tried or [whole])
    return Outlooks(
        total=_outlook(Weeks(first_monday, whole), comparison),
        by_group={
            group: _outlook(Weeks(first_monday, numbers), comparison) for group, numbers in counts.items()
        },
        comparison=comparison,
    )


def _outlook(weeks: Weeks, comparison: Comparison | None) -> Outlook:
    counts = weeks.counts
    return Outlook(
        weeks=weeks,
        forecast=forecast.forecast(weeks, comparison, horizon=HORIZON) if comparison else None,
        last=int(counts[-1]) if len(counts) else None,
        week_before=int(counts[-2]) if len(counts) > 1 else None,
        year_before=int(counts[-1 - YEAR]) if len(counts) > YEAR else None,
    )


def _change(now: int | None, before: int | None) -> Change | None:
    return None if now is None or before is None else change_of_count(now, before)
