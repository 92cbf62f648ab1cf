"""The forms about crews: who they are, when they are on duty, on which day they do a job."""

from __future__ import annotations

from datetime import date, time

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.dispatch.crew_words import WEEKDAY
from app.dispatch.day_fields import DAY, TIME, ClockField, DayField
from app.dispatch.forms import MoveForm
from app.domain.errors import DomainError, FieldError
from app.refusals import sentence

#: What most crews have.
USUAL = (time(9), time(18))
WORKING_DAYS = ["0", "1", "2", "3", "4"]


class RosterForm(FlaskForm):
    """What the forms about crews can do."""

    def refuse(self, error: DomainError) -> None:
        """Show a refusal at its field, or above the form where it is about none."""
        name = error.field if isinstance(error, FieldError) else ""
        if name in self:
            self[name].errors = [*self[name].errors, sentence(error)]
        else:
            self.form_errors.append(sentence(error))


class CrewForm(RosterForm):
    """A crew: its name, what it can do, and where it works."""

    name = StringField(_l("Name of the crew"), [InputRequired(_l("Enter a name."))])
    is_active = BooleanField(_l("At work"))
    groups = SelectMultipleField(_l("What it can do"), validate_choice=False)
    areas = SelectMultipleField(_l("Where it works"), validate_choice=False)


class ShiftsForm(RosterForm):
    """Shifts on chosen days of the week, from one day to another."""

    first_on = DayField(_l("From"), [InputRequired(DAY)])
    last_on = DayField(_l("Until"), [InputRequired(DAY)])
    weekdays = SelectMultipleField(
        _l("Days of the week"),
        choices=[SelectChoice(str(n), name) for n, name in enumerate(WEEKDAY)],
        validate_choice=False,
    )
    begins = ClockField(_l("Begins at"), [InputRequired(TIME)])
    ends = ClockField(_l("Ends at"), [InputRequired(TIME)])
    members = SelectMultipleField(_l("Who is on duty"), validate_choice=False)
    holidays_too = BooleanField(_l("On public holidays too"))


class RemoveShiftsForm(FlaskForm):
    """Shifts to be taken away."""

    shifts = SelectMultipleField(_l("Shifts"), validate_choice=False)


class PlanForm(MoveForm):
    """Which crew does a job, and on which day."""

    crew = RadioField(_l("Crew"), validate_choice=False)
    planned_on = DayField(_l("Day"), [Optional()])
    #: The first day of the board that is gone back to.
    start = HiddenField(validators=[Optional()])
    field_of = {"crew": "crew", "planned_on": "planned_on"}

    @property
    def day(self) -> date | None:
        """The day that was chosen, or None."""
        chosen: date | None = self.planned_on.data
        return chosen


def numbers(values: list[str] | None) -> list[int]:
    """Return the numbers of rows that were chosen, without what is none."""
    return [int(value) for value in values or [] if value.isascii() and value.isdecimal() and len(value) < 10]
