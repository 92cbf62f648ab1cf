"""Writing the catalogue's checklists into the database; the caller commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.catalogue.questions import CheckItem
from app.models import ChecklistItem, ChecklistWording, Service


def load_checklists(
    session: Session, checklists: Mapping[str, Sequence[CheckItem]], *, overwrite: bool = False
) -> tuple[int, int]:
    """Add the questions that are missing, found by their codes; returns how many are new and how many changed.

    What is there already belongs to the admin, and so does whether it is asked: only texts in languages that it
    lacks are added, unless `overwrite` puts the catalogue's words, bounds and choices back. Words that change are a
    new wording, so what was answered before keeps its own.
    """
    services = {service.service_code: service.id for service in session.scalars(select(Service))}
    known = {
        (item.service_id, item.code): item
        for item in session.scalars(select(ChecklistItem).options(selectinload(ChecklistItem.wordings)))
    }
    added = changed = 0
    for service_code, entries in checklists.items():
        for position, entry in enumerate(entries):
            item = known.get((services[service_code], entry.code))
            if item is None:
                session.add(_new(services[service_code], entry, position))
                added += 1
            else:
                changed += _bring_up_to_date(item, entry, overwrite)
    session.flush()
    return added, changed


def _new(service_id: int, entry: CheckItem, position: int) -> ChecklistItem:
    return ChecklistItem(
        service_id=service_id,
        code=entry.code,
        kind=entry.kind,
        position=position,
        is_required=entry.is_required,
        wordings=[ChecklistWording(at=datetime.now(UTC), **_said(entry))],
    )


def _said(entry: CheckItem) -> dict[str, Any]:
    return {
        "words": dict(entry.words),
        "unit": entry.unit,
        "minimum": entry.minimum,
        "maximum": entry.maximum,
        "choices": [{"key": key, "names": dict(names)} for key, names in entry.choices.items()],
    }


def _bring_up_to_date(item: ChecklistItem, entry: CheckItem, overwrite: bool) -> bool:
    if item.kind is not entry.kind:
        # A question of another kind is another question; it needs another code.
        return False
    last = item.wordings[-1]
    current = {name: getattr(last, name) for name in ("words", "unit", "minimum", "maximum", "choices")}
    said = _said(entry) if overwrite else _with_languages(current, entry)
    if said == current:
        return False
    item.wordings.append(ChecklistWording(at=datetime.now(UTC), **said))
    return True


def _with_languages(current: dict[str, Any], entry: CheckItem) -> dict[str, Any]:
    choices = [
        {"key": choice["key"], "names": {**entry.choices.get(choice["key"], {}), **choice["names"]}}
        for choice in current["choices"]
    ]
    return {**current, "words": {**entry.words, **current["words"]}, "choices": choices}
