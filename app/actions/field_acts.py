"""What a crew does away from a desk: begin, pause, wait for materials, finish, hand back; each act exactly once.

A phone sends an act until it hears an answer, so the same act may arrive again, even at the same moment. Its id
is written in the transaction that does it: the second one finds it, or cannot be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.access import may_work_on
from app.actions import checklists, clocks, fieldwork, history
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import DemandNotMet, NotPermitted
from app.domain.lifecycle import Actor, Demand, Status
from app.domain.pauses import PauseReason
from app.domain.text import clean_text
from app.models import FieldAct, ServiceRequest, User
from app.policy import policy

#: What can be done so. The words that `pause` comes with may be left out; the last two need them.
MOVES = ("start", "pause", "need_materials", "resolve", "hand_back")


@dataclass(frozen=True)
class Act:
    """One act as the phone wrote it. `id` is a uuid in its usual spelling."""

    id: str
    move: str
    note: str = ""
    photo_tokens: Sequence[str] = ()
    #: What was written down when it was finished; see `checklists.read`.
    filled: checklists.Filled = checklists.NOTHING


@one_transaction
def do(act: Act, service_request: ServiceRequest, *, by: User, at: datetime) -> bool:
    """Do an act; returns False where it had arrived before, and then changes nothing.

    Beginning what the same crew has begun already is no conflict: two of them may press. Any other act on a
    report that stands elsewhere meanwhile is refused. Raises NotPermitted, MoveNotAllowed, DemandNotMet,
    ChangedMeanwhile, ChecklistNotMet, TooManyPhotos, PhotoGone.
    """
    if db.session.get(FieldAct, act.id) is not None:
        return False
    if not may_work_on(by, service_request):
        raise NotPermitted(by.role)
    request_id, is_begun = service_request.id, service_request.status is Status.IN_PROGRESS
    db.session.add(
        FieldAct(client_uuid=act.id, service_request_id=request_id, user_id=by.id, move=act.move, at=at)
    )
    try:
        # The id is taken before anything else: the same act at the same moment waits here for the first one's end,
        # and is never told that somebody else changed the report.
        db.session.flush()
        if act.move == "start" and is_begun:
            history.commit()
        elif act.move == "start":
            fieldwork.start(service_request, by=by, at=at)
        elif act.move == "resolve":
            fieldwork.resolve(
                service_request,
                by=by,
                photo_tokens=act.photo_tokens,
                note=act.note,
                filled=act.filled,
                at=at,
            )
        else:
            _stop_work(service_request, act, by=by, at=at)
            history.commit()
    except IntegrityError:
        db.session.rollback()
        if db.session.get(FieldAct, act.id) is None:
            raise
        # The same act came by two ways at one moment.
        return False
    return True


def _stop_work(service_request: ServiceRequest, act: Act, *, by: User, at: datetime) -> None:
    """Pause, wait for materials (the clock stands, within its bounds), or give the job back to the dispatcher."""
    note = clean_text(act.note, max_length=policy().max_description)
    if act.move in ("need_materials", "hand_back") and not note:
        raise DemandNotMet(Demand.REASON, act.move)
    history.move(
        service_request,
        act.move,
        actor=Actor.CREW,
        by=by,
        at=at,
        crew=service_request.crew,
        given={Demand.REASON} if note else (),
        note=note,
    )
    if act.move == "need_materials":
        clocks.stop(service_request, PauseReason.MATERIALS, at)
    if act.move == "hand_back":
        service_request.crew_id = None
        service_request.planned_on = None
