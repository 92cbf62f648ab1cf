"""What the dispatcher looks at: lane, filters, search and page, all of it in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request

from app.domain.pasted_place import LONGEST_LINK
from app.queries.around import NEAR_M, WIDER_M, Near
from app.queries.lanes import Lane
from app.queries.searching import phone_of, place_of

LONGEST = 100
PER_PAGE = 50
#: The blind indexes of a phone number, under each key that is in use: never the number itself.
_INDEXES = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{64}){0,4}")
#: Latitude and longitude, as they stand in an address.
_NEAR = re.compile(r"(-?[0-9]{1,2}\.[0-9]{1,8}),(-?[0-9]{1,3}\.[0-9]{1,8})", re.ASCII)
#: A district or a mahalla.
_AREA = re.compile(r"(district|mahalla):[0-9A-Za-z_-]{1,40}", re.ASCII)


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
    #: A circle around a place; its nearest come first.
    near: Near | None = None
    #: A district or mahalla, `level:code`.
    area: str = ""
    #: What the place of `near` or `area` is called.
    place: str = ""
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
            "near": self.near,
            "area": self.area or None,
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
            "near": f"{chosen.near.latitude:.6f},{chosen.near.longitude:.6f}" if chosen.near else None,
            "within": chosen.near.radius_m if chosen.near and chosen.near.radius_m != NEAR_M else None,
            "area": chosen.area or None,
            "place": (chosen.place or None) if chosen.near or chosen.area else None,
            "page": chosen.page if chosen.page > 1 else None,
        }
        return {name: value for name, value in values.items() if value is not None}

    @property
    def without_place(self) -> dict[str, Any]:
        """The address's parameters without the place."""
        return self.query(near=None, area="", place="", page=1)

    @property
    def without_filters(self) -> dict[str, Any]:
        """The address's parameters with the lane alone."""
        return Chosen(lane=self.lane).query()

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
    phone, area = given.get("phone", ""), given.get("area", "")
    typed = given.get("q", "")[:LONGEST_LINK]
    # A place that is typed takes the place of the one that was shown before.
    position = place_of(typed)
    near = Near(*position) if position else _near(given)
    return Chosen(
        lane=Lane(lane) if lane in set(Lane) else Lane.OPEN,
        agency=_line(given.get("agency", "")),
        kind=_line(given.get("kind", "")),
        crew=_number(given.get("crew", "")),
        text="" if position else _line(typed),
        phone=phone if _INDEXES.fullmatch(phone) else "",
        near=near,
        area=area if near is None and _AREA.fullmatch(area) else "",
        place="" if position else _line(given.get("place", "")),
        page=_number(given.get("page", "")) or 1,
    )


def _near(given: Mapping[str, str]) -> Near | None:
    found = _NEAR.fullmatch(given.get("near", ""))
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        return None
    wider = given.get("within", "") == str(WIDER_M)
    return Near(float(found[2]), float(found[1]), WIDER_M if wider else NEAR_M)


def _line(text: str) -> str:
    """Return a parameter on one line, without what cannot be seen: no database keeps a NUL."""
    words = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(words.split())[:LONGEST]


def _number(text: str) -> int | None:
    """Return a number that a database can hold, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
