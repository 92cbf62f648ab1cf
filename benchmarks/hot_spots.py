"""Hot spots: seconds for a region, false alarms on shuffled data, and which planted clusters are found.

    make bench ARGS="hot_spots --reports 100000 --only sqlite"

Needs no database, so it is measured once. A rival is measured on the same data: Getis-Ord Gi* of the last four weeks'
excess on a grid of squares with the false discovery rate held (A. Getis, J. K. Ord, Geographical Analysis 24, 1992;
Y. Benjamini, Y. Hochberg, JRSS B 57, 1995).
"""

from __future__ import annotations

import os
import sys
import time
from statistics import NormalDist

import numpy as np

from benchmarks.measuring import heading
from geo import cells
from geo.hot_spots import ALPHA, HotSpot, hot_spots
from geo.metres import distance_m
from geo.repeated_failures import repeated_failures
from tests.geo.planted import TODAY, Reports, cluster, region

#: Regions whose days are dealt out anew, and the planted clusters tried for each kind.
SILENT_RUNS, PLANTED_RUNS = 200, 20
GROUPS = 10
#: Reports, metres around their middle, days.
PLANTED = (
    (8, 30, 7),
    (12, 30, 7),
    (12, 100, 14),
    (20, 100, 28),
    (20, 400, 14),
    (40, 400, 28),
    (40, 1000, 28),
    (60, 100, 91),
)
#: The rival's squares (461 m at 41° north) and days.
_LEVEL, _DAYS = 16, 28


def rival(reports: Reports, level: float = ALPHA) -> list[tuple[int, int]]:
    """Return the (group, square) that Gi* of the excess calls hot, the discoveries corrected for all squares."""
    square = reports.places >> 2 * (cells.MAX_LEVEL - _LEVEL)
    late = TODAY - reports.days < _DAYS
    found: list[tuple[int, int]] = []
    p_values: list[float] = []
    for group in range(GROUPS):
        here = reports.groups == group
        codes, number, totals = np.unique(square[here], return_inverse=True, return_counts=True)
        expected = totals * late[here].mean()
        excess = (np.bincount(number, late[here]) - expected) / np.sqrt(expected)
        columns, rows = cells.columns_and_rows_of(codes)
        place = {pair: i for i, pair in enumerate(zip(columns.tolist(), rows.tolist(), strict=True))}
        mean, spread, many = excess.mean(), excess.std(), len(codes)
        for (column, row), _ in place.items():
            near = [place.get((column + x, row + y)) for x in (-1, 0, 1) for y in (-1, 0, 1)]
            inside = [i for i in near if i is not None]
            weight = len(inside)
            scale = spread * np.sqrt((many * weight - weight**2) / (many - 1))
            z = (excess[inside].sum() - mean * weight) / scale if scale else 0.0
            p_values.append(1 - NormalDist().cdf(float(z)))
            found.append((group, int(codes[place[column, row]])))
    order = np.argsort(p_values)
    passed = np.array(p_values)[order] <= level * (np.arange(len(order)) + 1) / len(order)
    last = int(np.flatnonzero(passed).max()) + 1 if passed.any() else 0
    return [found[i] for i in order[:last]]


def scan(reports: Reports, shuffles: int = 199, seed: int = 2005) -> list[HotSpot]:
    """Run the product's own method."""
    return hot_spots(reports.places, reports.days, reports.groups, today=TODAY, shuffles=shuffles, seed=seed)


def measure_speed(reports: int) -> None:
    """Print the seconds for one region and year."""
    heading(f"One region, {reports:,} reports in 52 weeks, {GROUPS} groups, one core")
    true = region(np.random.default_rng(1), reports, groups=GROUPS, towns=400)
    for what, work in (
        ("space-time scan, 999 shuffles", lambda: scan(true, shuffles=999)),
        (
            "repeated failures",
            lambda: repeated_failures(true.places, true.days, true.groups, today=TODAY),
        ),
    ):
        start, cpu = time.perf_counter(), time.process_time()
        found = work()
        print(
            f"{what:<46} {time.perf_counter() - start:6.1f} s, of it {time.process_time() - cpu:6.1f} s of the"
            f" processor; {len(found)} found"
        )


def measure_silence(reports: int) -> None:
    """Print how often shuffled data show a hot spot."""
    heading(f"Shuffled days, {SILENT_RUNS} regions of {reports:,} reports: how many show a hot spot")
    seeded = np.random.default_rng(11)
    scanned = at_five = rivalled = 0
    for run in range(SILENT_RUNS):
        reports_now = region(seeded, reports, groups=GROUPS).shuffled(seeded)
        found = hot_spots(
            reports_now.places,
            reports_now.days,
            reports_now.groups,
            today=TODAY,
            shuffles=199,
            seed=run,
            alpha=0.05,
        )
        at_five += bool(found)
        scanned += any(spot.p_value <= ALPHA for spot in found)
        rivalled += bool(rival(reports_now))
    for what, many in (
        (f"space-time scan, at {ALPHA} as shipped", scanned),
        ("space-time scan, at 0.05", at_five),
        ("Gi* with false discovery rate 0.01", rivalled),
    ):
        print(f"{what:<46} {many:4} of {SILENT_RUNS}: {many / SILENT_RUNS:6.1%}")


def measure_finding(reports: int) -> None:
    """Print how many planted clusters are found."""
    heading(f"Planted among {reports:,} reports: found in how many of {PLANTED_RUNS}, and besides")
    print(f"{'reports':>8} {'metres':>7} {'days':>5}   scan  other spots   Gi*")
    seeded = np.random.default_rng(12)
    for many, spread_m, days in PLANTED:
        found = others = rivalled = 0
        for _ in range(PLANTED_RUNS):
            true = region(seeded, reports, groups=GROUPS)
            planted = cluster(seeded, true, many, spread_m=spread_m, last_days=days)
            middle = planted.middle
            hits = [_is_there(spot, middle, spread_m) for spot in scan(true + planted)]
            found += any(hits)
            others += sum(not hit for hit in hits)
            rivalled += any(
                group == 1 and distance_m(cells.center(square, _LEVEL), middle) < 1000 + spread_m
                for group, square in rival(true + planted)
            )
        print(f"{many:>8} {spread_m:>7} {days:>5}   {found:>4} {others:>12} {rivalled:>5}", flush=True)


def _is_there(spot: HotSpot, middle: tuple[float, float], spread_m: float) -> bool:
    return spot.group == 1 and distance_m(spot.centre, middle) < spot.side_m + 2 * spread_m


def main() -> None:
    """Measure speed at full size, the rest at a twentieth of it."""
    if os.environ.get("DATABASE_URL", "").startswith("postgresql"):
        print("Needs no database: measured with the other one.")
        return
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    measure_speed(reports)
    measure_finding(reports // 20)
    measure_silence(reports // 20)


if __name__ == "__main__":
    main()
