"""What happened, never rewritten: status changes and routing receipts. Triggers refuse UPDATE and DELETE."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type, json_type
from app.db import Base, BigId
from app.domain.lifecycle import Actor, ReasonCode, Status
from app.models.agency import Agency, Crew, Responsibility
from app.models.area import Area, Boundary
from app.models.user import User

if TYPE_CHECKING:
    from app.models.service_request import ServiceRequest


class LocatedBy(StrEnum):
    """How a place was found; see `geo.locate`."""

    INSIDE = "inside"
    BORDER = "border"
    NEAREST = "nearest"
    DISTRICT = "district"
    REGION = "region"


class StatusChange(Base):
    """One move of the lifecycle: who (in what capacity), when, from where to where, and why."""

    __tablename__ = "status_change"
    __table_args__ = (Index("ix_status_change_request", "service_request_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"))
    at: Mapped[datetime]
    move: Mapped[str] = mapped_column(String(30))
    from_status: Mapped[Status | None] = mapped_column(enum_type(Status, "from_status"))
    to_status: Mapped[Status] = mapped_column(enum_type(Status, "to_status"))
    actor: Mapped[Actor] = mapped_column(enum_type(Actor, "actor"))
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: The agency that had the report when the move was made, and the crew it went to.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    crew_id: Mapped[int | None] = mapped_column(ForeignKey("crew.id"))
    reason_code: Mapped[ReasonCode | None] = mapped_column(enum_type(ReasonCode, "reason_code"))
    #: Words for everybody: the page of the report shows them.
    note: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(json_type(), default=dict)

    service_request: Mapped[ServiceRequest] = relationship(back_populates="history")
    agency: Mapped[Agency | None] = relationship()
    crew: Mapped[Crew | None] = relationship()
    by_user: Mapped[User | None] = relationship()


class Routing(Base):
    """The receipt of one lookup: which area and boundary version, which responsibility, which agency."""

    __tablename__ = "routing"
    __table_args__ = (Index("ix_routing_request", "service_request_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"))
    decided_at: Mapped[datetime]
    #: submitted, handed_over, boundary_changed
    cause: Mapped[str] = mapped_column(String(30))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    boundary_id: Mapped[int | None] = mapped_column(ForeignKey("boundary.id"))
    located_by: Mapped[LocatedBy] = mapped_column(enum_type(LocatedBy, "located_by"))
    distance_m: Mapped[float] = mapped_column(default=0.0)
    territory_version: Mapped[int]
    #: None: no rule was found and the area's own inbox got it, or a dispatcher handed it over.
    responsibility_id: Mapped[int | None] = mapped_column(ForeignKey("responsibility.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))

    service_request: Mapped[ServiceRequest] = relationship(back_populates="routings")
    area: Mapped[Area] = relationship()
    boundary: Mapped[Boundary | None] = relationship()
    responsibility: Mapped[Responsibility | None] = relationship()
    agency: Mapped[Agency] = relationship()
