"""Everybody's heatmap: classes of counts, nothing from fewer than 3 reports, nothing finer than a few hundred metres."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for

from app.extensions import limiter
from app.heat import pages
from app.i18n import named
from app.models import Area
from app.queries import council, heat_maps
from app.resident.blueprint import bp
from app.signing_in import public


def _is_light() -> bool:
    """Whether the answer costs next to nothing: it is kept, or it is no map."""
    asked = _asked()
    return asked is None or not asked.needs_work((request.endpoint or "").rpartition(".")[2])


_limited = limiter.shared_limit(lambda: current_app.config["HEAT_LIMIT"], scope="heat", exempt_when=_is_light)


@bp.get("/heat")
@public
@_limited
def heat() -> Any:
    """Show the heatmap of any area; who named none chooses among the largest, where there are several."""
    asked = _asked()
    if asked is not None:
        return pages.page(asked)
    page = council.top_areas(request.args.get("page", 1, type=int))
    found = [(named(top.names), top.level, url_for(".heat", area=pages.key_of(top))) for top in page.items]
    return render_template("resident/heat_areas.html", areas=found, page=page)


@bp.get("/heat/map")
@public
@_limited
def heat_map() -> Any:
    """Show the document in the page's frame."""
    asked = _asked()
    return redirect(url_for(".heat")) if asked is None else pages.document(asked)


@bp.get("/heat/steps")
@public
@_limited
def heat_steps() -> Any:
    """Return what plays, as JSON, in classes."""
    asked = _asked()
    return redirect(url_for(".heat")) if asked is None else pages.steps(asked)


def _area() -> Area | None:
    asked = request.args.get("area", "")
    if asked:
        level, _colon, code = asked.partition(":")
        return heat_maps.public_area(level, code)
    top = council.top_areas(1, per_page=2).items
    return top[0] if len(top) == 1 else None


def _asked() -> pages.Asked | None:
    """Read the address once; None where it names no area and several are the largest."""
    if "heat_asked" not in g:
        area = _area()
        g.heat_asked = area and pages.asked_of(
            area, room="resident", is_public=True, may_see=lambda _other: True
        )
    found: pages.Asked | None = g.heat_asked
    return found
