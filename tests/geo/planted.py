"""Invented reports of a region for a year, clustered like people, and clusters planted among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo import cells

Integers = NDArray[np.int64]

#: New year lies in the middle of the last month, so that what ends there must not matter.
TODAY = 740_000
DAYS = 364


@dataclass(frozen=True)
class Reports:
    """Cells, days and groups, one entry each."""

    places: Integers
    days: Integers
    groups: Integers

    def __add__(self, more: Reports) -> Reports:
        return Reports(
            np.r_[self.places, more.places], np.r_[self.days, more.days], np.r_[self.groups, more.groups]
        )

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude with as many reports on either side."""
        longitudes, latitudes = cells.centers_of(self.places, cells.MAX_LEVEL)
        return float(np.median(longitudes)), float(np.median(latitudes))

    def shuffled(self, seeded: np.random.Generator) -> Reports:
        """The same places and the same days, which have nothing to do with one another any more."""
        return Reports(self.places, seeded.permutation(self.days), self.groups)


def region(seeded: np.random.Generator, reports: int, *, groups: int = 4, towns: int = 60) -> Reports:
    """Towns of unequal size some 100 km around, every group with its share, and a season."""
    weights = seeded.pareto(1.1, towns) + 0.1
    town = seeded.choice(towns, reports, p=weights / weights.sum())
    longitude = seeded.normal(66, 0.35, towns)[town] + seeded.normal(0, 0.01, reports)
    latitude = seeded.normal(38.8, 0.25, towns)[town] + seeded.normal(0, 0.008, reports)
    season = 1 + 0.4 * np.sin(np.arange(DAYS) / 58)
    return Reports(
        cells.cells_of(longitude, latitude),
        TODAY - seeded.choice(DAYS, reports, p=season / season.sum()),
        seeded.choice(groups, reports),
    )


def cluster(
    seeded: np.random.Generator,
    among: Reports,
    reports: int,
    *,
    spread_m: float,
    last_days: int,
    group: int = 1,
) -> Reports:
    """Reports of one group around one that is there, in the last days."""
    longitude, latitude = cells.center(int(seeded.choice(among.places)), cells.MAX_LEVEL)
    degree = spread_m / 111_000
    return Reports(
        cells.cells_of(
            longitude + seeded.normal(0, degree * 1.28, reports), latitude + seeded.normal(0, degree, reports)
        ),
        TODAY - seeded.integers(0, last_days, reports),
        np.full(reports, group),
    )
