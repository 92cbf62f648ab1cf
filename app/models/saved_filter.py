"""A filter of the inbox that a dispatcher comes back to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.column_types import PersonalText
from app.db import Base


class SavedFilter(Base):
    """What was looked at, under a name. Both are sealed: what is typed there may be a person's name or phone."""

    __tablename__ = "saved_filter"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(PersonalText)
    #: The address's parameters, without the page.
    query: Mapped[str] = mapped_column(PersonalText)
    created_at: Mapped[datetime]
