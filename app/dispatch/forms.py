"""The forms of a dispatcher's moves. Each carries the version of the report that its page showed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app import words
from app.dispatch.day_fields import DayField
from app.domain.errors import (
    AskedAlready,
    ChangedMeanwhile,
    DecidedByCouncil,
    DecisionAwaited,
    DemandNotMet,
    DomainError,
    FieldError,
    MoveNotAllowed,
    NotFound,
    NotOpen,
)
from app.domain.lifecycle import ReasonCode
from app.domain.text import TextTooLong
from app.refusals import sentence

#: The fields that somebody writes into, whichever form they are of.
TYPED = ("note", "words", "reason", "name", "email", "original")
#: Whoever acts on a page that shows no version acts on something that was never shown.
NEVER_SHOWN = -1


class MoveForm(FlaskForm):
    """A move, and the version of the report that it was decided on."""

    version = HiddenField()
    #: At which field a refusal of the rules is shown, by what it says.
    field_of: dict[str, str] = {}

    @property
    def expected_version(self) -> int:
        """The version that the page showed."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else NEVER_SHOWN

    @property
    def is_late(self) -> bool:
        """Whether the report had changed meanwhile, so that nothing in the form is wrong by itself."""
        return getattr(self, "_late", False)

    @property
    def written(self) -> str:
        """What was typed into it, for a page that does not show the form any more."""
        return "\n".join(filter(None, (self.data.get(name) for name in TYPED)))

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the rules at the field that it is about."""
        self._late = isinstance(
            error,
            ChangedMeanwhile | MoveNotAllowed | NotOpen | AskedAlready | DecisionAwaited | DecidedByCouncil,
        )
        about = _about(error)
        name = self.field_of.get(about, "")
        errors = self[name].errors if name else self.form_errors
        said = [*errors, sentence(error)]
        if name:
            self[name].errors = said
        else:
            self.form_errors = said


def _about(error: DomainError) -> str:
    if isinstance(error, DemandNotMet):
        return str(error.demand)
    if isinstance(error, FieldError):
        return error.field
    if isinstance(error, TextTooLong):
        return "reason"
    return "original" if isinstance(error, NotFound) else ""


class AcceptForm(MoveForm):
    """The agency takes the report."""


class AssignForm(MoveForm):
    """To which crew, and on which day it is to come, where that is known already."""

    crew = SelectField(_l("Crew"), validate_choice=False)
    planned_on = DayField(_l("Day"), [Optional()])
    field_of = {"crew": "crew", "planned_on": "planned_on"}
    #: The crews to be named first, each with why: set before the form is shown.
    suggested: Sequence[dict[str, Any]] = ()


class HandOverForm(MoveForm):
    """To which agency, and why."""

    agency = SelectField(_l("Agency"), validate_choice=False)
    note = TextAreaField(_l("Reason"), id="hand-over-note")
    field_of = {"agency": "agency", "reason": "note"}


class RejectForm(MoveForm):
    """Why, by a code, and in words where the code does not say enough."""

    reason_code = RadioField(
        _l("Reason"),
        choices=[SelectChoice(code.value, words.REASON_CODE[code.value]) for code in ReasonCode],
        validate_choice=False,
    )
    note = TextAreaField(_l("In words"), id="reject-note")
    field_of = {"reason_code": "reason_code", "reason": "note"}

    @property
    def code(self) -> ReasonCode | None:
        """The reason that was chosen, or None."""
        chosen = self.reason_code.data
        return ReasonCode(chosen) if chosen in set(ReasonCode) else None


class DuplicateForm(MoveForm):
    """Of which earlier report: one near by, or a number."""

    near = RadioField(_l("Earlier reports near by"), validate_choice=False)
    original = StringField(_l("Number of the earlier report"))
    field_of = {"original": "original"}

    @property
    def chosen_id(self) -> str:
        """The number that was typed, or the report near by that was chosen."""
        return (self.original.data or "").strip() or str(self.near.data or "")


class AskForm(MoveForm):
    """What the agency wants to know of the resident."""

    client_uuid = HiddenField(default=lambda: str(uuid4()), id="ask-uuid")
    words = TextAreaField(_l("Question"), id="ask-words")
    field_of = {"words": "words", "reason": "words"}


#: The form of each move that a dispatcher makes by hand; asking is none, but is decided on the same page.
FORMS: dict[str, type[MoveForm]] = {
    "accept": AcceptForm,
    "assign": AssignForm,
    "hand_over": HandOverForm,
    "reject": RejectForm,
    "mark_duplicate": DuplicateForm,
    "ask": AskForm,
}


def unsent(move: str, version: int, **values: Any) -> MoveForm:
    """Return a move's form as it is shown before anybody filled it in."""
    return FORMS[move](formdata=None, data={"version": str(version), **values})
