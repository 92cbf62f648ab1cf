"""Who sent a report, apart from it and encrypted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import PersonalText
from app.db import Base, BigId

if TYPE_CHECKING:
    from app.models.service_request import ServiceRequest


class Contact(Base):
    """Who sent it, encrypted, apart from the report; erased after the retention time."""

    __tablename__ = "contact"

    service_request_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str | None] = mapped_column(PersonalText)
    phone: Mapped[str | None] = mapped_column(PersonalText)
    email: Mapped[str | None] = mapped_column(PersonalText)
    #: Keyed hashes, so that a contact's reports can be found without opening every row.
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    email_index: Mapped[str | None] = mapped_column(String(64), index=True)
    #: When a code that was sent there came back: whoever filed the report reads what is sent there.
    phone_confirmed_at: Mapped[datetime | None]
    email_confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    service_request: Mapped[ServiceRequest] = relationship(back_populates="contact")

    @property
    def confirmed_at(self) -> datetime | None:
        """When the first of phone and e-mail was confirmed; None: anybody could have typed them."""
        moments = [at for at in (self.phone_confirmed_at, self.email_confirmed_at) if at is not None]
        return min(moments, default=None)
