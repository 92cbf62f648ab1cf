"""What the dispatcher's pages say: lanes, rows of the inbox, and all that is known of one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app import words
from app.clock_words import answer_mark
from app.dispatch.chosen import Chosen
from app.domain.lifecycle import map_group
from app.i18n import named
from app.models import Photo, Routing, ServiceGroup, ServiceRequest
from app.presentation import moment, number
from app.queries.choices import Candidate, CrewLoad
from app.queries.entry import Entry
from app.queries.nearby import Neighbour
from app.queries.worklist import Counts, Lane
from app.telling import Due, Picture, due_words, names_line, others, picture, place_words

#: So many open reports near by are offered as the earlier one.
MOST_NEAR_CHOICES = 6

#: Each lane: its name, its icon, and what to say where nothing is in it.
LANES: dict[Lane, tuple[Any, str, Any]] = {
    Lane.OPEN: (_l("All open"), "inbox", _l("Nothing is open. Everything that came in is done.")),
    Lane.OVERDUE: (_l("Overdue"), "triangle-alert", _l("Nothing is overdue. Every promise is being kept.")),
    Lane.DUE_TODAY: (_l("Due today"), "clock", _l("Nothing more is due today.")),
    Lane.NEW: (_l("New"), "circle", _l("Nothing new. Every report has been looked at.")),
    Lane.REOPENED: (_l("Opened again"), "rotate-ccw", _l("No resident has said that a repair failed.")),
    Lane.IN_WORK: (_l("In work"), "diamond", _l("No crew is at work on a report now.")),
    Lane.FLAGGED: (_l("To be checked"), "flag", _l("Nothing has to be checked.")),
    Lane.WAITING: (
        _l("Waiting for the resident"),
        "hourglass",
        _l("No repair and no question waits for its resident."),
    ),
    Lane.CLOSED: (_l("Closed"), "check", _l("Nothing has been closed yet.")),
}


@dataclass(frozen=True)
class Row:
    """A report in the table, or in the list beside a report."""

    href: str
    public_id: str
    title: str
    icon: str
    words: str
    place: str
    address: str
    status: str
    overdue: bool
    due: Due | None
    due_at: datetime
    submitted_at: datetime
    crew: str
    agency: str
    flagged: bool
    reopened: int
    #: How many more residents have it, in words.
    others: str
    asked: bool
    #: That the law's day for the answer is near or over, in words.
    answer: str


def lanes(chosen: Chosen, counts: Counts) -> list[dict[str, Any]]:
    """Return the lanes as links, each with its count where it is counted, or that there are more."""

    def words_of(count: int | None) -> str:
        if count is None:
            return ""
        return f"{number(counts.most)}+" if counts.most is not None and count > counts.most else number(count)

    return [
        {
            "code": lane.value,
            "name": name,
            "icon": icon,
            "href": url_for("dispatch.index", **chosen.query(lane=lane, page=1)),
            "count": words_of(counts.get(lane.value)),
            "any": bool(counts.get(lane.value)),
            "current": lane is chosen.lane,
        }
        for lane, (name, icon, _nothing) in LANES.items()
    ]


def row(entry: Entry, chosen: Chosen, at: datetime) -> Row:
    """Return a report for the table."""
    return Row(
        href=url_for("dispatch.report", public_id=entry.public_id, **chosen.query()),
        public_id=entry.public_id,
        title=named(entry.service_names),
        icon=entry.service_icon,
        words=entry.description,
        place=names_line(entry.areas),
        address=entry.address,
        status=entry.status,
        overdue=entry.is_overdue,
        due=due_words(entry.due_at, at) if entry.is_open else None,
        due_at=entry.due_at,
        submitted_at=entry.submitted_at,
        crew=entry.crew_name,
        agency=named(entry.agency_names),
        flagged=entry.is_flagged,
        reopened=entry.reopened_count,
        others=others(entry.supporters_count),
        asked=entry.is_asked,
        answer=answer_mark(entry, at),
    )


@dataclass(frozen=True)
class Shot:
    """A photo of the report, and where and when an after-photo was taken."""

    picture: Picture
    caption: str
    far: bool


def shot(photo: Photo, service_request: ServiceRequest, size: str = "medium") -> Shot:
    """Return a photo with the proof that it carries."""
    allowed = service_request.service.allowed_distance_m
    said = []
    far = photo.distance_m is not None and photo.distance_m > allowed
    if photo.distance_m is not None:
        metres = number(round(photo.distance_m))
        said.append(
            _("%(metres)s m from the pin; %(allowed)s m are allowed.", metres=metres, allowed=number(allowed))
            if far
            else _("%(metres)s m from the pin.", metres=metres)
            if round(photo.distance_m)
            else _("At the pin.")
        )
    if photo.taken_at is not None:
        said.append(_("Taken on %(moment)s.", moment=moment(photo.taken_at)))
    return Shot(picture(photo, service_request, size), " ".join(said), far)


def neighbour(near: Neighbour, by_agency: int | None, chosen: Chosen) -> dict[str, Any]:
    """Return an open report near by. Another agency's leads to its public page."""
    entry = near.entry
    own = by_agency is None or entry.agency_id == by_agency
    title = named(entry.service_names)
    far = _("%(metres)s m away", metres=number(round(near.distance_m)))
    return {
        "href": url_for("dispatch.report", public_id=entry.public_id, **chosen.query())
        if own
        else url_for("resident.page", public_id=entry.public_id),
        "public_id": entry.public_id,
        "title": title,
        "far": far,
        "label": f"{title}, {far}",
        "status": entry.status,
        "overdue": entry.is_overdue,
        "at": entry.submitted_at,
        "same_group": near.same_group,
        "longitude": entry.longitude,
        "latitude": entry.latitude,
        "group": map_group(entry.status) or "open",
    }


