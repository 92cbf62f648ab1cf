"""Everybody's heatmap: classes of counts, nothing from fewer than 3 reports, nothing finer than a few hundred metres."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from app.heat import pages
from app.i18n import named
from app.models import Area
from app.queries import council, heat_maps
from app.resident.blueprint import bp
from app.signing_in import public


@bp.get("/heat")
@public
def heat() -> Any:
    """Show the heatmap of any area; who named none chooses among the largest, where there are several."""
    area = _area()
    if area is not None:
        return pages.page(_asked(area))
    page = council.top_areas(request.args.get("page", 1, type=int))
    found = [(named(top.names), top.level, url_for(".heat", area=pages.key_of(top))) for top in page.items]
    return render_template("resident/heat_areas.html", areas=found, page=page)


@bp.get("/heat/map")
@public
def heat_map() -> Any:
    """Show the document in the page's frame."""
    area = _area()
    return redirect(url_for(".heat")) if area is None else pages.document(_asked(area))


@bp.get("/heat/steps")
@public
def heat_steps() -> Any:
    """Return what plays, as JSON, in classes."""
    area = _area()
    return redirect(url_for(".heat")) if area is None else pages.steps(_asked(area))


def _area() -> Area | None:
    asked = request.args.get("area", "")
    if asked:
        level, _colon, code = asked.partition(":")
        return heat_maps.public_area(level, code)
    top = council.top_areas(1, per_page=2).items
    return top[0] if len(top) == 1 else None


def _asked(area: Area) -> pages.Asked:
    return pages.asked_of(area, room="resident", is_public=True, may_see=lambda _other: True)
