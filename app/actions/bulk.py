"""One decision for many reports: assign, hand over, merge.

Each report is a transaction of its own, made by the same action as on its page: one that somebody changed a moment
ago is left out, and holds up none of the others. Killed half-way, what was done is done; sent again, the rest is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.actions import oversight
from app.domain.errors import ChangedMeanwhile, DemandNotMet, DomainError, NotFound
from app.domain.lifecycle import Demand
from app.domain.text import clean_text
from app.models import Agency, Crew, ServiceRequest, User
from app.policy import policy
from app.queries import worklist


@dataclass(frozen=True)
class Pick:
    """A report, and the version of it that was shown when it was picked."""

    public_id: str
    version: int


@dataclass
class Outcome:
    """What became of each: done, or left out, with the reason."""

    done: list[str] = field(default_factory=list)
    left_out: list[tuple[str, DomainError]] = field(default_factory=list)


def assign(picks: Sequence[Pick], crew: Crew | None, *, by: User, at: datetime) -> Outcome:
    """Give the reports to one crew. Raises DemandNotMet without a crew."""
    if crew is None:
        raise DemandNotMet(Demand.CREW, "assign")
    return _each(picks, by, lambda sr, acting: oversight.assign(sr, crew, **acting), at)


def hand_over(picks: Sequence[Pick], agency: Agency | None, *, note: str, by: User, at: datetime) -> Outcome:
    """Give the reports to one agency, with one reason. Raises DemandNotMet without either, TextTooLong."""
    note = clean_text(note, max_length=policy().max_description)
    if agency is None:
        raise DemandNotMet(Demand.AGENCY, "hand_over")
    if not note:
        raise DemandNotMet(Demand.REASON, "hand_over")
    return _each(picks, by, lambda sr, acting: oversight.hand_over(sr, agency, note=note, **acting), at)


def merge(picks: Sequence[Pick], original_id: str, *, by: User, at: datetime) -> Outcome:
    """Tie the reports to one of them, which goes on. Raises DemandNotMet without one that is open.

    Its own pick is no duplicate of itself, and is neither done nor left out.
    """
    original = _open_one(original_id, by)
    if original is None:
        raise DemandNotMet(Demand.ORIGINAL, "mark_duplicate")
    rest = [pick for pick in picks if pick.public_id != original.public_id]

    def tie(service_request: ServiceRequest, acting: dict[str, Any]) -> None:
        # Asked again each time: between two transactions somebody may have ended it.
        going_on = _open_one(original_id, by)
        if going_on is None:
            raise ChangedMeanwhile(original_id)
        oversight.mark_duplicate(service_request, going_on, **acting)

    return _each(rest, by, tie, at)


def _open_one(public_id: str, by: User) -> ServiceRequest | None:
    try:
        original = worklist.find(public_id, by)
    except NotFound:
        return None
    return original if original.is_open else None


def _each(
    picks: Sequence[Pick], by: User, act: Callable[[ServiceRequest, dict[str, Any]], None], at: datetime
) -> Outcome:
    outcome = Outcome()
    for pick in picks:
        try:
            service_request = worklist.find(pick.public_id, by)
            act(service_request, {"by": by, "at": at, "expected_version": pick.version})
        except DomainError as error:
            outcome.left_out.append((pick.public_id, error))
        else:
            outcome.done.append(pick.public_id)
    return outcome
