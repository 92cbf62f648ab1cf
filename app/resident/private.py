"""Pages for one person: kept out of caches, search engines and other sites' logs."""

from __future__ import annotations

from flask import Response, make_response


def private(page: str, code: int = 200) -> Response:
    """Return a page that nobody else should keep: its address or its session is somebody's own."""
    response = make_response(page, code)
    response.headers["Cache-Control"] = "no-store"
    # Not `no-referrer`: behind TLS a form that does not say which site it comes from counts as forged.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
