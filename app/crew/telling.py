"""What the crew's pages say: jobs in a sensible order, and how far a photo was taken from its pin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.coordinates import Position
from app.domain.lifecycle import Status, map_group
from app.i18n import named
from app.models import Photo, ServiceRequest
from app.presentation import number
from app.queries.entry import Entry
from app.telling import Due, due_words, names_line, others, photo_url
from geo.metres import distance_m


@dataclass(frozen=True)
class Job:
    """A job in the list and on the map."""

    href: str
    public_id: str
    title: str
    icon: str
    words: str
    place: str
    address: str
    status: str
    overdue: bool
    due: Due
    due_at: datetime
    thumb: str
    longitude: float
    latitude: float
    group: str
    label: str
    #: How many more residents have it, in words.
    others: str


def job(entry: Entry, at: datetime) -> Job:
    """Return a job for the list."""
    title, place = named(entry.service_names), names_line(entry.areas)
    return Job(
        href=url_for("crew.job", public_id=entry.public_id),
        public_id=entry.public_id,
        title=title,
        icon=entry.service_icon,
        words=entry.description,
        place=place,
        address=entry.address,
        status=entry.status,
        overdue=entry.is_overdue,
        due=due_words(entry.due_at, at),
        due_at=entry.due_at,
        thumb=photo_url(entry.photo_key, "small") if entry.photo_key else "",
        longitude=entry.longitude,
        latitude=entry.latitude,
        group=map_group(entry.status) or "open",
        label=f"{title}, {entry.address or place}",
        others=others(entry.supporters_count),
    )


def sections(entries: Sequence[Entry], at: datetime) -> list[dict[str, Any]]:
    """Return the jobs in the order of the day: what is begun, what is late, today's, then the rest.

    Within a section the earliest promise comes first; a phone that knows where it is orders by distance.
    """
    parts: dict[str, list[Job]] = {"begun": [], "late": [], "today": [], "later": []}
    for entry in entries:
        told = job(entry, at)
        begun = entry.status is Status.IN_PROGRESS
        late = entry.is_overdue or told.due.tone == "late"
        parts[
            "begun" if begun else "late" if late else "today" if told.due.tone == "today" else "later"
        ].append(told)
    titles = {
        "begun": _("In work now"),
        "late": _("Overdue"),
        "today": _("Due today"),
        "later": _("Later"),
    }
    return [{"code": code, "title": titles[code], "jobs": jobs} for code, jobs in parts.items() if jobs]


def summary(entries: Sequence[Entry]) -> str:
    """Say in a sentence what the day holds."""
    late = sum(entry.is_overdue for entry in entries)
    jobs = ngettext("%(num)d job on your list.", "%(num)d jobs on your list.", len(entries))
    return f"{jobs} " + (
        ngettext("%(num)d of them is overdue.", "%(num)d of them are overdue.", late)
        if late
        else _("Nothing is overdue.")
    )


def still_wrong(service_request: ServiceRequest) -> str:
    """Return what the resident said when the repair did not hold, while the job is open again."""
    if not service_request.is_open:
        return ""
    said = [change.note for change in service_request.history if change.move == "not_fixed"]
    return said[-1] if said else ""


def farthest_m(photos: Sequence[Photo], pin: Position) -> float | None:
    """Return how far from the pin the farthest of the waiting photos was taken; None where none says."""
    taken = [
        distance_m(pin, (photo.taken_longitude, photo.taken_latitude))
        for photo in photos
        if photo.taken_longitude is not None and photo.taken_latitude is not None
    ]
    return max(taken, default=None)


def distance_words(metres: float | None, allowed_m: int) -> str:
    """Say how far from the pin a photo was taken, and what follows from it; nothing where nobody knows."""
    if metres is None:
        return ""
    far = number(round(metres))
    if metres > allowed_m:
        return _(
            "The photo was taken %(metres)s m from the pin; %(allowed)s m are allowed. Write below why.",
            metres=far,
            allowed=number(allowed_m),
        )
    if round(metres) == 0:
        return _("The photo was taken at the pin.")
    return _("The photo was taken %(metres)s m from the pin.", metres=far)
