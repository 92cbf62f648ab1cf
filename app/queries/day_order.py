"""In which order a crew's jobs of a day were put, where somebody has."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.access import workable_by
from app.db import db
from app.models import CrewStop, ServiceRequest, User
from app.queries.entry import open_now


def kept_order(by: User, on: date) -> list[str]:
    """Return the public ids of the open jobs that this person's crew put in order for a day, the first first."""
    wanted = (
        select(ServiceRequest.public_id)
        .join(CrewStop, CrewStop.service_request_id == ServiceRequest.id)
        .where(CrewStop.crew_id == by.crew_id, CrewStop.on_day == on, open_now(), workable_by(by))
        .order_by(CrewStop.position, ServiceRequest.id)
    )
    return list(db.session.scalars(wanted))
