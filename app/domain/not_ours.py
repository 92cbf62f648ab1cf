"""When agencies hand a report to and fro, somebody above them decides whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

#: A council that has not decided by then is reminded, once.
REMINDED_AFTER = timedelta(days=3)
#: After so many hand-overs the district's council decides, whoever is left to ask.
MOST_HAND_OVERS = 3


@dataclass(frozen=True)
class HandOver:
    """One agency said "not ours" and named another one. Agencies by their numbers."""

    from_agency_id: int
    to_agency_id: int


def council_decides(hand_overs: Sequence[HandOver]) -> bool:
    """Say whether the council has to decide after these hand-overs, the oldest first.

    After three of them; or as soon as a report comes back to an agency that refused it before, because then
    each of those who have it in turn has refused it.
    """
    if not hand_overs:
        return False
    refused = {step.from_agency_id for step in hand_overs}
    return len(hand_overs) >= MOST_HAND_OVERS or hand_overs[-1].to_agency_id in refused
