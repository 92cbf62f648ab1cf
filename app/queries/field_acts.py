"""Which acts of crews have arrived already."""

from __future__ import annotations

from app.db import db
from app.models import FieldAct, User


def arrived(client_uuid: str, by: User) -> bool:
    """Tell whether this person's act has arrived before, whatever became of the job since."""
    act = db.session.get(FieldAct, client_uuid)
    return act is not None and act.user_id == by.id
