"""Checklists: what a crew wrote down is kept with its finishing, and what an admin asks for.

`read` takes the answers out of a form, whichever way it came; `record` demands what is required.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import func, select

from app.actions.administration import by_an_admin, checked_names
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.checklist import LARGEST, NOTHING, UNITS, ChecklistNotMet, Filled, ItemKind, read, wrong
from app.domain.errors import FieldError
from app.domain.text import clean_line
from app.models import (
    ChecklistAnswer,
    ChecklistItem,
    ChecklistMaterial,
    ChecklistWording,
    Service,
    ServiceRequest,
    StatusChange,
    User,
)
from app.queries import checklists as asked

__all__ = ["NOTHING", "Filled", "Wording", "change", "move", "read", "record", "remove", "restore", "save"]

#: More questions are not answered with care, and more choices do not fit a phone.
MOST_ITEMS = 15
MOST_CHOICES = 12


@dataclass(frozen=True)
class Wording:
    """What an admin wrote: the words by language; for numbers unit and bounds; for choices key and names."""

    words: Mapping[str, str]
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: Sequence[tuple[str, Mapping[str, str]]] = field(default_factory=tuple)


def record(service_request: ServiceRequest, change: StatusChange, filled: Filled) -> None:
    """Keep the answers of one finishing, in the session. Raises ChecklistNotMet where something is wrong."""
    questions = asked.questions(service_request.service_id)
    problems = wrong(questions, filled)
    if problems:
        raise ChecklistNotMet(problems)
    known = {question.item_id for question in questions}
    for answer in filled.answers:
        if answer.question.item_id not in known:
            # Read for another service: it is no answer here.
            continue
        db.session.add(
            ChecklistAnswer(
                service_request_id=service_request.id,
                status_change=change,
                wording_id=answer.question.wording_id,
                number=answer.number,
                yes=answer.yes,
                choice=answer.choice,
                words=answer.words,
                minutes=answer.minutes,
                materials=[
                    ChecklistMaterial(what=used.what, amount=used.amount, unit=used.unit)
                    for used in answer.materials
                ],
            )
        )


@one_transaction
@by_an_admin
def save(
    item: ChecklistItem | None,
    *,
    service: Service,
    kind: ItemKind,
    wording: Wording,
    is_required: bool,
    at: datetime,
    by: User,
) -> ChecklistItem:
    """Add a question to a service, or change one. Words that change become a new version; old answers keep theirs.

    Raises NotPermitted, FieldError, TextTooLong. The kind of a question stays what it is.
    """
    said = _checked(item.kind if item is not None else kind, wording, _keys_of(item))
    if item is None:
        last = db.session.scalar(
            select(func.max(ChecklistItem.position)).where(ChecklistItem.service_id == service.id)
        )
        _refuse_too_many(service.id)
        item = ChecklistItem(service_id=service.id, kind=kind, position=-1 if last is None else last)
        item.position += 1
        db.session.add(item)
    item.is_required = is_required
    if not item.wordings or any(getattr(item.wordings[-1], name) != value for name, value in said.items()):
        item.wordings.append(ChecklistWording(at=at, by_user_id=by.id, **said))
    db.session.commit()
    return item


@one_transaction
@by_an_admin
def move(item: ChecklistItem, steps: int, *, by: User) -> None:
    """Ask an item earlier (`steps` below 0) or later than its neighbours."""
    rows = list(
        db.session.scalars(
            select(ChecklistItem)
            .where(ChecklistItem.service_id == item.service_id, ChecklistItem.retired_at.is_(None))
            .order_by(ChecklistItem.position, ChecklistItem.id)
        )
    )
    if item in rows:
        at = rows.index(item)
        rows.insert(max(0, at + steps), rows.pop(at))
    for position, row in enumerate(rows):
        row.position = position
    db.session.commit()


@one_transaction
@by_an_admin
def remove(item: ChecklistItem, *, at: datetime, by: User) -> bool:
    """Ask an item no more. One that nobody answered is deleted; others are retired, which is what False says.

    What the catalogue brought is retired too: deleted, it would come back with the next loading.
    """
    is_gone = item.code is None and not asked.answered([item.id])
    if is_gone:
        db.session.delete(item)
    elif item.retired_at is None:
        item.retired_at = at
    db.session.commit()
    return is_gone


@one_transaction
@by_an_admin
def restore(item: ChecklistItem, *, by: User) -> None:
    """Ask a retired item again, after the others. Raises FieldError (item, too_many)."""
    if item.retired_at is not None:
        _refuse_too_many(item.service_id)
        last = db.session.scalar(
            select(func.max(ChecklistItem.position)).where(ChecklistItem.service_id == item.service_id)
        )
        item.retired_at, item.position = None, (last or 0) + 1
    db.session.commit()


def change(item: ChecklistItem, what: str, *, at: datetime, by: User) -> str:
    """Do one of `up`, `down`, `remove`, `restore`; returns what became of it: moved, deleted, retired, restored."""
    if what in ("up", "down"):
        move(item, -1 if what == "up" else 1, by=by)
        return "moved"
    if what == "remove":
        return "deleted" if remove(item, at=at, by=by) else "retired"
    if what == "restore":
        restore(item, by=by)
        return "restored"
    raise FieldError("change", "unreadable")


def _refuse_too_many(service_id: int) -> None:
    asked_now = db.session.scalar(
        select(func.count()).where(ChecklistItem.service_id == service_id, ChecklistItem.retired_at.is_(None))
    )
    if (asked_now or 0) >= MOST_ITEMS:
        raise FieldError("item", "too_many", limit=MOST_ITEMS)


def _keys_of(item: ChecklistItem | None) -> set[str]:
    """Return the keys that the choices of an item ever had."""
    return {choice["key"] for wording in item.wordings for choice in wording.choices} if item else set()


def _checked(kind: ItemKind, wording: Wording, keys: set[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "words": checked_names(wording.words, "words"),
        "unit": "",
        "minimum": None,
        "maximum": None,
        "choices": [],
    }
    if kind is ItemKind.NUMBER:
        if wording.unit and wording.unit not in UNITS:
            raise FieldError("unit", "unreadable")
        for name in ("minimum", "maximum"):
            bound = getattr(wording, name)
            if bound is not None and not -LARGEST <= bound <= LARGEST:
                raise FieldError(name, "out_of_range")
        if wording.minimum is not None and wording.maximum is not None and wording.minimum > wording.maximum:
            raise FieldError("maximum", "below_minimum")
        said |= {"unit": wording.unit, "minimum": wording.minimum, "maximum": wording.maximum}
    if kind is ItemKind.CHOICE:
        said["choices"] = _checked_choices(wording.choices, keys)
    return said


def _checked_choices(
    choices: Sequence[tuple[str, Mapping[str, str]]], keys: set[str]
) -> list[dict[str, Any]]:
    """Return choices with their names, in order; one that is new gets a key that none ever had."""
    kept: list[tuple[str, dict[str, str]]] = []
    for number, (key, names) in enumerate(choices):
        tidy = {locale: clean_line(name, max_length=120) for locale, name in names.items()}
        if any(tidy.values()):
            kept.append((key if key in keys else "", checked_names(tidy, f"choice-{number}")))
    if len(kept) < 2:
        raise FieldError("choices", "too_few")
    if len(kept) > MOST_CHOICES:
        raise FieldError("choices", "too_many", limit=MOST_CHOICES)
    named = [key for key, _ in kept if key]
    if len(named) != len(set(named)):
        raise FieldError("choices", "unreadable")
    free = (key for number in count(1) if (key := f"c{number}") not in keys)
    return [{"key": key or next(free), "names": names} for key, names in kept]
