"""Where an operator's work begins: find what a caller reported before, or file something new."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import render_template, request

from app import access
from app.models import PhoneLookup
from app.operator import telling
from app.operator.blueprint import bp
from app.operator.forms import FindForm
from app.policy import policy
from app.presentation import now
from app.queries import earlier
from app.signing_in import me, requires


@bp.get("/")
@requires(access.may_file_for_others)
def index() -> Any:
    """Show the two ways to begin, and what this operator filed today."""
    return show(FindForm())


def show(form: FindForm, *, found: list[telling.Row] | None = None, code: int = 200) -> tuple[str, int]:
    """Return the page; `found` is what a phone number has, None where nobody looked."""
    at, calendar = now(), policy().calendar
    midnight = datetime.combine(calendar.local_day(at), time(0), calendar.zone)
    filed = earlier.filed_by(me(), since=midnight, now=at)
    page = render_template(
        "operator/index.html", form=form, found=found, filed=[telling.row(entry, at) for entry in filed]
    )
    return page, code


@bp.get("/lookups")
@requires(access.may_file_for_others)
def lookups() -> str:
    """Show which look-ups were made: one's own, or for an admin everybody's. No number is among them."""
    page = earlier.lookups(me(), page=max(1, request.args.get("page", 1, type=int)))
    rows: list[PhoneLookup] = list(page.items)
    return render_template(
        "operator/lookups.html", page=page, rows=rows, kept_days=policy().lookups_kept_days
    )
