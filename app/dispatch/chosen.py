"""What the dispatcher looks at: lane, filters, search and page, all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from app.queries.worklist import Lane

LONGEST = 100
PER_PAGE = 50


@dataclass(frozen=True)
class Chosen:
    """Empty texts are filters that are not set. `kind` is a service group's code, or `group/service`."""

    lane: Lane = Lane.OPEN
    agency: str = ""
    kind: str = ""
    crew: int | None = None
    text: str = ""
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
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter or search is set, the lane aside."""
        return any(value is not None for value in self.filters.values())

    def query(self, **changes: Any) -> dict[str, Any]:
        """Return the address's parameters, without those that say nothing."""
        chosen = replace(self, **changes)
        values = {
            "lane": None if chosen.lane == Lane.OPEN else str(chosen.lane),
            "agency": chosen.agency or None,
            "kind": chosen.kind or None,
            "crew": chosen.crew,
            "q": chosen.text or None,
            "page": chosen.page if chosen.page > 1 else None,
        }
        return {name: value for name, value in values.items() if value is not None}


def chosen() -> Chosen:
    """Read the address. What cannot be read is as good as not set."""
    lane = request.args.get("lane", "")
    return Chosen(
        lane=Lane(lane) if lane in set(Lane) else Lane.OPEN,
        agency=_line("agency"),
        kind=_line("kind"),
        crew=_number(request.args.get("crew", "")),
        text=_line("q"),
        page=_number(request.args.get("page", "")) or 1,
    )


def _line(name: str) -> str:
    """Return a parameter on one line, without what cannot be seen: no database keeps a NUL."""
    words = "".join(c if c.isprintable() else " " for c in request.args.get(name, ""))
    return " ".join(words.split())[:LONGEST]


def _number(text: str) -> int | None:
    """Return a number that a database can hold, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
