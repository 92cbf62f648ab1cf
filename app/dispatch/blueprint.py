"""The blueprint that every file of this room binds its views to, and what holds for all of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from app.dispatch.forms import TYPED
from app.domain.errors import NotFound

bp = Blueprint("dispatch", __name__)


@bp.after_request
def _keep_out_of_caches(response: Response) -> Response:
    """These pages may name the person who reported."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.errorhandler(NotFound)
def _not_in_this_inbox(error: NotFound) -> Any:
    """Say that a report is not in this inbox, with the same answer whether there is one or not.

    What was written for it is shown again: another dispatcher may have handed it over in the meantime.
    """
    written = "\n".join(filter(None, (request.form.get(name, "") for name in TYPED)))
    return render_template("dispatch/not_here.html", written=written), 404
