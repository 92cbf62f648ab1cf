"""The blueprint that every file of this room binds its views to, and what holds for all of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.domain.errors import NotFound, NotPermitted

bp = Blueprint("crew", __name__)


@bp.errorhandler(NotFound)
@bp.errorhandler(NotPermitted)
def _not_your_job(error: NotFound | NotPermitted) -> Any:
    """Say that a job is not this crew's, with the same answer whether there is one or not.

    What was written for it is shown again: the dispatcher may have given the job to another crew meanwhile.
    """
    return render_template("crew/not_yours.html", written=request.form.get("note", "")), 404
