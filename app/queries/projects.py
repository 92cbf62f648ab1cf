"""The projects of a council, and who follows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access import areas_overseen, may_oversee_area
from app.db import db
from app.domain.errors import NotFound
from app.models import Area, HotSpot, HotSpotArea, Project, ProjectChange, ProjectFollower, User

#: More than these nobody follows up.
MOST = 200


def of_council(by: User) -> Sequence[Project]:
    """Return the projects of this council and of those inside its area: what runs first, the soonest end on top."""
    return db.session.scalars(
        select(Project)
        .join(Area, Area.id == Project.area_id)
        .where(areas_overseen(by))
        .options(joinedload(Project.area), joinedload(Project.spot).joinedload(HotSpot.group))
        .order_by(Project.ended_at.is_not(None), Project.until_on, Project.id)
        .limit(MOST)
    ).all()


def by_spot(spots: Sequence[HotSpot], by: User) -> dict[int, Project]:
    """Return the running project of each hot spot, by hot spot; those of this council only.

    Every scan finds a hot spot anew: its project is the one that was begun on it, or else the first one of what lay
    there when an earlier scan looked.
    """
    running = db.session.scalars(
        select(Project)
        .join(Area, Area.id == Project.area_id)
        .join(HotSpot, HotSpot.id == Project.hot_spot_id)
        .where(
            Project.ended_at.is_(None),
            HotSpot.service_group_id.in_({spot.service_group_id for spot in spots}),
            areas_overseen(by),
        )
        .options(joinedload(Project.spot))
        .order_by(Project.id)
        .limit(MOST)
    ).all()
    found = {}
    for spot in spots:
        own = [one for one in running if one.hot_spot_id == spot.id]
        own += [one for one in running if one.spot.overlaps(spot)]
        if own:
            found[spot.id] = own[0]
    return found


def find(project_id: int, by: User) -> Project:
    """Return a project of this council. Raises NotFound for another's."""
    found = db.session.scalar(
        select(Project)
        .where(Project.id == project_id)
        .options(
            selectinload(Project.changes).joinedload(ProjectChange.by_user).joinedload(User.area),
            joinedload(Project.spot).joinedload(HotSpot.group),
            joinedload(Project.spot).selectinload(HotSpot.areas).joinedload(HotSpotArea.area),
        )
    )
    if found is None or not may_oversee_area(by, found.area):
        raise NotFound(project_id)
    return found


def follows(project: Project, by: User) -> bool:
    """Say whether somebody is told of a project's changes."""
    return db.session.get(ProjectFollower, (project.id, by.id)) is not None


def change_for(change_id: int, user_id: int) -> ProjectChange | None:
    """Return one line of a project's history for somebody who follows it and may still read it, or None."""
    line, user = db.session.get(ProjectChange, change_id), db.session.get(User, user_id)
    if line is None or user is None or not may_oversee_area(user, line.project.area):
        return None
    return line if follows(line.project, user) else None
