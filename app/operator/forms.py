"""The operators' forms: the report as somebody tells it, how they came, and what they agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice

from app import words
from app.domain.errors import DomainError
from app.domain.text import clean_phone
from app.i18n import OWN_NAMES, locale_code
from app.models import Consent, FilingChannel
from app.refusals import sentence
from app.report_forms import ReportForm, cleaned, email_or_nothing, phone_or_nothing

#: Nobody has agreed to anything.
NONE = "none"


def _phone(text: str) -> None:
    clean_phone(text, country_code=current_app.config["PHONE_COUNTRY_CODE"])


def _offered(said: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in said.items()]


def _consents() -> list[SelectChoice]:
    return _offered({**words.CONSENT, NONE: _l("No: nothing about them is kept")})


def consent_of(field: Field) -> Consent | None:
    """Return what was ticked, None where it was nothing or "no"."""
    return Consent(field.data) if field.data in set(Consent) else None


class FindForm(FlaskForm):
    """The phone number of somebody who asks about their earlier reports."""

    phone = StringField(_l("Phone"), [cleaned(_phone)], id="find-phone")


class FileForm(ReportForm):
    """A report as somebody tells it. Their name, phone or e-mail are kept only with their consent."""

    channel = RadioField(
        _l("How did they come?"),
        choices=lambda: _offered(words.FILING_CHANNEL),
        default=FilingChannel.PHONE.value,
    )
    locale = SelectField(_l("Their language"))
    consent = RadioField(
        _l("May their name, phone and e-mail be kept for this report?"),
        choices=_consents,
        validate_choice=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale.choices = languages()
        if not self.locale.data:
            self.locale.data = locale_code()

    @property
    def came_by(self) -> FilingChannel:
        """How they came."""
        return FilingChannel(self.channel.data)

    @property
    def agreed(self) -> Consent | None:
        """How they agreed, or None."""
        return consent_of(self.consent)

    @property
    def has_contact(self) -> bool:
        """Whether anything was written about the person."""
        return any((field.data or "").strip() for field in (self.contact_name, self.phone, self.email))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that a contact is not kept without a consent."""
        passed = super().validate(extra_validators)
        if self.has_contact and self.agreed is None:
            self.consent.errors = [
                _(
                    "Ask whether they agree, and tick how; without their consent leave name, phone and e-mail empty."
                )
            ]
            passed = False
        return passed


def languages() -> list[SelectChoice]:
    """Return the languages on offer by their own names."""
    return [SelectChoice(code, OWN_NAMES.get(code, code)) for code in current_app.config["LOCALES"]]


class AddForm(FlaskForm):
    """Somebody who has the same problem as an earlier report."""

    client_uuid = HiddenField(default=lambda: str(uuid4()))
    locale = HiddenField()
    consent = HiddenField()
    phone = HiddenField(validators=[cleaned(phone_or_nothing)])
    email = HiddenField(validators=[cleaned(email_or_nothing)])

    def validate_locale(self, field: Field) -> None:
        """Only languages on offer."""
        if field.data not in current_app.config["LOCALES"]:
            raise ValidationError(_("Check this field."))

    def refusal(self, error: DomainError | None = None) -> str:
        """Return the first sentence that says what is wrong."""
        if error is not None:
            return sentence(error)
        return str(next(iter(self.errors.values()))[0])
