"""Reports that belong together: the parts of one that was split, and those that were tied to an earlier one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.models import ServiceRequest, SplitPart


@dataclass(frozen=True)
class Family:
    """What a report was a part of, its parts, and what was tied to it."""

    whole: ServiceRequest | None
    parts: list[ServiceRequest]
    tied: list[ServiceRequest]


def family_of(service_request: ServiceRequest) -> Family:
    """Return the reports that belong to one, in three statements."""
    own = service_request.id
    whole = db.session.scalar(
        select(ServiceRequest)
        .join(SplitPart, SplitPart.original_id == ServiceRequest.id)
        .where(SplitPart.part_id == own)
    )
    parts = db.session.scalars(
        select(ServiceRequest)
        .join(SplitPart, SplitPart.part_id == ServiceRequest.id)
        .where(SplitPart.original_id == own)
        .order_by(ServiceRequest.id)
    )
    tied = db.session.scalars(
        select(ServiceRequest).where(ServiceRequest.duplicate_of_id == own).order_by(ServiceRequest.id)
    )
    return Family(whole, list(parts), list(tied))
