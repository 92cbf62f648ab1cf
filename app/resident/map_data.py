"""What the map asks for while it moves: reports, boundaries, one report's card."""

from __future__ import annotations

import math
from typing import Any

from flask import Response, abort, jsonify, make_response, render_template, request

from app.domain.lifecycle import MapGroup
from app.i18n import named
from app.presentation import now
from app.queries import map_areas, public_map, reports
from app.queries.public_map import Shown, Window
from app.resident import telling
from app.resident.blueprint import bp
from app.signing_in import public

#: Beyond these latitudes the web's map has no tiles, and nobody lives.
EDGE = 85.0


def window() -> Window:
    """Read west, south, east, north and zoom from the address; 400 where they are no window."""
    try:
        west, south, east, north = (float(request.args[side]) for side in ("west", "south", "east", "north"))
        zoom = int(request.args["zoom"])
    except (KeyError, ValueError):
        abort(400)
    if not all(map(math.isfinite, (west, south, east, north))) or west >= east or south >= north:
        abort(400)
    if west >= 180 or east <= -180 or south >= EDGE or north <= -EDGE:
        abort(400)
    return Window(
        west=max(-180.0, west),
        south=max(-EDGE, south),
        east=min(180.0, east),
        north=min(EDGE, north),
        zoom=max(0, min(zoom, 22)),
    )


def shown() -> Shown:
    """Read the filters; an unknown status is as good as none."""
    status = request.args.get("status", "")
    groups = [MapGroup(status)] if status in set(MapGroup) else list(MapGroup)
    return Shown(service_group=request.args.get("group") or None, map_groups=groups)


@bp.get("/map/points")
@public
def points() -> Response:
    """Return clusters or single reports in columns; their counts add up to the truth."""
    response = jsonify(public_map.points(window(), shown(), now=now()))
    response.headers["Cache-Control"] = "private, max-age=5"
    return response


@bp.get("/map/areas")
@public
def areas() -> Response:
    """Return the boundaries in view as GeoJSON, named in the reader's language."""
    found = map_areas.areas(window())
    for feature in found["features"]:
        feature["properties"]["name"] = named(feature["properties"].pop("names"))
    response = jsonify(found)
    response.headers["Cache-Control"] = "private, max-age=600"
    response.vary.add("Cookie")
    return response


@bp.get("/r/<public_id>/card")
@public
def card(public_id: str) -> Any:
    """Return one report as a piece of a page, for the sheet over the map."""
    service_request = reports.find(public_id)
    return make_response(render_template("resident/card.html", card=telling.card(service_request)))
