"""Named places that residents search for: streets, settlements and landmarks, each from one source."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type, point
from app.db import Base, BigId


class PlaceKind(StrEnum):
    """What a place is."""

    SETTLEMENT = "settlement"
    LANDMARK = "landmark"
    STREET = "street"


class PlaceSource(Base):
    """Where places came from: a register, an extract of OpenStreetMap. Its next file replaces its places."""

    __tablename__ = "place_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    #: What its owners ask to be shown beside what is found, or nothing.
    attribution: Mapped[str] = mapped_column(String(200), default="")
    imported_at: Mapped[datetime]


class Place(Base):
    """One place, known to its source by `key`. Without an area it lies outside the territory, and is not found."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("place_source_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    place_source_id: Mapped[int] = mapped_column(ForeignKey("place_source.id"))
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[PlaceKind] = mapped_column(enum_type(PlaceKind, "place_kind"))
    names: Mapped[dict[str, str]]
    #: Everything that finds it, one a line: its names, and former and further ones that are not shown.
    spellings: Mapped[str] = mapped_column(Text)
    location: Mapped[WKBElement] = mapped_column(point())
    #: The smallest area that holds it.
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    #: Tells whether the next file says anything new.
    checksum: Mapped[str] = mapped_column(String(64))

    source: Mapped[PlaceSource] = relationship()


class NameVersion(Base):
    """One row, counted up by every change of places and of areas' names, so that each process notices."""

    __tablename__ = "name_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
