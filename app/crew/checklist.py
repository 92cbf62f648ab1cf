"""The checklist's fields on the crew's form: as they are asked, with what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from app.actions import checklists
from app.actions.checklists import Filled
from app.checklist_words import bounds, problem_words, unit
from app.domain.checklist import (
    MATERIAL_UNITS,
    MOST_ROWS,
    ChecklistNotMet,
    Problem,
    Question,
    field_name,
    wrong,
)
from app.i18n import named
from app.models import ServiceRequest
from app.queries import checklists as asked


@dataclass(frozen=True)
class Check:
    """One field. `typed` is what stands in it; `rows` are those of the materials."""

    name: str
    kind: str
    label: str
    unit: str
    hint: str
    wording_id: int
    #: What is said where a demanded answer is missing, before anything is sent; empty where none is demanded.
    missing: str
    typed: str
    error: str
    choices: tuple[tuple[str, str], ...]
    rows: tuple[dict[str, str], ...]

    @property
    def is_required(self) -> bool:
        """Whether the job cannot be closed without it."""
        return bool(self.missing)

    @property
    def target(self) -> str:
        """Where the summary of what is wrong leads: the field, or the first one of several."""
        return {"yes_no": f"{self.name}-yes", "materials": f"{self.name}-what-1"}.get(self.kind, self.name)


def units() -> list[tuple[str, str]]:
    """Return what materials are counted in."""
    return [(code, unit(code)) for code in MATERIAL_UNITS]


def read(service_request: ServiceRequest, *, of: str = "") -> Filled:
    """Read the answers of one job out of the form that was sent."""
    return checklists.read(request.form, asked.questions(service_request.service_id), of)


def read_all(service_requests: Sequence[ServiceRequest]) -> dict[str, Filled]:
    """Read the answers of several jobs out of one form, by the job's number."""
    questions = asked.questions_of({one.service_id for one in service_requests})
    return {
        one.public_id: checklists.read(request.form, questions.get(one.service_id, ()), one.public_id)
        for one in service_requests
    }


def errors(error: ChecklistNotMet) -> dict[str, list[str]]:
    """Return what is wrong by the name of its field, as the queue on the phone hears it."""
    return {
        field_name(question.item_id): [problem_words(question, problem)] for question, problem in error.wrong
    }


def checks(service_request: ServiceRequest, filled: Filled | None, *, of: str = "") -> list[Check]:
    """Return the fields of a job; with what was typed, and what is wrong with it, where a form was sent."""
    questions = asked.questions(service_request.service_id)
    problems = (
        {}
        if filled is None
        else {
            question.item_id: problem_words(question, problem)
            for question, problem in wrong(questions, filled)
        }
    )
    form: Mapping[str, str] = request.form if filled is not None else {}
    return [
        _check(question, field_name(question.item_id, of), form, problems.get(question.item_id, ""))
        for question in questions
        if question.is_asked
    ]


def _check(question: Question, name: str, form: Mapping[str, Any], error: str) -> Check:
    return Check(
        name=name,
        kind=question.kind.value,
        label=named(question.words),
        unit=unit(question.unit),
        hint=bounds(question),
        wording_id=question.wording_id,
        missing=problem_words(question, Problem("missing")) if question.is_required else "",
        typed=form.get(name, ""),
        error=error,
        choices=tuple((key, named(names)) for key, names in question.choices.items()),
        rows=_rows(name, form) if question.kind.value == "materials" else (),
    )


def _rows(name: str, form: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    return tuple(
        {part: form.get(f"{name}-{part}-{number}", "") for part in ("what", "amount", "unit")}
        for number in range(1, MOST_ROWS + 1)
    )
