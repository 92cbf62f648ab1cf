"""The settings that say how long something personal is kept, as rows of `app.config.SETTINGS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Younger look-ups nobody deletes: the database itself refuses (migration 0017).
LOOKUPS_KEPT_AT_LEAST = 30


def _lookups(text: str) -> int:
    days = int(text)
    if days != 0 and days < LOOKUPS_KEPT_AT_LEAST:
        raise ValueError(f"write 0, or {LOOKUPS_KEPT_AT_LEAST} days or more")
    return days


KEPT: tuple[tuple[str, str, Callable[[str], Any], str], ...] = (
    (
        "CONTACT_KEPT_DAYS",
        "365",
        int,
        "Name, phone, e-mail and voice of a reporter are erased so many days after the report was closed; 0: never.",
    ),
    (
        "LOOKUPS_KEPT_DAYS",
        "365",
        _lookups,
        "Who looked up a phone number at the call centre, and when, is erased after so many days, 30 or more; 0: never.",
    ),
)
