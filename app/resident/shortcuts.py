"""Short addresses that are printed on posters and stickers: the form, with the place set already."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for

from app.domain.place_code import place_of_code
from app.domain.public_id import UnreadablePublicId
from app.resident.blueprint import bp
from app.signing_in import public


@bp.get("/p/<code>")
@public
def from_poster(code: str) -> Any:
    """Lead to the form with the code's place in it, and the service and landmark that a QR code adds."""
    try:
        longitude, latitude = place_of_code(code)
    except UnreadablePublicId:
        abort(404)
    known = {name: request.args.get(name, "")[:100] or None for name in ("service", "address")}
    return redirect(url_for(".report", lon=f"{longitude:.5f}", lat=f"{latitude:.5f}", **known))
