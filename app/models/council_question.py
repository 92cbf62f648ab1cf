"""What a council asks an agency, about a report or a hot spot, and what the agency answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.models.agency import Agency
from app.models.area import Area
from app.models.hot_spot import HotSpot
from app.models.service_request import ServiceRequest
from app.models.user import User

_WAITING = text("answered_at IS NULL")


class CouncilQuestion(Base):
    """One question, its due date in working hours, and its answer. The asker's council and the agency read it."""

    __tablename__ = "council_question"
    __table_args__ = (
        CheckConstraint("(service_request_id IS NULL) <> (hot_spot_id IS NULL)", name="report_or_hot_spot"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer_has_words"),
        Index("ix_council_question_area", "area_id", "asked_at"),
        Index("ix_council_question_request", "service_request_id"),
        Index("ix_council_question_spot", "hot_spot_id"),
        Index(
            "ix_council_question_waiting",
            *("agency_id", "due_at"),
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The area of the council that asks.
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    by_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    #: The agency that is asked; it goes on answering when the report goes to another one.
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    service_request_id: Mapped[int | None] = mapped_column(ForeignKey("service_request.id"))
    hot_spot_id: Mapped[int | None] = mapped_column(ForeignKey("hot_spot.id"))
    client_uuid: Mapped[str] = mapped_column(String(36), unique=True)
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    answered_at: Mapped[datetime | None]
    answered_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    area: Mapped[Area] = relationship()
    agency: Mapped[Agency] = relationship()
    by_user: Mapped[User] = relationship(foreign_keys=[by_user_id])
    service_request: Mapped[ServiceRequest | None] = relationship()
    spot: Mapped[HotSpot | None] = relationship()

    def is_overdue(self, now: datetime) -> bool:
        """Whether the answer is late, or came late."""
        return (self.answered_at or now) > self.due_at
