"""What statistics are read from: facts of each report, sums of them by area and time, and where they lie.

`report_change` is a queue that triggers of the database write (migration 0018), in the transaction of whatever
changed a report, so that nothing that writes can forget it. `app.actions.rollups` works it off.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, SmallInteger, Table, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId
from app.domain.lifecycle import OPEN
from app.domain.rollup import FIELDS, MEASURES, STATUSES

#: Facts keep a status as its place in `STATUSES`.
OPEN_CODES = tuple(sorted(STATUSES.index(status) for status in OPEN))
_OPEN = text(f"status IN ({', '.join(map(str, OPEN_CODES))})")


class ReportChange(Base):
    """A report may count otherwise than its facts say; written by triggers, once or many times."""

    __tablename__ = "report_change"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service_request_id: Mapped[int] = mapped_column(BigId)


class ReportFact(Base):
    """How a report is counted in the sums now: what has to be taken out of them when it changes.

    Areas that are not known are 0, days are numbers since 1970-01-01, status and reason are places in their lists.
    """

    __tablename__ = "report_fact"
    __table_args__ = (
        Index("ix_report_fact_submitted", "submitted_day"),
        Index("ix_report_fact_region", "region_id", "submitted_day"),
        Index("ix_report_fact_district", "district_id", "submitted_day"),
        Index("ix_report_fact_mahalla", "mahalla_id", "submitted_day"),
        # Whose promise breaks next.
        Index(
            "ix_report_fact_due",
            "due_second",
            sqlite_where=text("due_second IS NOT NULL"),
            postgresql_where=text("due_second IS NOT NULL"),
        ),
        Index(
            "ix_report_fact_open",
            *("submitted_day", "region_id", "district_id", "mahalla_id", "agency_id", "service_group_id"),
            *("late_day", "service_id"),
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    report_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    region_id: Mapped[int]
    district_id: Mapped[int]
    mahalla_id: Mapped[int]
    agency_id: Mapped[int]
    service_id: Mapped[int]
    service_group_id: Mapped[int]
    cell: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[int] = mapped_column(SmallInteger)
    #: Why it was rejected; −1: it was not.
    reason: Mapped[int] = mapped_column(SmallInteger)
    #: Its reporter and those who have it too.
    people: Mapped[int]
    #: 1 to 5; 0: not rated.
    rating: Mapped[int] = mapped_column(SmallInteger)
    submitted_day: Mapped[int]
    #: Repaired, rejected or tied to another one; −1: open. So with the other days.
    ended_day: Mapped[int]
    late_day: Mapped[int]
    sent_back_day: Mapped[int]
    rated_day: Mapped[int]
    is_confirmed: Mapped[int] = mapped_column(SmallInteger)
    #: Second since 1970 in which the promise of an open report breaks; None: it is broken, or nothing is open.
    due_second: Mapped[int | None] = mapped_column(BigInteger)


#: The columns of the facts that are summed up, in the order of `FIELDS`.
FACT_COLUMNS = tuple(ReportFact.__table__.c[name] for name in FIELDS)

report_roll = Table(
    "report_roll",
    Base.metadata,
    # See `app.domain.rollup`. `scope_id` is the area that is told of, 0 is everywhere; `item_id` 0 is none.
    Column("cut", SmallInteger, primary_key=True, autoincrement=False),
    Column("scope_id", Integer, primary_key=True, autoincrement=False),
    Column("grain", SmallInteger, primary_key=True, autoincrement=False),
    Column("start_day", Integer, primary_key=True, autoincrement=False),
    Column("service_group_id", Integer, primary_key=True, autoincrement=False),
    Column("item_id", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Integer, nullable=False) for name in MEASURES),
)


class HeatBlock(Base):
    """Where the reports of one district and week lie, packed for NumPy (`geo.heat_block`).

    A region's own reports, which are in no district, have district 0.
    """

    __tablename__ = "heat_block"
    __table_args__ = (Index("ix_heat_block_district", "district_id", "week_day"),)

    region_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    week_day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class RollupState(Base):
    """One row: until when the rollups are counted, and a number that goes up with every change of them."""

    __tablename__ = "rollup_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    #: Second since 1970; promises that broke later are not counted as broken yet.
    counted_second: Mapped[int] = mapped_column(BigInteger)
