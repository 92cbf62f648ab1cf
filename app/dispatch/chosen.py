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
            "lane": chosen.lane.value if chosen.lane is not Lane.OPEN else None,
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
        agency=request.args.get("agency", "")[:LONGEST],
        kind=request.args.get("kind", "")[:LONGEST],
        crew=_number(request.args.get("crew", "")),
        text=" ".join(request.args.get("q", "").split())[:LONGEST],
        page=_number(request.args.get("page", "")) or 1,
    )


def _number(text: str) -> int | None:
    """Return a number that a database can hold, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
