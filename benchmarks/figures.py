"""What the council's figures cost: days to fix, funnels, heat and hexagons of a million reports.

    make bench ARGS="figures --reports 1000000 --only sqlite"

Needs no database: what is measured begins where the database's answer ends.
"""

from __future__ import annotations

import os
import sys

import numpy as np
from shapely import Point

from app.domain import durations, league, shares
from benchmarks.measuring import heading, line, timed
from geo import cells, density, hexagons
from tests.geo.planted import region

MAHALLAS = 9400
TIMES = 5


def main() -> None:
    """Measure each figure on its own."""
    if os.environ.get("DATABASE_URL", "").startswith("postgresql"):
        print("Needs no database: measured with the other one.")
        return
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seeded = np.random.default_rng(1)
    days, fixed = seeded.gamma(1.2, 9, reports), seeded.random(reports) < 0.7
    mahalla = seeded.integers(0, MAHALLAS, reports)
    heading(f"{reports:,} reports, {MAHALLAS:,} mahallas")
    line("days to fix, of all", timed(lambda: durations.days_to_fix(days, fixed), TIMES))
    line(
        "days to fix, by mahalla",
        timed(lambda: durations.days_to_fix_by(mahalla, np.floor(days), fixed), TIMES),
    )
    kinds, counts = np.unique(
        np.stack([np.floor(days), fixed], axis=1).astype(int), axis=0, return_counts=True
    )
    histogram = timed(lambda: durations.days_to_fix(kinds[:, 0], kinds[:, 1], counts), TIMES)
    line("days to fix, from a histogram by whole days", histogram)
    wholes = np.bincount(mahalla, minlength=MAHALLAS)
    parts = seeded.binomial(wholes, 0.8)
    line("funnel of all mahallas", timed(lambda: league.of_shares(parts, wholes), TIMES))
    shares.poisson_interval.cache_clear()
    line(
        "rates of all mahallas",
        timed(lambda: [shares.per_thousand(int(n), 3000) for n in wholes], 1),
    )
    places = region(seeded, reports, towns=400).places
    area = Point(66, 38.8).buffer(1)
    radius_m = density.radius_for(area)
    level = density.level_for(radius_m, 38.8)
    at_level, counted = np.unique(places >> 2 * (cells.MAX_LEVEL - level), return_counts=True)
    heat = timed(lambda: density.surface(at_level, counted, level, within=area, radius_m=radius_m), TIMES)
    line("heat surface of a region", heat, more=f"{len(at_level):,} cells")
    for resolution in (hexagons.resolution_for(area), 8):
        level = hexagons.level_for(resolution, 38.8)
        at_level, counted = np.unique(places >> 2 * (cells.MAX_LEVEL - level), return_counts=True)
        spent = timed(
            lambda at=at_level, n=counted, z=level, r=resolution: hexagons.hexagons(at, n, z, resolution=r),  # type: ignore[misc]
            TIMES,
        )
        line(f"hexagons of a region, resolution {resolution}", spent, more=f"{len(at_level):,} cells")


if __name__ == "__main__":
    main()
