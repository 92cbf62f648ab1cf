"""The form with which a crew says that a job is done."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, TextAreaField

from app.domain.coordinates import Position, parse_longitude_latitude
from app.domain.errors import DemandNotMet, DomainError, PhotoGone, TooManyPhotos
from app.refusals import sentence


def read_position(longitude: str | None, latitude: str | None) -> Position | None:
    """Return where the phone says it is, or None where it says nothing that can be read."""
    if not longitude or not latitude:
        return None
    try:
        return parse_longitude_latitude(longitude, latitude)
    except DomainError:
        return None


class ResolveForm(FlaskForm):
    """After-photos, a note, and where the phone was."""

    photos = MultipleFileField(_l("Photo of the finished work"))
    note = TextAreaField(_l("Note"))
    lon = HiddenField()
    lat = HiddenField()

    @property
    def position(self) -> Position | None:
        """Where the phone was when the form was sent, if it said so."""
        return read_position(self.lon.data, self.lat.data)

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the rules at the field that it is about."""
        about_photos = isinstance(error, TooManyPhotos | PhotoGone) or (
            isinstance(error, DemandNotMet) and error.demand == "after_photo"
        )
        field = self.photos if about_photos else self.note
        field.errors = [*field.errors, sentence(error)]
