"""The residents' forms. What they refuse, they refuse in one sentence that says what to do."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field

from app.domain.errors import DomainError
from app.refusals import sentence
from app.report_forms import ReportForm, cleaned, description_text, email_or_nothing, phone_or_nothing

__all__ = [
    "AnswerForm",
    "CommentForm",
    "NotFixedForm",
    "RatingForm",
    "ReportForm",
    "SupportForm",
]


class RatingForm(FlaskForm):
    """One to five, and words if there are any."""

    rating = RadioField(
        _l("How well was it done?"),
        choices=[str(n) for n in range(1, 6)],
        validate_choice=False,
    )
    note = TextAreaField(_l("Why?"), [cleaned(description_text)], id="rating-note")

    @property
    def stars(self) -> int | None:
        """The rating, or None where none of the five was chosen."""
        return int(self.rating.data) if self.rating.data in {"1", "2", "3", "4", "5"} else None


class NotFixedForm(FlaskForm):
    """Words and, if there are any, photos that show that it is not fixed."""

    note = TextAreaField(_l("What is still wrong?"), [cleaned(description_text)])
    photos = MultipleFileField(_l("Photos"))

    def validate_note(self, field: Field) -> None:
        """The crew needs words: a reopened report without any would be guessed at."""
        if not (field.data or "").strip():
            raise ValidationError(_("Write in a sentence what is still wrong."))


def _form_uuid() -> str:
    return str(uuid4())


class CommentForm(FlaskForm):
    """Something that the reporter adds: words, photos, or both."""

    client_uuid = HiddenField(default=_form_uuid, id="comment-uuid")
    words = TextAreaField(_l("In your words"), [cleaned(description_text)], id="comment-words")
    photos = MultipleFileField(_l("Photos"), id="comment-photos")


class AnswerForm(FlaskForm):
    """The answer to the agency's question: words, photos, or both."""

    client_uuid = HiddenField(default=_form_uuid, id="answer-uuid")
    words = TextAreaField(_l("Your answer"), [cleaned(description_text)], id="answer-words")
    photos = MultipleFileField(_l("Photos"), id="answer-photos")


class SupportForm(FlaskForm):
    """Somebody with the same problem: a phone or an e-mail if they want to be told."""

    client_uuid = HiddenField(default=_form_uuid)
    phone = StringField(_l("Phone"), [cleaned(phone_or_nothing)])
    email = StringField(_l("E-mail"), [cleaned(email_or_nothing)])
    #: The visitor came from a report that they were writing; it is not needed any more then.
    draft = HiddenField()

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the rules above the fields."""
        self.form_errors = [*self.form_errors, sentence(error)]
