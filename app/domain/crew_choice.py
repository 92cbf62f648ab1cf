"""Which crew fits a report best: skill, area, duty and load, each in points, so that the order can be told in words.

A crew that was never described (no skill, no area, no shift on record) stands between one that fits and one
that does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Fit(StrEnum):
    """Whether something about a crew fits."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


class Duty(StrEnum):
    """Whether a crew is on duty: now, soon (within `SOON`), not soon; or nobody keeps its shifts."""

    NOW = "now"
    SOON = "soon"
    UNKNOWN = "unknown"
    OFF = "off"


#: A shift that begins within so long is soon.
SOON = timedelta(hours=24)

#: The work is more than the way there, the way more than the hour.
SKILL = {Fit.YES: 100, Fit.UNKNOWN: 50, Fit.NO: 0}
AREA = {Fit.YES: 30, Fit.UNKNOWN: 15, Fit.NO: 0}
DUTY = {Duty.NOW: 20, Duty.SOON: 12, Duty.UNKNOWN: 10, Duty.OFF: 0}
#: Each open job takes a point, to a bound: a crew with more to do than the others' area and duty weigh comes later.
MOST_LOAD = 60


@dataclass(frozen=True)
class Facts:
    """What is known of a crew, seen from one report."""

    skill: Fit
    area: Fit
    duty: Duty
    open_jobs: int

    @property
    def points(self) -> int:
        """The more, the better it fits."""
        return SKILL[self.skill] + AREA[self.area] + DUTY[self.duty] - min(self.open_jobs, MOST_LOAD)

    @property
    def fits(self) -> bool:
        """Whether neither its work nor its area speaks against it. On a Sunday nobody is on duty; a job has a day."""
        return self.skill is not Fit.NO and self.area is not Fit.NO
