"""The people who report: a name and a telephone that nobody has."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from app.demo import texts
from app.personal_data import box


def contact(rng: random.Random, service_request_id: int, at: datetime) -> dict[str, Any]:
    """Return the row of a report's contact."""
    # No operator has the code 00, so nobody's telephone rings.
    phone = f"+99800{rng.randrange(10_000_000):07d}"
    return {
        "service_request_id": service_request_id,
        "name": texts.person(rng),
        "phone": phone,
        "email": None,
        "phone_index": box().blind_index(phone),
        "email_index": None,
        "created_at": at,
    }
