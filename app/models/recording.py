"""What a resident said instead of writing it: where the sealed bytes lie, and what they are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, BigId

if TYPE_CHECKING:
    from app.models.service_request import ServiceRequest


class Recording(Base):
    """A voice recording, heard by the staff of its report and by nobody else.

    Like a photo it is uploaded before its form is sent: until then it has an upload token and no report,
    and is removed when nobody sends the form. A report carries at most one.
    """

    __tablename__ = "recording"
    __table_args__ = (CheckConstraint("seconds > 0", name="seconds_positive"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int | None] = mapped_column(ForeignKey("service_request.id"), unique=True)
    upload_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    #: Told by the content, never by the sender: audio/webm, audio/ogg or audio/mp4.
    content_type: Mapped[str] = mapped_column(String(40))
    #: How long it is, as its own container says.
    seconds: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(index=True)

    service_request: Mapped[ServiceRequest | None] = relationship(back_populates="recording")
