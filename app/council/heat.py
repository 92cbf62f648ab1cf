"""The council's heatmap of its own area, and of the areas inside it: exact numbers, hexagons without a least count."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from app import access
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.heat import pages
from app.models import Area
from app.signing_in import me, requires


@bp.get("/heat")
@requires(access.may_use_council)
def heat() -> Any:
    """Show the heatmap; an admin who named no area chooses among the largest."""
    area = asked_area()
    return redirect(url_for(".areas")) if area is None else pages.page(_asked(area))


@bp.get("/heat/map")
@requires(access.may_use_council)
def heat_map() -> Any:
    """Show the document in the page's frame."""
    area = asked_area()
    return redirect(url_for(".areas")) if area is None else pages.document(_asked(area))


@bp.get("/heat/steps")
@requires(access.may_use_council)
def heat_steps() -> Any:
    """Return what plays, as JSON."""
    area = asked_area()
    return redirect(url_for(".areas")) if area is None else pages.steps(_asked(area))


def _asked(area: Area) -> pages.Asked:
    def may_see(other: Area) -> bool:
        return access.may_oversee_area(me(), other)

    return pages.asked_of(area, room="council", is_public=False, may_see=may_see)
