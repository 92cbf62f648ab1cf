"""Neighbours who have the same problem as a report of the invented year."""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.actions.reporting import hash_secret
from app.demo.rows import Row
from app.domain.lifecycle import Status

#: One report in so many has neighbours who said so; how many they are.
ONE_IN = 14
HOW_MANY = (1, 1, 1, 2, 2, 3, 4, 6, 11)


def supporters_of(requests: Sequence[Row], now: datetime) -> list[Row]:
    """Return the rows of those who said "I have this too"; none of them left a contact."""
    rng = random.Random("neighbours")
    rows: list[Row] = []
    for request in requests:
        if request["status"] is Status.DUPLICATE or rng.randrange(ONE_IN):
            continue
        for _ in range(rng.choice(HOW_MANY)):
            secret = secrets.token_urlsafe(24)
            rows.append(
                {
                    "id": len(rows) + 1,
                    "service_request_id": request["id"],
                    "client_uuid": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
                    "secret": secret,
                    "secret_hash": hash_secret(secret),
                    "is_counted": True,
                    "locale": request["locale"],
                    "created_at": min(
                        now, request["submitted_at"] + timedelta(minutes=rng.randrange(5, 600))
                    ),
                }
            )
    return rows
