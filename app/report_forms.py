"""The form of a report, for every room that takes one: residents write it themselves, operators for somebody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, MultipleFileField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from app.domain.coordinates import Position, parse_coordinate_pair, parse_longitude_latitude
from app.domain.errors import DomainError, FieldError, UnknownService
from app.domain.text import clean_email, clean_line, clean_phone, clean_text
from app.refusals import sentence


def cleaned(clean: Any) -> Any:
    """Make a validator of one of `domain.text`'s functions: its refusal becomes the field's error."""

    def check(form: FlaskForm, field: Field) -> None:
        try:
            clean(field.data or "")
        except DomainError as error:
            raise ValidationError(sentence(error)) from None

    return check


def phone_or_nothing(text: str) -> None:
    """Refuse what is no phone number; nothing is one. Raises UnreadablePhone."""
    if text.strip():
        clean_phone(text, country_code=current_app.config["PHONE_COUNTRY_CODE"])


def email_or_nothing(text: str) -> None:
    """Refuse what is no e-mail address; nothing is one. Raises UnreadableEmail."""
    if text.strip():
        clean_email(text)


def description_text(text: str) -> None:
    """Refuse a text that is too long to be kept. Raises TextTooLong."""
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
    description = TextAreaField(_l("What is wrong?"), [cleaned(description_text)])
    recording = FileField(_l("Voice message"))
    address = StringField(_l("Landmark"), [cleaned(lambda text: clean_line(text, max_length=300))])
    contact_name = StringField(_l("Name"), [cleaned(lambda text: clean_line(text, max_length=200))])
    phone = StringField(_l("Phone"), [cleaned(phone_or_nothing)])
    email = StringField(_l("E-mail"), [cleaned(email_or_nothing)])

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
