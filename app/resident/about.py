"""Pages that explain: the way of one report, and who runs the service and what becomes of people's data."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from app.domain.lifecycle import ANSWER_WINDOW
from app.http import tile_host
from app.resident.blueprint import bp
from app.signing_in import public


@bp.get("/how")
@public
def how() -> str:
    """Show with pictures what becomes of a report."""
    return render_template("resident/how.html", answer_days=ANSWER_WINDOW.days)


@bp.get("/about")
@public
def about() -> str:
    """Say who runs the service, what is kept of whom and for how long, and for whom it can be used."""
    return render_template("resident/about.html", **_facts())


def _facts() -> dict[str, Any]:
    return {
        "tile_host": tile_host().partition("://")[2],
        "kept_days": current_app.config["CONTACT_KEPT_DAYS"],
    }
