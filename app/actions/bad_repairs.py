"""A new report at a place that was repaired not long ago is tied to that repair, and flagged."""

from __future__ import annotations

from datetime import datetime

from app.db import db
from app.models import BadRepair, ServiceRequest
from app.queries.clock import repaired_lately


def flag(service_request: ServiceRequest, pin: tuple[float, float], at: datetime) -> None:
    """Tie a new report to the repair at its place that did not last, in the session, and flag it."""
    repair = repaired_lately(pin, service_request.service_id, at)
    if repair is None:
        return
    service_request.is_flagged = True
    db.session.add(
        BadRepair(
            service_request=service_request,
            earlier_id=repair.id,
            days=(at - repair.resolved_at).days,
            distance_m=round(repair.distance_m, 1),
        )
    )
