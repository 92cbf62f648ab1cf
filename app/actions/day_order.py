"""A crew puts the jobs of its day in order, or leaves that to the route again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from app.access import workable_by
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import NotPermitted
from app.models import Crew, CrewStop, ServiceRequest, User
from app.queries.entry import open_now

#: Nobody puts more jobs in order for one day; what a forged form names beyond that is left out.
MOST_STOPS = 200


@one_transaction
def keep_order(public_ids: Sequence[str], *, by: User, on: date) -> int:
    """Keep the order of a crew's day, and forget its other days; return how many jobs it holds.

    What is not an open job of this crew (any more) is left out: it may have gone to another crew while the list was
    on the phone. Of two people who order at once, the later one counts. Raises NotPermitted for who has no crew.
    """
    if by.crew_id is None:
        raise NotPermitted(by.role)
    wanted = list(dict.fromkeys(public_ids))[:MOST_STOPS]
    _clear(by.crew_id)
    rows = db.session.execute(
        select(ServiceRequest.public_id, ServiceRequest.id).where(
            ServiceRequest.public_id.in_(wanted), open_now(), workable_by(by)
        )
    )
    found = {row.public_id: row.id for row in rows}
    stops = [found[public_id] for public_id in wanted if public_id in found]
    db.session.add_all(
        CrewStop(crew_id=by.crew_id, on_day=on, service_request_id=stop, position=position)
        for position, stop in enumerate(stops)
    )
    db.session.commit()
    return len(stops)


@one_transaction
def forget_order(*, by: User) -> None:
    """Let the route decide again. Raises NotPermitted for who has no crew."""
    if by.crew_id is None:
        raise NotPermitted(by.role)
    _clear(by.crew_id)
    db.session.commit()


def _clear(crew_id: int) -> None:
    # One after the other: two people of a crew may put the same jobs in order at once.
    db.session.execute(select(Crew.id).where(Crew.id == crew_id).with_for_update())
    db.session.execute(delete(CrewStop).where(CrewStop.crew_id == crew_id))
