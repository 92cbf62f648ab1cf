"""The life of a service request, as one table: who may make which move, and what it demands.

received → accepted → in_progress → resolved → closed
rejected (with a reason code), duplicate (with the original), reopened
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.domain.errors import DemandNotMet, MoveNotAllowed


class Status(StrEnum):
    """Where a service request stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    REOPENED = "reopened"


class Actor(StrEnum):
    """In what capacity somebody acts on a service request."""

    REPORTER = "reporter"
    CREW = "crew"
    DISPATCHER = "dispatcher"
    OPERATOR = "operator"
    ADMIN = "admin"
    SYSTEM = "system"
    #: The council of the district, where agencies cannot agree whose a report is.
    COUNCIL = "council"
    #: Somebody whom an agency asked by a link; answers, and moves nothing.
    CONTRACTOR = "contractor"


class Demand(StrEnum):
    """What a move cannot do without."""

    AFTER_PHOTO = "after_photo"  # Only where the service demands one.
    CREW = "crew"
    AGENCY = "agency"
    REASON = "reason"
    REASON_CODE = "reason_code"
    ORIGINAL = "original"


class ReasonCode(StrEnum):
    """Why a report was rejected."""

    NOT_A_PROBLEM = "not_a_problem"
    PRIVATE_PROPERTY = "private_property"
    ALREADY_FIXED = "already_fixed"
    PLACE_NOT_FOUND = "place_not_found"
    NOT_ENOUGH_DETAIL = "not_enough_detail"
    OFFENSIVE = "offensive"
    OTHER = "other"


class MapGroup(StrEnum):
    """How the public map counts a report."""

    OPEN = "open"
    IN_WORK = "in_work"
    FIXED = "fixed"


S, A, D = Status, Actor, Demand

OPEN = frozenset({S.RECEIVED, S.ACCEPTED, S.IN_PROGRESS, S.REOPENED})
#: Nothing more will happen, unless somebody opens it again.
ENDED = frozenset({S.CLOSED, S.REJECTED, S.DUPLICATE})

#: The resident has the last word for so long; then the report closes by itself.
ANSWER_WINDOW = timedelta(days=7)
#: A repaired report stays on the public map for so long after it was closed.
FIXED_ON_MAP = timedelta(days=30)


@dataclass(frozen=True)
class Move:
    """One row of the table. `target` None: the status stays what it is.

    `returns`: it takes back the last move, so the report stands again where that one found it.
    """

    name: str
    sources: frozenset[Status]
    target: Status | None
    actors: frozenset[Actor]
    demands: frozenset[Demand] = frozenset()
    returns: bool = False


def _move(
    name: str,
    sources: Collection[Status],
    target: Status | None,
    actors: Collection[Actor],
    *demands: Demand,
    returns: bool = False,
) -> tuple[str, Move]:
    return name, Move(name, frozenset(sources), target, frozenset(actors), frozenset(demands), returns)


STAFF = (A.DISPATCHER, A.ADMIN)
NOT_BEGUN = (S.RECEIVED, S.ACCEPTED, S.REOPENED)

#: Every move there is. `submit` has no source: it makes the report.
MOVES: dict[str, Move] = dict(
    [
        _move("submit", (), S.RECEIVED, (A.REPORTER, A.OPERATOR, *STAFF)),
        _move("accept", (S.RECEIVED, S.REOPENED), S.ACCEPTED, STAFF),
        _move("assign", OPEN, S.ACCEPTED, STAFF, D.CREW),
        _move("plan", OPEN, None, STAFF),
        _move("start", (S.ACCEPTED, S.REOPENED), S.IN_PROGRESS, (A.CREW,)),
        _move("resolve", (S.IN_PROGRESS,), S.RESOLVED, (A.CREW,), D.AFTER_PHOTO),
        _move("pause", (S.IN_PROGRESS,), S.ACCEPTED, (A.CREW,)),
        _move("need_materials", (S.ACCEPTED, S.IN_PROGRESS), S.ACCEPTED, (A.CREW,), D.REASON),
        _move("hand_back", (S.ACCEPTED, S.REOPENED, S.IN_PROGRESS), S.RECEIVED, (A.CREW,), D.REASON),
        _move("hand_over", OPEN, S.RECEIVED, STAFF, D.AGENCY, D.REASON),
        _move("reject", NOT_BEGUN, S.REJECTED, STAFF, D.REASON_CODE),
        _move("mark_duplicate", NOT_BEGUN, S.DUPLICATE, STAFF, D.ORIGINAL),
        _move("undo_duplicate", (S.DUPLICATE,), None, STAFF, returns=True),
        _move("split", OPEN, None, STAFF),
        _move("decide", OPEN, S.RECEIVED, (A.COUNCIL, A.ADMIN), D.AGENCY, D.REASON),
        _move("extend", OPEN, None, STAFF, D.REASON),
        _move("study", OPEN, None, STAFF, D.REASON),
        _move("escalate", OPEN, None, (A.SYSTEM,)),
        _move("confirm", (S.RESOLVED,), S.CLOSED, (A.REPORTER,)),
        _move("not_fixed", (S.RESOLVED,), S.REOPENED, (A.REPORTER,), D.REASON),
        _move("rate", (S.RESOLVED, S.CLOSED), None, (A.REPORTER,)),
        _move("close_unanswered", (S.RESOLVED,), S.CLOSED, (A.SYSTEM,)),
        _move("reroute", OPEN, None, (A.SYSTEM, A.ADMIN)),
    ]
)


def check(
    current: Status,
    name: str,
    actor: Actor,
    given: Collection[Demand] = (),
    *,
    after_photo_required: bool = True,
) -> Move:
    """Return the move, or refuse it.

    Raises MoveNotAllowed when the table has no such move from `current` for `actor`, and
    DemandNotMet when something it demands is not among `given`. An after-photo is demanded
    only where the service asks for one.
    """
    move = MOVES.get(name)
    if move is None or current not in move.sources or actor not in move.actors:
        raise MoveNotAllowed(current, name, actor)
    for demand in sorted(move.demands - set(given)):
        if demand is Demand.AFTER_PHOTO and not after_photo_required:
            continue
        raise DemandNotMet(demand, name)
    return move


def moves_for(current: Status, actor: Actor) -> list[str]:
    """Return the names of the moves that `actor` may make from `current`, in the table's order."""
    return [m.name for m in MOVES.values() if current in m.sources and actor in m.actors]


def map_group(status: Status) -> MapGroup | None:
    """Return how the public map counts a report of this status, or None where it shows none.

    Closed reports leave the map after `FIXED_ON_MAP`; that is the upkeep job's work, not this rule's.
    """
    return _MAP_GROUPS.get(status)


_MAP_GROUPS = {
    S.RECEIVED: MapGroup.OPEN,
    S.ACCEPTED: MapGroup.OPEN,
    S.REOPENED: MapGroup.OPEN,
    S.IN_PROGRESS: MapGroup.IN_WORK,
    S.RESOLVED: MapGroup.FIXED,
    S.CLOSED: MapGroup.FIXED,
}
