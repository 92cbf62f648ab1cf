"""The map of hot spots in its frame: streets below, squares and numbers above, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, g, render_template, url_for
from flask_babel import gettext as _

from app import access, maps
from app.council import hot_spots as listing
from app.council import spot_words, telling
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.i18n import named
from app.models import Area, HotSpot, SpotKind
from app.presentation import now
from app.queries import council_map, hot_spots
from app.queries.territory import areas_by_id
from app.signing_in import me, requires


@bp.get("/hot-spots/map")
@requires(access.may_use_council)
def hot_spot_map() -> Any:
    """Show the map of what the list of an area shows."""
    area = asked_area()
    if area is None:
        abort(404)
    return _document(area, listing.listed(area).lines)


@bp.get("/hot-spots/<int:hot_spot_id>/map")
@requires(access.may_use_council)
def one_hot_spot_map(hot_spot_id: int) -> Any:
    """Show the ground of one hot spot, and a little around it."""
    spot = hot_spots.find(hot_spot_id, me())
    lines = spot_words.lines([spot], {}, now())
    return _document(hot_spots.area_for(spot, me()), lines, near=spot)


def _document(area: Area, lines: Sequence[spot_words.Line], *, near: HotSpot | None = None) -> str:
    g.may_be_framed = True
    ground = council_map.ground(area)
    if ground is None:
        return render_template("council/hot_spot_map.html", area=area, drawn=None)
    shown = [line.spot for line in lines]
    return render_template(
        "council/hot_spot_map.html",
        area=area,
        drawn=maps.council_map(
            ground.boundary, _areas(ground), None, tiles=maps.configured_tiles(), words={}
        ),
        spots=[_told(line, is_alone=near is not None) for line in lines],
        look=_around(near) if near is not None else "",
        words=listing.drawing_words(area, len(shown)),
        drawing=listing.drawing(area, shown),
    )


def _areas(ground: council_map.Ground) -> list[maps.MapArea]:
    areas = areas_by_id(outline.area_id for outline in ground.inside)
    drawn = []
    for outline in ground.inside:
        area = areas[outline.area_id]
        key = telling.area_key(area)
        drawn.append(
            maps.MapArea(
                key=key,
                boundary=outline.boundary,
                label_at=(outline.longitude, outline.latitude),
                name=named(area.names),
                value="",
                facts=(),
                href=url_for(".hot_spot_list", area=key),
                shade=None,
            )
        )
    return drawn


def _told(line: spot_words.Line, *, is_alone: bool) -> dict[str, Any]:
    """Return a hot spot as the map's script reads it: all texts, never HTML."""
    spot = line.spot
    facts = [line.sentence, line.place, _("New this month") if line.is_new else ""]
    return {
        "key": f"spot:{spot.id}",
        "number": "" if is_alone else str(line.mark),
        "square": [spot.west, spot.south, spot.east, spot.north],
        "reach_m": spot.side_m / 2 if spot.kind is SpotKind.REPEATED else 0,
        "name": line.title,
        "facts": [fact for fact in facts if fact],
        "href": "" if is_alone else line.href,
    }


def _around(spot: HotSpot) -> str:
    """Return what the map shows first: the square, and as much of the ground to each side of it."""
    wide, high = spot.east - spot.west, spot.north - spot.south
    edges = (spot.west - wide, spot.south - high, spot.east + wide, spot.north + high)
    return ",".join(f"{edge:.6f}" for edge in edges)
