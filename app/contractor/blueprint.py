"""The blueprint of the contractor's page, and what holds for it."""

from __future__ import annotations

from flask import Blueprint, Response

bp = Blueprint("contractor", __name__)


@bp.after_request
def _tell_nobody(response: Response) -> Response:
    """Its address is the secret: no cache keeps the page, and no link from it tells another site where one came from."""
    response.headers["Cache-Control"] = "no-store"
    # Not `no-referrer`: behind TLS a form that does not say which site it comes from counts as forged.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
