"""Flask-Login: who is signed in, and what happens to somebody who is not."""

from __future__ import annotations

from functools import wraps
from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import LoginManager, current_user

from app.models import User
from app.queries import staff


def init_app(login_manager: LoginManager) -> None:
    """Tell Flask-Login how users are found."""
    login_manager.user_loader(staff.by_session_id)
    login_manager.unauthorized_handler(_ask_to_sign_in)


def _ask_to_sign_in() -> Any:
    # What somebody typed before the session ended waits in the page's own draft (autosave.js); a form
    # that was sent is answered by the page it came from, which then asks to sign in.
    target = request.full_path if request.method == "GET" else request.referrer or "/"
    return redirect(url_for("account.sign_in", next=_own_path(target)))


def _own_path(target: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(target)
    path = parts.path or "/"
    return path + (f"?{parts.query}" if parts.query else "")


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
                return _ask_to_sign_in()
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
