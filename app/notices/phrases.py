"""What several messages say in the same words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notices.told import Told
from app.policy import policy


def day_of(told: Told) -> str:
    """Return the day of the promise as shortly as it can be written: `03.12`."""
    return f"{told.report.due_at.astimezone(policy().calendar.zone):%d.%m}"


def see(told: Told) -> tuple[str, str]:
    """Return what leads to the page that is theirs."""
    return _("See the report"), told.own_url
