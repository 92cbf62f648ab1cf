"""The three answers that a heatmap is made of: the page, folium's document in its frame, the steps that play."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from flask import Response, g, render_template, request, url_for
from flask_babel import gettext as _

from app import maps
from app.heat import telling
from app.heat.drawing import Prepared, counted_parts, is_kept, prepared
from app.heat.forms import HeatForm
from app.heat.still import Still, still
from app.heat.telling import Teller
from app.i18n import named
from app.models import Area, Level
from app.presentation import day, now
from app.queries import council, council_map, heat_maps, statistics_check
from app.queries.heat_maps import Question
from app.queries.statistics import had_begun
from app.queries.territory import areas_by_id, territory_version
from app.static_files import release


@dataclass(frozen=True)
class Asked:
    """An area and what is asked of it; `room` names the blueprint whose addresses the page's links have."""

    area: Area
    room: str
    form: HeatForm
    question: Question
    way_to: Callable[[Area], str]

    @cached_property
    def teller(self) -> Teller:
        """Return who tells its numbers."""
        found = counted_parts(self.area, self.question)
        subjects = heat_maps.subjects(self.area)
        comparable = not self.compares or had_begun(self.question.spans[1].first_on)
        return Teller(self.area, self.question, found, subjects, self.way_to, comparable)

    def needs_work(self, answer: str) -> bool:
        """Say whether one of the three answers, by its address, has to be counted and drawn first."""
        if answer == "heat_steps" and request.if_none_match.contains(_mark(self)):
            return False
        return not is_kept(self.area, self.question, picture=answer != "heat")

    @property
    def at(self) -> int:
        """Return which step the address names by its first day; the last one where it names none."""
        first_on = request.args.get("at", "")
        days = [span.first_on.isoformat() for span in self.question.spans]
        if self.compares:
            return 1 if request.args.get("side") == "before" else 0
        return days.index(first_on) if first_on in days else len(days) - 1

    @property
    def compares(self) -> bool:
        """Whether two periods lie beside one another."""
        return bool(self.form.choices_made().get("compare"))

    @property
    def plays(self) -> bool:
        """Whether the period is cut into steps."""
        return bool(self.form.choices_made().get("step"))

    def url(self, endpoint: str, **changed: Any) -> str:
        """Return the address of one of the three answers with these choices, some of them changed."""
        made: dict[str, Any] = {**self.form.choices_made(), **changed}
        return url_for(
            f"{self.room}.{endpoint}",
            area=key_of(self.area),
            **{name: value for name, value in made.items() if value},
        )


def key_of(area: Area) -> str:
    """Return how an area is named in addresses: `district:1701`."""
    return f"{area.level.value}:{area.code}"


def asked_of(area: Area, *, room: str, is_public: bool, may_see: Callable[[Area], bool]) -> Asked:
    """Read the address."""
    form = HeatForm(council.service_groups(), formdata=request.args)
    question = form.question(now=now(), is_public=is_public)
    made: dict[str, Any] = form.choices_made()

    def way_to(other: Area) -> str:
        return url_for(f"{room}.heat", area=key_of(other), **made) if may_see(other) else ""

    return Asked(area, room, form, question, way_to)


def page(asked: Asked) -> str:
    """Show the choices, the map or two of them, the steps, and the table that says the same."""
    teller, at = asked.teller, asked.at
    spans = asked.question.spans
    group = asked.form.groups.get(asked.form.group.data)
    maps_shown = [(telling.span_words(spans[at]), teller.message(at), asked.url("heat_map", at=_at(asked)))]
    if asked.compares:
        maps_shown = [
            (telling.span_words(span), teller.message(n), asked.url("heat_map", side=side))
            for n, (span, side) in enumerate(zip(spans, ("now", "before"), strict=True))
        ]
    steps = [
        {
            "words": telling.span_words(span),
            "short": day(span.first_on),
            "message": teller.message(n),
            "href": asked.url("heat", at=span.first_on.isoformat()),
        }
        for n, span in enumerate(spans if asked.plays else ())
    ]
    return render_template(
        f"{asked.room}/heat.html",
        area=asked.area,
        area_key=key_of(asked.area),
        trail=[(named(a.names), asked.way_to(a)) for a in council.chain(asked.area)[:-1]],
        form=asked.form,
        is_public=asked.question.is_public,
        kind=named(group.names) if group else _("all kinds of problems"),
        maps_shown=maps_shown,
        compares=asked.compares,
        steps=steps,
        step=at,
        steps_url=asked.url("heat_steps") if asked.plays else "",
        months_instead=asked.plays and asked.form.step_kind != asked.form.step.data,
        columns=teller.columns(),
        lines=teller.lines(at),
        total=teller.total(at),
        span=telling.span_words(spans[at]),
        what=_subject_words(asked.area),
        all_url=asked.url("heat", step=None, compare=None, group=None, status=None, period="12m"),
        message=teller.message(at),
        counted_at=statistics_check.counted_at(),
    )


