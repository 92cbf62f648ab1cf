"""What residents are told about a report, as one table: which step, to whom, how urgently, by which way out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.lifecycle import Status


class Audience(StrEnum):
    """Who is told."""

    REPORTER = "reporter"
    SUPPORTERS = "supporters"
    AGENCY = "agency"


A = Audience


@dataclass(frozen=True)
class Event:
    """One thing that somebody is told.

    `answers`: it answers what they did this minute, so it does not wait for the morning. `passing`: once the
    report has moved on, the next message says more, and this one is left out.
    """

    name: str
    audience: frozenset[Audience]
    answers: bool = False
    passing: bool = False


def _event(name: str, *audience: Audience, answers: bool = False, passing: bool = False) -> tuple[str, Event]:
    return name, Event(name, frozenset(audience), answers, passing)


#: Everything there is to tell. The last ones are no changes of status: `actions.notices.tell` asks for them.
EVENTS: dict[str, Event] = dict(
    [
        _event("received", A.REPORTER, answers=True),
        _event("accepted", A.REPORTER, A.SUPPORTERS, passing=True),
        _event("in_work", A.REPORTER, A.SUPPORTERS, passing=True),
        _event("resolved", A.REPORTER, A.SUPPORTERS),
        _event("reopened", A.SUPPORTERS),
        _event("confirmed", A.SUPPORTERS),
        _event("closed", A.REPORTER, A.SUPPORTERS),
        _event("rejected", A.REPORTER, A.SUPPORTERS),
        _event("duplicate", A.REPORTER, A.SUPPORTERS),
        _event("handed_over", A.REPORTER, A.SUPPORTERS, passing=True),
        _event("decided", A.REPORTER, A.SUPPORTERS, A.AGENCY),
        _event("separated", A.REPORTER, A.SUPPORTERS),
        _event("split", A.SUPPORTERS),
        _event("question", A.REPORTER),
        _event("reply", A.REPORTER, A.SUPPORTERS),
        _event("answer", A.AGENCY),
        _event("comment", A.AGENCY),
        _event("rating", A.AGENCY),
        _event("overdue", A.REPORTER, A.SUPPORTERS),
        _event("extended", A.REPORTER, A.SUPPORTERS),
        _event("study", A.REPORTER),
    ]
)

_BY_MOVE = {
    "submit": "received",
    "start": "in_work",
    "resolve": "resolved",
    "not_fixed": "reopened",
    "confirm": "confirmed",
    "close_unanswered": "closed",
    "reject": "rejected",
    "mark_duplicate": "duplicate",
    "hand_over": "handed_over",
    "extend": "extended",
    "study": "study",
    "decide": "decided",
    "undo_duplicate": "separated",
    "split": "split",
}


def event_of(move: str, from_status: Status | None, to_status: Status) -> Event | None:
    """Return what a change of status is told as, or None where it is nobody's news.

    A report is accepted once: by the move of that name, or by sending a crew at once.
    """
    if to_status is Status.ACCEPTED and from_status in (Status.RECEIVED, Status.REOPENED):
        return EVENTS["accepted"]
    name = _BY_MOVE.get(move)
    return EVENTS[name] if name else None


@dataclass(frozen=True)
class QuietHours:
    """When nobody's phone should ring, in local time; past midnight where it ends before it begins."""

    begins: time
    ends: time

    def over_at(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Return `at` itself, or the moment at which the quiet that it falls into is over.

        The first minute of the quiet is quiet, its last moment is not: 21:00–08:00 lets 08:00 pass.
        Equal ends mean that no hour is quiet.
        """
        local = at.astimezone(zone)
        clock = local.time()
        if self.begins <= self.ends:
            quiet = self.begins <= clock < self.ends
            day = local.date()
        else:
            quiet = clock >= self.begins or clock < self.ends
            day = local.date() + timedelta(days=1 if clock >= self.begins else 0)
        if not quiet:
            return at
        return datetime.combine(day, self.ends, zone).astimezone(at.tzinfo)


def quiet_hours(text: str) -> QuietHours | None:
    """Read `21:00-08:00`; an empty text is no quiet hours. Raises ValueError."""
    if not text.strip():
        return None
    begins, ends = (time.fromisoformat(part.strip()) for part in text.replace("–", "-").split("-"))
    return None if begins == ends else QuietHours(begins, ends)


def way_of(event: str, *, email: bool, phone: bool, by_sms: Collection[str]) -> str | None:
    """Return how somebody is told: by e-mail where there is one, else by SMS if this event is worth one."""
    if email:
        return "email"
    return "sms" if phone and event in by_sms else None
