"""What residents are told about a report, as one table: which step, to whom, how urgently, by which way out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.lifecycle import Status


@dataclass(frozen=True)
class Event:
    """One thing that residents are told.

    `reporter`, `supporters`: who is told. `answers`: it answers what somebody did this minute, so it does not
    wait for the morning. `passing`: once the report has moved on, the next message says more, and this one
    is left out.
    """

    name: str
    reporter: bool = True
    supporters: bool = True
    answers: bool = False
    passing: bool = False


#: Everything there is to tell. `question` and `overdue` are no changes of status: `notices.tell` asks for them.
EVENTS: dict[str, Event] = {
    event.name: event
    for event in (
        Event("received", supporters=False, answers=True),
        Event("accepted", passing=True),
        Event("in_work", passing=True),
        Event("resolved"),
        Event("reopened", reporter=False),
        Event("confirmed", reporter=False),
        Event("closed"),
        Event("rejected"),
        Event("duplicate"),
        Event("handed_over", passing=True),
        Event("question", supporters=False),
        Event("comment"),
        Event("overdue"),
    )
}

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
