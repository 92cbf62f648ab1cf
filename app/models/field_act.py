"""What a crew did on its phone, known by the id that the phone made: whatever arrives twice happened once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId


class FieldAct(Base):
    """One act that arrived, written in the transaction that did it."""

    __tablename__ = "field_act"

    client_uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_request_id: Mapped[int] = mapped_column(BigId, ForeignKey("service_request.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    move: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
