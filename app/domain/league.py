"""Which areas or agencies differ by more than chance, and in what order they may be listed.

A list by raw figures puts the small ones at both ends, because few reports scatter most, and an order by counts
punishes those whose residents report more. A funnel says instead how far from the common figure an area with so many
reports may lie by chance (D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in
Medicine 24, 2005); inside it there is no order.

Areas differ for many small reasons that no figure knows, so with many reports nearly all would lie outside. That is
estimated and the funnel widened by it (*overdispersion*, random effects: D. J. Spiegelhalter, "Handling
over-dispersion of performance indicators", Quality and Safety in Health Care 14, 2005).

Figures are compared on scales where chance is as wide everywhere: arc sine of the root for a share, the root for
the ratio of a count to what the common rate lets expect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

#: The two funnels: one in 20 lies outside the first by chance, one in 500 outside the second.
INNER, OUTER = 0.95, 0.998
#: With fewer reports (or fewer expected) an area is not judged at all.
FEWEST = 10
#: So many of the farthest at each end are pulled in before the scatter of the rest is estimated.
_WINSORISED = 0.1
#: What is left of the mean square of normal scores once they are pulled in: the estimate is divided by it.
_LEFT_OF_SQUARE = 0.6787
#: With fewer areas their own scatter cannot be told from chance, so the funnel stays as chance alone makes it.
_FEWEST_AREAS = 5


class Standing(StrEnum):
    """Where one lies in the funnel; the words for it are the pages'."""

    FAR_ABOVE = "far_above"
    ABOVE = "above"
    AS_EXPECTED = "as_expected"
    BELOW = "below"
    FAR_BELOW = "far_below"
    TOO_FEW = "too_few"


class Verdict(StrEnum):
    """What may be said of one, where more is better or worse."""

    BETTER = "better"  # outside the outer funnel: hardly chance
    PERHAPS_BETTER = "perhaps_better"  # outside the inner one: one in 20 is, by chance
    NO_DIFFERENCE = "no_difference"
    PERHAPS_WORSE = "perhaps_worse"
    WORSE = "worse"
    TOO_FEW = "too_few"


#: From the best to the worst; those that are not judged come last.
VERDICTS = tuple(Verdict)

_BETTER_IS_MORE = {
    Standing.FAR_ABOVE: Verdict.BETTER,
    Standing.ABOVE: Verdict.PERHAPS_BETTER,
    Standing.AS_EXPECTED: Verdict.NO_DIFFERENCE,
    Standing.BELOW: Verdict.PERHAPS_WORSE,
    Standing.FAR_BELOW: Verdict.WORSE,
    Standing.TOO_FEW: Verdict.TOO_FEW,
}
_BETTER_IS_LESS = {
    standing: {
        Verdict.BETTER: Verdict.WORSE,
        Verdict.PERHAPS_BETTER: Verdict.PERHAPS_WORSE,
        Verdict.PERHAPS_WORSE: Verdict.PERHAPS_BETTER,
        Verdict.WORSE: Verdict.BETTER,
    }.get(verdict, verdict)
    for standing, verdict in _BETTER_IS_MORE.items()
}


@dataclass(frozen=True)
class Funnel:
    """A compared figure: one entry for each that was handed in, in the same order.

    `values` are shares from 0 to 1, or ratios (1 = as the common rate lets expect); NaN where there is no report or no
    population. `sizes` are reports, or expected counts. `centre` is the common figure. `dispersion` is how much wider
    than chance they scatter (1 = chance alone); `between` the standard deviation it adds, on the compared scale.
    """

    values: Floats
    sizes: Floats
    standings: tuple[Standing, ...]
    centre: float
    dispersion: float
    between: float
    ratio: bool

    @property
    def outside_by_chance(self) -> float:
        """How many of the judged would lie outside the inner funnel if none differed."""
        judged = sum(standing is not Standing.TOO_FEW for standing in self.standings)
        return judged * (1 - INNER)

    def limits(self, sizes: ArrayLike, confidence: float = INNER) -> tuple[Floats, Floats]:
        """Return the lower and upper edge of the funnel at these sizes, to be drawn as its lines."""
        of = np.maximum(np.asarray(sizes, dtype=np.float64), 1e-9)
        half = _z(confidence) * np.sqrt(1 / (4 * of) + self.between**2)
        if self.ratio:
            return np.maximum(1 - half, 0.0) ** 2, (1 + half) ** 2
        middle = np.arcsin(np.sqrt(self.centre))
        low, high = np.maximum(middle - half, 0.0), np.minimum(middle + half, np.pi / 2)
        return np.sin(low) ** 2, np.sin(high) ** 2


def of_shares(parts: ArrayLike, wholes: ArrayLike, *, fewest: int = FEWEST) -> Funnel:
    """Compare shares (fixed in time, confirmed, reopened) with the share of all together.

    Raises ValueError unless 0 ≤ part ≤ whole for each.
    """
    part, whole = np.asarray(parts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)
    if part.shape != whole.shape or not ((part >= 0) & (part <= whole)).all():
        raise ValueError("each part lies between 0 and its whole")
    centre = float(part.sum() / whole.sum()) if whole.sum() else float("nan")
    with np.errstate(invalid="ignore"):
        values = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
        distance = np.arcsin(np.sqrt(values)) - np.arcsin(np.sqrt(centre))
    return _funnel(values, whole, distance, centre, fewest, ratio=False)


