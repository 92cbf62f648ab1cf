"""Earlier reports by phone: one number's and no more, and every look-up is written down before it is answered."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from app import access
from app.actions import filing
from app.extensions import limiter
from app.operator import telling
from app.operator.blueprint import bp
from app.operator.forms import FindForm
from app.operator.home import show
from app.presentation import now
from app.queries import earlier
from app.signing_in import me, me_or_none, requires

#: A busy call centre needs one a minute; whoever needs more is harvesting.
LOOKUPS = "90 per hour"


def _who() -> str:
    user = me_or_none()
    return f"lookups:{user.id if user else 0}"


@bp.get("/find")
@requires(access.may_file_for_others)
def find_again() -> Any:
    """Lead back to the form from the address of a search: reloaded, or in another language."""
    return redirect(url_for(".index"))


@bp.post("/find")
@requires(access.may_file_for_others)
@limiter.limit(LOOKUPS, key_func=_who)
def find() -> Any:
    """Show the reports of one phone number. The number stands in no address."""
    form = FindForm()
    if not form.validate_on_submit():
        return show(form, code=422)
    at = now()
    indexes = filing.look_up(form.phone.data or "", by=me(), at=at)
    found = earlier.by_phone(indexes, me(), now=at)
    return show(form, found=[telling.row(entry, at) for entry in found])
