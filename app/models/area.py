"""Territory: areas of three levels, and their boundaries by version."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type, multipolygon
from app.db import Base


class Level(StrEnum):
    """How large a territory is, the largest first."""

    REGION = "region"
    DISTRICT = "district"
    MAHALLA = "mahalla"


class Area(Base):
    """A region, district or mahalla, known by its official code."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("level", "code"),
        CheckConstraint("population >= 0", name="population_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[Level] = mapped_column(enum_type(Level, "level"))
    code: Mapped[str] = mapped_column(String(40))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    names: Mapped[dict[str, str]]
    population: Mapped[int | None]

    parent: Mapped[Area | None] = relationship(remote_side=[id], back_populates="children")
    children: Mapped[list[Area]] = relationship(back_populates="parent", order_by="Area.code")
    boundaries: Mapped[list[Boundary]] = relationship(back_populates="area", order_by="Boundary.version")

    @property
    def current_boundary(self) -> Boundary | None:
        """The version without an end, or None where only the area's name is known."""
        return next((b for b in reversed(self.boundaries) if b.valid_to is None), None)


class Boundary(Base):
    """One version of an area's boundary. The current one has no `valid_to`."""

    __tablename__ = "boundary"
    __table_args__ = (
        UniqueConstraint("area_id", "version"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        Index("ix_boundary_current", "area_id", "valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    version: Mapped[int]
    boundary: Mapped[WKBElement] = mapped_column(multipolygon())
    area_km2: Mapped[float]
    checksum: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    imported_at: Mapped[datetime]

    area: Mapped[Area] = relationship(back_populates="boundaries")


class TerritoryVersion(Base):
    """One row, counted up by every change of a boundary, so that each process notices."""

    __tablename__ = "territory_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    changed_at: Mapped[datetime]
