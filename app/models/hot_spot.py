"""Hot spots: the scans of an area, what each found, and the projects that councils make of it.

Scans of three months are kept, so that it is known what is found for the first time; then the last of each month.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type, json_type
from app.db import Base, BigId
from app.models.area import Area
from app.models.service import ServiceGroup
from app.models.user import User

_UNFINISHED = text("finished_at IS NULL AND failed_at IS NULL")


class HotSpotRun(Base):
    """One scan of a largest area and all in it. Whoever takes it counts `attempts` up and has until `taken_until`."""

    __tablename__ = "hot_spot_run"
    __table_args__ = (
        UniqueConstraint("area_id", "week_on"),
        # Whoever asks for a scan of what is being scanned already gets that one.
        Index(
            "uq_hot_spot_run_unfinished",
            "area_id",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_hot_spot_run_finished", "area_id", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    asked_at: Mapped[datetime]
    #: None: the week's own scan.
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: The Monday of the week whose scan it is; None: somebody asked for it.
    week_on: Mapped[date | None]
    taken_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    #: How far it is, in hundredths.
    percent: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    #: It failed too often.
    failed_at: Mapped[datetime | None]
    #: How it was found, and how to find the same again.
    method: Mapped[str] = mapped_column(String(60), default="")
    parameters: Mapped[dict[str, Any]] = mapped_column(json_type(), default=dict)
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    #: How many reports it looked at.
    reports: Mapped[int] = mapped_column(default=0)

    area: Mapped[Area] = relationship()
    spots: Mapped[list[HotSpot]] = relationship(back_populates="run", order_by="HotSpot.id")


class SpotKind(StrEnum):
    """CLUSTER: more than chance allows, here and now. REPEATED: the same failed at one place again and again."""

    CLUSTER = "cluster"
    REPEATED = "repeated"


class HotSpot(Base):
    """What one scan found: where, of which group, in which days, how many, and how unlikely that is by chance."""

    __tablename__ = "hot_spot"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'cluster' OR (p_value IS NOT NULL AND expected IS NOT NULL)", name="cluster_has_chance"
        ),
        Index("ix_hot_spot_run", "run_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("hot_spot_run.id"))
    kind: Mapped[SpotKind] = mapped_column(enum_type(SpotKind, "spot_kind"))
    service_group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    west: Mapped[float] = mapped_column(Float(53))
    south: Mapped[float] = mapped_column(Float(53))
    east: Mapped[float] = mapped_column(Float(53))
    north: Mapped[float] = mapped_column(Float(53))
    #: The side of the square, or twice the distance within which reports are one place.
    side_m: Mapped[float]
    first_on: Mapped[date]
    last_on: Mapped[date]
    observed: Mapped[int]
    expected: Mapped[float | None]
    p_value: Mapped[float | None]
    #: On which days the failures of one place began.
    began_on: Mapped[list[str]] = mapped_column(json_type(), default=list)
    #: It began within the last 28 days.
    is_recent: Mapped[bool] = mapped_column(default=False)
    #: When a scan found it for the first time.
    first_found_at: Mapped[datetime]

    run: Mapped[HotSpotRun] = relationship(back_populates="spots")
    group: Mapped[ServiceGroup] = relationship()
    areas: Mapped[list[HotSpotArea]] = relationship(back_populates="spot")

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle: longitude, latitude."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def overlaps(self, other: HotSpot) -> bool:
        """Whether both are of one kind and group, and share ground."""
        return (
            (self.kind, self.service_group_id) == (other.kind, other.service_group_id)
            and self.west < other.east
            and other.west < self.east
            and self.south < other.north
            and other.south < self.north
        )


class HotSpotArea(Base):
    """An area in which reports of a hot spot lie, and how many: whose council reads it."""

    __tablename__ = "hot_spot_area"
    __table_args__ = (Index("ix_hot_spot_area_area", "area_id", "hot_spot_id"),)

    hot_spot_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("hot_spot.id"), primary_key=True, autoincrement=False
    )
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, autoincrement=False)
    reports: Mapped[int]

    spot: Mapped[HotSpot] = relationship(back_populates="areas")
    area: Mapped[Area] = relationship()


class Project(Base):
    """What a council does about a hot spot: its name, the post that answers, until when. Its council alone reads it."""

    __tablename__ = "project"
    __table_args__ = (Index("ix_project_area", "area_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The area of the council whose project it is.
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    hot_spot_id: Mapped[int] = mapped_column(ForeignKey("hot_spot.id"))
    name: Mapped[str] = mapped_column(String(120))
    #: A post, never a person.
    post: Mapped[str] = mapped_column(String(160))
    until_on: Mapped[date]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    #: Whether the last scan still found the hot spot.
    is_warm: Mapped[bool] = mapped_column(default=True)

    area: Mapped[Area] = relationship()
    spot: Mapped[HotSpot] = relationship()
    changes: Mapped[list[ProjectChange]] = relationship(back_populates="project", order_by="ProjectChange.id")


class ProjectEvent(StrEnum):
    """What happened to a project."""

    BEGUN = "begun"
    CHANGED = "changed"
    COOLED = "cooled"
    WARM_AGAIN = "warm_again"
    ENDED = "ended"


class ProjectChange(Base):
    """One line of a project's history. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "project_change"
    __table_args__ = (Index("ix_project_change_project", "project_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    at: Mapped[datetime]
    event: Mapped[ProjectEvent] = mapped_column(enum_type(ProjectEvent, "project_event"))
    #: None: a scan.
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship(back_populates="changes")
    by_user: Mapped[User | None] = relationship()


class ProjectFollower(Base):
    """Somebody of a council is told of each change of a project."""

    __tablename__ = "project_follower"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)

    user: Mapped[User] = relationship()
