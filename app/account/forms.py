"""The account's forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired


class SignInForm(FlaskForm):
    """Who, and the password."""

    login = StringField(_l("Login or e-mail"), [InputRequired(_l("Enter your login."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password."))])


class PasswordForm(FlaskForm):
    """The old password, and a new one."""

    old_password = PasswordField(_l("Password until now"), [InputRequired(_l("Enter your password."))])
    new_password = PasswordField(_l("New password"), [InputRequired(_l("Enter a new password."))])
