"""How many reports lie in each cell of the public map: a rollup, and the changes not folded in yet."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.column_types import enum_type
from app.db import Base, BigId
from app.domain.lifecycle import MapGroup

#: The cell levels that are kept; a map at zoom z shows level z + 2, rounded down to an even one.
ROLL_LEVELS = (8, 10, 12, 14, 16)


class MapRoll(Base):
    """The folded count of one cell of one level."""

    __tablename__ = "map_roll"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    service_group_id: Mapped[int] = mapped_column(
        ForeignKey("service_group.id"), primary_key=True, autoincrement=False
    )
    map_group: Mapped[MapGroup] = mapped_column(enum_type(MapGroup, "map_group"), primary_key=True)
    n: Mapped[int]


class MapDelta(Base):
    """One change: +1 or −1 at a cell of level 26."""

    __tablename__ = "map_delta"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    cell: Mapped[int] = mapped_column(BigInteger)
    service_group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    map_group: Mapped[MapGroup] = mapped_column(enum_type(MapGroup, "map_group"))
    n: Mapped[int]
