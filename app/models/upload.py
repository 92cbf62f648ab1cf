"""A file that arrives in parts, over a line that breaks: how much of it is here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.column_types import enum_type
from app.db import Base, BigId


class UploadKind(StrEnum):
    """What the parts become when all of them are here."""

    PHOTO = "photo"
    RECORDING = "recording"


class Upload(Base):
    """One file on its way. Whoever holds its token may go on with it, and that is all the token is for.

    The parts lie in the storage, sealed, under names made of `key` and their number. The row stays a while
    after the last part, so that a phone that did not hear the answer can ask for it again.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("received BETWEEN 0 AND size", name="received_within_size"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[UploadKind] = mapped_column(enum_type(UploadKind, "upload_kind"))
    key: Mapped[str] = mapped_column(String(80))
    #: In bytes: what was announced, and what is here.
    size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    parts: Mapped[int] = mapped_column(default=0)
    #: The token of the photo or recording that it became.
    result_token: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def is_whole(self) -> bool:
        """Every byte that was announced is here."""
        return self.received == self.size
