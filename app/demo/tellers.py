"""Reporters of the invented year who told their age and sex: sums alone, as the page after sending keeps them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo

from app.demo.rows import Row
from app.models import AgeBand, Sex

#: One reporter in so many tells.
ONE_IN = 9
AGES = {
    AgeBand.UNDER_18: 2,
    AgeBand.FROM_18: 14,
    AgeBand.FROM_30: 24,
    AgeBand.FROM_45: 17,
    AgeBand.FROM_60: 9,
    AgeBand.UNTOLD: 3,
}
SEXES = {Sex.FEMALE: 33, Sex.MALE: 29, Sex.UNTOLD: 4}


def told_by(requests: Sequence[Row], zone: tzinfo) -> list[Row]:
    """Return the rows of `resident_count`: how many of a month and region told which age and sex."""
    rng = random.Random("tellers")
    counts: Counter[tuple[object, ...]] = Counter()
    for request in requests:
        if rng.randrange(ONE_IN):
            continue
        [age_band], [sex] = (rng.choices(list(words), list(words.values())) for words in (AGES, SEXES))
        if (age_band, sex) != (AgeBand.UNTOLD, Sex.UNTOLD):
            month_on = request["submitted_at"].astimezone(zone).date().replace(day=1)
            counts[month_on, request["region_id"] or 0, age_band, sex] += 1
    names = ("month_on", "region_id", "age_band", "sex")
    return [{**dict(zip(names, key, strict=True)), "n": n} for key, n in sorted(counts.items())]
