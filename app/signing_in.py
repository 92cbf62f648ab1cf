"""Flask-Login: who is signed in, and what happens to somebody who is not."""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, current_user

from app.models import User
from app.queries import staff


def init_app(login_manager: LoginManager) -> None:
    """Tell Flask-Login how users are found."""
    login_manager.user_loader(staff.by_session_id)
    login_manager.unauthorized_handler(ask_to_sign_in)


def ask_to_sign_in() -> Any:
    """Lead a visitor through sign-in to the page that was asked for, or that a form was sent from.

    A script gets 401 and a sentence.
    """
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return {"error": _("Your session ended. Sign in again in another window, then try once more.")}, 401
    target = request.full_path.rstrip("?") if request.method == "GET" else page_written_on()
    return redirect(url_for("account.sign_in", next=target))


def page_written_on() -> str | None:
    """Return the page that a form was sent from, on this site, or None where the browser does not say.

    What was typed waits there in the browser's own draft (autosave.js). `draft=1` tells forms that show
    what is kept, and not the draft, unless somebody comes back to finish it.
    """
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    # Two slashes at the beginning would name another site.
    path = "/" + parts.path.lstrip("/\\")
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "draft"]
    return f"{path}?{urlencode([*query, ('draft', '1')])}"


def me() -> User:
    """Return the signed-in user; only for views behind an access rule."""
    user: User = current_user._get_current_object()
    return user


def me_or_none() -> User | None:
    """Return the signed-in user, or None for a visitor."""
    return me() if current_user.is_authenticated else None


def requires(permission: Any) -> Any:
    """Guard a view by one of `app.access`' rules: sign in first, then 403 where the rule refuses.

    The rule is kept on the view as `access_rule`, so that a test can see that every endpoint has one.
    """

    def decorate(view: Any) -> Any:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return ask_to_sign_in()
            if not permission(me()):
                abort(403)
            return view(*args, **kwargs)

        guarded.access_rule = permission.__name__  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: Any) -> Any:
    """Say that a view is for everybody; an endpoint without any rule fails the tests."""
    view.access_rule = "public"
    return view
