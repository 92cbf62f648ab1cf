"""The order of a crew's day, where somebody has put the jobs in order; without rows the route is reckoned anew."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId


class CrewStop(Base):
    """A crew goes to a job on a day, as the `position`-th of its stops, counted from 0."""

    __tablename__ = "crew_stop"

    crew_id: Mapped[int] = mapped_column(ForeignKey("crew.id"), primary_key=True, autoincrement=False)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    service_request_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False, index=True
    )
    position: Mapped[int]
