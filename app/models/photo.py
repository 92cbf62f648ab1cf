"""Photos of a report: where the bytes lie, and what is known about how they were taken."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Float, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type
from app.db import Base, BigId

if TYPE_CHECKING:
    from app.models.service_request import ServiceRequest


class PhotoKind(StrEnum):
    """Before the repair, or after; or whatever a contractor sent with an answer, which proves nothing by itself."""

    BEFORE = "before"
    AFTER = "after"
    CONTRACTOR = "contractor"


class Photo(Base):
    """One photo in four sizes under one unguessable key.

    It is uploaded before its form is sent: until then it has an upload token and no report, and is
    removed when nobody sends the form. Several rows may show the same stored image.
    """

    __tablename__ = "photo"
    __table_args__ = (Index("ix_photo_request", "service_request_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int | None] = mapped_column(ForeignKey("service_request.id"))
    upload_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    kind: Mapped[PhotoKind] = mapped_column(enum_type(PhotoKind, "photo_kind"))
    key: Mapped[str] = mapped_column(String(80), index=True)
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    #: Only after-photos keep where they were taken; a resident's never does.
    taken_longitude: Mapped[float | None] = mapped_column(Float(53))
    taken_latitude: Mapped[float | None] = mapped_column(Float(53))
    #: How far from the pin an after-photo was taken.
    distance_m: Mapped[float | None]
    #: Its address answers staff alone: it came with a comment that was hidden, or from a contractor.
    staff_only: Mapped[bool] = mapped_column(default=False, server_default=false())

    service_request: Mapped[ServiceRequest | None] = relationship(back_populates="photos")
