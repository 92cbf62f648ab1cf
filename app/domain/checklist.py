"""Checklists: what a crew writes down when it finishes a job, read out of a form as typed answers.

A form's fields are `check-<item>`; where one form finishes several jobs, `check-<item>-<public id>`. Beside each
stands `...-as`, the wording under which it was asked: what waited on a phone is read as it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from app.domain.errors import DomainError
from app.domain.text import TextTooLong, clean_line, clean_text

#: What a number can be counted in. Anything else is said by the question.
UNITS = ("mm", "cm", "m", "km", "m2", "m3", "l", "kg", "t", "piece", "celsius", "bar", "volt", "percent")
#: What material is counted in.
MATERIAL_UNITS = ("piece", "kg", "t", "l", "m", "m2", "m3")

LONGEST_TEXT = 1_000
LONGEST_MATERIAL = 120
MOST_ROWS = 6
MOST_MINUTES = 20_000
#: No bounds of an admin reach farther; the database holds numbers to them too.
LARGEST = 999_999_999.0

_NUMBER = re.compile(r"[-−]?(?:[0-9]{1,9}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,2})(?:[.,][0-9]{1,6})?")
_WHOLE = re.compile(r"[-−]?[0-9]{1,9}")


class ItemKind(StrEnum):
    """What an answer is."""

    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"
    MINUTES = "minutes"
    MATERIALS = "materials"


@dataclass(frozen=True)
class Question:
    """An item in one wording. `is_asked` is False for one that was retired: it is demanded of nobody."""

    item_id: int
    wording_id: int
    kind: ItemKind
    words: Mapping[str, str]
    is_required: bool = False
    is_asked: bool = True
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    #: Names by locale, by the choice's key.
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: How it was worded before, by the wording's number.
    earlier: Mapping[int, Question] = field(default_factory=dict)


@dataclass(frozen=True)
class Material:
    """So much of one material."""

    what: str
    amount: float
    unit: str


@dataclass(frozen=True)
class Answer:
    """One typed answer: what fits the question's kind is set, and nothing else."""

    question: Question
    number: float | None = None
    yes: bool | None = None
    choice: str | None = None
    words: str | None = None
    minutes: int | None = None
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Why an answer cannot be taken: `reason` is a stable word, `row` counts a material from one."""

    reason: str
    minimum: float | None = None
    maximum: float | None = None
    length: int = 0
    row: int = 0


@dataclass(frozen=True)
class Filled:
    """What a form said: its answers, and what could not be read, by the item's number."""

    answers: tuple[Answer, ...] = ()
    problems: Mapping[int, Problem] = field(default_factory=dict)


NOTHING = Filled()


class ChecklistNotMet(DomainError):
    """Something that the checklist demands is missing, or cannot be taken; nothing was changed."""

    def __init__(self, wrong: Sequence[tuple[Question, Problem]]) -> None:
        super().__init__(
            ", ".join(f"item {question.item_id}: {problem.reason}" for question, problem in wrong)
        )
        self.wrong = tuple(wrong)


class Unreadable(DomainError):
    """One answer that cannot be taken."""

    def __init__(self, reason: str, **more: float | int | None) -> None:
        super().__init__(reason)
        self.problem = Problem(reason, **more)  # type: ignore[arg-type]


class Form(Protocol):
    """What a browser or a phone sent."""

    def get(self, key: str, default: str = "") -> str:
        """Return the first value of a field."""


def field_name(item_id: int, of: str = "") -> str:
    """Return the name of an item's field; `of` is the job where one form is about several."""
    return f"check-{item_id}-{of}" if of else f"check-{item_id}"


def read(form: Form, questions: Sequence[Question], of: str = "") -> Filled:
    """Read the typed answers to these questions out of a form. It never raises; see `wrong` for the demand.

    Only fields of these questions are looked at: whatever else a form holds has no effect. What was retired after
    the form was opened is kept where it can be read, and let go where not: nobody could mend it any more.
    """
    answers: list[Answer] = []
    problems: dict[int, Problem] = {}
    for current in questions:
        name = field_name(current.item_id, of)
        question = _as_it_was_asked(current, form.get(f"{name}-as", ""))
        try:
            answer = _READERS[question.kind](form, name, question)
        except Unreadable as error:
            if current.is_asked:
                problems[current.item_id] = error.problem
            continue
        if answer is not None:
            answers.append(answer)
    return Filled(tuple(answers), problems)


