"""The residents' forms. What they refuse, they refuse in one sentence that says what to do."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    FileField,
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field

from app.domain.coordinates import Position, parse_coordinate_pair, parse_longitude_latitude
from app.domain.errors import DomainError, FieldError, UnknownService
from app.domain.text import clean_email, clean_line, clean_phone, clean_text
from app.refusals import sentence


def _cleaned(clean: Any) -> Any:
    """Make a validator of one of `domain.text`'s functions: its refusal becomes the field's error."""

    def check(form: FlaskForm, field: Field) -> None:
        try:
            clean(field.data or "")
        except DomainError as error:
            raise ValidationError(sentence(error)) from None

    return check


def _phone(text: str) -> None:
    if text.strip():
        clean_phone(text, country_code=current_app.config["PHONE_COUNTRY_CODE"])


def _email(text: str) -> None:
    if text.strip():
        clean_email(text)


def _text(text: str) -> None:
    clean_text(text, max_length=current_app.config["MAX_DESCRIPTION"])


#: At which field a refusal of the rules is shown; one about a field says so itself.
_FIELD_OF = {
    "OutsideTerritory": "latitude",
    "UnknownService": "service_code",
    "TooManyPhotos": "photos",
    "PhotoGone": "photos",
    "RecordingGone": "recording",
}


class ReportForm(FlaskForm):
    """Photo, place, what, words, contact. Only the place and the service cannot be left out."""

    client_uuid = HiddenField(default=lambda: str(uuid4()))
    photos = MultipleFileField(_l("Photos"))
    latitude = StringField(_l("Latitude"))
    longitude = StringField(_l("Longitude"))
    accuracy_m = HiddenField()
    service_code = StringField(_l("What is the problem?"))
    description = TextAreaField(_l("What is wrong?"), [_cleaned(_text)])
    recording = FileField(_l("Voice message"))
    address = StringField(_l("Landmark"), [_cleaned(lambda text: clean_line(text, max_length=300))])
    contact_name = StringField(_l("Name"), [_cleaned(lambda text: clean_line(text, max_length=200))])
    phone = StringField(_l("Phone"), [_cleaned(_phone)])
    email = StringField(_l("E-mail"), [_cleaned(_email)])

    #: Where the pin stands, (longitude, latitude); None until `validate` could read it.
    position: Position | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, so that all that is missing is said at once."""
        passed = bool(super().validate(extra_validators))
        try:
            self.position = self._read_position()
        except DomainError as error:
            self.latitude.errors = [sentence(error)]
            passed = False
        if not self.service_code.data:
            self.service_code.errors = [sentence(UnknownService(""))]
            passed = False
        return passed

    def _read_position(self) -> Position:
        latitude, longitude = self.latitude.data or "", self.longitude.data or ""
        # A pair copied from a map is pasted into one field as often as typed into two.
        if bool(latitude.strip()) != bool(longitude.strip()):
            return parse_coordinate_pair(latitude.strip() or longitude)
        return parse_longitude_latitude(longitude, latitude)

    def put_pin(self, position: Position) -> None:
        """Take a place that was found otherwise, for example in a photo."""
        self.longitude.data, self.latitude.data = (f"{degrees:.6f}" for degrees in position)

    @property
    def has_pin(self) -> bool:
        """Whether anything was said about the place."""
        return bool((self.latitude.data or "").strip() or (self.longitude.data or "").strip())

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the rules at the field that it is about."""
        field = _FIELD_OF.get(type(error).__name__, "description")
        if isinstance(error, FieldError):
            field = error.field if error.field in self else "description"
        self[field].errors = [*self[field].errors, sentence(error)]

    @property
    def accuracy(self) -> float | None:
        """How exact the phone's position was, in metres; nonsense is as good as nothing."""
        try:
            metres = float(self.accuracy_m.data or "")
        except ValueError:
            return None
        return metres if 0 < metres < 100_000 else None


class RatingForm(FlaskForm):
    """One to five, and words if there are any."""

    rating = RadioField(
        _l("How well was it done?"),
        choices=[str(n) for n in range(1, 6)],
        validate_choice=False,
    )
    note = TextAreaField(_l("Why?"), [_cleaned(_text)], id="rating-note")

    @property
    def stars(self) -> int | None:
        """The rating, or None where none of the five was chosen."""
        return int(self.rating.data) if self.rating.data in {"1", "2", "3", "4", "5"} else None


class NotFixedForm(FlaskForm):
    """Words and, if there are any, photos that show that it is not fixed."""

    note = TextAreaField(_l("What is still wrong?"), [_cleaned(_text)])
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
    words = TextAreaField(_l("In your words"), [_cleaned(_text)], id="comment-words")
    photos = MultipleFileField(_l("Photos"), id="comment-photos")


class AnswerForm(FlaskForm):
    """The answer to the agency's question: words, photos, or both."""

    client_uuid = HiddenField(default=_form_uuid, id="answer-uuid")
    words = TextAreaField(_l("Your answer"), [_cleaned(_text)], id="answer-words")
    photos = MultipleFileField(_l("Photos"), id="answer-photos")


class SupportForm(FlaskForm):
    """Somebody with the same problem: a phone or an e-mail if they want to be told."""

    client_uuid = HiddenField(default=_form_uuid)
    phone = StringField(_l("Phone"), [_cleaned(_phone)])
    email = StringField(_l("E-mail"), [_cleaned(_email)])
    #: The visitor came from a report that they were writing; it is not needed any more then.
    draft = HiddenField()

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the rules above the fields."""
        self.form_errors = [*self.form_errors, sentence(error)]
