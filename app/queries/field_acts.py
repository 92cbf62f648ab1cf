"""Which acts of crews have arrived already."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.models import FieldAct, Remark, User


def arrived(client_uuid: str, by: User) -> bool:
    """Tell whether this person's act has arrived before, whatever became of the job since. A note counts too."""
    act = db.session.get(FieldAct, client_uuid)
    if act is not None:
        return act.user_id == by.id
    noted = select(Remark.id).where(Remark.client_uuid == client_uuid, Remark.by_user_id == by.id)
    return db.session.scalar(noted) is not None
