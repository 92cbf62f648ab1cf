"""Which reports staff said are not the same problem as a report, though they look alike: by whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, or_, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.models import Agency, MergeDismissal, ServiceRequest


@dataclass(frozen=True)
class Dismissed:
    """The other report of a pair, and who said that it is another problem."""

    other_id: int
    public_id: str
    name: str
    agency: Agency
    at: datetime


def last_said(one: ServiceRequest, other: ServiceRequest) -> MergeDismissal | None:
    """Return what was said last of a pair, whichever of the two it was said on."""
    low, high = sorted((one.id, other.id))
    said = select(MergeDismissal).where(MergeDismissal.one_id == low, MergeDismissal.other_id == high)
    return db.session.scalar(said.order_by(MergeDismissal.id.desc()).limit(1))


def dismissed(service_request: ServiceRequest) -> list[Dismissed]:
    """Return the reports that are not the same problem as this one, what was said last of each first."""
    mine = service_request.id
    other_id = case((MergeDismissal.one_id == mine, MergeDismissal.other_id), else_=MergeDismissal.one_id)
    rows = db.session.execute(
        select(MergeDismissal, ServiceRequest.id, ServiceRequest.public_id)
        .join(ServiceRequest, ServiceRequest.id == other_id)
        .where(or_(MergeDismissal.one_id == mine, MergeDismissal.other_id == mine))
        .options(joinedload(MergeDismissal.by_user), joinedload(MergeDismissal.agency))
        .order_by(MergeDismissal.id)
    ).all()
    last = {row.id: row for row in rows}
    found = [
        Dismissed(row.id, row.public_id, said.by_user.name, said.agency, said.at)
        for row in last.values()
        if (said := row.MergeDismissal).dismisses
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)