def document(asked: Asked) -> str:
    """Show folium's map of one span, for the page's frame; without a script, pictures that the server drew."""
    g.may_be_framed = True
    area, question, at = asked.area, asked.question, asked.at
    ground = council_map.ground(area)
    ready = prepared(area, question) if ground is not None else None
    if ground is None or ready is None:
        return render_template("components/heat_map.html", area=area, drawn=None)
    message = asked.teller.message(at)
    drawn = maps.council_map(
        ground.boundary,
        _map_areas(ground, asked),
        ready.surfaces[at],
        tiles=maps.configured_tiles(),
        words={"heat": message},
        picture=ready.pictures[at],
        hexagons=_map_hexagons(ready, question, at),
    )
    return render_template(
        "components/heat_map.html",
        area=area,
        drawn=drawn,
        is_public=question.is_public,
        is_second=asked.compares and at == 1,
        message=message,
        heat=ready.highest > 0,
        radius_m=ready.surfaces[at].radius_m,
        heat_scale=maps.heat_scale(),
        ticks=telling.ticks(ready.highest),
        per_km2=telling.per_km2(question.weight),
        in_hexagon=telling.in_hexagon(question.weight),
        legend=telling.legend(ready.classes),
        drawing=_still(ground, ready, at),
    )


def steps(asked: Asked) -> Response:
    """Return every step's picture and shades as JSON; without a sentence, so that one answer serves all languages.

    It may be kept, and is asked for again each time: that takes no longer than to look at the mark.
    """
    public = asked.question.is_public
    mark = _mark(asked)
    response = Response(mimetype="application/json")
    if not request.if_none_match.contains(mark):
        response.set_data(json.dumps(_steps(asked), separators=(",", ":")))
    response.set_etag(mark)
    response.headers["Cache-Control"] = f"{'public' if public else 'private'}, no-cache"
    response.make_conditional(request)
    return response


def _steps(asked: Asked) -> dict[str, Any]:
    ready = prepared(asked.area, asked.question)
    if ready is None:
        return {"at": [], "pictures": [], "hexagons": [], "shades": []}
    return {
        "at": [span.first_on.isoformat() for span in asked.question.spans],
        "bounds": ready.bounds,
        "pictures": list(ready.pictures),
        "hexagons": [
            [[round(lat, 5), round(lon, 5)] for lon, lat in outline.exterior.coords[:-1]]
            for outline in ready.outlines
        ],
        "shades": ready.shades.tolist(),
        # What each number is told as: itself to a council, its class to everybody.
        "values": ready.values.tolist(),
        "told": {
            str(value): telling.plain_words(value, asked.question)
            for value in np.unique(ready.values).tolist()
            if asked.question.is_public
        },
    }


def _mark(asked: Asked) -> str:
    facts = [
        heat_maps.version(),
        territory_version(),
        release(),
        asked.area.id,
        repr(asked.question),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _at(asked: Asked) -> str | None:
    return asked.question.spans[asked.at].first_on.isoformat() if asked.plays else None


def _map_areas(ground: council_map.Ground, asked: Asked) -> list[maps.MapArea]:
    teller = asked.teller
    lines = {line.key: line for line in teller.lines(asked.at)}
    columns = teller.columns()
    areas = areas_by_id(outline.area_id for outline in ground.inside)
    drawn = []
    for outline in ground.inside:
        found = areas[outline.area_id]
        line = lines.get(key_of(found))
        if line is None:
            continue
        facts = [f"{words}: {value}" for words, value in zip(columns, line.cells, strict=True)]
        place = (outline.longitude, outline.latitude)
        drawn.append(
            maps.MapArea(line.key, outline.boundary, place, line.name, line.cells[0], facts, line.href, None)
        )
    return drawn


def _map_hexagons(ready: Prepared, question: Question, at: int) -> list[maps.MapHexagon]:
    shown = zip(ready.codes, ready.outlines, ready.shades[at], ready.values[at], strict=True)
    return [
        maps.MapHexagon(code, outline, int(shade), telling.hexagon_words(int(value), question))
        for code, outline, shade, value in shown
        if shade
    ]


def _still(ground: council_map.Ground, ready: Prepared, at: int) -> Still:
    hexagons = [
        (outline, int(shade))
        for outline, shade in zip(ready.outlines, ready.shades[at], strict=True)
        if shade
    ]
    return still(
        ground.boundary,
        [outline.boundary for outline in ground.inside],
        ready.bounds,
        ready.pictures[at],
        hexagons,
    )


def _subject_words(area: Area) -> str:
    return {
        Level.REGION: _("District"),
        Level.DISTRICT: _("Mahalla"),
        Level.MAHALLA: _("Kind of problem"),
    }[area.level]
