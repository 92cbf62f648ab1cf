"""What a crew does: start a job, and resolve it with proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from geoalchemy2.shape import to_shape

from app.access import may_work_on
from app.actions import checklists, history
from app.actions.photographs import attach
from app.actions.transaction import one_transaction
from app.domain.errors import DemandNotMet, NotPermitted
from app.domain.lifecycle import Actor, Demand
from app.domain.proof import judge
from app.domain.text import clean_text
from app.models import Photo, PhotoKind, ServiceRequest, User
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
    filled: checklists.Filled = checklists.NOTHING,
    at: datetime,
) -> None:
    """The crew says that it is done, with an after-photo and the checklist where the service demands them.

    A photo taken farther from the pin than the service allows, or without a place, needs a written reason, and
    flags the report. Raises NotPermitted, MoveNotAllowed, DemandNotMet (after_photo, reason), ChecklistNotMet,
    TooManyPhotos, PhotoGone.
    """
    _refuse_strangers(service_request, by)
    note = clean_text(note, max_length=policy().max_description)
    point = to_shape(service_request.location)
    taken = attach(service_request, photo_tokens, PhotoKind.AFTER, (point.x, point.y))
    finish(service_request, taken, by=by, note=note, filled=filled, at=at)
    history.commit()


def finish(
    service_request: ServiceRequest,
    taken: Sequence[Photo],
    *,
    by: User,
    note: str,
    filled: checklists.Filled,
    at: datetime,
) -> None:
    """Resolve a job with the after-photos that were tied to it, in the session. Raises as `resolve` does."""
    proof = judge([photo.distance_m for photo in taken], service_request.service.allowed_distance_m)
    if proof.needs_reason and not note:
        raise DemandNotMet(Demand.REASON, "resolve")
    change = history.move(
        service_request,
        "resolve",
        actor=Actor.CREW,
        by=by,
        at=at,
        crew=service_request.crew,
        given={Demand.AFTER_PHOTO} if taken else (),
        note=note,
        detail={**history.photo_ids(taken), **proof.detail},
    )
    checklists.record(service_request, change, filled)
    service_request.is_flagged = service_request.is_flagged or proof.needs_reason


def _refuse_strangers(service_request: ServiceRequest, by: User) -> None:
    if not may_work_on(by, service_request):
        raise NotPermitted(by.role)