def receipts(service_request: ServiceRequest) -> list[dict[str, Any]]:
    """Return every routing in words, the newest first: what was decided, when and why."""
    return [_receipt(routing) for routing in reversed(service_request.routings)]


def _receipt(routing: Routing) -> dict[str, Any]:
    causes = {
        "submitted": _("When the report was sent"),
        "handed_over": _("When it was handed over"),
        "decided": _("When the council decided"),
        "boundary_changed": _("When the boundaries changed"),
    }
    lines = [(_("Area"), f"{place_words((routing.area,))} ({routing.area.code})")]
    if routing.cause not in ("handed_over", "decided"):
        lines.append((_("How it was found"), str(words.LOCATED_BY[routing.located_by])))
    if routing.distance_m:
        lines.append((_("Distance to it"), _("%(metres)s m", metres=number(round(routing.distance_m)))))
    if routing.responsibility_id is not None:
        lines.append((_("Responsibility"), _("No. %(number)s", number=routing.responsibility_id)))
    elif routing.cause not in ("handed_over", "decided"):
        lines.append((_("Responsibility"), _("None fits; the area's own office answers.")))
    if routing.boundary_id is not None:
        lines.append((_("Boundary"), _("No. %(number)s", number=routing.boundary_id)))
    lines.append((_("Territory version"), str(routing.territory_version)))
    return {"cause": causes.get(routing.cause, routing.cause), "at": routing.decided_at, "lines": lines}


def crew_choices(crews: Sequence[CrewLoad]) -> list[SelectChoice]:
    """Return the crews with what they have to do: `2-brigada (4 open jobs)`."""
    return [SelectChoice("", _("Choose a crew"))] + [
        SelectChoice(
            str(crew.id),
            ngettext(
                "%(crew)s (%(num)d open job)", "%(crew)s (%(num)d open jobs)", crew.open_jobs, crew=crew.name
            ),
        )
        for crew in crews
    ]


def agency_choices(candidates: Sequence[Candidate]) -> list[SelectChoice]:
    """Return the agencies that could get a report, first those that answer for something at its place."""
    chosen = [SelectChoice("", _("Choose an agency"))]
    for candidate in candidates:
        name = named(candidate.agency.names)
        if candidate.here:
            name = _("%(agency)s (%(groups)s)", agency=name, groups=names_line(candidate.here))
        where = _("They answer for something here") if candidate.here else _("All others")
        chosen.append(SelectChoice(str(candidate.agency.id), name, optgroup=where))
    return chosen


def service_choices(groups: Sequence[ServiceGroup]) -> list[SelectChoice]:
    """Return the services on offer, by group."""
    return [SelectChoice("", _("Choose what the problem is"))] + [
        SelectChoice(service.service_code, named(service.names), optgroup=named(group.names))
        for group in groups
        for service in group.services
        if service.is_active
    ]


def near_choices(near: Sequence[dict[str, Any]]) -> list[SelectChoice]:
    """Return the nearest open reports of the same group as choices."""
    same = [item for item in near if item["same_group"]][:MOST_NEAR_CHOICES]
    return [
        SelectChoice(
            item["public_id"], _("%(number)s: %(what)s", number=item["public_id"], what=item["label"])
        )
        for item in same
    ]
