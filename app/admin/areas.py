"""Areas: the list by level, and one area with its boundary's versions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import administration
from app.admin.blueprint import bp
from app.admin.forms import AreaForm, text_values, with_texts
from app.domain.errors import DomainError
from app.models import Area, Level
from app.queries import administration as read
from app.queries import territory
from app.signing_in import me, requires


@bp.get("/areas")
@requires(access.may_administer)
def areas() -> str:
    """List the areas of one level."""
    levels = list(Level)
    wanted = request.args.get("level", Level.DISTRICT.value)
    level = Level(wanted) if wanted in {level.value for level in levels} else Level.DISTRICT
    text = request.args.get("q", "")
    page = read.areas(level, text, request.args.get("page", 1, type=int))
    return render_template("admin/areas.html", page=page, level=level, levels=levels, text=text)


@bp.route("/areas/<int:area_id>", methods=["GET", "POST"])
@requires(access.may_administer)
def area(area_id: int) -> Any:
    """Show one area; change its names and population."""
    found = read.get(Area, area_id)
    form = with_texts(AreaForm, names=None)(
        data={"population": found.population, **text_values("names", found.names)}
    )
    if form.validate_on_submit():
        try:
            administration.describe_area(
                found, names=form.texts("names"), population=form.population.data, by=me()
            )
            flash(_("Saved."), "success")
            return redirect(url_for(".area", area_id=area_id))
        except DomainError as error:
            form.refuse(error)
    bounds = territory.bounds_of(found.id)
    return render_template(
        "admin/area.html", area=found, form=form, bounds=bounds
    ), 422 if form.errors else 200
