"""The order in which a crew put its jobs of a day, and several of its jobs at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.access import workable_by
from app.db import db
from app.domain.errors import NotFound
from app.models import CrewStop, ServiceRequest, User
from app.queries.entry import open_now
from app.queries.reports import whole_report


def kept_order(by: User, on: date) -> list[str]:
    """Return the public ids of the open jobs that this person's crew put in order for a day, the first first."""
    wanted = (
        select(ServiceRequest.public_id)
        .join(CrewStop, CrewStop.service_request_id == ServiceRequest.id)
        .where(CrewStop.crew_id == by.crew_id, CrewStop.on_day == on, open_now(), workable_by(by))
        .order_by(CrewStop.position, ServiceRequest.id)
    )
    return list(db.session.scalars(wanted))


def find_jobs(public_ids: Sequence[str], by: User) -> list[ServiceRequest]:
    """Return these jobs of this person's crew, whatever became of them, in the order asked for.

    Raises NotFound where one of them is another crew's, or does not exist.
    """
    wanted = list(dict.fromkeys(public_ids))
    found = {
        service_request.public_id: service_request
        for service_request in db.session.scalars(
            select(ServiceRequest)
            .where(ServiceRequest.public_id.in_(wanted), workable_by(by))
            .options(*whole_report())
            .execution_options(populate_existing=True)
        )
    }
    for public_id in wanted:
        if public_id not in found:
            raise NotFound(public_id)
    return [found[public_id] for public_id in wanted]
