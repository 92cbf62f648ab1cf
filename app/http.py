"""The HTTP edge: security headers, the read/write intent of a request, logging."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from app import static_files
from app.db import db, engine_options, reading

READ_METHODS = {"GET", "HEAD", "OPTIONS"}
#: What both databases can hold as the number of a row.
LARGEST_ROW = 2**63 - 1


class _Sessions(SecureCookieSessionInterface):
    """Sessions as Flask keeps them, but never on what is for everybody: files and photos."""

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        # Flask-Login looks into every session, and Flask then says `Vary: Cookie`: every cache between us
        # and the visitor would keep a copy for each session, and a browser fetch all files again after sign-in.
        if not response.cache_control.public:
            super().save_session(app, session, response)


class _RowNumber(IntegerConverter):
    """The number of a row in an address. What no table can count to is not there, and no database is asked for it."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST_ROW, **kwargs})


def engine_settings(url: str) -> dict[str, Any]:
    """Return what `create_engine` needs for a database URL, and make the folder of a new file."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return engine_options(url)


def prepare_logging(app: Flask) -> None:
    """Log to standard error at LOG_LEVEL. Nothing that a resident typed is ever logged."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("app").setLevel(app.config["LOG_LEVEL"])


def init_app(app: Flask) -> None:
    """Bind the edge to an application."""
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = _Sessions()
    app.url_map.converters["int"] = _RowNumber
    app.before_request(_say_whether_it_reads)
    app.after_request(_add_headers)
    app.add_url_rule("/static/<path:filename>", "static", static_files.serve)
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_template_global(csp_nonce)
    app.add_template_global(static_files.asset)
    app.add_template_global(static_files.stylesheets)


def csp_nonce() -> str:
    """Return this response's nonce; a script or style tag without it does not run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _say_whether_it_reads() -> None:
    reading.set(request.method in READ_METHODS)


def _healthz() -> Response:
    """Say that the process answers and the database does too."""
    if db.session.execute(db.text("SELECT 1")).scalar() != 1:
        abort(503)
    return Response("ok\n", mimetype="text/plain")


def tile_host() -> str:
    """Return the origin of the configured tile server, or nothing where there is none."""
    parts = urlsplit(current_app.config["MAP_TILES_URL"].replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _add_headers(response: Response) -> Response:
    if request.endpoint == "static":
        # A file is no page: nothing runs in it, and a phone on a slow line pays for every header.
        response.headers["Content-Security-Policy"] = "default-src 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
    if response.status_code == 304:
        # The visitor's browser has the page, with the nonce of its own policy; a new one would lock its scripts out.
        return response
    framed = "'self'" if g.get("may_be_framed") else "'none'"
    response.headers.setdefault(
        "Content-Security-Policy",
        "; ".join(
            [
                "default-src 'none'",
                f"script-src 'self' 'nonce-{csp_nonce()}'",
                f"style-src 'self' 'nonce-{csp_nonce()}'",
                f"img-src 'self' data: blob: {tile_host()}".strip(),
                "media-src 'self' blob:",
                "connect-src 'self'",
                "font-src 'self'",
                "frame-src 'self'",
                "manifest-src 'self'",
                "worker-src 'self'",
                f"frame-ancestors {framed}",
                "form-action 'self'",
                "base-uri 'none'",
            ]
        ),
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not g.get("may_be_framed"):
        response.headers.setdefault("X-Frame-Options", "DENY")
    return response
