"""What needs an admin."""

from __future__ import annotations

from flask import render_template

from app import access
from app.admin.blueprint import bp
from app.admin.picking import today
from app.queries import administration as read
from app.signing_in import requires


@bp.get("/")
@requires(access.may_administer)
def index() -> str:
    """Show what needs attention, and the way to everything else."""
    return render_template("admin/home.html", attention=read.attention(today()))
