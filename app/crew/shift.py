"""The own shift, in a sentence."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from app.models import Shift, User
from app.policy import policy
from app.presentation import day
from app.queries.own_shift import next_shift


def shift_words(by: User, at: datetime) -> str:
    """Say when this person is on duty: today, or next; nothing where nobody keeps a roster for the crew.

    A shift that names nobody is everybody's of the crew. One that began yesterday and runs still is today's.
    """
    shift = next_shift(by, at)
    if shift is None:
        return ""
    zone = policy().calendar.zone
    times = {
        "begins": f"{shift.begins_at.astimezone(zone):%H:%M}",
        "ends": f"{shift.ends_at.astimezone(zone):%H:%M}",
    }
    begins_on = policy().calendar.local_day(shift.begins_at)
    if begins_on > policy().calendar.local_day(at):
        return _("No shift today. The next one: %(day)s, %(begins)s–%(ends)s", day=day(begins_on), **times)
    if _is_in(shift, by):
        return _("Your shift today: %(begins)s–%(ends)s", **times)
    return _("Your crew is on duty today without you: %(begins)s–%(ends)s", **times)


def _is_in(shift: Shift, by: User) -> bool:
    return not shift.members or any(member.id == by.id for member in shift.members)
