"""What the dispatcher looks at: lane, filters, search and page, all of it in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request

from app.queries.lanes import Lane
from app.queries.searching import phone_of

LONGEST = 100
PER_PAGE = 50
#: The blind indexes of a phone number, under each key that is in use: never the number itself.
_INDEXES = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{64}){0,4}")


@dataclass(frozen=True)
class Chosen:
    """Empty texts are filters that are not set. `kind` is a service group's code, or `group/service`."""

    lane: Lane = Lane.OPEN
    agency: str = ""
    kind: str = ""
    crew: int | None = None
    text: str = ""
    #: The blind indexes of the phone that was searched for, divided by dots.
    phone: str = ""
    page: int = 1

    @property
    def filters(self) -> dict[str, Any]:
        """The filters as the queries take them."""
        service_group, _, service = self.kind.partition("/")
        return {
            "agency": self.agency or None,
            "service_group": service_group or None,
            "service": service or None,
            "crew": self.crew,
            "text": self.text or None,
            "phone": tuple(self.phone.split(".")) if self.phone else (),
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter or search is set, the lane aside."""
        return any(value not in (None, ()) for value in self.filters.values())

    def query(self, **changes: Any) -> dict[str, Any]:
        """Return the address's parameters, without those that say nothing."""
        chosen = replace(self, **changes)
        values = {
            "lane": None if chosen.lane == Lane.OPEN else str(chosen.lane),
            "agency": chosen.agency or None,
            "kind": chosen.kind or None,
            "crew": chosen.crew,
            "q": chosen.text or None,
            "phone": chosen.phone or None,
            "page": chosen.page if chosen.page > 1 else None,
        }
        return {name: value for name, value in values.items() if value is not None}

    @property
    def saved_as(self) -> str:
        """What is kept of it as a saved filter: the address's parameters, always from the first page."""
        return urlencode(self.query(page=1))


def chosen() -> Chosen:
    """Read the address. What cannot be read is as good as not set."""
    return _read(request.args)


def searched() -> Chosen:
    """Read the search form, which is sent and not asked for, so that a phone number stands in no address."""
    looking = _read(request.form)
    indexes = phone_of(looking.text)
    return replace(looking, text="", phone=".".join(indexes), page=1) if indexes else looking


def saved(query: str) -> Chosen:
    """Read a filter that was saved (`Chosen.saved_as`)."""
    return _read(dict(parse_qsl(query)))


def _read(given: Mapping[str, str]) -> Chosen:
    lane = given.get("lane", "")
    phone = given.get("phone", "")
    return Chosen(
        lane=Lane(lane) if lane in set(Lane) else Lane.OPEN,
        agency=_line(given.get("agency", "")),
        kind=_line(given.get("kind", "")),
        crew=_number(given.get("crew", "")),
        text=_line(given.get("q", "")),
        phone=phone if _INDEXES.fullmatch(phone) else "",
        page=_number(given.get("page", "")) or 1,
    )


def _line(text: str) -> str:
    """Return a parameter on one line, without what cannot be seen: no database keeps a NUL."""
    words = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(words.split())[:LONGEST]


def _number(text: str) -> int | None:
    """Return a number that a database can hold, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
