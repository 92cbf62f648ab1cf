"""Residents who have the same problem as a report that is there already."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import PersonalText
from app.db import Base, BigId

if TYPE_CHECKING:
    from app.models.service_request import ServiceRequest


class Supporter(Base):
    """Somebody who said "I have this too", and is kept informed until they stop it or are forgotten.

    A phone or an e-mail stands at most once under a report. Whoever gives one that is known there, or the
    reporter's own, gets a row without it that does not count; their page looks as everybody's does, so that it
    betrays nobody else.
    """

    __tablename__ = "supporter"
    __table_args__ = (
        UniqueConstraint("service_request_id", "device_index"),
        UniqueConstraint("service_request_id", "phone_index"),
        UniqueConstraint("service_request_id", "email_index"),
        Index("ix_supporter_request", "service_request_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"))
    #: Made by the client; sending the same one again returns the first result.
    client_uuid: Mapped[str] = mapped_column(String(36), unique=True)
    #: Their secret link, kept as the reporter's is: the hash to find it, the sealed text to send it again.
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    secret: Mapped[str] = mapped_column(PersonalText)
    name: Mapped[str | None] = mapped_column(PersonalText)
    phone: Mapped[str | None] = mapped_column(PersonalText)
    email: Mapped[str | None] = mapped_column(PersonalText)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    email_index: Mapped[str | None] = mapped_column(String(64), index=True)
    #: Keyed hash of the device's random mark together with the report: it tells nothing about other reports.
    device_index: Mapped[str | None] = mapped_column(String(64))
    #: Whether this is one more person, as far as can be told.
    is_counted: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    #: They asked for no more messages; who they are was erased then.
    stopped_at: Mapped[datetime | None]
    #: They said that it is not their problem, or not any longer.
    left_at: Mapped[datetime | None]

    service_request: Mapped[ServiceRequest] = relationship(back_populates="supporters")

    @property
    def is_told(self) -> bool:
        """Whether they are told of what happens, by their own row or by the one that has their contact."""
        return self.stopped_at is None and bool(self.phone or self.email or not self.is_counted)
