"""What must follow a change, written in the change's own transaction and done by a job."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.column_types import json_type
from app.db import Base, BigId

_WAITING = text("done_at IS NULL AND parked_at IS NULL")
_PARKED = text("parked_at IS NOT NULL")
_DONE = text("done_at IS NOT NULL")


class Priority(IntEnum):
    """What goes first where much is due: somebody sits and waits for a code."""

    URGENT = 0
    NORMAL = 1
    BULK = 2


class OutboxMessage(Base):
    """One thing to do, at least once; `key` keeps it from being asked for twice.

    Whoever takes it counts `attempts` up and puts `not_before_at` off in the same statement: if they are
    killed, it is due again by itself.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        # Done ones pile up until they are forgotten; these indexes never see them.
        Index(
            "ix_outbox_message_due",
            "priority",
            "not_before_at",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_outbox_message_parked", "parked_at", sqlite_where=_PARKED, postgresql_where=_PARKED),
        Index("ix_outbox_message_done", "done_at", sqlite_where=_DONE, postgresql_where=_DONE),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    #: Ids, or sealed text; emptied once it is done.
    payload: Mapped[dict[str, Any]] = mapped_column(json_type())
    priority: Mapped[int] = mapped_column(SmallInteger, default=Priority.NORMAL)
    created_at: Mapped[datetime]
    not_before_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    #: It failed too often; somebody has to look at it.
    parked_at: Mapped[datetime | None]
