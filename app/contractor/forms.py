"""The form of a contractor's answer."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.domain.errors import DomainError, FieldError, PhotoGone, TooManyPhotos
from app.models import ContractorAnswer
from app.refusals import sentence
from app.words import CONTRACTOR_ANSWER


class AnswerForm(FlaskForm):
    """What the contractor says, and photos that show it."""

    client_uuid = HiddenField(default=lambda: str(uuid4()))
    answer = RadioField(
        _l("Your answer"),
        choices=[SelectChoice(word.value, CONTRACTOR_ANSWER[word.value]) for word in ContractorAnswer],
        validate_choice=False,
    )
    words = TextAreaField(_l("In words"))
    photos = MultipleFileField(_l("Photos"), id="contractor-photos")

    @property
    def said(self) -> ContractorAnswer | None:
        """The answer that was chosen, or None."""
        chosen = self.answer.data
        return ContractorAnswer(chosen) if chosen in set(ContractorAnswer) else None

    def refuse(self, error: DomainError) -> None:
        """Show a refusal at its field."""
        name = "words"
        if isinstance(error, TooManyPhotos | PhotoGone):
            name = "photos"
        elif isinstance(error, FieldError) and error.field in self:
            name = error.field
        self[name].errors = [*self[name].errors, sentence(error)]
