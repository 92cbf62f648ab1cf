"""Hot spots of an area: as a list with a sentence each, one by one; and looking again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app import access
from app.actions import hot_spots as looking
from app.council import drawn_map, spot_words, telling
from app.council.acting_forms import AskForm, ProjectForm
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.council.question_words import fill_ask, told
from app.domain.errors import NotFound
from app.i18n import named
from app.models import Area, HotSpot, HotSpotRun, Level, SpotKind
from app.presentation import day, now
from app.queries import council, council_map, hot_spots, projects, questions
from app.signing_in import me, requires

#: More of one kind nobody reads at a meeting; the map shows the same ones.
MOST = 10


@dataclass(frozen=True)
class Listed:
    """What a list shows of an area's last scan, how much more there is, and how much of all of it is new this month."""

    run: HotSpotRun | None
    clusters: list[spot_words.Line]
    places: list[spot_words.Line]
    more: int
    new: int

    @property
    def lines(self) -> list[spot_words.Line]:
        """Return all that is shown, as it is numbered."""
        return [*self.clusters, *self.places]


def listed(area: Area) -> Listed:
    """Return what is shown of an area: of each kind the least likely, and what is new this month."""
    run, at = hot_spots.last_run(area), now()
    rows = hot_spots.found_in(run, area) if run else []
    new = {row.id for row in rows if spot_words.is_new(row, at)}
    chosen: list[int] = []
    for kind in SpotKind:
        chosen += _most_of([row.id for row in rows if row.kind is kind], new)
    shown = hot_spots.whole(chosen)
    lines = spot_words.lines(shown, projects.by_spot(shown, me()), at, within=area)
    return Listed(
        run=run,
        clusters=[line for line in lines if line.spot.kind is SpotKind.CLUSTER],
        places=[line for line in lines if line.spot.kind is SpotKind.REPEATED],
        more=len(rows) - len(shown),
        new=len(new),
    )


def _most_of(found: list[int], new: set[int]) -> list[int]:
    """Return those that are shown, in their order: the first half for what they are, then the new ones, then the rest."""
    kept = found[: MOST // 2]
    kept += [n for n in found if n in new and n not in kept][: MOST - len(kept)]
    kept += [n for n in found if n not in kept][: MOST - len(kept)]
    return sorted(kept, key=found.index)


@bp.get("/hot-spots")
@requires(access.may_use_council)
def hot_spot_list() -> Any:
    """Show what the last scan found in an area."""
    area = asked_area()
    if area is None:
        return redirect(url_for(".areas"))
    found = listed(area)
    return render_template(
        "council/hot_spots.html",
        area=area,
        area_key=telling.area_key(area),
        trail=_trail(area),
        listed=found,
        run=found.run,
        method=spot_words.method(found.run) if found.run else [],
        waited_for=hot_spots.unfinished(area),
        failed=hot_spots.failed_since(area, found.run),
        words=drawing_words(area, len(found.lines)),
        drawing=drawing(area, [line.spot for line in found.lines]),
    )


@bp.post("/hot-spots/look")
@requires(access.may_use_council)
def look_for_hot_spots() -> Any:
    """Ask for a scan now; the background worker does it within minutes."""
    area = asked_area()
    if area is None:
        raise NotFound("area")
    looking.ask(area, by=me(), at=now())
    flash(_("It is being looked for. That takes a few minutes; this page shows how far it is."), "success")
    return redirect(url_for(".hot_spot_list", area=telling.area_key(area)), 303)


@bp.get("/hot-spots/<int:hot_spot_id>")
@requires(access.may_use_council)
def hot_spot(hot_spot_id: int) -> Any:
    """Show one hot spot: what was found, what the council asked, its project."""
    return show(hot_spots.find(hot_spot_id, me()))


def show(
    spot: HotSpot, *, ask: AskForm | None = None, project: ProjectForm | None = None, code: int = 200
) -> tuple[str, int]:
    """Return the page of a hot spot with its code; a form that was refused keeps its words."""
    form = ask or AskForm(formdata=None)
    agencies = hot_spots.agencies_of(spot)
    fill_ask(form, agencies)
    at = now()
    area = hot_spots.area_for(spot, me())
    own = projects.by_spot([spot], me()).get(spot.id)
    project_form = project or ProjectForm(formdata=None)
    if project is None:
        project_form.post.data = ", ".join(
            one for agency, _n in agencies[:1] for one in (named(agency.posts), named(agency.names)) if one
        )
    page = render_template(
        "council/hot_spot.html",
        spot=spot,
        drawing=drawing(area, [spot]),
        line=spot_words.lines([spot], {}, at)[0],
        chance=spot_words.chance(spot) if spot.kind is SpotKind.CLUSTER else "",
        method=spot_words.method(spot.run),
        began_on=[day(date.fromisoformat(began)) for began in spot.began_on],
        agencies=[(named(agency.names), n) for agency, n in agencies],
        areas=[
            (named(part.area.names), part.reports)
            for part in spot.areas
            if part.area_id != area.id and part.area.level is not Level.REGION
        ],
        questions=[told(one, at) for one in questions.about_spot(spot, me())],
        ask=form,
        project_form=project_form,
        project=own,
        area_key=telling.area_key(area),
    )
    return page, code


def _trail(area: Area) -> list[tuple[str, str]]:
    return [
        (
            named(one.names),
            url_for(".hot_spot_list", area=telling.area_key(one))
            if access.may_oversee_area(me(), one)
            else "",
        )
        for one in council.chain(area)[:-1]
    ]


def drawing(area: Area, shown: list[HotSpot]) -> Markup | None:
    """Return the map for paper and where no script runs, or None where the boundary is not known."""
    ground = council_map.ground(area)
    if ground is None:
        return None
    return drawn_map.drawn(
        ground.boundary,
        [drawn_map.Piece(one.boundary, 0, "", one.longitude, one.latitude) for one in ground.inside],
        marks_of(shown),
        words=drawing_words(area, len(shown)),
        width=560,
        most_height=520,
    )


def drawing_words(area: Area, marks: int) -> str:
    """Return what the map says, for those who do not see it."""
    return ngettext(
        "Map of %(area)s with %(num)d numbered place; the list says what was found there.",
        "Map of %(area)s with %(num)d numbered places; the list says what was found there.",
        marks,
        area=named(area.names),
    )


def marks_of(shown: list[HotSpot]) -> list[drawn_map.Mark]:
    """Return hot spots as the map marks them, numbered in their order."""
    return [
        drawn_map.Mark(
            n, (spot.west, spot.south, spot.east, spot.north), is_repeated=spot.kind is SpotKind.REPEATED
        )
        for n, spot in enumerate(shown, 1)
    ]
