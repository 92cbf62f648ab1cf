"""Checklists: what is asked of a crew when it finishes a job, by service, and what it answered.

The words of a question are versioned, and an answer points to the words under which it was given. Answers are
append-only, wordings are never changed: triggers refuse it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type, json_type
from app.db import Base, BigId
from app.domain.checklist import ItemKind
from app.models.history import StatusChange
from app.models.service import Service


class ChecklistItem(Base):
    """One thing to be written down for a service. One that was answered is retired, never deleted."""

    __tablename__ = "checklist_item"
    __table_args__ = (UniqueConstraint("service_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    #: Its name in the catalogue; None for what an admin added.
    code: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[ItemKind] = mapped_column(enum_type(ItemKind, "item_kind"))
    position: Mapped[int] = mapped_column(default=0)
    is_required: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]

    service: Mapped[Service] = relationship()
    wordings: Mapped[list[ChecklistWording]] = relationship(
        back_populates="item", order_by="ChecklistWording.id", cascade="all, delete-orphan"
    )


class ChecklistWording(Base):
    """How an item was worded from a moment on: its words, unit, bounds and choices. The last one holds."""

    __tablename__ = "checklist_wording"
    __table_args__ = (CheckConstraint("minimum <= maximum", name="bounds_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), index=True)
    at: Mapped[datetime]
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    words: Mapped[dict[str, str]]
    #: One of `domain.checklist.UNITS`, or empty.
    unit: Mapped[str] = mapped_column(String(10), default="")
    minimum: Mapped[float | None]
    maximum: Mapped[float | None]
    #: `[{"key": "cold_mix", "names": {"uz": ...}}, ...]`, in their order.
    choices: Mapped[list[dict[str, Any]]] = mapped_column(json_type(), default=list)

    item: Mapped[ChecklistItem] = relationship(back_populates="wordings")


class ChecklistAnswer(Base):
    """What a crew wrote down at one finishing; the column of the question's kind is set."""

    __tablename__ = "checklist_answer"
    __table_args__ = (
        UniqueConstraint("status_change_id", "wording_id"),
        CheckConstraint("number > -1000000000 AND number < 1000000000", name="number_finite"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        Index("ix_checklist_answer_request", "service_request_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int] = mapped_column(BigId, ForeignKey("service_request.id"))
    #: The finishing that it belongs to: a report that is opened again is finished twice.
    status_change_id: Mapped[int] = mapped_column(BigId, ForeignKey("status_change.id"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("checklist_wording.id"), index=True)
    number: Mapped[float | None]
    yes: Mapped[bool | None]
    choice: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str | None] = mapped_column(Text)
    minutes: Mapped[int | None]

    status_change: Mapped[StatusChange] = relationship()
    wording: Mapped[ChecklistWording] = relationship()
    materials: Mapped[list[ChecklistMaterial]] = relationship(
        back_populates="answer", order_by="ChecklistMaterial.id"
    )


class ChecklistMaterial(Base):
    """So much of one material that was used."""

    __tablename__ = "checklist_material"
    __table_args__ = (CheckConstraint("amount > 0 AND amount < 1000000000", name="amount_positive"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    answer_id: Mapped[int] = mapped_column(BigId, ForeignKey("checklist_answer.id"), index=True)
    what: Mapped[str] = mapped_column(String(120))
    amount: Mapped[float]
    #: One of `domain.checklist.MATERIAL_UNITS`.
    unit: Mapped[str] = mapped_column(String(10))

    answer: Mapped[ChecklistAnswer] = relationship(back_populates="materials")
