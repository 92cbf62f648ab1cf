"""Where and when reports cluster more than chance allows: a space-time permutation scan.

The method is M. Kulldorff and others, "A space-time permutation scan statistic for disease outbreak detection", PLoS
Medicine 2 (3), 2005. It looks through every square of ground in several sizes together with every span that ends
today, and compares what was reported there with what the place's share of all reports and the span's share of
all reports let expect. So neither a place where people report much, nor a season in which everybody does, is a hot
spot, and no population is needed. Chance is measured, not assumed: the days are dealt out anew among the
reports of a group some hundred times, and a hot spot has to beat the best that appears anywhere in such shuffled data.
That is the correction for the many squares, spans and groups that were looked at.

Squares of map cells in steps of half their side stand for circles, as in D. B. Neill, A. W. Moore, "Rapid detection
of significant spatial clusters", KDD 2004: counting in them costs one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.scan_squares import Squares, squares_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Spans that end today, in days. Up to 26 of 52 weeks: what is warm for longer is not *more than before*.
SPANS = (7, 14, 21, 28, 42, 56, 91, 182)
#: Levels of the squares' sides: at 41° north 231, 461, 923, 1,845 and 3,690 m.
LEVELS = (17, 16, 15, 14, 13)
#: A hot spot that began within so many days is new.
NEW_DAYS = 28
#: How often shuffled data may show a hot spot anywhere: one run in a hundred.
ALPHA = 0.01
SHUFFLES = 999
#: Fewer reports are no cluster, however rare they are there.
FEWEST = 4


@dataclass(frozen=True)
class HotSpot:
    """A square where a group was reported more, in the last days, than chance allows.

    `west` to `north` are degrees, `side_m` metres. `first_day` and `last_day` belong to the span, in the days that were
    handed in. `p_value` is how often shuffled data had something as unlikely anywhere. `members` are the
    positions of its reports in what was handed in.
    """

    group: int
    west: float
    south: float
    east: float
    north: float
    side_m: float
    first_day: int
    last_day: int
    observed: int
    expected: float
    p_value: float
    members: tuple[int, ...]
    is_new: bool

    @property
    def times_expected(self) -> float:
        """How many times as many as expected."""
        return self.observed / self.expected

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle: longitude, latitude."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2


def hot_spots(
    places: ArrayLike,
    days: ArrayLike,
    groups: ArrayLike | None = None,
    *,
    today: int,
    days_back: int = 364,
    spans: tuple[int, ...] = SPANS,
    levels: tuple[int, ...] = LEVELS,
    alpha: float = ALPHA,
    shuffles: int = SHUFFLES,
    seed: int = 2005,
    progress: Callable[[int, int], None] | None = None,
) -> list[HotSpot]:
    """Return the hot spots that last until today, the least likely first; overlapping ones of a group only once.

    `places` are level-26 cells of single reports (`geo.cells`, the column `cell`), `days` whole day numbers such as
    `date.toordinal()` of the local day on which each was made, `groups` whole numbers of service groups (all
    one group if left out). Reports later than `today`, or `days_back` days and more before it, count for
    nothing. Hand in originals without duplicates: a report that was merged is no second failure.

    Deterministic for one `seed`; `progress(done, shuffles)` is called about a hundred times and after the last.
    Raises ValueError for arrays that differ in length, and for spans of more than half of `days_back`.
    """
    if max(spans) * 2 > days_back or min(spans) < 1:
        raise ValueError("spans are at least a day, and at most half of what is looked back at")
    kept, all_cells, ages, all_groups = _recent(places, days, groups, today, days_back)
    ground = squares_of(all_cells, all_groups, levels, fewest=FEWEST)
    if not len(ground.totals):
        return []
    scan = _Scan(ground, ages, all_groups, np.array(sorted(spans)))
    seen = scan.observed(scan.bins)
    scores = scan.scores(seen)
    beaten_by = np.empty(shuffles)
    step = max(1, shuffles // 100)
    for number, bins in enumerate(_shuffled(scan.bins, all_groups, shuffles, seed)):
        beaten_by[number] = scan.scores(scan.observed(bins)).max(initial=0.0)
        if progress is not None and ((number + 1) % step == 0 or number + 1 == shuffles):
            progress(number + 1, shuffles)
    found: list[HotSpot] = []
    for row, span, p_value in _significant(scores, np.sort(beaten_by), alpha):
        level, west, south, east, north, side_m = ground.outline(row)
        group = int(ground.groups[row])
        if any(_overlap(spot, group, west, south, east, north) for spot in found):
            continue
        reach = int(scan.spans[span])
        members = kept[ground.inside(row, level) & (all_groups == group) & (ages < reach)]
        found.append(
            HotSpot(
                group=group,
                west=west,
                south=south,
                east=east,
                north=north,
                side_m=side_m,
                first_day=today - reach + 1,
                last_day=today,
                observed=int(seen[row, span]),
                expected=float(scan.expected[row, span]),
                p_value=p_value,
                members=tuple(members.tolist()),
                is_new=reach <= NEW_DAYS,
            )
        )
    return found


def _recent(
    places: ArrayLike, days: ArrayLike, groups: ArrayLike | None, today: int, days_back: int
) -> tuple[Integers, Integers, Integers, Integers]:
    """Return which rows count, and their cells, ages in days and groups."""
    every = np.asarray(places, dtype=np.int64).ravel()
    ages = today - np.asarray(days, dtype=np.int64).ravel()
    kinds = np.zeros(len(every), np.int64) if groups is None else np.asarray(groups, dtype=np.int64).ravel()
    if not len(every) == len(ages) == len(kinds):
        raise ValueError("places, days and groups differ in length")
    kept = np.flatnonzero((ages >= 0) & (ages < days_back))
    return kept, every[kept], ages[kept], kinds[kept]


class _Scan:
    """Counts by square and span, and how unlikely they are."""

    def __init__(self, ground: Squares, ages: Integers, groups: Integers, spans: Integers) -> None:
        self.ground, self.spans = ground, spans
        #: For each report the shortest span that holds it; one past the last for none.
        self.bins = np.searchsorted(spans, ages, side="right").astype(np.int32)
        kinds, number = np.unique(groups, return_inverse=True)
        by_span = np.zeros((len(kinds), len(spans) + 1))
        np.add.at(by_span, (number, self.bins), 1)
        within = by_span[:, :-1].cumsum(axis=1)
        of_group = by_span.sum(axis=1)
        here = np.searchsorted(kinds, ground.groups)
        #: Dealing days out anew changes neither what a square holds in a year nor what a span holds on all
        #: ground, so what is expected, and its logarithms, stay the same.
        self.total = of_group[here][:, None]
        self.expected = np.maximum(ground.totals[:, None] * within[here] / self.total, 1e-12)
        self._log_expected = np.log(self.expected)
        rest = self.total - self.expected
        self._log_rest = np.log(np.maximum(rest, 1e-12))
        counts = np.arange(of_group.max() + 1)
        self._count_log = counts * np.log(np.maximum(counts, 1))
        self._total = self.total.astype(np.int64)

    def observed(self, bins: NDArray[np.int32]) -> Integers:
        """Return reports by square and span, if these were the reports' spans."""
        inside = np.flatnonzero(bins < len(self.spans))
        keys = self.ground.rows_of[inside] * len(self.spans) + bins[inside, None]
        size = (len(self.ground.totals) + 1) * len(self.spans)
        table = np.bincount(keys.ravel(), minlength=size).reshape(-1, len(self.spans))
        # The last row takes what lies in squares with too few reports.
        return np.cumsum(table[:-1], axis=1)

    def scores(self, observed: Integers) -> Floats:
        """Return the log likelihood ratio of each square and span; 0 where there is no more than expected."""
        scores = np.zeros(observed.shape)
        at = np.nonzero((observed >= FEWEST) & (observed > self.expected))
        count = observed[at]
        total = self._total[at[0], 0]
        left = total - count
        scores[at] = (
            self._count_log[count]
            - count * self._log_expected[at]
            + self._count_log[left]
            - left * self._log_rest[at]
        )
        return scores


