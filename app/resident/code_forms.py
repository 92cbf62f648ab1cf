"""The forms of one-time codes: to whom one is sent, and the code itself."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter.util import get_remote_address
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from app.domain.codes import Verdict
from app.domain.errors import DomainError
from app.domain.text import clean_email, clean_phone
from app.models import ContactKind
from app.refusals import sentence


class ContactForm(FlaskForm):
    """A phone, or else an e-mail address."""

    phone = StringField(_l("Phone"))
    email = StringField(_l("E-mail"))

    def contact(self) -> tuple[ContactKind, str] | None:
        """Return what was typed, clean; None where it cannot be read, and the field says why."""
        phone, email = (self.phone.data or "").strip(), (self.email.data or "").strip()
        field = self.email if email and not phone else self.phone
        if not (phone or email):
            field.errors = [_("Enter your phone, or your e-mail.")]
            return None
        kind = ContactKind.EMAIL if field is self.email else ContactKind.PHONE
        if not can_send(kind):
            field.errors = [
                _("This service cannot send messages there yet. Open your report by its own link.")
            ]
            return None
        try:
            if kind is ContactKind.EMAIL:
                return kind, clean_email(email)
            return kind, clean_phone(phone, country_code=current_app.config["PHONE_COUNTRY_CODE"])
        except DomainError as error:
            field.errors = [sentence(error)]
            return None


class CodeForm(FlaskForm):
    """The code; a whole message may be pasted, the code is found in it."""

    code = StringField(_l("Code of six digits"), [DataRequired(_l("Enter the code from the message."))])


def can_send(kind: ContactKind) -> bool:
    """Whether a code would arrive: without a gateway messages are written into a folder, which no resident reads."""
    gateway = "SMS_URL" if kind is ContactKind.PHONE else "SMTP_HOST"
    return current_app.config["APP_ENV"] != "production" or bool(current_app.config.get(gateway))


def masked(kind: ContactKind, contact: str) -> str:
    """Return enough of a contact to know one's own by, and little to anybody else: `+998 … 67`, `g…@…`."""
    return f"{contact[:4]} … {contact[-2:]}" if kind is ContactKind.PHONE else f"{contact[:1]}…@…"


def visitor_address() -> str:
    """Return where the request comes from."""
    return str(get_remote_address())


def codes_limit() -> str:
    """Return how many codes one address may ask for."""
    return f"{current_app.config['CODES_PER_ADDRESS']} per hour"


def tries_limit() -> str:
    """Return how many codes one address may type."""
    return f"{5 * current_app.config['CODES_PER_ADDRESS']} per hour"


def verdict_sentence(verdict: Verdict) -> str:
    """Say why a code was not taken."""
    if verdict is Verdict.OVER:
        return _("This code does not hold any more. Have another one sent.")
    return _("This is not the code. Look at the message and type it again.")


def refuse(form: Any, field: str, error: DomainError) -> None:
    """Put a refusal beside a field."""
    form[field].errors = [sentence(error)]
