"""What is known of crews beside their names: what they can do, where they work, and when they are on duty."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.models.agency import Crew
from app.models.area import Area
from app.models.service import ServiceGroup
from app.models.user import User


class CrewSkill(Base):
    """A crew can do the work of a service group. A crew without any row was never described: it may do all."""

    __tablename__ = "crew_skill"

    crew_id: Mapped[int] = mapped_column(ForeignKey("crew.id"), primary_key=True, autoincrement=False)
    service_group_id: Mapped[int] = mapped_column(
        ForeignKey("service_group.id"), primary_key=True, autoincrement=False
    )

    crew: Mapped[Crew] = relationship()
    group: Mapped[ServiceGroup] = relationship()


class CrewArea(Base):
    """A crew works in an area, and in what lies inside it. A crew without any row works everywhere."""

    __tablename__ = "crew_area"

    crew_id: Mapped[int] = mapped_column(ForeignKey("crew.id"), primary_key=True, autoincrement=False)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, autoincrement=False)

    crew: Mapped[Crew] = relationship()
    area: Mapped[Area] = relationship()


class Shift(Base):
    """A crew is on duty from `begins_at` until `ends_at`; shifts of one crew do not overlap."""

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        # Who is on duty at a moment, and what a crew has in a week.
        Index("ix_shift_crew", "crew_id", "begins_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    crew_id: Mapped[int] = mapped_column(ForeignKey("crew.id"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    crew: Mapped[Crew] = relationship()
    members: Mapped[list[User]] = relationship(secondary="shift_member", order_by=User.name)


class ShiftMember(Base):
    """Somebody of the crew is on duty in a shift."""

    __tablename__ = "shift_member"

    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id"), primary_key=True, autoincrement=False, index=True
    )
