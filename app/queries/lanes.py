"""The lanes of the inbox: which reports each holds, in which order, and how it is read out of an index.

What is open has what is overdue first, then what is due soonest, by the day; on one day, what more residents
have (`domain.queue_order`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, true

from app.access import Condition
from app.domain.lifecycle import OPEN, Status
from app.domain.queue_order import first_of, last_of
from app.models import ServiceRequest
from app.policy import policy
from app.queries.entry import open_now, overdue


class Lane(StrEnum):
    """A part of the inbox. `open` is all that somebody still has to work on."""

    OPEN = "open"
    NEW = "new"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    IN_WORK = "in_work"
    REOPENED = "reopened"
    FLAGGED = "flagged"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True)
class Part:
    """A stretch of one index: what it holds, what orders it, and its place among the others of its lane."""

    rank: int
    condition: Condition
    keys: tuple[Any, ...]


@dataclass(frozen=True)
class Reading:
    """What a lane holds: reports of these statuses, where `fact` names one, those of which it is true."""

    statuses: frozenset[Status]
    fact: str = ""

    #: What is closed comes newest first; everything else waits, the longest or the most urgent first.
    newest_first = False

    @property
    def is_over(self) -> bool:
        """Whether what the lane holds has ended."""
        return not self.statuses & (OPEN | {Status.RESOLVED})

    def holds(self, row: Any) -> bool:
        """Whether a report is in the lane, by its status and its facts (`facts_at`)."""
        return row["status"] in self.statuses and (not self.fact or bool(row[self.fact]))

    def parts(self, now: datetime) -> list[Part]:
        """The stretches of the lane, in its order."""
        keys = (ServiceRequest.queue_order, ServiceRequest.due_at)
        # On the day of their promise some are late already and some are not: each kind is read by itself.
        return [
            Part(rank, condition & when, keys)
            for rank, when in enumerate(_late_then_not(now))
            for condition in self.conditions(now)
            if (self.fact, rank) != ("due_today", 0)
        ]

    def counted(self, now: datetime) -> list[Condition]:
        """The stretches of the lane where its own order is nothing to anybody."""
        if self.fact in ("overdue", "due_today"):
            return [part.condition for part in self.parts(now)]
        return self.conditions(now)

    def conditions(self, now: datetime) -> list[Condition]:
        """What is open, and each status after that."""
        conditions = [is_one_of(status) for status in Status if status in self.statuses - OPEN]
        if self.statuses & OPEN:
            narrower = () if self.statuses >= OPEN else (is_one_of(*self.statuses & OPEN),)
            conditions.append(and_(open_now(), *narrower))
        if self.fact:
            conditions = [condition & facts_at(now)[self.fact] for condition in conditions]
        return conditions


class _Waiting(Reading):
    """A repair waits for its resident's word, or a question for the answer. Who has waited longest comes first."""

    def holds(self, row: Any) -> bool:
        return row["status"] is Status.RESOLVED or bool(row["asked"])

    def parts(self, now: datetime) -> list[Part]:
        asked = facts_at(now)["asked"]
        return [
            Part(0, is_one_of(Status.RESOLVED), (ServiceRequest.resolved_at,)),
            # A question lapses when nobody works on the report any more (`actions.history`), so these are open.
            Part(0, asked, (ServiceRequest.question_asked_at,)),
        ]

    def counted(self, now: datetime) -> list[Condition]:
        return [part.condition for part in self.parts(now)]


class _Closed(Reading):
    newest_first = True

    def parts(self, now: datetime) -> list[Part]:
        keys = (ServiceRequest.submitted_at,)
        return [Part(0, is_one_of(status), keys) for status in Status if status in self.statuses]


READINGS: dict[Lane, Reading] = {
    Lane.OPEN: Reading(OPEN),
    Lane.NEW: Reading(frozenset({Status.RECEIVED})),
    Lane.OVERDUE: Reading(OPEN, "overdue"),
    Lane.DUE_TODAY: Reading(OPEN, "due_today"),
    Lane.IN_WORK: Reading(frozenset({Status.IN_PROGRESS})),
    Lane.REOPENED: Reading(frozenset({Status.REOPENED})),
    Lane.FLAGGED: Reading(OPEN | {Status.RESOLVED}, "flagged"),
    Lane.WAITING: _Waiting(OPEN | {Status.RESOLVED}),
    Lane.CLOSED: _Closed(frozenset({Status.CLOSED, Status.REJECTED, Status.DUPLICATE})),
}
#: However a lane is ordered by itself, around a place what is nearest comes first.
NEAREST = Reading(frozenset())
#: Counted for the inbox. What is closed is not: it only ever grows, and nobody works it off.
COUNTED = {lane: reading for lane, reading in READINGS.items() if lane is not Lane.CLOSED}


def is_one_of(*statuses: Status) -> Condition:
    """The report stands so. Written into the statement, for the same reason as `entry.open_now`."""
    wanted = [status for status in Status if status in statuses]
    if len(wanted) == 1:
        return ServiceRequest.status == bindparam(
            "status", wanted[0], type_=ServiceRequest.status.type, literal_execute=True, unique=True
        )
    return ServiceRequest.status.in_(
        bindparam("statuses", wanted, expanding=True, literal_execute=True, unique=True)
    )


def facts_at(now: datetime) -> dict[str, Condition]:
    """What may be true of a report besides its status; the first two are about what is open."""
    calendar = policy().calendar
    tomorrow = datetime.combine(calendar.local_day(now) + timedelta(days=1), time(0), calendar.zone)
    late = overdue(now)
    return {
        "overdue": late,
        "due_today": and_(~late, ServiceRequest.due_at < tomorrow),
        "flagged": ServiceRequest.is_flagged == true(),
        "asked": ServiceRequest.question_asked_at.is_not(None),
    }


def _late_then_not(now: datetime) -> Sequence[Condition]:
    """What was promised for a moment that has passed, and what was not, each as a stretch of the order."""
    today = policy().calendar.local_day(now)
    return (
        and_(ServiceRequest.due_at < now, ServiceRequest.queue_order <= last_of(today)),
        and_(ServiceRequest.due_at >= now, ServiceRequest.queue_order >= first_of(today)),
    )
