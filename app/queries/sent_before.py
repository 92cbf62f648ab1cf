"""What has arrived already: whatever is sent again is known by the id that its form made."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.models import ServiceRequest


def by_client_uuid(client_uuid: str) -> ServiceRequest | None:
    """Return the report of this form, as `domain.text.clean_uuid` writes its id, or None."""
    return db.session.scalar(select(ServiceRequest).where(ServiceRequest.client_uuid == client_uuid))
