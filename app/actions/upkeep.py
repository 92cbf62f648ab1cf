"""Work that time asks for: folding the map's changes, closing what nobody answered, removing what was never sent."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app import photos, voice
from app.actions import history
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.lifecycle import ANSWER_WINDOW, FIXED_ON_MAP, Actor, MapGroup, Status
from app.models import ROLL_LEVELS, MapDelta, MapRoll, Photo, Recording, ServiceRequest
from app.policy import policy
from geo.cells import MAX_LEVEL

#: A photo whose form was never sent is kept for so long.
UNSENT_PHOTO = timedelta(hours=48)

Roll = Counter[tuple[int, int, int, MapGroup]]


@one_transaction
def fold_map(limit: int = 20_000) -> int:
    """Fold the oldest changes of the map into its rollup; return how many. Exact at every moment.

    Rows are deleted and counted in one transaction, so a reader sees each change once: before in
    `map_delta`, after in `map_roll`.
    """
    ids = select(MapDelta.id).order_by(MapDelta.id).limit(limit)
    if db.engine.dialect.name == "postgresql":
        ids = ids.with_for_update(skip_locked=True)
    rows = db.session.execute(
        delete(MapDelta)
        .where(MapDelta.id.in_(ids.scalar_subquery()))
        .returning(MapDelta.cell, MapDelta.service_group_id, MapDelta.map_group, MapDelta.n)
        .execution_options(synchronize_session=False)
    ).all()
    roll: Roll = Counter()
    for cell, group_id, map_group, n in rows:
        for level in ROLL_LEVELS:
            roll[(level, cell >> 2 * (MAX_LEVEL - level), group_id, map_group)] += n
    _add_to_roll(roll)
    db.session.commit()
    return len(rows)


@one_transaction
def rebuild_map() -> int:
    """Count the map again from the reports themselves; return how many rollup rows there are."""
    roll = count_map()
    db.session.execute(delete(MapDelta))
    db.session.execute(delete(MapRoll))
    _add_to_roll(roll)
    db.session.commit()
    return len(roll)


def count_map() -> Roll:
    """Count every report on the map by level and cell: what rollup and changes must add up to."""
    counted = db.session.execute(
        select(ServiceRequest.cell, ServiceRequest.service_group_id, ServiceRequest.map_group, func.count())
        .where(ServiceRequest.map_group.is_not(None))
        .group_by(ServiceRequest.cell, ServiceRequest.service_group_id, ServiceRequest.map_group)
    )
    roll: Roll = Counter()
    for cell, group_id, map_group, n in counted:
        assert map_group is not None  # The query asked for those alone.
        for level in ROLL_LEVELS:
            roll[(level, cell >> 2 * (MAX_LEVEL - level), group_id, map_group)] += n
    return roll


def _add_to_roll(roll: Roll) -> None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    keys = sorted(roll)  # Always in one order, so that two folders cannot lock each other out.
    for start in range(0, len(keys), 5_000):
        values = [
            {
                "level": level,
                "cell": cell,
                "service_group_id": group_id,
                "map_group": map_group,
                "n": roll[key],
            }
            for key in keys[start : start + 5_000]
            for level, cell, group_id, map_group in [key]
            if roll[key]
        ]
        if not values:
            continue
        statement = insert(MapRoll)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["level", "cell", "service_group_id", "map_group"],
                set_={"n": MapRoll.n + statement.excluded.n},
            ),
            values,
        )
    db.session.execute(delete(MapRoll).where(MapRoll.n == 0))


@one_transaction
def close_unanswered(now: datetime, limit: int = 500) -> int:
    """Close resolved reports whose resident did not answer within the window; return how many."""
    waiting = db.session.scalars(
        select(ServiceRequest)
        .where(ServiceRequest.status == Status.RESOLVED, ServiceRequest.resolved_at < now - ANSWER_WINDOW)
        .order_by(ServiceRequest.resolved_at)
        .limit(limit)
    ).all()
    for service_request in waiting:
        history.move(service_request, "close_unanswered", actor=Actor.SYSTEM, by=None, at=now)
    history.commit()
    return len(waiting)


@one_transaction
def clear_old_from_map(now: datetime, limit: int = 2_000) -> int:
    """Take repaired reports off the public map some time after they were closed; return how many."""
    old = db.session.scalars(
        select(ServiceRequest)
        .where(
            ServiceRequest.status == Status.CLOSED,
            ServiceRequest.map_group == MapGroup.FIXED,
            ServiceRequest.closed_at < now - FIXED_ON_MAP,
        )
        .order_by(ServiceRequest.closed_at)
        .limit(limit)
    ).all()
    for service_request in old:
        history.count_on_map(service_request, None)
    history.commit()
    return len(old)


@one_transaction
def forget_unsent_photos(now: datetime, limit: int = 500) -> int:
    """Remove photos whose form was never sent; return how many. Shared images stay while anybody shows them."""
    unsent = db.session.scalars(
        select(Photo)
        .where(Photo.service_request_id.is_(None), Photo.created_at < now - UNSENT_PHOTO)
        .order_by(Photo.id)
        .limit(limit)
    ).all()
    keys = {photo.key for photo in unsent}
    for photo in unsent:
        db.session.delete(photo)
    db.session.flush()
    shown = set(db.session.scalars(select(Photo.key).where(Photo.key.in_(keys)))) if keys else set()
    db.session.commit()
    for key in keys - shown:
        photos.forget(key, policy().storage)
    return len(unsent)


@one_transaction
def forget_unsent_recordings(now: datetime, limit: int = 500) -> int:
    """Remove recordings whose form was never sent; return how many."""
    unsent = db.session.scalars(
        select(Recording)
        .where(Recording.service_request_id.is_(None), Recording.created_at < now - UNSENT_PHOTO)
        .order_by(Recording.id)
        .limit(limit)
    ).all()
    for recording in unsent:
        # The bytes go first: a row without them is removed the next time, bytes without a row never would be.
        voice.forget(recording.key, policy().storage)
        db.session.delete(recording)
    db.session.commit()
    return len(unsent)
