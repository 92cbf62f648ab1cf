"""Forgetting what old scans for hot spots found, but for the last of each month, which meeting pages show."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, delete, func, select

from app.actions.hot_spots import SAME_WITHIN
from app.actions.transaction import one_transaction
from app.db import db
from app.models import CouncilQuestion, HotSpot, HotSpotArea, HotSpotRun, Project
from app.policy import policy


@one_transaction
def forget(now: datetime, limit: int = 2_000) -> int:
    """Forget hot spots and empty scans of more than three months ago; return how many of both, 0 when there are none.

    Kept are the last scan of each area and month, whole, and every hot spot that a council planned or asked something
    about. Younger scans are all kept: by them it is known what is new.
    """
    old = _old_scans(now)
    spots = db.session.scalars(_forgettable(old).limit(limit)).all()
    db.session.execute(delete(HotSpotArea).where(HotSpotArea.hot_spot_id.in_(spots)))
    db.session.execute(delete(HotSpot).where(HotSpot.id.in_(spots)))
    with_spots = select(HotSpot.run_id).where(HotSpot.run_id.in_(old))
    empty = set(old) - set(db.session.scalars(with_spots))
    db.session.execute(delete(HotSpotRun).where(HotSpotRun.id.in_(empty)))
    db.session.commit()
    return len(spots) + len(empty)


def _old_scans(now: datetime) -> list[int]:
    """Return the scans that ended long ago, without those that came last in their month."""
    local_day = policy().calendar.local_day
    ended = func.coalesce(HotSpotRun.finished_at, HotSpotRun.failed_at)
    last: dict[tuple[int, int, int], int] = {}
    old = []
    for run_id, area_id, finished_at, ended_at in db.session.execute(
        select(HotSpotRun.id, HotSpotRun.area_id, HotSpotRun.finished_at, ended)
        .where(ended.is_not(None))
        .order_by(ended, HotSpotRun.id)
    ):
        if finished_at is not None:
            day = local_day(finished_at)
            last[area_id, day.year, day.month] = run_id
        if ended_at < now - SAME_WITHIN:
            old.append(run_id)
    kept = set(last.values())
    return [run_id for run_id in old if run_id not in kept]


def _forgettable(runs: list[int]) -> Select[int]:
    return (
        select(HotSpot.id)
        .where(
            HotSpot.run_id.in_(runs),
            HotSpot.id.not_in(select(Project.hot_spot_id)),
            HotSpot.id.not_in(
                select(CouncilQuestion.hot_spot_id).where(CouncilQuestion.hot_spot_id.is_not(None))
            ),
        )
        .order_by(HotSpot.id)
    )
