"""The people who report: a name and a telephone that nobody has."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from app.demo import texts
from app.domain.appeals import register
from app.domain.sla import WorkingCalendar, registered_on
from app.personal_data import box

#: Three of five who leave their phone confirm it, a few minutes later.
CONFIRMING, AFTER = 0.6, timedelta(minutes=4)


def contact(
    rng: random.Random, service_request_id: int, at: datetime, *, by_operator: bool = False
) -> dict[str, Any]:
    """Return the row of a report's contact; nobody confirms a phone that an operator wrote down."""
    # No operator has the code 00, so nobody's telephone rings.
    phone = f"+99800{rng.randrange(10_000_000):07d}"
    return {
        "service_request_id": service_request_id,
        "name": texts.person(rng),
        "phone": phone,
        "email": None,
        "phone_index": box().blind_index(phone),
        "email_index": None,
        "phone_confirmed_at": at + AFTER if not by_operator and _confirms(service_request_id) else None,
        "email_confirmed_at": None,
        "created_at": at,
    }


def legal_clock(contact: dict[str, Any] | None, calendar: WorkingCalendar) -> dict[str, date | None]:
    """Return the days of a report's appeal, none where nobody confirmed a contact."""
    confirmed_at = contact["phone_confirmed_at"] if contact else None
    clock = register(registered_on(confirmed_at, calendar)) if confirmed_at else None
    return {
        "appeal_registered_on": clock.registered_on if clock else None,
        "answer_due_on": clock.due_on if clock else None,
        "answer_extended_on": None,
    }


def _confirms(service_request_id: int) -> bool:
    # A dice of its own, so that the rest of the year stays as it was invented.
    return random.Random(service_request_id).random() < CONFIRMING
