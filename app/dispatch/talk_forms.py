"""The forms of what is said and shown: replies, notes, hiding, parts, contractors."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from app.dispatch.forms import MoveForm


class ReplyForm(MoveForm):
    """What everybody who follows the report is told."""

    client_uuid = HiddenField(default=lambda: str(uuid4()), id="reply-uuid")
    words = TextAreaField(_l("Reply"), id="reply-words")
    field_of = {"words": "words", "reason": "words"}


class NoteForm(MoveForm):
    """What only those read who work on the report."""

    client_uuid = HiddenField(default=lambda: str(uuid4()), id="note-uuid")
    words = TextAreaField(_l("Internal note"), id="note-words")
    field_of = {"words": "words", "reason": "words"}


class UndoForm(MoveForm):
    """It is another problem after all."""


class HideForm(MoveForm):
    """Why a comment is hidden."""

    reason = StringField(_l("Reason"))
    field_of = {"reason": "reason"}


class SplitForm(MoveForm):
    """What the part is, in which words, and which photos show it."""

    client_uuid = HiddenField(default=lambda: str(uuid4()), id="split-uuid")
    service_code = SelectField(_l("What the part is"), id="split-service", validate_choice=False)
    words = TextAreaField(_l("What is wrong there"), id="split-words")
    photos = SelectMultipleField(
        _l("Photos that show it"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    field_of = {"service": "service_code", "words": "words", "description": "words", "reason": "words"}


class ContractorForm(MoveForm):
    """Who is asked, and where the link goes."""

    name = StringField(_l("Who is asked"), id="contractor-name")
    email = StringField(_l("E-mail"), id="contractor-email")
    days = SelectField(_l("The link holds for"), id="contractor-days", validate_choice=False)
    field_of = {"name": "name", "email": "email", "days": "days"}
