"""Which data sets people would like."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import open_data
from app.admin.blueprint import bp
from app.queries import open_files as read
from app.signing_in import me, requires


@bp.get("/suggestions")
@requires(access.may_administer)
def suggestions() -> str:
    """Show what was suggested, the newest first."""
    return render_template(
        "admin/suggestions.html", page=read.suggestions(request.args.get("page", 1, type=int))
    )


@bp.post("/suggestions/<int:suggestion_id>/done")
@requires(access.may_administer)
def drop_suggestion(suggestion_id: int) -> Any:
    """Forget a suggestion that was dealt with."""
    open_data.drop_suggestion(suggestion_id, by=me())
    flash(_("Done. It is gone from the list."), "success")
    return redirect(url_for(".suggestions"), 303)
