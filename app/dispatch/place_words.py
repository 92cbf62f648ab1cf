"""The places that a search of the inbox may mean, and what is said about the place that it is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from app.dispatch.chosen import Chosen
from app.domain.folding import fold
from app.i18n import named
from app.models import Level
from app.presentation import number
from app.queries import place_search
from app.queries.around import NEAR_M, WIDER_M, Near
from app.queries.entry import Entry
from app.queries.place_search import Found
from app.telling import place_words
from app.words import PLACE_KIND
from geo.metres import distance_m

#: So many places of the name are offered above the list.
MOST = 4


@dataclass(frozen=True)
class Offered:
    """A place of the name that was typed, and where its reports are shown."""

    name: str
    kind: str
    around: str
    looking: Chosen
    href: str
    #: Every word that was typed begins one of its own.
    is_meant: bool


def offered(looking: Chosen) -> list[Offered]:
    """Return the places that the words of a search may name; where one is shown already, others of its name."""
    words = looking.place or ("" if looking.near or looking.area else looking.text)
    if not words or looking.phone:
        return []
    typed = fold(words).split()
    places = [
        _offered(found, looking, typed)
        for found in place_search.search(words, most=MOST)
        # A whole region narrows nothing: its agencies have no other reports.
        if found.kind != Level.REGION
    ]
    if looking.place:
        shown = looking.query(page=1)
        return [one for one in places if one.is_meant and one.looking.query(page=1) != shown]
    return places


def _offered(found: Found, looking: Chosen, typed: list[str]) -> Offered:
    name = named(found.names)
    if found.area_key:
        wanted = replace(looking, text="", near=None, area=found.area_key, place=name, page=1)
    else:
        near = Near(found.longitude, found.latitude, WIDER_M if found.kind == "settlement" else NEAR_M)
        wanted = replace(looking, text="", near=near, area="", place=name, page=1)
    return Offered(
        name,
        str(PLACE_KIND[found.kind]),
        place_words(found.around[:2]),
        wanted,
        url_for("dispatch.index", **wanted.query()),
        _is_meant(typed, found.names),
    )


def _is_meant(typed: list[str], names: Mapping[str, str]) -> bool:
    for name in names.values():
        words = fold(name).split()
        if typed and all(any(word.startswith(one) for word in words) for one in typed):
            return True
    return False


def narrowed_to(looking: Chosen) -> str:
    """Say which place the inbox is narrowed to; nothing where it is to none."""
    if looking.near is not None:
        place = looking.place or f"{looking.near.latitude:.5f}, {looking.near.longitude:.5f}"
        metres = number(looking.near.radius_m)
        return _("Near %(place)s: up to %(metres)s m away, the nearest first.", place=place, metres=metres)
    if looking.area:
        return _("Reports in %(place)s only.", place=looking.place or looking.area.partition(":")[2])
    return ""


def far(entry: Entry, looking: Chosen) -> str:
    """Say how far a report is from the place; nothing where the inbox is narrowed to none."""
    if looking.near is None:
        return ""
    metres = distance_m(looking.near.position, (entry.longitude, entry.latitude))
    return _("%(metres)s m away", metres=number(round(metres)))
