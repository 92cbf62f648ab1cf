"""Checklists: what is asked for a service, what crews wrote down about a report, and that of many reports at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.domain.checklist import Answer, ItemKind, Material, Question
from app.domain.errors import NotFound
from app.models import (
    ChecklistAnswer,
    ChecklistItem,
    ChecklistMaterial,
    ChecklistWording,
    StatusChange,
)


@dataclass(frozen=True)
class Round:
    """What was written down at one finishing."""

    at: datetime
    crew_name: str
    answers: tuple[Answer, ...]


@dataclass
class Work:
    """What went into one report, over all of its finishings."""

    minutes: int = 0
    materials: list[Material] = field(default_factory=list)


def questions(service_id: int) -> list[Question]:
    """Return a service's questions in their order, as they are worded now; those that were retired come last."""
    return questions_of([service_id]).get(service_id, [])


def questions_of(service_ids: Collection[int]) -> dict[int, list[Question]]:
    """Return the questions of several services in one go, by the service's id."""
    rows = db.session.scalars(
        select(ChecklistItem)
        .where(ChecklistItem.service_id.in_(set(service_ids)))
        .options(selectinload(ChecklistItem.wordings))
        .order_by(ChecklistItem.retired_at.is_not(None), ChecklistItem.position, ChecklistItem.id)
    )
    found: dict[int, list[Question]] = {}
    for item in rows:
        found.setdefault(item.service_id, []).append(question_of(item))
    return found


def question_of(item: ChecklistItem) -> Question:
    """Return an item as it is worded now; how it was worded before stands in `earlier`."""
    earlier = {wording.id: _question(item, wording) for wording in item.wordings[:-1]}
    return _question(item, item.wordings[-1], earlier)


def _question(
    item: ChecklistItem, wording: ChecklistWording, earlier: dict[int, Question] | None = None
) -> Question:
    return Question(
        item_id=item.id,
        wording_id=wording.id,
        kind=item.kind,
        words=wording.words,
        is_required=item.is_required,
        is_asked=item.retired_at is None,
        unit=wording.unit,
        minimum=wording.minimum,
        maximum=wording.maximum,
        choices={choice["key"]: choice["names"] for choice in wording.choices},
        earlier=earlier or {},
    )


def rounds(service_request_id: int) -> list[Round]:
    """Return what was written down about a report, the latest finishing first; in the order of the questions."""
    rows = db.session.scalars(
        select(ChecklistAnswer)
        .where(ChecklistAnswer.service_request_id == service_request_id)
        .options(
            joinedload(ChecklistAnswer.status_change).joinedload(StatusChange.crew),
            joinedload(ChecklistAnswer.wording).joinedload(ChecklistWording.item),
            selectinload(ChecklistAnswer.materials),
        )
        .order_by(ChecklistAnswer.status_change_id.desc(), ChecklistAnswer.id)
    )
    found: dict[int, tuple[StatusChange, list[Answer]]] = {}
    for row in rows:
        found.setdefault(row.status_change_id, (row.status_change, []))[1].append(_answer(row))
    return [
        Round(change.at, change.crew.name if change.crew else "", tuple(answers))
        for change, answers in found.values()
    ]


def _answer(row: ChecklistAnswer) -> Answer:
    return Answer(
        question=_question(row.wording.item, row.wording),
        number=row.number,
        yes=row.yes,
        choice=row.choice,
        words=row.words,
        minutes=row.minutes,
        materials=tuple(Material(used.what, used.amount, used.unit) for used in row.materials),
    )


def work_of(service_request_ids: Sequence[int]) -> dict[int, Work]:
    """Return minutes and materials by report, in two statements for all of them; nothing where none were written."""
    found: dict[int, Work] = {}
    minutes = (
        select(ChecklistAnswer.service_request_id, func.sum(ChecklistAnswer.minutes))
        .where(
            ChecklistAnswer.service_request_id.in_(service_request_ids), ChecklistAnswer.minutes.is_not(None)
        )
        .group_by(ChecklistAnswer.service_request_id)
    )
    for request_id, total in db.session.execute(minutes):
        found.setdefault(request_id, Work()).minutes = int(total or 0)
    materials = (
        select(
            ChecklistAnswer.service_request_id,
            ChecklistMaterial.what,
            ChecklistMaterial.amount,
            ChecklistMaterial.unit,
        )
        .join(ChecklistAnswer, ChecklistAnswer.id == ChecklistMaterial.answer_id)
        .where(ChecklistAnswer.service_request_id.in_(service_request_ids))
        .order_by(ChecklistMaterial.id)
    )
    for request_id, what, amount, unit in db.session.execute(materials):
        found.setdefault(request_id, Work()).materials.append(Material(what, amount, unit))
    return found


def find_item(service_id: int, item_id: int) -> ChecklistItem:
    """Return an item of a service. Raises NotFound, for another service's item too."""
    item = db.session.get(ChecklistItem, item_id)
    if item is None or item.service_id != service_id:
        raise NotFound(str(item_id))
    return item


def answered(item_ids: Collection[int]) -> set[int]:
    """Return which of these items somebody answered already."""
    return set(
        db.session.scalars(
            select(ChecklistWording.item_id)
            .join(ChecklistAnswer, ChecklistAnswer.wording_id == ChecklistWording.id)
            .where(ChecklistWording.item_id.in_(item_ids))
            .distinct()
        )
    )


def counts() -> dict[int, int]:
    """Return how many questions each service asks, by its id."""
    return {
        service_id: count
        for service_id, count in db.session.execute(
            select(ChecklistItem.service_id, func.count())
            .where(ChecklistItem.retired_at.is_(None))
            .group_by(ChecklistItem.service_id)
        )
    }


def asks_for_materials(asked: Sequence[Question]) -> bool:
    """Whether the materials are among the questions: a paper needs no line of its own for them then."""
    return any(question.kind is ItemKind.MATERIALS and question.is_asked for question in asked)