def of_rates(counts: ArrayLike, populations: ArrayLike, *, fewest: int = FEWEST) -> Funnel:
    """Compare counts per resident with the rate of all together; NaN or 0 is a population that nobody knows.

    Those without a population count for nothing, and stand as TOO_FEW. `centre` is the common rate per 1,000.
    More reports are not worse: say `standings`, not verdicts. Raises ValueError below 0.
    """
    count = np.asarray(counts, dtype=np.float64)
    people = np.nan_to_num(np.asarray(populations, dtype=np.float64))
    if count.shape != people.shape or (count < 0).any() or (people < 0).any():
        raise ValueError("a count and a population from 0 on for each")
    known = people > 0
    rate = float(count[known].sum() / people[known].sum()) if known.any() else float("nan")
    expected = np.nan_to_num(people * rate)
    values = np.divide(count, expected, out=np.full(count.shape, np.nan), where=expected > 0)
    return _funnel(values, expected, np.sqrt(values) - 1, rate * 1000, fewest, ratio=True)


def verdicts(funnel: Funnel, *, more_is_better: bool) -> tuple[Verdict, ...]:
    """Return what may be said of each."""
    table = _BETTER_IS_MORE if more_is_better else _BETTER_IS_LESS
    return tuple(table[standing] for standing in funnel.standings)


def order(funnel: Funnel, names: Sequence[str], *, more_is_better: bool) -> list[tuple[Verdict, list[int]]]:
    """Return the areas by verdict, best first, each verdict with its areas' indices; empty ones left out.

    Among those that differ the figure itself decides; those that cannot be told apart stand by name. How many
    reports there are decides only whether a difference can be told from chance, never the place in the list.
    """
    said = verdicts(funnel, more_is_better=more_is_better)
    listed = []
    for verdict in VERDICTS:
        members = [i for i, this in enumerate(said) if this is verdict]
        if verdict in (Verdict.NO_DIFFERENCE, Verdict.TOO_FEW):
            members.sort(key=lambda i: names[i])
        else:
            sign = -1 if more_is_better else 1
            members.sort(key=lambda i: (sign * funnel.values[i], names[i]))
        if members:
            listed.append((verdict, members))
    return listed


def _funnel(
    values: Floats, sizes: Floats, distance: Floats, centre: float, fewest: int, *, ratio: bool
) -> Funnel:
    judged = sizes >= max(fewest, 1)
    chance = 1 / (2 * np.sqrt(np.where(judged, sizes, 1.0)))
    dispersion, between = _scatter(distance[judged], chance[judged])
    z = np.where(judged, distance / np.sqrt(chance**2 + between**2), 0.0)
    return Funnel(
        values=values,
        sizes=sizes,
        standings=tuple(
            _standing(float(score)) if counts else Standing.TOO_FEW
            for score, counts in zip(z, judged, strict=True)
        ),
        centre=centre,
        dispersion=dispersion,
        between=between,
        ratio=ratio,
    )


def _scatter(distance: Floats, chance: Floats) -> tuple[float, float]:
    """Return the dispersion (phi) and the standard deviation between areas (tau), extremes pulled in first.

    Tau is the one with which the pulled-in scores scatter as normal ones do (R. C. Paule, J. Mandel, "Consensus values
    and weighting factors", J. Res. NBS 87, 1982). Spiegelhalter's own moments take tau from scores that were pulled in
    before it is known: with sizes from 20 to 2,000 that left 8 to 12 % outside the 95 % funnel, this leaves 5.
    """
    if len(distance) < _FEWEST_AREAS:
        return 1.0, 0.0
    low, high = 0.0, float(np.abs(distance).max())
    dispersion = _pulled_in_square(distance, chance, 0.0)
    if dispersion <= 1:
        return 1.0, 0.0
    for _ in range(50):
        between = (low + high) / 2
        too_narrow = _pulled_in_square(distance, chance, between) > 1
        low, high = (between, high) if too_narrow else (low, between)
    return dispersion, high


def _pulled_in_square(distance: Floats, chance: Floats, between: float) -> float:
    """Return the mean square of the scores without their extremes: 1 where they scatter as normal ones."""
    scores = distance / np.sqrt(chance**2 + between**2)
    low, high = np.quantile(scores, [_WINSORISED, 1 - _WINSORISED])
    return float(np.mean(np.clip(scores, low, high) ** 2)) / _LEFT_OF_SQUARE


def _standing(z: float) -> Standing:
    if abs(z) <= _z(INNER):
        return Standing.AS_EXPECTED
    far = abs(z) > _z(OUTER)
    if z > 0:
        return Standing.FAR_ABOVE if far else Standing.ABOVE
    return Standing.FAR_BELOW if far else Standing.BELOW


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
