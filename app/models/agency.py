"""Who fixes: agencies, what they answer for, and their crews."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.models.area import Area
from app.models.service import Service, ServiceGroup

#: The kind of the agency that gets what no responsibility covers: a district's own inbox.
INBOX_KIND = "inbox"


class Agency(Base):
    """An organisation that fixes. `kind` is one of the catalogue's agency kinds."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    names: Mapped[dict[str, str]]
    #: The post that answers, by locale ("Bosh dispetcher"); never a person's name.
    posts: Mapped[dict[str, str]]
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    #: Where the head of the agency hears of what is overdue.
    head_email: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    area: Mapped[Area | None] = relationship()
    crews: Mapped[list[Crew]] = relationship(back_populates="agency", order_by="Crew.name")


class Responsibility(Base):
    """Area + service (or a whole group) → agency, from a date. No area: everywhere."""

    __tablename__ = "responsibility"
    __table_args__ = (
        CheckConstraint("(service_id IS NULL) <> (service_group_id IS NULL)", name="service_or_group"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        Index("ix_responsibility_lookup", "area_id", "service_id", "service_group_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    service_group_id: Mapped[int | None] = mapped_column(ForeignKey("service_group.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    valid_from: Mapped[date]
    #: The first day on which it no longer holds.
    valid_to: Mapped[date | None]

    area: Mapped[Area | None] = relationship()
    service: Mapped[Service | None] = relationship()
    service_group: Mapped[ServiceGroup | None] = relationship()
    agency: Mapped[Agency] = relationship()


class Crew(Base):
    """People on site."""

    __tablename__ = "crew"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    is_active: Mapped[bool] = mapped_column(default=True)

    agency: Mapped[Agency] = relationship(back_populates="crews")
