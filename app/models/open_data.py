"""Open data: the files on offer, what data sets people asked for, and what residents told of themselves."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.column_types import PersonalText, enum_type
from app.db import Base, BigId


class AgeBand(StrEnum):
    """How old somebody is, as roughly as it is useful. UNTOLD: they kept it to themselves."""

    UNDER_18 = "under_18"
    FROM_18 = "18_29"
    FROM_30 = "30_44"
    FROM_45 = "45_59"
    FROM_60 = "60_up"
    UNTOLD = "untold"


class Sex(StrEnum):
    """What somebody said. UNTOLD: they kept it to themselves."""

    FEMALE = "female"
    MALE = "male"
    UNTOLD = "untold"


class OpenFile(Base):
    """One file of the open data, as it is on offer now; the next night's takes its row.

    While files are stored there is a row for each besides, under another name, that nobody is offered.
    """

    __tablename__ = "open_data_file"

    #: `reports.csv`; its address stays, whatever the night.
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: Where the storage keeps it; a new one each time, so that a file that is being read does not change.
    key: Mapped[str] = mapped_column(String(120))
    byte_count: Mapped[int] = mapped_column(BigInteger)
    row_count: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class DataSuggestion(Base):
    """A data set that somebody would like. Encrypted: people write names where nobody asked for any."""

    __tablename__ = "data_suggestion"
    __table_args__ = (Index("ix_data_suggestion_created_at", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    words: Mapped[str] = mapped_column(PersonalText)
    created_at: Mapped[datetime]


class ResidentCount(Base):
    """How many reporters of a month and region told this age and sex. Counts alone: no row is anybody's.

    `region_id` is 0 where a report lies in no region.
    """

    __tablename__ = "resident_count"
    __table_args__ = (CheckConstraint("n > 0", name="counted"),)

    month_on: Mapped[date] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    age_band: Mapped[AgeBand] = mapped_column(enum_type(AgeBand, "age_band"), primary_key=True)
    sex: Mapped[Sex] = mapped_column(enum_type(Sex, "sex"), primary_key=True)
    n: Mapped[int]


class ResidentTold(Base):
    """The reporter of this report told of themselves, so that nobody does twice; not what they told.

    Forgotten with the contact.
    """

    __tablename__ = "resident_told"

    service_request_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False
    )
