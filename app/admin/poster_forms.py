"""What an admin says about a poster: for what, on which paper, in which languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from app.admin.forms import NUMBER, AdminForm
from app.i18n import OWN_NAMES, named

#: How many fit on an A4 sheet, by paper.
PAPERS = {"poster": 1, "large": 8, "small": 24}
#: So many languages can still be read on it.
MOST_LANGUAGES = {"poster": 3, "large": 2, "small": 1}


class PosterForm(AdminForm):
    """Paper and languages, for each kind of poster."""

    paper = RadioField(
        _l("Paper"),
        choices=[
            SelectChoice("poster", _l("Poster, one on an A4 sheet")),
            SelectChoice("large", _l("Stickers of 105 × 74 mm, 8 on an A4 sheet")),
            SelectChoice("small", _l("Stickers of 70 × 37 mm, 24 on an A4 sheet")),
        ],
        default="poster",
    )
    languages = SelectMultipleField(_l("Languages, in this order"))
    copies = IntegerField(
        _l("How many of each"),
        [InputRequired(NUMBER), NumberRange(1, 240, _l("Enter a number from 1 to 240."))],
        default=1,
    )

    def offer_languages(self) -> None:
        """Fill the languages; the default is the service's own."""
        codes: list[str] = current_app.config["LOCALES"]
        self.languages.choices = [SelectChoice(code, OWN_NAMES.get(code, code)) for code in codes]
        if not self.is_submitted():
            self.languages.data = codes[:1]

    def validate_languages(self, field: Field) -> None:
        """Some, and not more than can be read."""
        most = MOST_LANGUAGES.get(self.paper.data, 1)
        if not field.data:
            raise ValidationError(_("Choose at least one language."))
        if len(field.data) > most:
            raise ValidationError(
                _("At most %(most)d of the languages can be read on this paper. Choose fewer.", most=most)
            )


class MahallaPosterForm(PosterForm):
    """For a mahalla: the form opens inside it."""

    mahalla_code = StringField(_l("Code of a mahalla"), [InputRequired(_l("Enter a code."))])


class PlacePosterForm(PosterForm):
    """For one thing at one spot."""

    name = StringField(_l("Name or number of the thing"))
    spot = StringField(_l("Where it stands"))
    service_code = SelectField(_l("What is usually reported here"), default="")

    def offer_services(self, groups: Sequence[Any]) -> None:
        """Fill the services, by group."""
        self.service_code.choices = {
            "": [SelectChoice("", _("The reader chooses"))],
            **{
                named(group.names): [
                    SelectChoice(service.service_code, named(service.names))
                    for service in group.services
                    if service.is_active
                ]
                for group in groups
            },
        }


class ListPosterForm(PosterForm):
    """For many things at once."""

    file = FileField(_l("List of places"))
