"""Whom agencies asked about a report by a link, and what became of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.models import ContractorLink, ServiceRequest
from app.queries.reports import whole_report


def links_of(service_request: ServiceRequest) -> list[ContractorLink]:
    """Return the links of a report that its present agency made, the newest first."""
    return list(
        db.session.scalars(
            select(ContractorLink)
            .where(
                ContractorLink.service_request_id == service_request.id,
                ContractorLink.agency_id == service_request.agency_id,
            )
            .options(joinedload(ContractorLink.service_request))
            .order_by(ContractorLink.id.desc())
        )
    )


def find(link_id: int) -> ContractorLink | None:
    """Return a link with its report and all that the contractor's page shows, or None."""
    link = db.session.scalar(
        select(ContractorLink).where(ContractorLink.id == link_id).options(joinedload(ContractorLink.agency))
    )
    if link is not None:
        # Loaded whole: the page reads the service, the areas and the photos.
        db.session.scalars(
            select(ServiceRequest)
            .where(ServiceRequest.id == link.service_request_id)
            .options(*whole_report())
        ).one()
    return link
