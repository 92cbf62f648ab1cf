"""What residents are told: asked for here, in the transaction of whatever caused it, and sent by a job.

A change of status asks by itself (`app.actions.history`). Words and addresses wait sealed, or not at all:
where ids suffice, they are looked up when the message goes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.actions import outbox
from app.actions.outbox import Asked
from app.domain.notices import EVENTS
from app.models import Priority, ServiceRequest
from app.personal_data import box


def send_code(
    *, phone: str | None, email: str | None, code: str, locale: str, key: str, at: datetime
) -> None:
    """Ask for a one-time code to be sent at once, at any hour, to the phone or else to the e-mail.

    In the session, without committing. `key` keeps the same code from being sent twice. Raises
    ValueError where there is nowhere to send it.
    """
    if not (phone or email):
        raise ValueError("a code needs a phone or an e-mail")
    sealed = box().seal(json.dumps({"phone": phone, "email": None if phone else email, "code": code}))
    outbox.put(key, "code", {"sealed": sealed, "locale": locale}, at=at, priority=Priority.URGENT)


def tell(
    service_request: ServiceRequest,
    event: str,
    *,
    at: datetime,
    key: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Ask for those who follow a report to be told of something that is no change of its status.

    `event` is one of `app.domain.notices.EVENTS`, which says who is told; `detail` holds what its sentence
    needs, such as the words of a question, and is kept sealed. In the session, without committing; the report
    was written before. Raises ValueError for an unknown event.
    """
    asked = telling(service_request.id, event, key=key, detail=detail)
    outbox.put(asked.key, asked.kind, asked.payload, at=at)


def telling(
    service_request_id: int, event: str, *, key: str, detail: Mapping[str, Any] | None = None
) -> Asked:
    """Return what `tell` asks for, to be asked for with others at once. Raises ValueError for an unknown event."""
    if event not in EVENTS:
        raise ValueError(f"nobody knows how to tell of {event!r}")
    sealed = box().seal(json.dumps(dict(detail or {})))
    return Asked(key, "event", {"service_request_id": service_request_id, "event": event, "sealed": sealed})
