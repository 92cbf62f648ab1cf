"""One place that turns refusals into pages; `app.refusals` has the sentences."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.domain import errors as domain
from app.signing_in import ask_to_sign_in, page_written_on

_PAGES: dict[int, Any] = {
    400: lambda: (_("Something in the form was missing."), _("Go back, reload the page and try once more.")),
    403: lambda: (
        _("This page is not for your account."),
        _("Sign in with another account, or go back to the map."),
    ),
    404: lambda: (_("There is no such page."), _("Check the address, or go back to the map.")),
    405: lambda: (_("That cannot be done here."), _("Go back to the map and try from there.")),
    413: lambda: (_("The photos are too large together."), _("Send fewer photos, or smaller ones.")),
    429: lambda: (_("Too many attempts."), _("Wait a few minutes and try again.")),
    500: lambda: (_("Something broke on our side."), _("We have been told. Try again in a few minutes.")),
    503: lambda: (_("The service is resting for a moment."), _("Try again in a few minutes.")),
}


def init_app(app: Flask) -> None:
    """Answer every refusal with a page that says what happened and where to go."""
    app.register_error_handler(domain.NotFound, lambda error: _page(404))
    app.register_error_handler(domain.NotPermitted, lambda error: _page(403))
    app.register_error_handler(CSRFError, _session_ended)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, lambda error: _page(500))


def _session_ended(error: CSRFError) -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "access_rule", "public") != "public" and not current_user.is_authenticated:
        return ask_to_sign_in()
    # The form has to be fetched anew: one out of the browser's memory carries the token of the old session.
    return _answer(
        400,
        _("Your session ended while you were writing."),
        _("Go back: what you wrote is still in the form. Then send it again."),
        back=page_written_on(),
    )


def _http_error(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    return _page(error.code or 500)


def _page(code: int) -> Any:
    title, way_on = _PAGES.get(code, _PAGES[400 if code < 500 else 500])()
    return _answer(code, title, way_on)


def _answer(code: int, title: str, way_on: str, back: str | None = None) -> Any:
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return {"error": title, "way_on": way_on}, code
    if code >= 500:
        current_app.logger.error("answered %s to %s %s", code, request.method, request.endpoint)
    return render_template("errors/error.html", code=code, title=title, way_on=way_on, back=back), code
