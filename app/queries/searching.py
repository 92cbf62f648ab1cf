"""What a dispatcher types into the search field, as conditions: a phone, or words of the report or its place."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, or_, select

from app.access import Condition
from app.db import db
from app.domain.text import UnreadablePhone, clean_phone, fold
from app.models import Area, Contact, Role, ServiceRequest, User
from app.personal_data import box
from app.policy import policy

LONGEST = 100
MOST_WORDS = 6
#: A word in the names of more areas than this ("mahallasi") says nothing about the place.
MOST_AREAS = 200

_PERHAPS_A_PHONE = re.compile(r"[+\d][\d\s().-]{6,}")
_APOSTROPHES = re.compile("[ʻʼʽʹˈ‘’‛`´′＇‵']")


def matching(text: str | None, by: User) -> list[Condition]:
    """Return the conditions of a search, none where nothing was typed. Every word has to be found.

    For a dispatcher, who may see contacts, a phone finds the reports whose contact left it, by its blind
    index: the number itself is never compared.
    """
    typed = " ".join((text or "").split())[:LONGEST]
    if not typed:
        return []
    if by.role is Role.DISPATCHER and _PERHAPS_A_PHONE.fullmatch(typed):
        return [_phone(typed)]
    words = typed.split()[:MOST_WORDS]
    names = _folded_names()
    return [or_(*_in_words(word), *_in_area(fold(word), names)) for word in words]


def _phone(typed: str) -> Condition:
    try:
        phone = clean_phone(typed, country_code=policy().phone_country_code)
    except UnreadablePhone:
        return or_(*_in_words(typed))
    contacts = select(Contact.service_request_id).where(Contact.phone_index.in_(box().blind_indexes(phone)))
    return ServiceRequest.id.in_(contacts)


def _in_words(word: str) -> list[ColumnElement[bool]]:
    # SQLite knows upper and lower case of ASCII only; the usual spellings are asked for one by one.
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return [
        column.ilike(_pattern(spelling), escape="\\")
        for column in (ServiceRequest.description, ServiceRequest.address)
        for spelling in sorted(spellings)
    ]


def _pattern(word: str) -> str:
    """Return a LIKE pattern in which every kind of apostrophe finds every other."""
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    return f"%{_APOSTROPHES.sub('_', escaped)}%"


def _folded_names() -> list[tuple[int, str]]:
    rows = db.session.execute(select(Area.id, Area.names))
    return [(area_id, fold(" ".join(names.values()))) for area_id, names in rows]


def _in_area(word: str, names: list[tuple[int, str]]) -> list[ColumnElement[bool]]:
    found = [area_id for area_id, name in names if word in name]
    if not 0 < len(found) <= MOST_AREAS:
        return []
    return [ServiceRequest.mahalla_id.in_(found), ServiceRequest.district_id.in_(found)]
