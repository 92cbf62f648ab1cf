"""Several jobs at one place, begun and resolved in one go: one walk, one photo, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from geoalchemy2.shape import to_shape

from app.access import may_work_on
from app.actions import checklists, fieldwork, history
from app.actions.photographs import attach
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, NotPermitted
from app.domain.lifecycle import Actor, Status
from app.domain.route import TOGETHER_M
from app.domain.text import clean_text
from app.models import Photo, PhotoKind, ServiceRequest, User
from app.policy import policy
from geo.metres import distance_m

#: More do not lie at one place; what a forged form names beyond that is refused.
MOST_TOGETHER = 20


@one_transaction
def start_all(service_requests: Sequence[ServiceRequest], *, by: User, at: datetime) -> None:
    """The crew begins all that was not begun. Raises NotPermitted, MoveNotAllowed, FieldError (too_far, too_many)."""
    _refuse(service_requests, by)
    for service_request in service_requests:
        if service_request.status is not Status.IN_PROGRESS:
            history.move(service_request, "start", actor=Actor.CREW, by=by, at=at, crew=service_request.crew)
    history.commit()


@one_transaction
def resolve_all(
    service_requests: Sequence[ServiceRequest],
    *,
    by: User,
    photo_tokens: Sequence[str] = (),
    note: str = "",
    filled: Mapping[str, checklists.Filled] | None = None,
    at: datetime,
) -> None:
    """Resolve all of them with the same photos and note, or none.

    Each job is judged by its own rules: its distance from its own pin, its service's photo, its own answers to
    the checklist (`filled`, by its number). What is resolved already stays as it is. Raises NotPermitted,
    MoveNotAllowed, DemandNotMet (after_photo, reason), ChecklistNotMet, TooManyPhotos, PhotoGone, FieldError (jobs:
    none, too_many, too_far).
    """
    _refuse(service_requests, by)
    note = clean_text(note, max_length=policy().max_description)
    shared: list[Photo] | None = None
    for service_request in service_requests:
        if service_request.status is Status.RESOLVED:
            continue
        point = to_shape(service_request.location)
        if shared is None:
            taken = shared = attach(service_request, photo_tokens, PhotoKind.AFTER, (point.x, point.y))
        else:
            taken = [_copied(photo, service_request, (point.x, point.y)) for photo in shared]
        # The history names the photos by their numbers.
        db.session.flush()
        answers = (filled or {}).get(service_request.public_id, checklists.NOTHING)
        fieldwork.finish(service_request, taken, by=by, note=note, filled=answers, at=at)
    history.commit()


def _copied(photo: Photo, service_request: ServiceRequest, pin: tuple[float, float]) -> Photo:
    """Show a photo at another job too: the same image, and how far from this job's pin it was taken."""
    copy = Photo(
        service_request=service_request,
        kind=photo.kind,
        key=photo.key,
        width=photo.width,
        height=photo.height,
        created_at=photo.created_at,
        taken_at=photo.taken_at,
        taken_longitude=photo.taken_longitude,
        taken_latitude=photo.taken_latitude,
    )
    if photo.taken_longitude is not None and photo.taken_latitude is not None:
        copy.distance_m = distance_m(pin, (photo.taken_longitude, photo.taken_latitude))
    db.session.add(copy)
    return copy


def _refuse(service_requests: Sequence[ServiceRequest], by: User) -> None:
    """Refuse jobs that are not this crew's, or not at one place."""
    if not service_requests:
        raise FieldError("jobs", "none")
    if len(service_requests) > MOST_TOGETHER:
        raise FieldError("jobs", "too_many")
    if not all(may_work_on(by, service_request) for service_request in service_requests):
        raise NotPermitted(by.role)
    pins = [to_shape(service_request.location) for service_request in service_requests]
    first = pins[0]
    if any(distance_m((first.x, first.y), (pin.x, pin.y)) > TOGETHER_M + SLACK_M for pin in pins):
        raise FieldError("jobs", "too_far")


#: The list knows a place by its cell, to 30 cm; what it offers must not be refused.
SLACK_M = 1.0
