"""The house's settings that rules, reads and writes need, without asking Flask for them.

`create_app` configures them once; what is asked before that is an error, never a silent default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.notices import QuietHours
from app.domain.sla import WorkingCalendar

if TYPE_CHECKING:
    from app.storage import Storage


@dataclass(frozen=True)
class Policy:
    """What this deployment decided."""

    calendar: WorkingCalendar
    storage: Storage
    default_locale: str
    near_miss_m: float
    max_photos: int
    max_photo_bytes: int
    max_photo_pixels: int
    max_recording_bytes: int
    max_recording_seconds: int
    max_description: int
    phone_country_code: str
    contact_kept_days: int = 365
    lookups_kept_days: int = 365
    codes_per_address: int = 30
    quiet_hours: QuietHours | None = None
    sms_events: frozenset[str] = frozenset()


_policy: Policy | None = None


def configure(policy: Policy) -> None:
    """Set what holds in this process."""
    global _policy
    _policy = policy


def policy() -> Policy:
    """Return what holds. Raises RuntimeError before `configure`."""
    if _policy is None:
        raise RuntimeError("the policy was not configured; create_app does that")
    return _policy
