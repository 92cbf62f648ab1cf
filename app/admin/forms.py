"""The admin's forms. Texts by language get one field for each language on offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app import words
from app.catalogue import AGENCY_KINDS
from app.domain.errors import DomainError, FieldError
from app.i18n import OWN_NAMES, named
from app.models import Level, Role, SlaBasis
from app.refusals import sentence

NUMBER = _l("Enter a whole number.")


class AdminForm(FlaskForm):
    """What all of them can do."""

    def refuse(self, error: DomainError) -> None:
        """Show a refusal at its field, or above the form where it is about none."""
        field = getattr(error, "field", "") if isinstance(error, FieldError) else ""
        if field in self:
            self[field].errors = [*self[field].errors, sentence(error)]
        else:
            self.form_errors.append(sentence(error))

    def texts(self, prefix: str) -> dict[str, str]:
        """Return a text by language."""
        return {code: self[f"{prefix}_{code}"].data or "" for code in current_app.config["LOCALES"]}


def with_texts(form: type[AdminForm], **prefixes: Any) -> type[AdminForm]:
    """Return a form class with a field for each prefix and language: names_uz, names_ru, ..."""
    fields = {
        f"{prefix}_{code}": StringField(OWN_NAMES.get(code, code), description=str(code))
        for prefix in prefixes
        for code in current_app.config["LOCALES"]
    }
    return type(form.__name__, (form,), fields)


def text_values(prefix: str, texts: Mapping[str, str] | None) -> dict[str, str]:
    """Return what the fields of a prefix start with."""
    return {f"{prefix}_{code}": (texts or {}).get(code, "") for code in current_app.config["LOCALES"]}


def _id(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() else None


def choice(label: Any, **options: Any) -> SelectField:
    """A choice of one row, by id; the empty one is None."""
    return SelectField(label, coerce=_id, validators=[Optional()], **options)


def offer(field: SelectField, rows: Sequence[tuple[int, str]], none: Any) -> None:
    """Fill a choice: first the words for none, then the rows."""
    field.choices = [SelectChoice("", none), *(SelectChoice(str(key), text) for key, text in rows)]


class AreaForm(AdminForm):
    """Population; the names come with `with_texts`."""

    population = IntegerField(_l("Residents"), [Optional()])


class ServiceForm(AdminForm):
    """A service; names and descriptions come with `with_texts`."""

    code = StringField(_l("Code"), [InputRequired(_l("Enter a code."))])
    service_group_id = choice(_l("Group"))
    icon = StringField(_l("Icon"))
    sla_hours = IntegerField(_l("Promise in hours"), [InputRequired(NUMBER)])
    sla_basis = SelectField(
        _l("Which hours count"),
        choices=[
            SelectChoice(SlaBasis.WORKING.value, _l("Working hours")),
            SelectChoice(SlaBasis.CLOCK.value, _l("Every hour, for emergencies")),
        ],
    )
    photo_before_required = BooleanField(_l("Residents must add a photo"))
    photo_after_required = BooleanField(_l("Crews must add a photo of the repair"))
    allowed_distance_m = IntegerField(_l("Farthest photo from the pin, in metres"), [InputRequired(NUMBER)])
    is_active = BooleanField(_l("On offer"))


class AgencyForm(AdminForm):
    """An agency; names and posts come with `with_texts`."""

    code = StringField(_l("Code"), [InputRequired(_l("Enter a code."))])
    kind = SelectField(_l("Kind"))
    phone = StringField(_l("Phone"))
    email = StringField(_l("E-mail"))
    head_email = StringField(_l("E-mail of the head"))
    area_id = choice(_l("Area"))
    is_active = BooleanField(_l("At work"))

    def offer_kinds(self) -> None:
        """Fill the kinds, in the reader's language."""
        self.kind.choices = [SelectChoice(code, named(kind.names)) for code, kind in AGENCY_KINDS.items()]


class CrewForm(AdminForm):
    """A crew."""

    name = StringField(_l("Name of the crew"), [InputRequired(_l("Enter a name."))])
    is_active = BooleanField(_l("At work"))


class ResponsibilityForm(AdminForm):
    """Who answers for what, where, and from when."""

    agency_id = choice(_l("Agency"))
    what = SelectField(_l("Service or group"))
    area_id = choice(_l("Region or district"))
    mahalla_code = StringField(_l("Code of a mahalla"))
    valid_from = DateField(_l("From"), [InputRequired(_l("Enter a day."))])


class EndForm(AdminForm):
    """The first day on which something no longer holds."""

    on = DateField(_l("Until"), [InputRequired(_l("Enter a day."))])


class UserForm(AdminForm):
    """Somebody who signs in."""

    login = StringField(_l("Login or e-mail"))
    name = StringField(_l("Name"), [InputRequired(_l("Enter a name."))])
    role = SelectField(
        _l("Role"), choices=[SelectChoice(role.value, words.ROLE[role.value]) for role in Role]
    )
    agency_id = choice(_l("Agency (for dispatchers)"))
    crew_id = choice(_l("Crew (for crew members)"))
    area_id = choice(_l("Area (for councils)"))
    mahalla_code = StringField(_l("Code of a mahalla (for its council)"))
    is_active = BooleanField(_l("May sign in"), default=True)


class BoundaryFileForm(AdminForm):
    """The file, and which level it holds."""

    file = FileField(_l("Boundary file"))
    level = SelectField(
        _l("Level"), choices=[SelectChoice(level.value, words.LEVEL[level.value]) for level in Level]
    )


class BoundaryFieldsForm(AdminForm):
    """Which fields of the file hold what; the names come with `with_texts`."""

    token = HiddenField()
    code_field = SelectField(_l("Field with the code"))
    parent_field = SelectField(_l("Field with the parent's code"))
    population_field = SelectField(_l("Field with the number of residents"))
    valid_from = DateField(_l("Valid from"), [InputRequired(_l("Enter a day."))])


class ConfirmForm(AdminForm):
    """A button that changes something; nothing but the session's token in it."""
