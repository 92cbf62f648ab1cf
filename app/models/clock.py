"""What belongs to a report's clock: its pauses, repairs that did not last, and periodic work done once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type
from app.db import Base, BigId
from app.domain.pauses import PauseReason
from app.models.service_request import ServiceRequest

_RUNNING = text("ended_at IS NULL")


class ClockPause(Base):
    """The clock of a report stood still for a reason, from one moment to another; see `domain.pauses`.

    Of several that run at once the first moves the promise, and the last to end lets the clock go on.
    """

    __tablename__ = "clock_pause"
    __table_args__ = (
        Index("ix_clock_pause_request", "service_request_id", "id"),
        Index(
            "uq_clock_pause_running",
            *("service_request_id", "reason"),
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"))
    reason: Mapped[PauseReason] = mapped_column(enum_type(PauseReason, "pause_reason"))
    began_at: Mapped[datetime]
    #: Since when the clock stands: earlier, where another reason held it already.
    stopped_at: Mapped[datetime]
    #: Somebody answered, or the material came. Past `ends_by_at` the clock had gone on by itself.
    ended_at: Mapped[datetime | None]
    ends_by_at: Mapped[datetime]
    #: The promise without this pause, and by how many working hours it may be moved at most.
    due_before_at: Mapped[datetime]
    most_hours: Mapped[float]
    #: By how many it was moved; None while it runs.
    hours: Mapped[float | None]

    service_request: Mapped[ServiceRequest] = relationship()


class BadRepair(Base):
    """The same kind of problem is back at a place where it was repaired not long ago."""

    __tablename__ = "bad_repair"

    service_request_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False
    )
    earlier_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"), index=True)
    #: Whole days between the repair and the new report, and metres between the pins.
    days: Mapped[int]
    distance_m: Mapped[float]

    service_request: Mapped[ServiceRequest] = relationship(foreign_keys=[service_request_id])
    earlier: Mapped[ServiceRequest] = relationship(foreign_keys=[earlier_id])


class PeriodicWork(Base):
    """Work that comes round: until when it is done, and who is at it. One process does it, however many there are."""

    __tablename__ = "periodic_work"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: The last round that was done to its end.
    done_round_at: Mapped[datetime | None]
    #: Somebody is at it; after this moment they are taken for dead.
    taken_until: Mapped[datetime | None]
    #: Why it failed the last time: the kind of the error; empty where it went well.
    last_error: Mapped[str] = mapped_column(String(200), default="")
