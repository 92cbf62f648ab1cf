"""What is said about a report between its moves: comments, questions, answers, replies, internal notes.

Triggers refuse UPDATE and DELETE.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type, json_type
from app.db import Base, BigId
from app.domain.lifecycle import Actor
from app.models.agency import Agency
from app.models.user import User

if TYPE_CHECKING:
    from app.models.conversation import RemarkHiding
    from app.models.service_request import ServiceRequest


class RemarkKind(StrEnum):
    """What somebody said."""

    COMMENT = "comment"
    QUESTION = "question"
    ANSWER = "answer"
    #: The agency says something to everybody who follows the report.
    REPLY = "reply"
    #: For those who work on it; never public.
    NOTE = "note"


#: What everybody may read. Whatever is not named here is for those who work on the report.
PUBLIC_KINDS = frozenset({RemarkKind.COMMENT, RemarkKind.QUESTION, RemarkKind.ANSWER, RemarkKind.REPLY})


class Remark(Base):
    """One remark: who said it (in what capacity), when, in which words and with which photos.

    An answer names its question, so how long the agency waited is the time between the two.
    """

    __tablename__ = "remark"
    __table_args__ = (
        CheckConstraint("kind <> 'answer' OR about_id IS NOT NULL", name="answer_has_question"),
        Index("ix_remark_request", "service_request_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"))
    at: Mapped[datetime]
    kind: Mapped[RemarkKind] = mapped_column(enum_type(RemarkKind, "remark_kind"))
    actor: Mapped[Actor] = mapped_column(enum_type(Actor, "actor"))
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: The agency that had the report then.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    #: Made by the form; sending the same one again changes nothing.
    client_uuid: Mapped[str] = mapped_column(String(36), unique=True)
    words: Mapped[str] = mapped_column(Text)
    #: `photo_ids`: the photos that came with it.
    detail: Mapped[dict[str, Any]] = mapped_column(json_type(), default=dict)
    #: The question that this answers.
    about_id: Mapped[int | None] = mapped_column(ForeignKey("remark.id"), unique=True)

    service_request: Mapped[ServiceRequest] = relationship(back_populates="remarks")
    agency: Mapped[Agency | None] = relationship()
    by_user: Mapped[User | None] = relationship()
    hidings: Mapped[list[RemarkHiding]] = relationship(back_populates="remark", order_by="RemarkHiding.id")

    @property
    def hidden(self) -> RemarkHiding | None:
        """The row that keeps it from the public page, or None."""
        return self.hidings[-1] if self.hidings and self.hidings[-1].hides else None

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.kind in PUBLIC_KINDS and self.hidden is None
