"""Which open report near by is probably the same problem: by place, group, time and words, with the reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from app.domain.folding import fold
from app.domain.same_problem import within_m
from app.models import ServiceRequest
from app.queries.entry import Entry
from app.queries.nearby import Neighbour

#: Pins of one problem lie as near as `domain.same_problem` says; so many times as far is looked at, if words agree.
REACH = 2.0
#: Reports that are farther apart in time are rarely one problem, unless it was never mended.
SOON = timedelta(days=14)
#: From here on the words are taken for the same; of the letters that agree, 0–100.
SAME_WORDS = 70
#: What each sign weighs, and how much is enough to suggest it.
PLACE, SERVICE, TIME, WORDS = 50, 20, 15, 25
ENOUGH = 60
MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """A report that is probably the same problem, and why: stable words that the page says as sentences."""

    entry: Entry
    distance_m: float
    score: float
    same_service: bool
    soon: bool
    same_words: bool
    #: It was sent first, so it is the one that goes on.
    is_earlier: bool


def suggest(
    service_request: ServiceRequest,
    near: list[Neighbour],
    group_code: str,
    dismissed: Collection[str] = (),
) -> list[Suggestion]:
    """Return the most probable ones among the open reports near a report, the likeliest first, at most three.

    Only of the same service group, and none of those that somebody `dismissed`, by their public numbers. Half of
    the weight is the distance, against what the group allows.
    """
    reach = within_m(group_code) * REACH
    found = [
        _weighed(service_request, one, reach)
        for one in near
        if one.same_group and one.distance_m <= reach and one.entry.public_id not in dismissed
    ]
    found = [one for one in found if one.score >= ENOUGH]
    return sorted(found, key=lambda one: (-one.score, one.distance_m))[:MOST]


def _weighed(service_request: ServiceRequest, near: Neighbour, reach: float) -> Suggestion:
    entry = near.entry
    same_service = entry.service_code == service_request.service.service_code
    soon = abs(entry.submitted_at - service_request.submitted_at) <= SOON
    alike = _alike(entry.description, service_request.description)
    score = (
        PLACE * (1 - near.distance_m / reach)
        + SERVICE * same_service
        + TIME * soon
        + WORDS * (alike / 100 if alike >= SAME_WORDS else 0)
    )
    return Suggestion(
        entry=entry,
        distance_m=near.distance_m,
        score=score,
        same_service=same_service,
        soon=soon,
        same_words=alike >= SAME_WORDS,
        is_earlier=_is_earlier(entry, service_request.submitted_at, service_request.public_id),
    )


def _alike(one: str, other: str) -> float:
    """Return how far two descriptions agree, whatever their script and the order of their words, 0–100."""
    a, b = fold(one), fold(other)
    return fuzz.token_set_ratio(a, b) if len(a) > 3 and len(b) > 3 else 0.0


def _is_earlier(entry: Entry, submitted_at: datetime, public_id: str) -> bool:
    return (entry.submitted_at, entry.public_id) < (submitted_at, public_id)
