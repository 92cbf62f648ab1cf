"""What a council does about a hot spot: begin a project, change it, end it, follow it; each change is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.access import may_oversee_area
from app.actions import outbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, NotOpen, NotPermitted
from app.domain.text import clean_line, clean_text
from app.models import (
    Area,
    HotSpot,
    HotSpotRun,
    Project,
    ProjectChange,
    ProjectEvent,
    ProjectFollower,
    User,
)
from app.policy import policy

#: No project is planned farther ahead.
LONGEST = timedelta(days=3 * 366)


@one_transaction
def begin(
    spot: HotSpot, area: Area, *, name: str, post: str, until_on: date | None, by: User, at: datetime
) -> Project:
    """Make a project of a hot spot, for the council of an area; whoever begins it follows it.

    The same name again, while it runs, is the same project: somebody pressed twice. Raises NotPermitted, and FieldError for a name or a post without words, and for a day that is no day to come.
    """
    if not may_oversee_area(by, area):
        raise NotPermitted(by.role)
    name, post, until_on = _checked(name, post, until_on, at)
    # Two who press at once wait for one another here.
    db.session.execute(select(HotSpot.id).where(HotSpot.id == spot.id).with_for_update())
    same = db.session.scalar(
        select(Project).where(
            *(Project.hot_spot_id == spot.id, Project.area_id == area.id),
            *(Project.name == name, Project.ended_at.is_(None)),
        )
    )
    if same is not None:
        return same
    project = Project(
        area_id=area.id,
        hot_spot_id=spot.id,
        name=name,
        post=post,
        until_on=until_on,
        begun_at=at,
        is_warm=True,
    )
    db.session.add(project)
    db.session.flush()
    db.session.add(ProjectFollower(project_id=project.id, user_id=by.id))
    _write(project, ProjectEvent.BEGUN, by=by, at=at)
    db.session.commit()
    return project


@one_transaction
def change(
    project: Project,
    *,
    name: str,
    post: str,
    until_on: date | None,
    note: str = "",
    by: User,
    at: datetime,
) -> None:
    """Change what a project is called, who answers or until when. Raises as `begin`, and NotOpen once it has ended."""
    _refuse(project, by)
    name, post, until_on = _checked(name, post, until_on, at, kept=project.until_on)
    before = (project.name, project.post, project.until_on)
    note = clean_text(note, max_length=policy().max_description)
    if before == (name, post, until_on) and not note:
        return
    project.name, project.post, project.until_on = name, post, until_on
    _write(project, ProjectEvent.CHANGED, by=by, at=at, note=note)
    db.session.commit()


@one_transaction
def end(project: Project, *, note: str, by: User, at: datetime) -> None:
    """Say that a project is over, and what came of it. Raises NotPermitted, NotOpen, FieldError without words."""
    _refuse(project, by)
    note = clean_text(note, max_length=policy().max_description)
    if not note:
        raise FieldError("note", "empty")
    project.ended_at = at
    _write(project, ProjectEvent.ENDED, by=by, at=at, note=note)
    db.session.commit()


@one_transaction
def follow(project: Project, *, by: User) -> None:
    """Tell somebody of this council of each change from now on; twice is once. Raises NotPermitted."""
    if not may_oversee_area(by, project.area):
        raise NotPermitted(by.role)
    if db.session.get(ProjectFollower, (project.id, by.id)) is None:
        db.session.add(ProjectFollower(project_id=project.id, user_id=by.id))
    db.session.commit()


@one_transaction
def unfollow(project: Project, *, by: User) -> None:
    """Tell them no more."""
    following = db.session.get(ProjectFollower, (project.id, by.id))
    if following is not None:
        db.session.delete(following)
    db.session.commit()


def compare(area_id: int, spots: Sequence[HotSpot], *, at: datetime) -> None:
    """Tell the projects of a scanned area, in the session, whether their hot spots were found again."""
    running = db.session.scalars(
        select(Project)
        .join(HotSpot, HotSpot.id == Project.hot_spot_id)
        .join(HotSpotRun, HotSpotRun.id == HotSpot.run_id)
        .where(Project.ended_at.is_(None), HotSpotRun.area_id == area_id)
        .order_by(Project.id)
    ).all()
    for project in running:
        is_warm = any(spot.overlaps(project.spot) for spot in spots)
        if is_warm is not project.is_warm:
            project.is_warm = is_warm
            _write(project, ProjectEvent.WARM_AGAIN if is_warm else ProjectEvent.COOLED, by=None, at=at)


def _refuse(project: Project, by: User) -> None:
    if not may_oversee_area(by, project.area):
        raise NotPermitted(by.role)
    if project.ended_at is not None:
        raise NotOpen(project.id)


def _checked(
    name: str, post: str, until_on: date | None, at: datetime, *, kept: date | None = None
) -> tuple[str, str, date]:
    name, post = clean_line(name, max_length=120), clean_line(post, max_length=160)
    for field, words in (("project_name", name), ("post", post)):
        if not words:
            raise FieldError(field, "empty")
    today = policy().calendar.local_day(at)
    if until_on is None:
        raise FieldError("until_on", "empty")
    if until_on != kept and not today <= until_on <= today + LONGEST:
        raise FieldError("until_on", "past" if until_on < today else "too_far")
    return name, post, until_on


def _write(
    project: Project, event: ProjectEvent, *, by: User | None, at: datetime, note: str = ""
) -> ProjectChange:
    """Write a line of the history, and ask for a letter to each who follows, but for whoever did it."""
    line = ProjectChange(
        project_id=project.id, at=at, event=event, by_user_id=by.id if by else None, note=note
    )
    db.session.add(line)
    db.session.flush()
    followers = db.session.scalars(
        select(ProjectFollower.user_id).where(ProjectFollower.project_id == project.id)
    )
    for user_id in followers:
        if by is None or user_id != by.id:
            outbox.put(
                f"project-{line.id}-{user_id}",
                "project_to",
                {"project_change_id": line.id, "user_id": user_id},
                at=at,
            )
    return line