def wrong(questions: Sequence[Question], filled: Filled) -> list[tuple[Question, Problem]]:
    """Return what keeps a job from being finished: answers that cannot be taken, and missing ones."""
    answered = {answer.question.item_id for answer in filled.answers}
    found = []
    for question in questions:
        problem = filled.problems.get(question.item_id)
        if (
            problem is None
            and question.is_asked
            and question.is_required
            and question.item_id not in answered
        ):
            problem = Problem("missing")
        if problem is not None:
            found.append((question, problem))
    return found


def read_number(raw: str, minimum: float | None = None, maximum: float | None = None) -> float | None:
    """Return a number, to three decimals; None where nothing was typed. Point and comma are both decimal.

    `1 250,5` is read, `1e3`, `nan`, `0x1`, `1.250,5` and digits of other scripts are not. Raises Unreadable
    (unreadable, too_small, too_large).
    """
    typed = raw[:200].strip()
    if not typed:
        return None
    if _NUMBER.fullmatch(typed) is None:
        raise Unreadable("unreadable")
    plain = re.sub("[ \u00a0\u202f]", "", typed).replace("−", "-").replace(",", ".")
    number = round(float(plain), 3) + 0.0
    _within(number, minimum, maximum)
    return number


def _within(number: float, minimum: float | None, maximum: float | None) -> None:
    low = -LARGEST if minimum is None else minimum
    high = LARGEST if maximum is None else maximum
    if number < low or number > high:
        raise Unreadable("too_small" if number < low else "too_large", minimum=minimum, maximum=maximum)


def _as_it_was_asked(question: Question, typed: str) -> Question:
    earlier = (
        question.earlier.get(int(typed))
        if typed.isascii() and typed.isdecimal() and len(typed) < 18
        else None
    )
    return question if earlier is None else replace(earlier, is_asked=question.is_asked)


def _number(form: Form, name: str, question: Question) -> Answer | None:
    number = read_number(form.get(name, ""), question.minimum, question.maximum)
    return None if number is None else Answer(question, number=number)


def _minutes(form: Form, name: str, question: Question) -> Answer | None:
    typed = form.get(name, "")[:200].strip()
    if not typed:
        return None
    if _WHOLE.fullmatch(typed) is None:
        raise Unreadable("not_whole")
    minutes = int(typed.replace("−", "-"))
    _within(minutes, 1, MOST_MINUTES)
    return Answer(question, minutes=minutes)


def _choice(form: Form, name: str, question: Question) -> Answer | None:
    chosen = form.get(name, "")
    if not chosen:
        return None
    if chosen not in question.choices:
        raise Unreadable("unknown_choice")
    return Answer(question, choice=chosen)


def _yes_no(form: Form, name: str, question: Question) -> Answer | None:
    chosen = form.get(name, "")
    if not chosen:
        return None
    if chosen not in ("yes", "no"):
        raise Unreadable("unknown_choice")
    return Answer(question, yes=chosen == "yes")


def _text(form: Form, name: str, question: Question) -> Answer | None:
    try:
        words = clean_text(form.get(name, ""), max_length=LONGEST_TEXT)
    except TextTooLong as error:
        raise Unreadable("too_long", length=error.length, maximum=error.limit) from None
    return Answer(question, words=words) if words else None


def _materials(form: Form, name: str, question: Question) -> Answer | None:
    rows = []
    for number in range(1, MOST_ROWS + 1):
        try:
            row = _material(*(form.get(f"{name}-{part}-{number}", "") for part in ("what", "amount", "unit")))
        except Unreadable as error:
            raise Unreadable(**{**vars(error.problem), "row": number}) from None
        if row is not None:
            rows.append(row)
    return Answer(question, materials=tuple(rows)) if rows else None


def _material(typed: str, amount: str, unit: str) -> Material | None:
    """Return one row; None where neither a material nor an amount stands in it."""
    try:
        what = clean_line(typed, max_length=LONGEST_MATERIAL)
    except TextTooLong as error:
        raise Unreadable("too_long", length=error.length, maximum=error.limit) from None
    if not what and not amount.strip():
        return None
    if not what:
        raise Unreadable("what_missing")
    much = read_number(amount)
    if much is None:
        raise Unreadable("amount_missing")
    _within(much, 0.001, 1_000_000)
    if unit not in MATERIAL_UNITS:
        raise Unreadable("unit_missing")
    return Material(what, much, unit)


_READERS: dict[ItemKind, Callable[[Form, str, Question], Answer | None]] = {
    ItemKind.NUMBER: _number,
    ItemKind.CHOICE: _choice,
    ItemKind.YES_NO: _yes_no,
    ItemKind.TEXT: _text,
    ItemKind.MINUTES: _minutes,
    ItemKind.MATERIALS: _materials,
}
