"""The forms of a report's clock: putting a promise off, and taking time for further study."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from app.dispatch.forms import MoveForm
from app.domain.appeals import TermRefused
from app.domain.errors import DomainError


class ExtendForm(MoveForm):
    """Until which day, and why."""

    until = DateField(_l("New day"), [InputRequired(_l("Choose a day."))])
    note = TextAreaField(_l("Reason"), id="extend-note")
    field_of = {"reason": "note"}

    def refuse(self, error: DomainError) -> None:
        """A day that the rules refuse is shown at the day."""
        if isinstance(error, TermRefused) and error.reason in ("not_longer", "too_long"):
            self.field_of = {**self.field_of, "": "until"}
        super().refuse(error)


class StudyForm(MoveForm):
    """What has to be looked into."""

    note = TextAreaField(_l("What has to be looked into"), id="study-note")
    field_of = {"reason": "note"}
