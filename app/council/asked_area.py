"""Which area a page of the council is about."""

from __future__ import annotations

from flask import request

from app import access
from app.models import Area
from app.queries import council
from app.signing_in import me


def asked_area() -> Area | None:
    """Return the area of the address, else one's own, else the only one there is, else None.

    Raises NotFound for another's.
    """
    asked = request.args.get("area", "")
    if asked:
        level, _colon, code = asked.partition(":")
        return council.find_area(level, code, by=me())
    if not access.may_administer(me()):
        return me().area
    top = council.top_areas(1, per_page=2).items
    return top[0] if len(top) == 1 else None
