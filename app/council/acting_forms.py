"""What a council writes: a question to an agency, a project, what came of it."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from app.council.forms import DayField
from app.domain.errors import DomainError, FieldError
from app.domain.text import TextTooLong
from app.refusals import sentence


class _Refusing(FlaskForm):
    """A form that shows a refusal at its field, or above itself."""

    #: Which field each name of a `FieldError` is.
    field_of: dict[str, str] = {}
    #: What stands at a field that was left empty, or that says nothing that can be done.
    said: dict[str, object] = {}
    #: The field that may be too long.
    longest = ""

    def refuse(self, error: DomainError) -> None:
        """Show why it was refused."""
        name = self.field_of.get(error.field, "") if isinstance(error, FieldError) else ""
        if isinstance(error, TextTooLong):
            name = self.longest
        if not name:
            self.form_errors = [*self.form_errors, sentence(error)]
            return
        own = self.said.get(f"{name}-{error.reason}") if isinstance(error, FieldError) else None
        self[name].errors = [*self[name].errors, str(own) if own else sentence(error)]


class AskForm(_Refusing):
    """What is asked, of whom, and by when the answer is wanted."""

    client_uuid = HiddenField(default=lambda: str(uuid4()), id="ask-uuid")
    agency = SelectField(_l("Which agency is asked"), id="ask-agency", validate_choice=False)
    words = TextAreaField(_l("Question"), id="ask-words")
    hours = SelectField(_l("Answer wanted"), id="ask-hours", default="24", validate_choice=False)
    field_of = {"question": "words", "agency": "agency", "hours": "hours"}
    said = {"words-empty": _l("Write in a sentence what you want to know.")}
    longest = "words"


class ProjectForm(_Refusing):
    """What a project is called, which post answers for it, and until when."""

    name = StringField(_l("Name of the project"), id="project-name")
    post = StringField(_l("Who answers for it"), id="project-post")
    until_on = DayField(_l("Until when"), id="project-until")
    note = TextAreaField(_l("What has changed"), id="project-note")
    field_of = {"project_name": "name", "post": "post", "until_on": "until_on"}
    said = {
        "name-empty": _l("Write what the project is called."),
        "post-empty": _l("Write which post answers for it, such as “Chief engineer of the water works”."),
        "until_on-empty": _l("Choose the day until which it should be done."),
        "until_on-past": _l("This day has passed. Choose today or a later day."),
        "until_on-too_far": _l("This day is too far away. Choose a day within three years."),
    }
    longest = "note"


class EndForm(_Refusing):
    """What came of a project."""

    note = TextAreaField(_l("What came of it"), id="end-note")
    field_of = {"note": "note"}
    said = {"note-empty": _l("Write in a sentence what came of it.")}
    longest = "note"


class NumberForm(FlaskForm):
    """The number of a report that is to be asked about."""

    class Meta:
        csrf = False  # It only leads on.

    report = StringField(_l("Number of the report"), id="ask-report")
