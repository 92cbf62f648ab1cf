"""What a crew does: start a job, and resolve it with proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from geoalchemy2.shape import to_shape

from app.access import may_work_on
from app.actions import history
from app.actions.photographs import attach
from app.actions.transaction import one_transaction
from app.domain.errors import DemandNotMet, NotPermitted
from app.domain.lifecycle import Actor, Demand
from app.domain.text import clean_text
from app.models import PhotoKind, ServiceRequest, User
from app.policy import policy


@one_transaction
def start(service_request: ServiceRequest, *, by: User, at: datetime) -> None:
    """The crew begins. Raises NotPermitted for another crew's job, MoveNotAllowed."""
    _refuse_strangers(service_request, by)
    history.move(service_request, "start", actor=Actor.CREW, by=by, at=at, crew=service_request.crew)
    history.commit()


@one_transaction
def resolve(
    service_request: ServiceRequest,
    *,
    by: User,
    photo_tokens: Sequence[str] = (),
    note: str = "",
    at: datetime,
) -> None:
    """The crew says that it is done, with at least one after-photo where the service demands it.

    A photo taken farther from the pin than the service allows needs a written reason, and flags the
    report. Raises NotPermitted, MoveNotAllowed, DemandNotMet (after_photo, reason), TooManyPhotos, PhotoGone.
    """
    _refuse_strangers(service_request, by)
    note = clean_text(note, max_length=policy().max_description)
    point = to_shape(service_request.location)
    taken = attach(service_request, photo_tokens, PhotoKind.AFTER, (point.x, point.y))
    distances = [photo.distance_m for photo in taken if photo.distance_m is not None]
    far = max(distances, default=0.0) > service_request.service.allowed_distance_m
    if far and not note:
        raise DemandNotMet(Demand.REASON, "resolve")
    history.move(
        service_request,
        "resolve",
        actor=Actor.CREW,
        by=by,
        at=at,
        crew=service_request.crew,
        given={Demand.AFTER_PHOTO} if taken else (),
        note=note,
        detail={
            **history.photo_ids(taken),
            **({"distance_m": round(max(distances)), "far": far} if distances else {}),
        },
    )
    service_request.is_flagged = service_request.is_flagged or far
    history.commit()


def _refuse_strangers(service_request: ServiceRequest, by: User) -> None:
    if not may_work_on(by, service_request):
        raise NotPermitted(by.role)
