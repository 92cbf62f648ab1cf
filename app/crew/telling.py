"""What the crew's pages say: jobs in a sensible order, and how far a photo was taken from its pin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.crew.route import Day, belongs_to
from app.domain.coordinates import Position
from app.domain.lifecycle import map_group
from app.domain.proof import Proof, judge
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
    #: Where the jobs at this place are done in one go, on the first of them; and how many they are.
    together: str
    together_count: int
    #: The crew took it into the day itself.
    is_added: bool


def job(entry: Entry, at: datetime, *, together: Sequence[Entry] = (), is_added: bool = False) -> Job:
    """Return a job for the list; `together` is it and the others at its place."""
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
        together=together_url(together) if together else "",
        together_count=len(together),
        is_added=is_added,
    )


def together_url(group: Sequence[Entry]) -> str:
    """Return where the jobs at one place are done in one go."""
    return url_for("crew.together", job=[entry.public_id for entry in group])


def sections(day: Day, on: date, at: datetime, here: Sequence[Sequence[Entry]] = ()) -> list[dict[str, Any]]:
    """Return the day's jobs in the order of the way, then what comes later, by the promise.

    `here` are the jobs at one place; the first of each place leads to all of them.
    """
    groups = {group[0].public_id: group for group in here}
    parts = [
        ("today", _("The way for today"), day.stops),
        ("later", _("Later"), day.later),
    ]
    return [
        {
            "code": code,
            "title": title,
            "jobs": [
                job(
                    entry,
                    at,
                    together=groups.get(entry.public_id, ()),
                    is_added=code == "today" and not belongs_to(entry, on),
                )
                for entry in entries
            ],
        }
        for code, title, entries in parts
        if entries
    ]


def way_words(day: Day) -> str:
    """Say how long the way from the first job to the last is; nothing for a single place."""
    if round(day.way_m) < 10:
        return ""
    if day.way_m < 1000:
        metres = number(round(day.way_m, -1))
        if day.by_road:
            return _("%(metres)s m from the first job to the last, by road.", metres=metres)
        return _("%(metres)s m from the first job to the last, as the crow flies.", metres=metres)
    km = number(day.way_m / 1000, 1)
    if day.by_road:
        return _("%(km)s km from the first job to the last, by road.", km=km)
    return _("%(km)s km from the first job to the last, as the crow flies.", km=km)


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


def proof_of(photos: Sequence[Photo], pin: Position, allowed_m: float) -> Proof:
    """Return what the waiting photos of a form would prove at a pin."""
    return judge(
        [
            distance_m(pin, (photo.taken_longitude, photo.taken_latitude))
            if photo.taken_longitude is not None and photo.taken_latitude is not None
            else None
            for photo in photos
        ],
        allowed_m,
    )


def proof_words(proof: Proof, allowed_m: int) -> str:
    """Say how far from the pin the photos were taken, and what follows from it; nothing where there is none."""
    if proof.is_unplaced and not proof.is_far:
        return _("The phone did not say where this photo was taken. Write below where, and why.")
    if proof.farthest_m is None:
        return ""
    far = number(round(proof.farthest_m))
    if proof.is_far:
        return _(
            "The photo was taken %(metres)s m from the pin; %(allowed)s m are allowed. Write below why.",
            metres=far,
            allowed=number(allowed_m),
        )
    if round(proof.farthest_m) == 0:
        return _("The photo was taken at the pin.")
    return _("The photo was taken %(metres)s m from the pin.", metres=far)
