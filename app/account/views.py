"""Signing in and out, one's own password, and the language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import login_user, logout_user

from app import access
from app.account.forms import PasswordForm, SignInForm
from app.actions import sessions
from app.domain.errors import FieldError
from app.extensions import limiter
from app.i18n import COOKIE
from app.models import Role, User
from app.presentation import now
from app.refusals import sentence
from app.signing_in import me, me_or_none, public, requires

bp = Blueprint("account", __name__)

YEAR = 365 * 24 * 3600

#: Where each role's work begins.
ROOMS = {
    Role.ADMIN: "admin.index",
    Role.COUNCIL: "council.index",
    Role.CREW: "crew.index",
    Role.DISPATCHER: "dispatch.index",
    Role.OPERATOR: "operator.index",
    Role.RESIDENT: "resident.index",
}


def _limit() -> str:
    return str(current_app.config["SIGN_IN_LIMIT"])


def _login_tried() -> str:
    return "login:" + request.form.get("login", "").strip().casefold()[:200]


def own_path(target: str | None) -> str | None:
    """Return a path on this site, or None: nobody is sent elsewhere after signing in."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc or "\\" in target else target


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(_limit, key_func=get_remote_address, methods=["POST"])
@limiter.limit(_limit, key_func=_login_tried, methods=["POST"])
def sign_in() -> Any:
    """Ask who it is."""
    form = SignInForm()
    target = own_path(request.args.get("next"))
    if form.validate_on_submit():
        user = sessions.sign_in(form.login.data, form.password.data, at=now())
        if user is not None:
            session.clear()
            login_user(user)
            session.permanent = True
            return redirect(target or _room(user))
        form.form_errors.append(_("The login or the password is wrong. Check both and try again."))
    user_here = me_or_none()
    if request.method == "GET" and user_here is not None:
        return redirect(target or _room(user_here))
    status = 422 if form.errors else 200
    return render_template("account/sign_in.html", form=form, target=target), status


def _room(user: User) -> str:
    return url_for(ROOMS[user.role])


@bp.post("/sign-out")
@public
def sign_out() -> Any:
    """End this session."""
    logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    return redirect(url_for("resident.index"))


@bp.route("/account", methods=["GET", "POST"])
@requires(access.is_signed_in)
@limiter.limit(_limit, key_func=get_remote_address, methods=["POST"])
def account() -> Any:
    """Show one's account and change the password."""
    form = PasswordForm()
    if form.validate_on_submit():
        user = me()
        try:
            sessions.change_password(user, old=form.old_password.data, new=form.new_password.data)
        except FieldError as error:
            form[error.field].errors = [sentence(error)]
        else:
            login_user(user)
            flash(_("Your password was changed. Every other session has ended."), "success")
            return redirect(url_for(".account"))
    return render_template("account/account.html", form=form), 422 if form.errors else 200


@bp.route("/language/<locale>", methods=["GET", "POST"])
@public
def language(locale: str) -> Any:
    """Keep the language, and go back to the same page."""
    if locale not in current_app.config["LOCALES"]:
        abort(404)
    response = redirect(own_path(request.values.get("next")) or url_for("resident.index"))
    response.set_cookie(
        COOKIE,
        locale,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
