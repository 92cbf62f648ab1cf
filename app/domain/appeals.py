"""When a report is an appeal, and by when the law wants it answered.

Law of Uzbekistan O'RQ-445 of 11 September 2017 "On appeals of individuals and legal entities":

- Article 23: an appeal is registered on the day it arrives; after working hours, on the next working
  day. Registration may not be refused. (`app.domain.sla.registered_on`.)
- Article 28: an application or a complaint is examined within fifteen days from the day it arrived, or
  within up to one month where further study, a check or more documents are needed. The head of the
  agency may, as an exception, extend that by one month at most, and the sender is told.
- Article 29: anonymous appeals are left without examination.

So a report whose sender nobody knows is a *signal*: it is worked on, and the law sets no day. Once its
sender has confirmed a contact it is an *appeal*, and arrives, for the law, at that moment.

What the law says nothing about, and how it is read here: its days are calendar days, and the day of
registration is not counted (Civil Code, articles 145 and 146); a month ends on the same date of the next
month, or on its last day where there is no such date (article 147). No article of O'RQ-445 moves a last
day that is a day off, so it is not moved: whoever answers by it is in time under every reading.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.errors import DomainError

ANSWER_DAYS = 15


class TermRefused(DomainError):
    """The law does not allow this change of an appeal's term; `reason` is a stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class LegalClock:
    """The days of one appeal; `extended_on` is the day on which its sender was told of the extension."""

    registered_on: date
    due_on: date
    extended_on: date | None = None

    def with_study(self, today: date) -> LegalClock:
        """Return the clock of an appeal that needs further study: up to one month since registration.

        Raises TermRefused: `already` studied or extended, `late` once the fifteen days are over.
        """
        month = add_month(self.registered_on)
        if self.extended_on is not None or self.due_on >= month:
            raise TermRefused("already")
        if today > self.due_on:
            raise TermRefused("late")
        return replace(self, due_on=month)

    def extended(self, until: date, told_on: date) -> LegalClock:
        """Return the clock of an appeal that was extended, as an exception, with notice to its sender.

        Raises TermRefused: `already` extended, `late` once the term is over, `not_longer` where it would
        not be extended at all, `too_long` beyond one month.
        """
        if self.extended_on is not None:
            raise TermRefused("already")
        if told_on > self.due_on:
            raise TermRefused("late")
        if until <= self.due_on:
            raise TermRefused("not_longer")
        if until > add_month(self.due_on):
            raise TermRefused("too_long")
        return replace(self, due_on=until, extended_on=told_on)

    def is_late(self, today: date) -> bool:
        """Say whether the day has passed; on the day itself an answer is still in time."""
        return today > self.due_on


def register(registered_on: date) -> LegalClock:
    """Return the clock of an appeal that was registered on a day."""
    return LegalClock(registered_on, registered_on + timedelta(days=ANSWER_DAYS))


def add_month(day: date) -> date:
    """Return the same date of the next month, or its last day where there is no such date."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
