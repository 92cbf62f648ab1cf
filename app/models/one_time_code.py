"""Codes sent to a phone or an e-mail address, to see whether the person here reads what is sent there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import PersonalText, enum_type
from app.db import Base, BigId
from app.models.service_request import ServiceRequest


class CodePurpose(StrEnum):
    """What the code is for; a code for one thing never does the other."""

    MY_REPORTS = "my_reports"
    CONFIRM = "confirm"


class ContactKind(StrEnum):
    """Where somebody is written to."""

    PHONE = "phone"
    EMAIL = "email"


class OneTimeCode(Base):
    """One code, hashed, and the session that it opened; forgotten after a day.

    It is also what is counted: how many codes a contact got, and how many were asked for from an address.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        CheckConstraint("purpose <> 'confirm' OR service_request_id IS NOT NULL", name="confirms_a_report"),
        Index("ix_one_time_code_contact", "contact_index", "created_at"),
        Index("ix_one_time_code_network", "network_index", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[CodePurpose] = mapped_column(enum_type(CodePurpose, "code_purpose"))
    kind: Mapped[ContactKind] = mapped_column(enum_type(ContactKind, "contact_kind"))
    contact: Mapped[str] = mapped_column(PersonalText)
    contact_index: Mapped[str] = mapped_column(String(64))
    #: A keyed hash of whoever asked, by network address.
    network_index: Mapped[str] = mapped_column(String(64))
    #: A keyed hash of the code, the contact and the purpose; of nothing guessable where no code was sent.
    code_hash: Mapped[str] = mapped_column(String(64))
    service_request_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("service_request.id"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    #: The session that this code opened: the hash of what the browser holds, and until when it lasts.
    session_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    session_until: Mapped[datetime | None]

    service_request: Mapped[ServiceRequest | None] = relationship()
