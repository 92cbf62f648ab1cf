"""Forecasts: which way errs least on weeks that were held back, and how often the interval holds.

    python -m benchmarks.forecasting                                  # invented series of three years
    python -m benchmarks.forecasting cases.csv.gz OPEN_DT REASON      # cases of a city: column of the day, of the group

Needs no database. Of a file, groups with at least 50 cases are taken, and the first ten characters of a day are read as
month/day/year or as an ISO date.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import numpy as np

from app.domain.forecast import CONFIDENCE, HORIZON, Weeks, by_week, compare, forecast
from benchmarks.measuring import heading

WEEKS = 156
LEVELS = (5, 10, 20, 40, 80, 160, 320, 640)
#: Name, height of the season, memory from week to week, its scatter.
WORLDS = (
    ("no season, short memory", 0.0, 0.6, 0.15),
    ("weak season", 0.2, 0.6, 0.15),
    ("strong season", 0.5, 0.6, 0.15),
    ("strong season, long memory", 0.5, 0.9, 0.1),
    ("season, hardly any memory", 0.3, 0.3, 0.1),
)
_FEWEST_CASES = 50


def invented(
    seeded: np.random.Generator, level: float, height: float, memory: float, scatter: float
) -> np.ndarray:
    """Return weekly counts: Poisson around a level with a season and a mood that lasts."""
    mood = np.zeros(WEEKS)
    for week in range(1, WEEKS):
        mood[week] = memory * mood[week - 1] + seeded.normal(0, scatter)
    phase = seeded.uniform(0, 2 * np.pi)
    season = height * np.sin(2 * np.pi * np.arange(WEEKS) / 52 + phase)
    return seeded.poisson(level * np.exp(season + mood)).astype(float)


def from_file(path: Path, day_column: str, group_column: str) -> list[Weeks]:
    """Return the whole weeks of every group with cases enough."""
    days: dict[str, list[date]] = defaultdict(list)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            text = row[day_column][:10]
            day = datetime.strptime(text, "%m/%d/%Y").date() if "/" in text else date.fromisoformat(text)  # noqa: DTZ007
            days[row[group_column]].append(day)
    every = [day for group in days.values() for day in group]
    return [
        by_week(group, first_on=min(every), last_on=max(every))
        for group in days.values()
        if len(group) >= _FEWEST_CASES
    ]


def tell(what: str, rows: list[np.ndarray]) -> None:
    """Print the errors by weeks ahead."""
    heading(what)
    for horizon in (1, 2, HORIZON):
        start = time.process_time()
        found = compare(rows, horizon=horizon)
        spent = time.process_time() - start
        if found is None:
            print(f"{horizon} ahead: too short a history")
            continue
        print(f"up to {horizon} weeks ahead ({spent:.2f} s): {found.chosen}")
        for method, error in found.errors.items():
            print(f"    {method:<22} MAE {error.mae:7.2f}   MASE {error.mase:5.2f}   of {error.of}")


def tell_coverage(rows: list[np.ndarray]) -> None:
    """Print how often weeks that were held back lay within the interval."""
    held = []
    for end in range(WEEKS - HORIZON - 16, WEEKS - HORIZON, 4):
        found = compare([row[:end] for row in rows])
        for row in rows if found is not None else ():
            said = forecast(Weeks(date(2023, 1, 2), row[:end]), found)
            if said is not None:
                came = row[end : end + HORIZON]
                held.append((said.low <= came) & (came <= said.high))
    by_week_ahead = "  ".join(f"{share:.0%}" for share in np.mean(held, axis=0))
    print(f"within the {CONFIDENCE:.0%} interval, by weeks ahead: {by_week_ahead}")


def main() -> None:
    """Measure a file where one is named, else invented series."""
    if os.environ.get("DATABASE_URL", "").startswith("postgresql"):
        print("Needs no database: measured with the other one.")
    elif len(sys.argv) == 4:
        rows = [weeks.counts for weeks in from_file(Path(sys.argv[1]), *sys.argv[2:])]
        tell(f"{len(rows)} groups, {len(rows[0])} whole weeks", rows)
    else:
        seeded = np.random.default_rng(1)
        for what, *world in WORLDS:
            rows = [invented(seeded, level, *world) for level in LEVELS]
            tell(what, rows)
            tell_coverage(rows)


if __name__ == "__main__":
    main()
