"""Services: the kinds of work a resident can ask for, by group."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type
from app.db import Base


class SlaBasis(StrEnum):
    """Which hours the promise counts: working hours, or every hour for emergencies."""

    WORKING = "working"
    CLOCK = "clock"


class ServiceGroup(Base):
    """Roads, waste, water, ..."""

    __tablename__ = "service_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]]
    icon: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)

    services: Mapped[list[Service]] = relationship(back_populates="group", order_by="Service.position")


class Service(Base):
    """A kind of work, with its promise and the proof it demands."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("sla_hours > 0", name="sla_hours_positive"),
        CheckConstraint("allowed_distance_m > 0", name="allowed_distance_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_code: Mapped[str] = mapped_column(String(60), unique=True)
    service_group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"), index=True)
    names: Mapped[dict[str, str]]
    descriptions: Mapped[dict[str, str]]
    icon: Mapped[str] = mapped_column(String(40))
    sla_hours: Mapped[int]
    sla_basis: Mapped[SlaBasis] = mapped_column(enum_type(SlaBasis, "sla_basis"))
    photo_before_required: Mapped[bool] = mapped_column(default=False)
    photo_after_required: Mapped[bool] = mapped_column(default=True)
    allowed_distance_m: Mapped[int] = mapped_column(default=100)
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    group: Mapped[ServiceGroup] = relationship(back_populates="services")
