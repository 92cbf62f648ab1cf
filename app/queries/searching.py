"""What a dispatcher types into the search field: words of the report or its place, a phone, or coordinates.

Words find each other in every script and with every apostrophe (`domain.folding`), from their beginning: `chuqur`
finds `chuqurlik`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, false, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.access import Condition
from app.db import db
from app.domain.coordinates import Position
from app.domain.folding import fold_all
from app.domain.pasted_place import pasted_place
from app.domain.search_words import typed_words
from app.domain.text import UnreadablePhone, clean_phone
from app.models import Area, Contact, NameVersion, Role, ServiceRequest, User
from app.personal_data import box
from app.policy import policy
from app.queries.territory import territory_bounds, territory_version

LONGEST = 100
MOST_WORDS = 6
#: A word in the names of more areas than this ("mahallasi") says nothing about the place.
MOST_AREAS = 200
#: So short a word is looked for as it stands: whatever begins with one letter is everything.
SHORTEST_BEGINNING = 2


def matching(text: str | None, phone: Sequence[str] = (), *, by: User) -> list[Condition]:
    """Return the conditions of a search, none where nothing was typed. Every word has to be found.

    `phone` holds the blind indexes of a number (`phone_of`); it finds reports for dispatchers, who may see
    contacts, and nothing for anybody else. A number among the words is such a phone for them too.
    """
    found: list[Condition] = []
    if text and not phone and by.role is Role.DISPATCHER and (phone := phone_of(text)):
        text = ""
    if phone:
        contacts = select(Contact.service_request_id).where(Contact.phone_index.in_(phone))
        found.append(ServiceRequest.id.in_(contacts) if by.role is Role.DISPATCHER else false())
    typed = " ".join((text or "").split())[:LONGEST]
    if typed:
        words = typed_words(typed, most=MOST_WORDS)
        names = _area_names() if words else ()
        found += [or_(_has(word), *_in_area(word, names)) for word in words] or [false()]
    return found


def phone_of(text: str) -> list[str]:
    """Return the blind indexes of the phone number that was typed, or none where it is no phone number.

    The number itself is never compared, and stands in no address and no log.
    """
    digits = sum(character.isdecimal() for character in text)
    if digits < 7 or any(character.isalpha() for character in text):
        return []
    try:
        return box().blind_indexes(clean_phone(text, country_code=policy().phone_country_code))
    except UnreadablePhone:
        return []


def place_of(text: str) -> Position | None:
    """Return the place whose coordinates, or whose link, was typed, or None. It lies within the territory's bounds.

    What would lie there the other way round only is turned round.
    """
    position = pasted_place(text)
    bounds = territory_bounds() if position else None
    if position is None or bounds is None:
        return position
    west, south, east, north = bounds
    for longitude, latitude in (position, position[::-1]):
        if west <= longitude <= east and south <= latitude <= north:
            return longitude, latitude
    return None


class has_word(FunctionElement[bool]):
    """Whether a column of words (`column_types.Words`) has one that matches what `_has` writes for the database."""

    type = Boolean()
    inherit_cache = True


@compiles(has_word, "postgresql")
def _indexed(element: has_word, compiler: Any, **options: Any) -> str:
    column, word = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} @@ CAST({word} AS tsquery))"


@compiles(has_word, "sqlite")
def _read_through(element: has_word, compiler: Any, **options: Any) -> str:
    column, word = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(instr({column} || ' ', {word}) > 0)"


def _has(word: str) -> ColumnElement[bool]:
    begins = len(word) >= SHORTEST_BEGINNING
    if db.engine.dialect.name == "sqlite":
        return has_word(ServiceRequest.search_words, f" {word}" if begins else f" {word} ")
    return has_word(ServiceRequest.search_words, f"{word}:*" if begins else word)


def _in_area(word: str, names: Sequence[tuple[int, str]]) -> list[ColumnElement[bool]]:
    found = [area_id for area_id, name in names if word in name]
    if not 0 < len(found) <= MOST_AREAS:
        return []
    return [ServiceRequest.mahalla_id.in_(found), ServiceRequest.district_id.in_(found)]


def _area_names() -> Sequence[tuple[int, str]]:
    version = db.session.scalar(select(NameVersion.version)) or 0
    return _folded_names(str(db.engine.engine.url), territory_version(), version)


@lru_cache(maxsize=2)
def _folded_names(database: str, territory: int, version: int) -> Sequence[tuple[int, str]]:
    """Return the areas' names, folded once for each version of them: a country has ten thousand."""
    rows = db.session.execute(select(Area.id, Area.names)).all()
    folded = fold_all(" ".join(names.values()) for _, names in rows)
    return [(area_id, name) for (area_id, _), name in zip(rows, folded, strict=True)]


def forget_names() -> None:
    """Drop this process's names; tests call it where they roll names back."""
    _folded_names.cache_clear()
