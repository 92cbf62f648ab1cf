"""How a checklist is told: its units, its answers, and what is wrong with one; by the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.domain.checklist import Answer, Filled, ItemKind, Material, Problem, Question
from app.i18n import named
from app.presentation import number
from app.queries.checklists import Round

#: Short, as they stand behind a number.
UNIT = {
    "mm": _l("mm"),
    "cm": _l("cm"),
    "m": _l("m"),
    "km": _l("km"),
    "m2": _l("m²"),
    "m3": _l("m³"),
    "l": _l("l"),
    "kg": _l("kg"),
    "t": _l("t"),
    "piece": _l("pcs"),
    "celsius": "°C",
    "bar": _l("bar"),
    "volt": _l("V"),
    "percent": "%",
}

KIND = {
    ItemKind.NUMBER: _l("A number"),
    ItemKind.CHOICE: _l("One of several answers"),
    ItemKind.YES_NO: _l("Yes or no"),
    ItemKind.TEXT: _l("Words"),
    ItemKind.MINUTES: _l("Minutes of work"),
    ItemKind.MATERIALS: _l("Materials used"),
}


@dataclass(frozen=True)
class Told:
    """What was written down at one finishing, as question and answer."""

    at: datetime
    crew_name: str
    lines: tuple[tuple[str, str], ...]


def unit(code: str) -> str:
    """Return a unit as it stands behind a number; nothing where there is none."""
    return str(UNIT[code]) if code in UNIT else ""


def told(rounds: Sequence[Round]) -> list[Told]:
    """Return the rounds of a report as they are read."""
    return [
        Told(
            one.at,
            one.crew_name,
            tuple(_line(answer) for answer in one.answers),
        )
        for one in rounds
    ]


def blanks(asked: Sequence[Question]) -> list[dict[str, Any]]:
    """Return what is filled in by hand on paper: the question, and the answers to tick where it has any."""
    return [
        {
            "words": f"{named(question.words)}, {unit(question.unit)}"
            if question.unit
            else named(question.words),
            "ticks": _ticks(question),
            "is_tall": question.kind in (ItemKind.TEXT, ItemKind.MATERIALS),
        }
        for question in asked
        if question.is_asked
    ]


def _ticks(question: Question) -> list[str]:
    if question.kind is ItemKind.YES_NO:
        return [str(_("Yes")), str(_("No"))]
    return [named(names) for names in question.choices.values()] if question.kind is ItemKind.CHOICE else []


def answer_lines(filled: Filled) -> list[tuple[str, str]]:
    """Return what a form said as question and answer: shown again where it could not be taken any more."""
    return [_line(answer) for answer in filled.answers]


def _line(answer: Answer) -> tuple[str, str]:
    return named(answer.question.words), answer_words(answer)


def answer_words(answer: Answer) -> str:
    """Return an answer as it is read: `3,5 m²`, `Yes`, `Asphalt, 120 kg; Bitumen, 5 l`."""
    return _ANSWERS[answer.question.kind](answer)


def materials_words(materials: Sequence[Material]) -> str:
    """Return materials in one line."""
    return "; ".join(f"{used.what}, {number(used.amount)} {unit(used.unit)}" for used in materials)


def _number_words(answer: Answer) -> str:
    value = number(answer.number or 0.0)
    return f"{value} {unit(answer.question.unit)}".strip()


def _minutes_words(answer: Answer) -> str:
    return ngettext("%(num)d minute", "%(num)d minutes", answer.minutes or 0)


_ANSWERS: dict[ItemKind, Callable[[Answer], str]] = {
    ItemKind.NUMBER: _number_words,
    ItemKind.CHOICE: lambda answer: named(answer.question.choices.get(answer.choice or "", {})),
    ItemKind.YES_NO: lambda answer: str(_("Yes") if answer.yes else _("No")),
    ItemKind.TEXT: lambda answer: answer.words or "",
    ItemKind.MINUTES: _minutes_words,
    ItemKind.MATERIALS: lambda answer: materials_words(answer.materials),
}


def bounds(question: Question) -> str:
    """Say which numbers are taken; nothing where any is."""
    low, high = (None if bound is None else number(bound) for bound in (question.minimum, question.maximum))
    if low is not None and high is not None:
        return _("From %(low)s to %(high)s.", low=low, high=high)
    if low is not None:
        return _("At least %(low)s.", low=low)
    return _("At most %(high)s.", high=high) if high is not None else ""


def problem_words(question: Question, problem: Problem) -> str:
    """Say what to do about an answer, beside its field."""
    if problem.row:
        return _("Row %(row)s: %(problem)s", row=number(problem.row), problem=_plain(question, problem))
    return _plain(question, problem)


def refusal(error: Any) -> str:
    """Say what is wrong in one sentence, where no field is in sight: a `ChecklistNotMet` that came by the queue."""
    question, problem = error.wrong[0]
    return _(
        "The checklist, “%(question)s”: %(problem)s",
        question=named(question.words),
        problem=problem_words(question, problem),
    )


def _plain(question: Question, problem: Problem) -> str:
    low, high = (number(bound) if bound is not None else "" for bound in (problem.minimum, problem.maximum))
    sentences: dict[str, Callable[[], str]] = {
        "missing": lambda: _missing(question.kind),
        "unreadable": lambda: _("Write a number, such as %(example)s.", example=number(3.5)),
        "not_whole": lambda: _("Write whole minutes, in digits."),
        "too_small": lambda: (
            _("This is too little: at least %(low)s.", low=low) if low else _("This number is too small.")
        ),
        "too_large": lambda: (
            _("This is too much: at most %(high)s.", high=high) if high else _("This number is too large.")
        ),
        "too_long": lambda: _(
            "This is %(length)d characters long; at most %(limit)d fit. Shorten it.",
            length=problem.length,
            limit=int(problem.maximum or 0),
        ),
        "unknown_choice": lambda: _("Choose one of the answers."),
        "what_missing": lambda: _("Write which material it was."),
        "amount_missing": lambda: _("Write how much of it was used."),
        "unit_missing": lambda: _("Choose what it is counted in."),
    }
    return sentences[problem.reason]()


def _missing(kind: ItemKind) -> str:
    return {
        ItemKind.NUMBER: _("Write the number. This job cannot be closed without it."),
        ItemKind.CHOICE: _("Choose one of the answers. This job cannot be closed without it."),
        ItemKind.YES_NO: _("Choose yes or no. This job cannot be closed without it."),
        ItemKind.TEXT: _("Write it in a few words. This job cannot be closed without it."),
        ItemKind.MINUTES: _("Write how many minutes it took. This job cannot be closed without it."),
        ItemKind.MATERIALS: _("Write which materials were used. This job cannot be closed without it."),
    }[kind]
