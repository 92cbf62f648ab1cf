"""What people are told: messages asked for in the session, sent by a job. What they say is sealed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from app.actions import outbox
from app.models import ServiceRequest
from app.personal_data import box


def send_code(
    *, phone: str | None, email: str | None, code: str, locale: str, key: str, at: datetime
) -> None:
    """Ask for a one-time code to be sent at once, whatever the hour, to a phone or an e-mail address."""
    said = {"phone": phone, "email": email, "code": code, "locale": locale}
    outbox.put(key, "code", {"sealed": box().seal(json.dumps(said))}, at=at)


def tell(
    service_request: ServiceRequest,
    event: str,
    *,
    at: datetime,
    key: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Ask for those whom an event concerns to be told of it: one that changes no status."""
    payload = {"service_request_id": service_request.id, "event": event, "detail": detail or {}}
    outbox.put(key, "event", payload, at=at)
