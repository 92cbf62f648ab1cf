"""The council's page: the map of its own area, the five numbers, the table that says the same in words."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access, maps
from app.council import five_numbers, telling
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.council.colouring import MEASURE, Colouring, Measure, colouring, value_of
from app.council.forms import FilterForm
from app.i18n import named
from app.models import Area
from app.presentation import now
from app.queries import council, council_map, decisions
from app.queries.council import Overview
from app.signing_in import me, requires

#: Where most promises are broken. Not where most is reported: who reports a lot takes part.
FIRST_SORTED_BY = "-overdue"


@bp.get("/")
@requires(access.may_use_council)
def index() -> Any:
    """Show one area; an admin who named none chooses among the largest."""
    area = asked_area()
    if area is None:
        return _choose()
    form = FilterForm(council.service_groups(), formdata=request.args)
    at = now()
    shown = form.shown(now=at)
    overview = council.overview(area, shown, now=at)
    colours = _colours(form, overview)
    choices = form.choices_made()
    sort = request.args.get("sort", FIRST_SORTED_BY)
    group = form.groups.get(form.group.data)
    return render_template(
        "council/index.html",
        area=area,
        area_key=telling.area_key(area),
        trail=[(named(a.names), _way_to(a, choices)) for a in council.chain(area)[:-1]],
        form=form,
        shown=shown,
        overview=overview,
        kind=named(group.names) if group else _("all kinds of problems"),
        numbers=five_numbers.numbers(overview),
        more_numbers=five_numbers.more_numbers(overview),
        columns=telling.columns(overview),
        lines=telling.lines(overview, colours, choices, sort),
        total=telling.total(overview),
        choices=choices,
        sort=sort,
        telling=telling,
        decisions_waiting=decisions.how_many_wait(me()),
        map_url=url_for(".area_map", area=telling.area_key(area), **choices),
    )


@bp.get("/map")
@requires(access.may_use_council)
def area_map() -> Any:
    """Show the folium document inside the page's frame."""
    area = asked_area()
    if area is None:
        abort(404)
    g.may_be_framed = True
    form = FilterForm(council.service_groups(), formdata=request.args)
    at = now()
    shown = form.shown(now=at)
    ground = council_map.ground(area)
    if ground is None:
        return render_template("council/map.html", area=area, drawn=None)
    overview = council.overview(area, shown, now=at, before=False)
    heat = council_map.heat(area, shown, now=at)
    colours = _colours(form, overview)
    return render_template(
        "council/map.html",
        area=area,
        drawn=maps.council_map(
            ground.boundary,
            _map_areas(ground, overview, colours, form.choices_made()),
            heat,
            tiles=maps.configured_tiles(),
            words={"heat": telling.map_message(overview, Measure.REPORTS, shown.period.current)},
        ),
        heat=heat if heat is not None and heat.highest else None,
        heat_scale=maps.heat_scale(),
        ticks=telling.ticks(heat.highest) if heat is not None else [],
        inside=overview.inside,
        measure=MEASURE[colours.measure] if colours else "",
        message=telling.map_message(overview, colours.measure, shown.period.current) if colours else "",
        legend=telling.legend(colours, overview.inside) if colours and overview.inside else [],
    )


@bp.get("/areas")
@requires(access.may_use_council)
def areas() -> Any:
    """Let an admin choose among the largest areas; a council has its own."""
    return _choose() if access.may_administer(me()) else redirect(url_for(".index"))


def _choose() -> Any:
    page = council.top_areas(request.args.get("page", 1, type=int))
    found = [(named(area.names), area.level, _way_to(area, {})) for area in page.items]
    return render_template("council/areas.html", areas=found, page=page)


def _way_to(area: Area, choices: dict[str, str]) -> str:
    """Return the address of an area's page, or nothing where this person may not see it."""
    if not access.may_oversee_area(me(), area):
        return ""
    return url_for(".index", area=telling.area_key(area), **choices)


def _colours(form: FilterForm, overview: Overview) -> Colouring | None:
    if overview.inside is None:
        return None
    rows = [row for row in overview.rows if row.subject is not None]
    return colouring(rows, form.measure(rows))


def _map_areas(
    ground: council_map.Ground, overview: Overview, colours: Colouring | None, choices: dict[str, str]
) -> list[maps.MapArea]:
    rows = {row.subject.id: row for row in overview.rows if isinstance(row.subject, Area)}
    drawn = []
    for outline in ground.inside:
        row = rows.get(outline.area_id)
        if row is None or not isinstance(row.subject, Area) or colours is None:
            continue
        value = value_of(row, colours.measure)
        key = telling.area_key(row.subject)
        drawn.append(
            maps.MapArea(
                key=key,
                boundary=outline.boundary,
                label_at=(outline.longitude, outline.latitude),
                name=named(row.subject.names),
                value="" if value is None else telling.told(value),
                facts=telling.facts(row),
                href=url_for(".index", area=key, **choices),
                shade=colours.shades.get(outline.area_id),
            )
        )
    return drawn
