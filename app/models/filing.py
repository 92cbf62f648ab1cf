"""What operators do for others, written down: whom they filed for and with which consent, whose reports they looked up."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type
from app.db import Base, BigId
from app.models.service_request import ServiceRequest
from app.models.user import User


class FilingChannel(StrEnum):
    """How somebody came to the operator."""

    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"


class Consent(StrEnum):
    """How somebody agreed that their name, phone or e-mail is kept for their report."""

    SPOKEN = "spoken"
    WRITTEN = "written"


class Filing(Base):
    """One report that an operator filed for somebody. Without a consent no contact was kept."""

    __tablename__ = "filing"
    __table_args__ = (Index("ix_filing_by", "by_user_id", "at"),)

    service_request_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False
    )
    by_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    channel: Mapped[FilingChannel] = mapped_column(enum_type(FilingChannel, "filing_channel"))
    consent: Mapped[Consent | None] = mapped_column(enum_type(Consent, "consent"))

    service_request: Mapped[ServiceRequest] = relationship()


class PhoneLookup(Base):
    """One search for a phone's reports: who, when, how many were shown. Triggers refuse UPDATE, and DELETE for a month.

    The number is kept as its blind index only: it answers "who looked up this number?", and nothing else.
    """

    __tablename__ = "phone_lookup"
    __table_args__ = (
        Index("ix_phone_lookup_by", "by_user_id", "id"),
        Index("ix_phone_lookup_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    by_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    found: Mapped[int]

    by_user: Mapped[User] = relationship()
