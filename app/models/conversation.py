"""What belongs to the talk about one report: reply templates, hidden comments, other problems, parts, contractors' links."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import PersonalText, enum_type
from app.db import Base, BigId
from app.models.agency import Agency
from app.models.remark import Remark
from app.models.service import Service, ServiceGroup
from app.models.service_request import ServiceRequest
from app.models.user import User


class ReplyTemplate(Base):
    """Words that a dispatcher begins a public reply with, in one language; `app.domain.reply_words` fills them.

    For one service, for a service group, or, with neither, for every report.
    """

    __tablename__ = "reply_template"
    __table_args__ = (
        CheckConstraint("service_id IS NULL OR service_group_id IS NULL", name="service_or_group"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(10))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    service_group_id: Mapped[int | None] = mapped_column(ForeignKey("service_group.id"))
    is_active: Mapped[bool] = mapped_column(default=True)

    service: Mapped[Service | None] = relationship()
    group: Mapped[ServiceGroup | None] = relationship()


class RemarkHiding(Base):
    """Staff took a remark from the public page, or put it back: who, when, why. Triggers refuse UPDATE and DELETE.

    The last row of a remark holds.
    """

    __tablename__ = "remark_hiding"
    __table_args__ = (Index("ix_remark_hiding_remark", "remark_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"))
    at: Mapped[datetime]
    by_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    hides: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)

    remark: Mapped[Remark] = relationship(back_populates="hidings")
    agency: Mapped[Agency] = relationship()


class MergeDismissal(Base):
    """Staff said that two reports are not the same problem, or took that back. Triggers refuse UPDATE and DELETE.

    The last row of a pair holds, whichever of the two it was said on.
    """

    __tablename__ = "merge_dismissal"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="lower_first"),
        Index("ix_merge_dismissal_one", "one_id", "id"),
        Index("ix_merge_dismissal_other", "other_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"))
    at: Mapped[datetime]
    by_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    dismisses: Mapped[bool]

    by_user: Mapped[User] = relationship()
    agency: Mapped[Agency] = relationship()


class SplitPart(Base):
    """A report that was made out of a part of another one."""

    __tablename__ = "split_part"

    part_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False
    )
    original_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"), index=True)

    part: Mapped[ServiceRequest] = relationship(foreign_keys=[part_id])
    original: Mapped[ServiceRequest] = relationship(foreign_keys=[original_id])


class ContractorAnswer(StrEnum):
    """What a contractor says about a report."""

    WILL_DO = "will_do"
    DONE = "done"
    NOT_OURS = "not_ours"


class ContractorLink(Base):
    """Somebody without an account was asked about one report by a signed link; it holds until `expires_at`.

    The link is not kept: it is made of the row's number and the house's key. Answering ends it.
    """

    __tablename__ = "contractor_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_request_id: Mapped[int] = mapped_column(ForeignKey("service_request.id"), index=True)
    #: The agency that asked. Where another one has the report by now, the link is void.
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    by_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    #: Who was asked; may be a person.
    name: Mapped[str] = mapped_column(PersonalText)
    locale: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[ContractorAnswer | None] = mapped_column(enum_type(ContractorAnswer, "answer"))
    #: When the name was erased. That somebody was asked, and what they answered, stays.
    erased_at: Mapped[datetime | None]

    service_request: Mapped[ServiceRequest] = relationship()
    agency: Mapped[Agency] = relationship()
    by_user: Mapped[User] = relationship()

    def holds(self, now: datetime) -> bool:
        """Whether it can still be answered by this link."""
        return (
            self.answered_at is None
            and self.revoked_at is None
            and now < self.expires_at
            and self.service_request.is_open
            and self.service_request.agency_id == self.agency_id
        )