def _shuffled(
    bins: NDArray[np.int32], groups: Integers, times: int, seed: int
) -> Iterator[NDArray[np.int32]]:
    """Deal the spans out anew among the reports of each group, again and again."""
    seeded = np.random.default_rng(seed)
    by_group = np.argsort(groups, kind="stable")
    ends = np.flatnonzero(np.diff(groups[by_group])) + 1
    parts = np.split(bins[by_group], ends)
    for _ in range(times):
        dealt = np.empty_like(bins)
        dealt[by_group] = np.concatenate([seeded.permutation(part) for part in parts])
        yield dealt


def _significant(scores: Floats, beaten_by: Floats, alpha: float) -> Iterator[tuple[int, int, float]]:
    """Give square, span and p-value of all that shuffled data reach too seldom, the highest score first."""
    rows, spans = np.nonzero(scores > 0)
    values = scores[rows, spans]
    reached = len(beaten_by) - np.searchsorted(beaten_by, values - 1e-9, side="left")
    p_values = (reached + 1) / (len(beaten_by) + 1)
    for i in np.lexsort((spans, rows, -values)):
        if p_values[i] > alpha:
            return
        yield int(rows[i]), int(spans[i]), float(p_values[i])


def _overlap(spot: HotSpot, group: int, west: float, south: float, east: float, north: float) -> bool:
    return (
        spot.group == group
        and spot.west < east
        and west < spot.east
        and spot.south < north
        and south < spot.north
    )
