"""The blueprint that every file of this room binds its views to, and what holds for all of them."""

from __future__ import annotations

from flask import Blueprint, Response

bp = Blueprint("operator", __name__)


@bp.after_request
def _keep_out_of_caches(response: Response) -> Response:
    """These pages carry what a caller said about themselves, or their secret link."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
