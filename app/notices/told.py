"""What a message says, before it is an e-mail, an SMS or a line on a phone's screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.models import ServiceRequest


@dataclass(frozen=True)
class Told:
    """What happened, and to whom it is told.

    `to`: reporter, supporter or agency. `own_url` is the page that is theirs, `short_url` the same or the
    public one, short enough for an SMS.
    """

    event: str
    report: ServiceRequest
    to: str
    own_url: str
    short_url: str
    public_url: str
    agency: str
    reason: str = ""
    words: str = ""
    original: ServiceRequest | None = None
    original_url: str = ""
    stars: int = 0
    #: The number of the report that was made out of a part of this one, and its public page.
    part: str = ""
    part_url: str = ""
    #: The number of the report that this one was a part of.
    part_of: str = ""


@dataclass(frozen=True)
class Words:
    """A message in sentences. `sms` stays within one segment; `brief` is one sentence for a phone's screen."""

    subject: str
    paragraphs: Sequence[str]
    action: tuple[str, str]
    sms: str = ""
    quote: str = ""

    @property
    def brief(self) -> str:
        """The first sentence."""
        return self.paragraphs[0]


@dataclass(frozen=True)
class Item:
    """One report in a list. `said` stands where there is more to say than its moment."""

    title: str
    place: str
    at: datetime
    url: str
    said: str = ""


@dataclass(frozen=True)
class Letter:
    """What `templates/email/letter` lays out, as HTML and as text."""

    language: str
    subject: str
    paragraphs: Sequence[str]
    action: tuple[str, str] | None = None
    quote: str = ""
    #: What stands large in the middle: a code.
    code: str = ""
    facts: Sequence[tuple[str, str]] = ()
    items: Sequence[Item] = ()
    #: What stands below the items: how many more there are.
    more: str = ""
    #: Why the reader gets this, and the words and address that stop it.
    why: str = ""
    stop: tuple[str, str] | None = None
    service: str = ""
    service_url: str = ""
    contact: Sequence[str] = field(default=())
